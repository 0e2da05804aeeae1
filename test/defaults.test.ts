/** What clusters and services take from `defaults`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Source } from "../compiler/findings/source.ts";
import { compileWhole } from "./support/compile-whole.ts";
import { root } from "./support/fedc.ts";
import type { Anything } from "./support/planned.ts";
import { randomFederation } from "./support/random-federation.ts";
import { sampleTime } from "./support/samples.ts";
import { clustersInFull, errorsIn, federation, filesIn, pem } from "./support/spelled-out.ts";

const defaults = suite("defaults");

defaults("what is written wins over the default, mapping by mapping", () => {
  const rest = `services: {}
trust: { roots: { ca: [{ file: ca.pem }], partner-ca: [{ file: ca.pem }] } }`;
  const preset = `defaults:
  clusters:
    hostname: "{cluster}.example.com"
    owner: team {cluster}
    trust: { gateways: { root: ca, certificate: { issuerRef: { kind: ClusterIssuer, name: "{cluster}-ca" } } } }
    gateways: { namespace: mesh, ingress: { port: 8443, replicas: { min: 2, max: 4 } } }
    istio: { version: "1.31", revision: stable }
    gitops: { repository: "https://github.com/example/{cluster}", path: f, delivery: pull-request, reviewers: [x], labels: [mesh] }
clusters:
  a: {}
  b:
    gateways: { ingress: { addresses: [192.0.2.1], replicas: 3 } }
    trust: { gateways: { certificate: { secrets: { ingress: mine, egress: ours } } } }
    gitops: { reviewers: [y, z] }
    withoutDefaults: [istio.revision, gitops.labels]
  c: { managed: false, hostname: partner.example.net, trust: { gateways: { root: partner-ca } }, withoutDefaults: [owner, istio] }
`;
  const { loaded } =
    compileWhole(new Source("federation.yaml", federation(preset, rest)), { readFile: () => ({ text: pem }), now: sampleTime }).built ?? {};
  assert.equal(JSON.parse(JSON.stringify(loaded?.file.clusters)), {
    a: {
      hostname: "a.example.com",
      owner: "team a",
      trust: { gateways: { root: "ca", certificate: { issuerRef: { kind: "ClusterIssuer", name: "a-ca" } } } },
      gateways: { namespace: "mesh" },
      istio: { version: "1.31", revision: "stable" },
      gitops: { repository: "https://github.com/example/a", path: "f", delivery: "pull-request", reviewers: ["x"], labels: ["mesh"] },
    },
    b: {
      gateways: { ingress: { addresses: ["192.0.2.1"], replicas: 3, port: 8443 }, namespace: "mesh" },
      trust: { gateways: { certificate: { secrets: { ingress: "mine", egress: "ours" } }, root: "ca" } },
      gitops: { reviewers: ["y", "z"], repository: "https://github.com/example/b", path: "f", delivery: "pull-request" },
      hostname: "b.example.com",
      owner: "team b",
      istio: { version: "1.31" },
    },
    c: { managed: false, hostname: "partner.example.net", trust: { gateways: { root: "partner-ca" } } },
  });
});

defaults("what is switched off takes none of the defaults for it", () => {
  const text = federation(
    `defaults:
  clusters: { gateways: { ingress: { replicas: 3, service: { type: NodePort }, port: 8443 } } }
  services: { protocol: http, retries: { attempts: 2, on: 5xx, perTryTimeout: 1s } }
${clustersInFull.replace("ingress: { addresses: [192.0.2.0] }", "ingress: { addresses: [192.0.2.0], deploy: false, selector: { app: mine }, serviceAccount: mine }")}`,
    `services:
  s:
    expose: { a: { service: s.x, port: 80, allow: { d: { methods: [GET] } } } }
    consume: { d: { as: s.x, localService: create, callers: any, retries: { attempts: 0 } } }
trust: { roots: { ca: [{ file: ca.pem }] } }`,
  );
  assert.equal(errorsIn(text), []);
});

defaults("only a pull request takes default reviewers and labels", () => {
  const clusters = clustersInFull
    .replace("delivery: directory", "delivery: pull-request")
    .replace("delivery: directory", "reviewers: [own], delivery: directory");
  const services = "services: {}\ntrust: { roots: { ca: [{ file: ca.pem }] } }";
  const presets = "defaults: { clusters: { gitops: { reviewers: [x], labels: [y] } } }";
  const { built, findings } = compileWhole(new Source("federation.yaml", federation(`${presets}\n${clusters}`, services)), {
    readFile: () => ({ text: pem }),
    now: sampleTime,
  });
  const takers = Object.entries(built?.loaded.file.clusters ?? {}).flatMap(([name, { gitops }]) => (gitops?.labels ? [name] : []));
  assert.equal(takers, ["a"]);
  // Those of its own are idle, and a word such as "a" in the message is no cluster.
  const [idle, ...others] = findings.sorted().filter(({ code }) => code === "FED432");
  assert.is(idle?.message, "`reviewers` of `b` has no effect: fedc does not open a pull request");
  assert.equal(others, []);
});

defaults("a finding about a default is one of the clusters that it names, and not of a word", () => {
  const text = federation(
    `defaults: { clusters: { gitops: { path: f, reviewers: [x], delivery: pull-request } } }
${clustersInFull.replaceAll("path: f, delivery: directory", "").replaceAll(", }", " }")}`,
    `services: {}
trust: { roots: { ca: [{ file: ca.pem }] } }`,
  ).replaceAll("https://github.com/example/b", "https://github.com/example/a");
  const { findings } = compileWhole(new Source("federation.yaml", text), { readFile: () => ({ text: pem }), now: sampleTime });
  const [finding] = findings.sorted().filter(({ severity }) => severity === "error");
  assert.is(finding?.message, "`b` and `a` have the same repository and path");
  assert.match(finding?.help ?? "", "this is a default of `a` and `b`");
});

/** Takes the entries that all of some mappings have in common out of them. */
function takenOut(mappings: readonly Anything[]): Anything {
  const [first = {}, ...others] = mappings;
  const common: Anything = {};
  for (const [key, value] of Object.entries(first)) {
    const values = others.map((other) => other[key]);
    const isMap = (one: unknown) => typeof one === "object" && one !== null && !Array.isArray(one) && Object.keys(one).length > 0;
    if ([value, ...values].every(isMap)) {
      const inner = takenOut(mappings.map((one) => one[key]));
      if (Object.keys(inner).length > 0) common[key] = inner;
    } else if (values.every((other) => isDeepStrictEqual(other, value))) {
      common[key] = value;
      for (const one of mappings) delete one[key];
    }
  }
  return common;
}

