/** What people who are not in the file keep, as far as Istio lets them. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ruleFor } from "../compiler/istio/data-path/destination-rules.ts";
import { serviceFor } from "../compiler/istio/data-path/services.ts";
import { sidecar } from "../compiler/istio/data-path/source-proxy.ts";
import { by, http } from "./support/calls.ts";
import { type Loose, meshesOf, outcome } from "./support/meshes.ts";
import { exposed, plan, shop, used } from "./support/shop.ts";
import { violations } from "./support/violations.ts";

const test = suite("untaken");
const untaken = meshesOf("untaken");
const web = { app: "web" };

/** The rule that a pod's proxy follows for a host, as `namespace/name`. */
function followed(meshes: typeof untaken, namespace: string, labels: Record<string, string>, host: string): string | undefined {
  const mesh = meshes.clusters.get("a");
  const service = mesh && serviceFor(mesh, namespace, `${host}.svc.cluster.local`);
  const rule = mesh && service && ruleFor(sidecar(mesh, namespace, "any", labels), service);
  return rule && `${rule.name.namespace}/${rule.name.name}`;
}

test("a rule for local pods is followed by the callers it is for", () => {
  assert.is(followed(untaken, "shop", web, "reviews.shop"), "shop/federation-reviews");
  assert.is(followed(untaken, "shop", {}, "reviews.shop"), undefined);
  assert.is(followed(untaken, "batch", {}, "reviews.shop"), "batch/federation-reviews.shop");
  assert.is(followed(untaken, "elsewhere", web, "reviews.shop"), undefined);
  assert.is(followed(untaken, "elsewhere", web, "ratings.shop"), "shop/federation-ratings");
});

test("a rule of the user's for the same Service holds for all but them, though not where only others have one", () => {
  const withUsers = meshesOf("untaken", (object: Loose) => {
    if (object.kind !== "DestinationRule" || object.metadata.name !== "federation-ratings") return object;
    return { ...object, metadata: { ...object.metadata, name: "users" }, spec: { host: "reviews.shop.svc.cluster.local" } };
  });
  assert.is(followed(withUsers, "shop", web, "reviews.shop"), "shop/federation-reviews");
  assert.is(followed(withUsers, "shop", {}, "reviews.shop"), "shop/users");
  assert.is(followed(withUsers, "elsewhere", {}, "reviews.shop"), "shop/users");
  const forWeb = meshesOf("untaken", (object: Loose) => {
    if (object.metadata.name !== "federation-reviews.shop" || object.metadata.namespace !== "batch") return object;
    return { ...object, spec: { ...object.spec, workloadSelector: { matchLabels: web } } };
  });
  // Measured (scenario `rules-of-the-owner`): a namespace with a rule for some pods looks no further for the others.
  assert.is(followed(forWeb, "batch", {}, "reviews.shop"), undefined);
});

test("a host outside keeps its address for other routes, pods and ports", () => {
  const call = (labels: Record<string, string>, line: string, port = 8080) =>
    outcome(untaken, { from: by("a", "shop/web", `maps.partner.example:${port}`, labels), request: http(line) });
  assert.is(call(web, "GET /tiles/7"), "20 outside, 80 b maps.geo");
  assert.is(call(web, "POST /tiles/7"), "20 outside, 80 403");
  assert.is(call(web, "GET /else"), "100 outside");
  assert.is(call({}, "GET /tiles/7"), "100 outside");
  assert.is(call(web, "GET /tiles/7", 8443), "100 outside");
});

test("no object may take what is called elsewhere at a tcp port", () => {
  const changed = (change: (spec: Loose) => Loose) => () =>
    meshesOf("untaken", (object: Loose) =>
      object.kind === "ServiceEntry" && object.metadata.name === "consume-ledger--c" ? { ...object, spec: change(object.spec) } : object,
    );
  const isRefused = (error: Error) => error.message.includes("addresses");
  assert.throws(
    changed(({ addresses: _, ...spec }) => spec),
    isRefused,
  );
  assert.throws(
    changed((spec) => ({ ...spec, addresses: ["10.0.0.7"] })),
    isRefused,
  );
  assert.not.throws(changed((spec) => spec));
});

test("a failover that begins with the local Service leaves calls of other namespaces there", () => {
  const call = (meshes: typeof untaken) => outcome(meshes, { from: by("a", "out/probe", "bar.shop:9080"), request: http("GET /") });
  assert.is(call(meshesOf("one-root")), "100 a bar.shop");
  // The endpoints that it adds are the Service's for everyone, also where the rule that says how to call them is not seen.
  const narrowed = meshesOf("one-root", (object: Loose) =>
    object.kind === "DestinationRule" && object.metadata.name === "federation-bar"
      ? { ...object, spec: { ...object.spec, exportTo: ["shop"] } }
      : object,
  );
  assert.is(call(narrowed), "50 a bar.shop, 50 503");
});

test("other pods become the callers, and none of them loses the local pods on the way", () => {
  const labelled = (app: string) => {
    const routes = [
      {
        to: [
          { local: { subset: { version: "v1" } }, weight: 50 },
          { cluster: "a", weight: 50 },
        ],
      },
    ];
    const more = { localService: "existing", callerLabels: { app }, routes };
    return shop({ bar: { expose: { a: exposed("bar", { b: { methods: ["GET"] } }) }, consume: { b: used("bar", ["shop/foo"], more) } } });
  };
  const [before, after] = [labelled("foo"), labelled("fresh")];
  const waves = plan(before, after);
  assert.equal(violations(before, after, waves), []);
  const selects = waves.map(({ overlays }) => overlays.get("b")?.files.get("generated/as-bar.shop.yaml")?.includes("workloadSelector"));
  assert.equal(selects, [false, false, true]);
});

test.run();
