/** What every command makes of federations that nobody wrote, over the whole language. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Failure } from "../compiler/findings/failure.ts";
import { Source } from "../compiler/findings/source.ts";
import { planWaves } from "../compiler/waves/plan-waves.ts";
import { answered } from "./support/answered.ts";
import { blockText } from "./support/block-text.ts";
import { compileWhole } from "./support/compile-whole.ts";
import { changed } from "./support/legal/changed.ts";
import { type LegalFile, wholeFederation } from "./support/legal/federation.ts";
import type { Anything } from "./support/planned.ts";
import { Chance } from "./support/random-federation.ts";
import { sampleTime } from "./support/samples.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";
import { type Side, violations } from "./support/violations.ts";

process.env.SOURCE_DATE_EPOCH = String(sampleTime.getTime() / 1000);
const test = suite("commands on legal federations");
const first = Number(process.env.LEGAL_FROM ?? 1);
const seeds = Array.from({ length: Number(process.env.LEGAL_COMMANDS ?? 4) }, (_, i) => first + i);
const folder = temporaryFolder();

for (const seed of seeds)
  test(`every command answers, of federation ${seed}`, async () => {
    const file = wholeFederation(seed);
    const path = written(file, seed);
    const out = join(dirname(path), "out");
    const fine = async (...args: string[]) => {
      const answer = await answered(args);
      assert.ok(answer.ok, `${args.join(" ")}: ${JSON.stringify(answer.failure)} ${answer.printed}`);
      return answer;
    };
    await fine("build", path, "--out", out);
    const again = await fine("build", path, "--out", out);
    assert.equal(statesOf(again.fields), [], "a second build changes something");
    await fine("verify", path, "--out", out);
    await fine("trust", "plan", path, "--out", out);
    await fine("trust", "inspect", path);
    await fine("access", path);
    for (const format of ["mermaid", "dot", "svg", "html"]) await fine("graph", path, "--format", format);
    for (const [caller, service, ...request] of callsOf(file.data)) {
      const asked = ["why", caller, service, ...request, "--file", path] as string[];
      const { printed } = await answered(asked).catch((error) => {
        if (!(error instanceof Failure)) throw error;
        return { printed: error.message };
      });
      assert.ok(printed.length > 0, asked.join(" "));
    }
    const same = await fine("diff", path, "--out", out, "--detailed-exitcode");
    assert.not.ok(same.changed, same.printed);
    const other = written({ ...file, data: changed(file.data, new Chance(seed)) }, seed, "other");
    const { ok } = await answered(["check", other]);
    if (ok) await fine("diff", other, "--out", out);
  });

test("a change of almost any goes out in waves, and there is no outage or exposure on the way", () => {
  let several = 0;
  let refused = 0;
  for (const seed of seeds) {
    const file = wholeFederation(seed);
    const [before, after] = [compiled(file, file.data), compiled(file, changed(file.data, new Chance(seed)))];
    if (!before || !after) continue;
    const live = new Map(before.overlays.map(({ cluster, files }) => [cluster, files]));
    const plan = planWaves(after, live);
    // A service that goes while another comes on the same pods may be two changes.
    if ("violation" in plan) refused += 1;
    const waves = "waves" in plan ? plan.waves : [];
    if (waves.length > 1) several += 1;
    if (waves.length > 0 && before.overlays.length < 5) assert.equal(violations(before, after, waves), [], `seed ${seed}`);
  }
  assert.ok(several > 0);
  assert.ok(refused <= seeds.length / 20, `${refused} are refused`);
});

function written({ data, files }: LegalFile, seed: number, name = "federation"): string {
  const own = join(folder, `${seed}`);
  mkdirSync(join(own, "trust"), { recursive: true });
  for (const [path, text] of files) writeFileSync(join(own, path), text);
  writeFileSync(join(own, `${name}.yaml`), JSON.stringify(data));
  return join(own, `${name}.yaml`);
}

/** What a build did to files, where it did anything. */
function statesOf(fields: Anything): readonly unknown[] {
  return fields.clusters.flatMap(({ files = {} }: Anything) => Object.entries(files).filter(([, state]) => state !== "unchanged"));
}

/** A call of each service by each of its consumers. */
function callsOf({ services }: Anything): readonly (readonly string[])[] {
  return Object.entries<Anything>(services).flatMap(([name, { protocol, consume = {} }]) =>
    Object.keys(consume).map((consumer) => {
      const request = protocol === "tcp" ? [] : protocol === "grpc" ? ["p.S/M"] : ["GET", "/a/b"];
      return [consumer, name, ...request];
    }),
  );
}

function compiled({ files }: LegalFile, data: unknown): Side | undefined {
  const readFile = (path: string) => ({ text: files.get(path.replace(/^\.\//, "")) ?? "" });
  const { built, federation } = compileWhole(new Source("federation.yaml", blockText(data)), { readFile, now: sampleTime });
  return built && federation && { federation, ...built };
}

test.run();