defaults("whatever clusters have in common may stand under `defaults`", () => {
  let compared = 0;
  for (let seed = 1; compared < 25; seed++) {
    const data = randomFederation(seed);
    const before = compileWhole(new Source("federation.yaml", JSON.stringify(data)), { readFile: () => ({ text: pem }), now: sampleTime });
    if (!before.built) continue;
    const short = structuredClone(data) as Anything;
    const { hostname: _, managed: __, inactive: ___, ...common } = takenOut(Object.values(short.clusters));
    const protocols = Object.values<Anything>(short.services).map((service) => ({ protocol: service.protocol }));
    const { protocol } = takenOut(protocols);
    if (protocol !== undefined) for (const service of Object.values<Anything>(short.services)) delete service.protocol;
    short.defaults = { clusters: common, ...(protocol !== undefined && { services: { protocol } }) };
    const after = compileWhole(new Source("federation.yaml", JSON.stringify(short)), { readFile: () => ({ text: pem }), now: sampleTime });
    const files = filesIn(after.built?.overlays ?? []);
    assert.is(files.size, filesIn(before.built.overlays).size, `seed ${seed}`);
    for (const [path, text] of filesIn(before.built.overlays)) assert.fixture(files.get(path) ?? "", text, `seed ${seed}: ${path}`);
    compared++;
  }
});

defaults("a text that begins with braces and has no quotes is told what it needs", () => {
  const helpFor = (hostname: string) => {
    const text = `defaults:\n  clusters:\n    hostname: ${hostname}\n`;
    const { findings } = compileWhole(new Source("federation.yaml", text), { readFile: () => ({ text: pem }), now: sampleTime });
    return findings.sorted()[0]?.help;
  };
  assert.is(helpFor("{cluster}.example.com"), 'put a text that begins with a brace in quotes: `"{cluster}.example.com"`');
  assert.match(helpFor("{ a: 1 }, b") ?? "", "is a comma");
});

defaults("a default has every field of what takes it, and no other", () => {
  const schema = JSON.parse(readFileSync(join(root, "schemas/federation.schema.json"), "utf8"));
  const fieldsBelow = (part: Anything, path = ""): string[] => {
    const { properties = {} } = part.$ref ? { ...schema.$defs[part.$ref.replace("#/$defs/", "")], ...part } : part;
    return Object.entries<Anything>(properties).flatMap(([name, inner]) => [`${path}${name}`, ...fieldsBelow(inner, `${path}${name}.`)]);
  };
  const { clusterDefaults, serviceDefaults, cluster, consume } = schema.$defs;
  const ofCluster = fieldsBelow(cluster).filter((path) => !/^(?:managed|inactive|withoutDefaults)$/.test(path));
  assert.equal(fieldsBelow(clusterDefaults).sort(), ofCluster.sort());
  const ofConsume = fieldsBelow(consume).filter((path) => /^(?:timeout|retries)/.test(path));
  assert.equal(fieldsBelow(serviceDefaults).sort(), ["protocol", ...ofConsume].sort());
});

defaults.run();
