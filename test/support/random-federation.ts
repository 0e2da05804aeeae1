import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./fedc.ts";

type Data = Record<string, unknown>;

export const rootTexts = ["corp", "east", "west"].map((name) =>
  readFileSync(join(root, "test/samples/build/mosaic/trust", `${name}.pem`), "utf8"),
);

/** Chances that come out the same for the same seed. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed * 7919 + 1;
  }

  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((this.#state / 0x80000000) * limit);
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  in(percent: number): boolean {
    return this.below(100) < percent;
  }
}

/** A small federation, made up; now and then one that fedc refuses. Its JSON is a federation.yaml. */
export function randomFederation(seed: number): Data {
  const chance = new Chance(seed);
  const workloads = chance.in(50);
  const names = ["k0", "k1", "k2", "k3"].slice(0, 2 + chance.below(3));
  // k0 is in mode gateways with the others, or all are in one mode.
  const mixed = workloads && names.length > 2 && chance.in(40);
  const clusters = Object.fromEntries(names.map((name, i) => [name, cluster(name, i, workloads, chance)]));
  const services = Object.fromEntries(
    Array.from({ length: 1 + chance.below(5) }, (_, i) => [`svc${i}`, service(i, names, { workloads, mixed }, chance)]),
  );
  return {
    apiVersion: "fedc.dev/v1alpha1",
    kind: "Federation",
    metadata: { name: "chance" },
    clusters,
    trust: {
      mode: workloads ? "workloads" : "gateways",
      ...(mixed && { pairs: names.slice(1).map((name) => ({ between: ["k0", name], mode: "gateways" })) }),
      roots: Object.fromEntries(rootTexts.map((pem, i) => [`r${i}`, [{ pem }]])),
    },
    services,
  };
}

function cluster(name: string, index: number, workloads: boolean, chance: Chance): Data {
  const gateways = { root: `r${chance.below(3)}`, certificate: { issuerRef: { kind: "ClusterIssuer", name: "ca" } } };
  return {
    hostname: `${name}.example.com`,
    trust: { gateways, ...(workloads && { workloads: { domain: `${name}.mesh`, root: `r${chance.below(3)}` } }) },
    gateways: { ingress: { addresses: chance.in(10) && !workloads ? "pending" : [`192.0.2.${index + 1}`] }, egress: {} },
    istio: { pathNormalization: "DECODE_AND_MERGE_SLASHES", ...(chance.in(30) && { domain: "cluster.corp" }) },
    gitops: { repository: `https://github.com/example/${name}`, path: "federation", delivery: "directory" },
  };
}

/** Whether there are pairs in mode workloads, and beside them some in mode gateways: those of k0. */
interface Modes {
  readonly workloads: boolean;
  readonly mixed: boolean;
}

function service(index: number, names: readonly string[], { workloads, mixed }: Modes, chance: Chance): Data {
  const inWorkloads = (a: string, b: string) => workloads && !(mixed && (a === "k0" || b === "k0"));
  const protocol = chance.of(["http", "http", "grpc", "tcp"]);
  const exposers = names.filter((_, i) => i === index % names.length || chance.in(30));
  const expose: Record<string, Data> = {};
  for (const exposer of exposers) {
    const pods = { selector: { app: `app${index}` }, targetPort: 9000 + index };
    const needed = workloads && !(mixed && exposer === "k0") ? { ...pods, serviceAccounts: [`app${index}`] } : chance.in(50) ? pods : {};
    const guarded = "selector" in needed && chance.in(50) && { protect: { callers: chance.in(50) ? "none" : ["data/x", "ops/*"] } };
    const path = protocol === "http" && !workloads && chance.in(25) && { path: `/p${index}/` };
    expose[exposer] = { service: `app${index}.data`, port: 8000 + index, ...needed, ...guarded, ...path, allow: {} };
  }
  const consume: Data = {};
  for (const consumer of names) {
    const offered = exposers.filter((exposer) => exposer !== consumer);
    if (offered.length === 0 || chance.in(40)) continue;
    for (const exposer of offered) (expose[exposer]?.allow as Data)[consumer] = allow(protocol, inWorkloads(exposer, consumer), chance);
    const modes = new Set(offered.map((exposer) => inWorkloads(exposer, consumer)));
    consume[consumer] = consumption(index, protocol, offered, { workloads: modes.has(true), mixed: modes.size > 1 }, chance);
  }
  return { protocol, expose, ...(Object.keys(consume).length > 0 && { consume }) };
}

function allow(protocol: string, workloads: boolean, chance: Chance): unknown {
  const callers = workloads && { callers: chance.of(["any", ["ns0/a", "ns1/*"], ["ns0/*", "ns1/*"]]) };
  const inactive = chance.in(7) && { inactive: "not yet" };
  if (protocol === "tcp") return workloads ? { ...callers, ...inactive } : inactive || "any";
  if (protocol === "grpc") return { rpcs: chance.of(["any", ["p.S/*", "p.T/M"]]), ...callers, ...inactive };
  const paths = chance.in(60) && { paths: chance.of([["/a/*"], ["/b"], ["/a/*", "/b"]]) };
  const one = { methods: chance.of(["any", ["GET"], ["GET", "PUT"]]), ...paths, ...callers, ...inactive };
  return chance.in(20) ? [one, { methods: ["POST"], paths: ["/w"], ...callers }] : one;
}

function consumption(index: number, protocol: string, offered: readonly string[], { workloads, mixed }: Modes, chance: Chance): Data {
  const existing = !workloads && chance.in(40);
  const base = {
    as: `app${index}.shop`,
    port: 80 + index,
    localService: existing ? "existing" : "create",
    callers: ["ns0/a", chance.of(["ns1/b", "ns1/*"])],
    ...(existing && { callerLabels: { app: "caller" } }),
    ...(workloads && { via: "direct" }),
  };
  const [first = "", second] = offered;
  if (second !== undefined && !mixed && chance.in(40)) return { ...base, failover: [{ cluster: second }, { cluster: first }] };
  if (second !== undefined) {
    const shares = {
      to: [
        { cluster: first, weight: 30 },
        { cluster: second, weight: 70 },
      ],
    };
    const matched = { match: { headers: { "x-to": { exact: "second" } } }, to: [{ cluster: second }] };
    return { ...base, routes: protocol !== "tcp" && chance.in(50) ? [matched, shares] : [shares] };
  }
  return existing && chance.in(50)
    ? {
        ...base,
        routes: [
          {
            to: [
              { cluster: first, weight: 60 },
              { local: {}, weight: 40 },
            ],
          },
        ],
      }
    : base;
}
