/** Random federations of the conformance suite, without meshes: fedc takes most of them, and the model decides most of their calls. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { throwAwayAuthority } from "../compiler/commands/trust-dev/throw-away-authority.ts";
import type { KubeObject } from "./conformance/cluster/kube-api.ts";
import { Workspace } from "./conformance/federation/workspace.ts";
import { Model } from "./conformance/model/model.ts";
import { clusterOnPaper } from "./conformance/model/rehearsal.ts";
import { madeApplications } from "./conformance/random/made-applications.ts";
import { madeFederation } from "./conformance/random/made-federation.ts";
import { askModel } from "./conformance/random/round.ts";

const test = suite("random federations of the conformance suite");
const seeds = Array.from({ length: 16 }, (_, index) => index + 1);

test("the same seed makes the same federation", () => {
  assert.equal(madeFederation(7), madeFederation(7));
});

test("fedc takes most, and of the calls many are let through and many refused", async () => {
  const counts = { taken: 0, answered: 0, refused: 0, shared: 0, outside: 0 };
  const refusals: string[] = [];
  const made = new Map<string, string>();
  const certificateOf = async (name: string) => {
    const pem = made.get(name) ?? throwAwayAuthority(new Date()).pem;
    made.set(name, pem);
    return pem;
  };
  for (const seed of seeds) {
    const federation = madeFederation(seed);
    const folder = mkdtempSync(join(tmpdir(), "fedc-random-"));
    try {
      const workspace = new Workspace(folder, new Map(), { certificateOf });
      await workspace.write(federation);
      const model = new Model(workspace);
      const refusal = model.refusal();
      if (refusal !== undefined) {
        refusals.push(`${seed}: ${refusal}`);
        continue;
      }
      const names = Object.keys(federation.clusters);
      const clusters = new Map(names.map((name) => [name, clusterOnPaper(name, madeApplications(federation, name) as KubeObject[])]));
      const { asked, outside } = await askModel(federation, seed, model, clusters);
      counts.taken++;
      counts.outside += outside;
      for (const { possible } of asked) counts[possible.length > 1 ? "shared" : possible[0]?.by ? "answered" : "refused"]++;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  const said = `${JSON.stringify(counts)}\n${refusals.join("\n")}`;
  assert.ok(counts.taken >= seeds.length * 0.8, said);
  assert.ok(counts.answered > 100 && counts.refused > 100 && counts.shared > 20, said);
  assert.ok(counts.outside < counts.answered + counts.refused, said);
  if (process.env.COUNTS === "1") console.log(said);
});

test.run();
