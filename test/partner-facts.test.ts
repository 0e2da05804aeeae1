/** A partner that configures itself needs to say nothing but what other clusters use: the overlays of these are the same without the rest. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { plain } from "../compiler/findings/formats/style.ts";
import { findingsAsText } from "../compiler/findings/formats/text.ts";
import { Source } from "../compiler/findings/source.ts";
import { filesOf } from "./support/builds.ts";
import { compileWhole } from "./support/compile-whole.ts";
import { legalFederation } from "./support/legal-federation.ts";
import type { Anything } from "./support/planned.ts";
import { sampleTime } from "./support/samples.ts";

const test = suite("facts about a partner");

const seeds = 40;

test("nobody else's overlay changes when a partner leaves out what is its own", () => {
  let compared = 0;
  let left = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const whole = legalFederation(seed);
    const names = Object.keys(whole.clusters);
    const name = names[seed % names.length] ?? "";
    const { gitops: _, ...cluster } = whole.clusters[name];
    whole.clusters[name] = { ...cluster, managed: false };
    const short = structuredClone(whole);
    left += leaveOut(short, name);
    const before = overlaysOf(whole, seed, false);
    if (!before) continue;
    const after = overlaysOf(short, seed, true);
    if (!after) throw new Error("unreachable");
    assert.equal([...after.keys()], [...before.keys()]);
    for (const [path, text] of before) assert.is(after.get(path), text, `seed ${seed}: ${path}`);
    compared += before.size;
  }
  assert.ok(compared > 250, `${compared} files compared`);
  assert.ok(left > 100, `${left} fields left out`);
});

/** Undefined if the file is wrong, which it may be only as a whole. */
function overlaysOf(data: Anything, seed: number, mustBeRight: boolean): ReadonlyMap<string, string> | undefined {
  const source = new Source("federation.yaml", JSON.stringify(data));
  const readFile = () => {
    throw new Error("no file is named");
  };
  const { findings, built, ...rest } = compileWhole(source, { readFile, now: sampleTime, verify: mustBeRight });
  if (!built && mustBeRight) throw new Error(`seed ${seed}: ${findingsAsText(findings.sorted(), plain)}`);
  return built && filesOf({ ...rest, findings, built } as Parameters<typeof filesOf>[0]);
}

/** Takes away what only the partner's own overlay would use. Returns the number of fields. */
function leaveOut(data: Anything, partner: string): number {
  let count = 0;
  const take = (entry: Anything, fields: readonly string[]) => {
    for (const field of fields) if (field in entry && delete entry[field]) count++;
  };
  const { gateways, trust } = data.clusters[partner];
  take(trust.gateways ?? {}, ["certificate"]);
  take(gateways, ["egress", "namespace", "createNamespace"]);
  for (const { expose = {}, consume = {} } of Object.values<Anything>(data.services)) {
    const exposed = expose[partner];
    const allowsByWorkloads = Object.keys(exposed?.allow ?? {}).some((consumer) => isByWorkloads(data, partner, consumer));
    if (exposed) {
      take(exposed, [
        "port",
        "targetPort",
        "selector",
        "protect",
        "defaultDeny",
        "subset",
        ...(allowsByWorkloads ? [] : ["service", "serviceAccounts"]),
      ]);
      for (const allow of Object.values<Anything>(exposed.allow ?? {}))
        if (allow !== "any") for (const one of [allow].flat()) take(one, ["methods", "paths", "rpcs", "callers"]);
    }
    const consumed = consume[partner];
    if (!consumed) continue;
    const fromWorkloads = Object.keys(expose).some((exposer) => isByWorkloads(data, exposer, partner));
    const fields = ["as", "port", "localService", "callerLabels", "timeout", "retries", "via", ...(fromWorkloads ? [] : ["callers"])];
    for (const one of [consumed].flat()) if (!one.failover && !one.routes) take(one, fields);
    if (!Array.isArray(consumed) && Object.keys(consumed).length === 0 && delete consume[partner]) count++;
  }
  return count;
}

function isByWorkloads({ trust }: Anything, one: string, other: string): boolean {
  const pair = trust.pairs?.find(({ between }: Anything) => between.includes(one) && between.includes(other));
  return (pair?.mode ?? trust.mode ?? "gateways") === "workloads";
}

test.run();
