import type { Chance } from "../../support/random-federation.ts";
import { callerNames } from "./made-applications.ts";
import { gatewaysRoot, meshRoot } from "./made-clusters.ts";
import type { MadeFederation } from "./made-federation.ts";
import type { MadeConsumption, MadeService } from "./made-service.ts";

/** A call as a file of calls has it, but for what to expect. */
export type WrittenCall = Readonly<Record<string, unknown>>;

const methods = ["get", "get", "get", "put", "post", "delete"];
/** Paths that grants name, and their neighbours: spelled otherwise, one step further, one step back. */
const paths = [
  ...["/a/", "/a/7", "/a/7?b=/c", "/b", "/w", "/"],
  ...[
    "/a",
    "/ab",
    "/A/7",
    "/b/",
    "/b/7",
    "/a/../b",
    "/a/..",
    "//a/7",
    "/a//7",
    "/%61/7",
    "/a%2f7",
    "/a/%2e%2e/c",
    "/a/..;x/c",
    "/a/..%2fc",
  ],
];
const rpcs = ["/p.S/Get", "/p.S/", "/p.T/M", "/p.T/N", "/p.Sx/Get", "/q.S/Get", "/p.S/a/b"];
const headers = [{}, {}, { "x-to": "second" }, { "x-to": "Second" }, { "x-like": "v12" }, { "x-like": "xv1" }];

/** A set of calls over a federation: granted ones, their neighbours, and strangers at the gateways. */
export function madeCalls(federation: MadeFederation, count: number, chance: Chance): readonly WrittenCall[] {
  const uses = Object.entries(federation.services).flatMap(([name, service]) =>
    Object.entries(service.consume ?? {}).flatMap(([consumer, all]) => all.map((use) => ({ name, service, consumer, use }))),
  );
  if (uses.length === 0) return [];
  return Array.from({ length: count }, () => {
    const { name, service, consumer, use } = chance.of(uses);
    // Strangers speak HTTP, which the applications behind other ports do not answer.
    const asPod = service.protocol !== "http" || chance.in(70);
    return asPod ? byPod(service.protocol, consumer, use, chance) : byStranger({ federation, name, service, consumer }, chance);
  });
}

function byPod(protocol: MadeService["protocol"], consumer: string, { as, port }: MadeConsumption, chance: Chance): WrittenCall {
  const from = `${consumer}/${chance.of([...callerNames, "ns0/a"])}`;
  const host = `${as}:${port}`;
  if (protocol === "tcp") return { from, tcp: host };
  if (protocol === "grpc") return { from, grpc: host, method: chance.of(rpcs), headers: chance.of(headers) };
  return { from, [chance.of(methods)]: `http://${host}${chance.of(paths)}`, headers: chance.of(headers) };
}

interface Used {
  readonly federation: MadeFederation;
  readonly name: string;
  readonly service: MadeService;
  readonly consumer: string;
}

/** Past the sidecar, to an exposer's ingress gateway, with a certificate that may be forged. */
function byStranger({ federation, name, service, consumer }: Used, chance: Chance): WrittenCall {
  const all = Object.keys(federation.clusters);
  // A cluster that grants nothing has no ingress gateway.
  const exposers = Object.entries(service.expose).filter(([, { allow }]) => Object.keys(allow).length > 0);
  const [target = ""] = chance.of(exposers);
  const [claimed, signer] = [chance.in(70) ? consumer : chance.of(all), chance.in(70) ? consumer : chance.of(all)];
  const gateways = chance.in(50);
  const identity = gateways
    ? `spiffe://${claimed}.example.com/istio-private-egressgateway`
    : `spiffe://${claimed}.mesh/ns/${chance.of(["ns0/sa/a", "ns1/sa/b", "ns1/sa/c"])}`;
  const authority = chance.in(15) ? "nobody" : gateways ? gatewaysRoot(signer) : meshRoot(signer);
  const between = `${chance.in(90) ? consumer : chance.of(all)}.${target}.example.com`;
  const others = Object.entries(federation.services).flatMap(([other, { protocol }]) => (protocol === "http" ? other : []));
  const served = `${chance.in(80) ? name : chance.of([...others, "nothing"])}.${between}`;
  return {
    from: `${consumer}/${callerNames[0]}`,
    tls: `${target}/istio-private-gateways/istio-private-ingressgateway`,
    sni: gateways ? between : served,
    host: served,
    [chance.of(methods)]: chance.of(paths),
    ...(chance.in(90) && { certificate: { authority, [chance.in(90) ? "uri" : "dns"]: identity } }),
  };
}
