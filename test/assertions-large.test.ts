/** Assertions over anyone in a federation of 50 clusters and 1,000 exposures: right, and soon. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { breakingCall } from "../compiler/5-verify/assertions.ts";
import { worldOf } from "../compiler/5-verify/facts.ts";
import { Intents } from "../compiler/5-verify/intent/intents.ts";
import { assertionProbes } from "../compiler/5-verify/probes/asserted-calls.ts";
import { check } from "../compiler/compile.ts";
import { Source } from "../compiler/findings/source.ts";
import { outcomeOf } from "../compiler/istio/data-path/outcome-of.ts";
import { largeFederation, sizeM } from "./support/large-federation.ts";
import { readMeshes } from "./support/meshes-together.ts";
import { withoutFiles } from "./support/noticed.ts";
import { type Anything, plannedObjects } from "./support/planned.ts";
import { within } from "./support/processor-time.ts";

const test = suite("assertions over anyone, size M");

const large = largeFederation(sizeM);
const grouped = `${large}groups:
  first: [${clusters(0)}]
  second: [${clusters(25)}]
`;

function clusters(start: number): string {
  return Array.from({ length: 25 }, (_, i) => `cluster-${start + i}`).join(", ");
}

/** What is found about assertions. */
function found(text: string, assertions: string): readonly string[] {
  const { findings } = check(new Source("federation.yaml", `${text}assertions:\n${assertions}`), withoutFiles);
  return findings.sorted().map(({ code, message }) => `${code} ${message}`);
}

/** The federation with other methods in the one grant of a service to a cluster. */
function granting(service: string, cluster: string, methods: string, text = large): string {
  const at = text.indexOf(`          ${cluster}: {`, text.indexOf(`  ${service}:\n`));
  const [before, after] = [text.slice(0, at), text.slice(at)];
  assert.match(after.split("\n")[0] ?? "", "[GET, POST]");
  return before + after.replace("[GET, POST]", methods);
}

const forEverybody = `
  - never: { from: any, to: any, method: DELETE }
  - never: { from: any, to: any, path: [/admin/*, /debug/*] }
  - never: { from: cluster-1, to: any, method: [PUT, PATCH, DELETE] }
  - always: { from: any, to: any, method: GET, path: /health }
`;

test("a grant among 5,000 that breaks an assertion is found in the file, soon", () => {
  const planted = granting("service-500", "cluster-22", "[GET, POST, DELETE]");
  const messages = within(6000, "checking", () => found(planted, forEverybody.slice(1)));
  assert.is(messages.length, 1);
  assert.match(messages[0] ?? "", /^FED388 `cluster-\d+` may make this call of `service-500` at `cluster-0`$/);
});

test("a rule among thousands that lets a forbidden call through is noticed, soon", () => {
  const { federation } = check(new Source("federation.yaml", `${large}assertions:${forEverybody}`), withoutFiles);
  assert.ok(federation);
  const { facts } = new Intents(federation);
  const planned = plannedObjects(federation);
  const objects = structuredClone(planned.get("cluster-17")) as Anything[];
  const policy = objects.find(({ kind, metadata }) => kind === "AuthorizationPolicy" && metadata.name.startsWith("consumer-"));
  policy.spec.rules[0].to[0].operation.methods.push("DELETE");
  for (const [overlays, breaches] of [
    [planned, 0],
    [new Map([...planned, ["cluster-17", objects]]), 1],
  ] as const) {
    const meshes = readMeshes(worldOf(federation, overlays));
    const broken = within(4000, "deciding the assertions", () =>
      [...assertionProbes(facts, meshes)].filter((probes) => breakingCall(probes, (call) => outcomeOf(meshes, call))),
    );
    assert.is(broken.length, breaches);
  }
});

const forGroups = `  - always: { from: first, to: any, method: [GET, POST], path: [/health, /api/v1/*] }
  - always: { from: second, to: any, method: [GET, POST], path: [/health, /api/v1/*] }
  - always: { from: any, to: [service-1, service-2], at: [cluster-1, cluster-2], method: GET, path: /health, except: [{ to: service-1, at: cluster-2 }, { to: service-2, at: cluster-1 }] }
`;

test("an always over groups holds, and a grant among 5,000 that gives too little is found, soon", () => {
  assert.equal(
    within(6000, "checking", () => found(grouped, forGroups)),
    [],
  );
  // cluster-40 is in the second group.
  const messages = within(6000, "checking", () => found(granting("service-29", "cluster-40", "[GET]", grouped), forGroups));
  assert.equal(messages, [
    "FED388 not every such call from `cluster-40` to `service-29` is allowed, and 1 other call that it requires fails too",
  ]);
});

test("an always and a never over groups contradict each other, which is told soon", () => {
  const nevers = Array.from({ length: 150 }, (_, i) => `  - never: { from: any, to: service-${i}, method: PUT, path: /p/${i} }\n`).join("");
  const contradicted = `${nevers}  - never: { from: second, to: any, at: any, method: POST, except: [cluster-31] }\n`;
  const messages = within(8000, "checking", () => found(grouped, forGroups + contradicted));
  assert.ok(
    messages.some((message) => /^FED387 calls from `cluster-\d+` to `service-\d+` must always arrive here/.test(message)),
    messages.slice(0, 3).join("\n"),
  );
});

test("lists that multiply are refused at once, however many calls they make", () => {
  const list = (length: number, text: (i: number) => string) => `[${Array.from({ length }, (_, i) => text(i)).join(", ")}]`;
  const lists = `caller: ${list(200, (i) => `shop/c${i}`)}, method: [GET, POST], path: ${list(200, (i) => `/p/${i}`)}`;
  const messages = within(4000, "checking", () => found(large, `  - always: { from: any, to: any, ${lists} }\n`));
  assert.equal(messages, ["FED463 this `always` requires 400,000,000 calls, but a file may require 100,000 in all"]);
});

test("an always about very many calls is tried on the objects by a part of them, of everywhere", () => {
  const paths = Array.from({ length: 9 }, (_, i) => `/api/v1/p${i}`).join(", ");
  const text = `${large}assertions:\n  - always: { from: any, to: any, method: [GET, POST], path: [${paths}] }\n`;
  const { federation } = check(new Source("federation.yaml", text), withoutFiles);
  assert.ok(federation);
  const planned = plannedObjects(federation);
  const meshes = readMeshes(worldOf(federation, planned));
  const probes = [...assertionProbes(new Intents(federation).facts, meshes)];
  const seen = (values: readonly unknown[]) => new Set(values).size;
  assert.ok(probes.length <= 8000, String(probes.length));
  assert.is(seen(probes.map(({ from }) => from)), 50);
  assert.ok(seen(probes.map(({ to }) => to)) > 900);
  assert.is(seen(probes.flatMap(({ calls }) => calls.map(({ request }) => `${request?.method} ${request?.path}`))), 18);
});

test.run();
