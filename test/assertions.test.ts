/** Assertions over anyone: grants that break them, in the file and in the objects. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { verify } from "../compiler/5-verify/verify.ts";
import { check } from "../compiler/compile.ts";
import { Source } from "../compiler/findings/source.ts";
import { compileSample, textOfBuild } from "./support/builds.ts";
import { compileWhole } from "./support/compile-whole.ts";
import { largeFederation } from "./support/large-federation.ts";
import { noticed, withoutFiles } from "./support/noticed.ts";
import { type Anything, plannedObjects } from "./support/planned.ts";

const test = suite("assertions over anyone");

/** Six clusters, each exposing services to five others: GET and POST of /api/v1/* and /health. */
const small = largeFederation({ clusters: 6, exposures: 12, consumptions: 60 });

/** What is found about assertions. */
function found(text: string, assertions: string): readonly string[] {
  const { findings } = check(new Source("federation.yaml", `${text}assertions:\n${assertions}`), withoutFiles);
  return findings.sorted().map(({ code, message }) => `${code} ${message}`);
}

const others = ["cluster-1", "cluster-2", "cluster-3", "cluster-4", "cluster-5"];

const holding = [
  "- never: { from: any, to: any, method: DELETE }",
  "- never: { from: any, to: any, method: [PUT, DELETE, PATCH] }",
  "- never: { from: any, to: any, path: /admin/* }",
  "- never: { from: any, to: any, path: [/api/v2/*, /api/v1, /healthy] }",
  `- never: { from: any, except: [${others.join(", ")}], to: [service-0, service-6] }`, // for clusters to come
  `- never: { from: any, to: service-0, except: [${others.map((name) => `{ from: ${name}, at: cluster-0 }`).join(", ")}] }`,
  "- never: { from: any, to: service-0, except: [{ caller: [team-0/*, team-3/caller-1] }] }",
  "- never: { from: any, to: any, caller: strangers/* }",
  "- always: { from: any, to: any, method: [GET, POST], path: [/health, /api/v1/*] }",
  "- always: { from: any, to: any, at: cluster-1, method: GET, path: /health, except: [{ to: [SERVICES] }] }",
];

const broken = [
  "- never: { from: any, to: any, method: [DELETE, POST] }",
  "- never: { from: any, to: any, path: [/admin/*, /api/v1/keys] }",
  "- never: { from: any, to: any, path: /* }",
  "- never: { from: any, except: [cluster-1, cluster-2], to: service-0 }",
  "- never: { from: any, to: service-0, except: [{ from: any, caller: team-0/* }] }",
  "- never: { from: any, to: any, caller: team-3/* }",
  "- always: { from: any, to: any, method: [GET, DELETE], path: /health }",
  "- always: { from: any, to: service-0, method: GET, path: /health, caller: [team-0/caller-0, team-3/caller-1], at: [cluster-0, cluster-1] }",
];

/** The services that cluster-1 does not expose. */
const elsewhere = Array.from({ length: 12 }, (_, i) => i)
  .filter((i) => i % 6 !== 1)
  .map((i) => `service-${i}`)
  .join(", ");

for (const assertion of holding)
  test(`holds: ${assertion}`, () => {
    const text = `${small}assertions:\n  ${assertion.replace("SERVICES", elsewhere)}\n`;
    const { findings, built } = compileWhole(new Source("federation.yaml", text), withoutFiles);
    assert.equal(
      findings.sorted().map(({ code, message }) => `${code} ${message}`),
      [],
    );
    assert.ok(built, "and the objects keep it");
  });

for (const assertion of broken)
  test(`is broken: ${assertion}`, () => {
    const codes = found(small, `  ${assertion}\n`).map((finding) => finding.slice(0, 6));
    assert.equal([...new Set(codes)], [assertion.includes("cluster-0, cluster-1") ? "FED386" : "FED388"]);
  });

test("one finding shows the first grant that breaks an assertion, and counts the others", () => {
  const [finding, ...more] = found(small, "  - never: { from: any, to: any, method: GET }\n");
  assert.equal(more, []);
  assert.match(
    finding ?? "",
    /^FED388 `cluster-\d` may make this call of `service-\d+` at `cluster-\d`, and 59 other grants break the assertion too$/,
  );
});

