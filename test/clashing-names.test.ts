/** Services that are called like names of fedc's own. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import { type ClusterPlan, makePlan } from "../compiler/4-plan/plan.ts";
import { compileSample, textOfBuild } from "./support/builds.ts";

const test = suite("clashing names");

const medley = parse(textOfBuild("medley"));

/** What a cluster gets with one more service, and a cluster `e` like `d`. */
function planned(cluster: string, services: object): ClusterPlan["files"] {
  const { d } = medley.clusters;
  const gateways = { ...d.gateways, ingress: { addresses: ["198.51.100.5"] } };
  const e = { ...d, hostname: "e.example.com", gateways, gitops: { ...d.gitops, repository: "https://github.com/example/e" } };
  const text = JSON.stringify({ ...medley, clusters: { ...medley.clusters, e }, services: { ...medley.services, ...services } });
  const { federation } = compileSample("medley", text);
  return makePlan(federation).clusters.find((one) => one.cluster.name === cluster)?.files ?? [];
}

test("servers of one Gateway have names of their own, beside a tcp service called federation in mode gateways", () => {
  const expose = { service: "fed.xyz", port: 9000, allow: { a: "any" } };
  const federation = {
    protocol: "tcp",
    expose: { d: expose, e: expose },
    consume: {
      a: { as: "fed.shop", port: 9000, localService: "create", callers: ["shop/foo"], failover: [{ cluster: "d" }, { cluster: "e" }] },
    },
  };
  for (const { object } of planned("a", { federation }).flatMap(({ manifests }) => manifests)) {
    if (object.kind !== "Gateway" || object.metadata.name !== "federation-egress") continue;
    const names = object.spec.servers.map(({ port }) => port.name);
    assert.ok(names.includes("tls-federation"));
    assert.equal(names.length, new Set(names).size, names.join());
    return;
  }
  assert.unreachable("no Gateway federation-egress");
});

test("subsets of one Service have names of their own, beside a service called tls-passthrough in mode gateways", () => {
  const service = {
    protocol: "http",
    expose: {
      b: {
        ...medley.services.bar.expose.b,
        subset: { version: "v1" },
        allow: { d: { methods: ["GET"] } },
      },
    },
    consume: { d: { as: "subset.shop", port: 9080, localService: "create", callers: ["shop/foo"] } },
  };
  const objects = planned("b", { "tls-passthrough": service }).flatMap(({ manifests }) => manifests.map(({ object }) => object));
  const rule = objects.find(({ kind, metadata }) => kind === "DestinationRule" && metadata.name === "local-bar.xyz");
  if (rule?.kind !== "DestinationRule") throw new Error("no DestinationRule local-bar.xyz");
  const names = (rule.spec.subsets ?? []).map(({ name }) => name);
  assert.equal(names, ["tls-passthrough--subset", "tls-passthrough"]);
  const served = objects.find(({ kind, metadata }) => kind === "VirtualService" && metadata.name === "expose-tls-passthrough");
  assert.match(JSON.stringify(served), '"subset":"tls-passthrough--subset"');
});

test.run();
