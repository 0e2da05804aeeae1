import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { isAboutInventory } from "../compiler/3-check/rule.ts";
import { plain } from "../compiler/findings/formats/style.ts";
import { findingsAsText } from "../compiler/findings/formats/text.ts";
import { Source } from "../compiler/findings/source.ts";
import { buildNames, textOfBuild } from "./support/builds.ts";
import { compileWhole } from "./support/compile-whole.ts";
import { root } from "./support/fedc.ts";
import { rootsOf } from "./support/made-roots.ts";
import { readRight, rightDumps, type StandingData, standing } from "./support/right-inventory.ts";
import { sampleTime } from "./support/samples.ts";

const right = suite("clusters that are as the file says");

/** Every federation of this repository that builds, with the folder of its roots. */
const scenarios = join(root, "test/conformance/scenarios");
const federations = [
  ...buildNames().map((name) => ({ name, text: textOfBuild(name), folder: join(root, "test/samples/build", name) })),
  ...readdirSync(scenarios).flatMap((name) => {
    const file = join(scenarios, name, "federation.yaml");
    return existsSync(file) ? [{ name, text: readFileSync(file, "utf8"), folder: join(scenarios, name) }] : [];
  }),
];

for (const { name, text, folder } of federations)
  right(`nothing is invented: ${name}`, () => {
    const source = new Source("federation.yaml", text);
    const options = { readFile: rootsOf(folder), now: sampleTime, verify: false };
    const { federation, built } = compileWhole(source, options);
    if (!federation || !built) throw new Error(`${name} does not build`);
    const inventory = readRight(rightDumps(federation, built.overlays));
    const { findings } = compileWhole(source, { ...options, readInventory: () => inventory });
    const invented = findings.sorted().filter(({ code }) => isAboutInventory(code));
    assert.equal(
      invented.map(({ code, message }) => `${code} ${message}`),
      [],
    );
  });

for (const { name, text, folder } of federations)
  right(`whatever is wrong is found, and none throws: ${name}`, () => {
    const source = new Source("federation.yaml", text);
    const options = { readFile: rootsOf(folder), now: sampleTime, verify: false };
    const { federation } = compileWhole(source, options);
    if (!federation) throw new Error(`${name} does not build`);
    for (const wreck of wrecks) {
      const dumps = rightDumps(federation);
      for (const [cluster, { objects }] of dumps) wreck(objects, federation.clusters.get(cluster)?.istio.rootNamespace ?? "");
      const { findings } = compileWhole(source, { ...options, readInventory: () => readRight(dumps) });
      findingsAsText(findings.sorted(), plain);
      assert.ok(findings.sorted().some(({ code }) => isAboutInventory(code)));
    }
  });

type Wreck = (objects: StandingData[], rootNamespace: string) => void;

/** What goes wrong in every object of a cluster. */
const wrecks: readonly Wreck[] = [
  (objects) => objects.splice(0, objects.length, standing("v1", "Namespace", undefined, "nothing")),
  (objects) => {
    for (const { kind, spec } of objects as (StandingData & { spec: { ports: { name: string; port: number }[] } })[])
      if (kind === "Service") for (const port of spec.ports) Object.assign(port, { name: "udp-x", port: port.port + 1, targetPort: 1 });
  },
  (objects) => {
    for (const object of objects as (StandingData & { spec: { template: { metadata: object } } })[]) {
      if (object.kind === "Namespace") object.metadata.labels = { "istio.io/dataplane-mode": "ambient" };
      if (object.kind === "Deployment") object.spec.template.metadata = {};
      if (object.kind === "ServiceAccount") object.metadata.name = "another";
    }
  },
  (objects, root) => {
    objects.push(
      standing("security.istio.io/v1", "PeerAuthentication", root, "off", { spec: { mtls: { mode: "DISABLE" } } }),
      standing("security.istio.io/v1", "AuthorizationPolicy", root, "none", { spec: {} }),
      standing("security.istio.io/v1", "AuthorizationPolicy", root, "all", {
        spec: { rules: [{ from: [{ source: { ipBlocks: ["10.0.0.0/8"] } }] }] },
      }),
      standing("networking.istio.io/v1", "Sidecar", root, "blind", { spec: { egress: [{ hosts: ["./*"] }] } }),
      standing("networking.istio.io/v1alpha3", "EnvoyFilter", root, "all", { spec: {} }),
      standing("v1", "ConfigMap", root, "istio", { data: { mesh: "trustDomain: other\ncaCertificates: [{}]\n" } }),
      standing("v1", "Namespace", undefined, "istio-private-gateways"),
    );
  },
];

right("there are many of them", () => assert.ok(federations.length > 20));

right.run();