test("an assertion about any holds for clusters that come later", () => {
  const assertion = "  - never: { from: any, except: [cluster-1], to: vault }\n";
  const vault = (consumers: readonly string[]) => `  vault:
    protocol: http
    expose:
      cluster-0: { service: vault.safe, port: 8080, allow: { ${consumers.map((name) => `${name}: { methods: [GET] }`).join(", ")} } }
    consume:
${consumers.map((name) => `      ${name}: { as: vault.safe, port: 8080, localService: create, callers: [shop/web] }\n`).join("")}`;
  assert.equal(found(small + vault(["cluster-1"]), assertion), []);
  assert.match(found(small + vault(["cluster-1", "cluster-4"]), assertion).join(), /FED388 `cluster-4` may make this call of `vault`/);
});

function policyOf(objects: readonly Anything[], name: string): Anything {
  const policy = objects.find(({ kind, metadata }) => kind === "AuthorizationPolicy" && metadata.name === name);
  assert.ok(policy, name);
  return policy.spec;
}

test("a rule that lets a forbidden method through is noticed", () => {
  const text = `${small}assertions:\n  - never: { from: any, to: any, method: DELETE }\n`;
  const widen = (objects: Anything[]) => policyOf(objects, "consumer-cluster-3").rules[0].to[0].operation.methods.push("DELETE");
  const sentences = noticed(text, "cluster-0", widen);
  assert.ok(sentences.some((sentence) => /^cluster-3 can call service-\d+ so, where an assertion says never$/.test(sentence)));
  assert.ok(sentences.every((sentence) => sentence.startsWith("cluster-3 ")));
});

test("a rule that lets a forbidden path through is noticed", () => {
  const text = `${small}assertions:\n  - never: { from: any, to: any, path: /admin/* }\n`;
  const widen = (objects: Anything[]) => policyOf(objects, "consumer-cluster-3").rules[0].to[0].operation.paths.push("/adm*");
  assert.ok(noticed(text, "cluster-0", widen).length > 0);
});

test("a rule for a cluster that is not granted anything of a service is noticed", () => {
  const [before = "", service = ""] = small.split(/^(?= {2}service-[01]:)/m);
  const ungranted = service.replace(/ {10}cluster-3: .*\n/, "").replace(/ {6}cluster-3:\n(?: {8}.*\n)+/, "");
  assert.not.equal(ungranted, service);
  const fewer = before + ungranted + small.slice(before.length + service.length);
  const text = `${fewer}assertions:\n  - never: { from: any, to: service-0, except: [cluster-1, cluster-2, cluster-4, cluster-5] }\n`;
  const policy = (objects: Anything[]) => {
    for (const { operation } of policyOf(objects, "consumer-cluster-3").rules[0].to)
      operation.hosts = operation.hosts.map((host: string) => host.replace("service-6.", "service-0."));
  };
  assert.equal(
    noticed(text, "cluster-0", () => {}),
    [],
  );
  // The policy lets cluster-3 ask for it, but no route leads there for it, so nothing arrives.
  assert.equal(noticed(text, "cluster-0", policy), []);
  const policyAndRoute = (objects: Anything[]) => {
    policy(objects);
    const { spec } = objects.find(({ kind, metadata }) => kind === "VirtualService" && metadata.name === "expose-service-0");
    spec.hosts.push("service-0.cluster-3.c0.example.com");
    spec.gateways.push("consumer-cluster-3");
  };
  assert.ok(noticed(text, "cluster-0", policyAndRoute).length > 0);
});

test("callers that an exception leaves are told apart by the consumer's own gateway", () => {
  const text = `${small}assertions:\n  - never: { from: any, to: service-0, except: [{ caller: [team-0/*, team-3/caller-1] }] }\n`;
  const widen = (objects: Anything[]) => {
    const spec = policyOf(objects, "exposer-cluster-0");
    for (const { from } of spec.rules) for (const { source } of from ?? []) source.principals = ["cluster.local/ns/*"];
  };
  assert.ok(noticed(text, "cluster-3", widen).length > 0);
});

test("a failover is followed to each of its destinations", () => {
  const text = `${textOfBuild("mosaic")}assertions: [{ never: { from: west, to: stock, at: east, method: POST } }]\n`;
  const { federation } = compileSample("mosaic", text);
  const planned = plannedObjects(federation);
  const objects = structuredClone(planned.get("east")) as Anything[];
  for (const { operation } of policyOf(objects, "consumer-west").rules.flatMap(({ to = [] }: Anything) => to)) operation.methods = ["POST"];
  const { length } = verify(federation, new Map([...planned, ["east", objects]]), { max: 10_000 }).filter(({ sentence }) =>
    sentence.startsWith("west can call stock so, where an assertion says never"),
  );
  assert.ok(length > 0);
});

test.run();
