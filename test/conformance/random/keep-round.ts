import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Topology } from "../scenario/topology.ts";
import { madeApplications } from "./made-applications.ts";
import type { MadeFederation } from "./made-federation.ts";
import type { AskedCall } from "./round.ts";

/** Writes a round as a scenario, whose calls expect what the model says. Returns its folder, which outlives the run. */
export function keepRound(seed: number, federation: MadeFederation, topology: Topology, asked: readonly AskedCall[]): string {
  const folder = join(tmpdir(), "fedc-conformance-kept", `seed-${seed}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "apps"), { recursive: true });
  const write = (file: string, document: unknown) =>
    writeFileSync(join(folder, file), stringify(document, { aliasDuplicateObjects: false }));
  write("topology.yaml", { clusters: Object.fromEntries(topology) });
  write("federation.yaml", federation);
  write("scenario.yaml", { steps: [{ check: "calls.yaml" }] });
  write(
    "calls.yaml",
    asked.map(({ written, sentence }) => ({ ...written, expect: sentence })),
  );
  for (const cluster of topology.keys())
    writeFileSync(join(folder, "apps", `${cluster}.yaml`), yamlOf(madeApplications(federation, cluster)));
  return folder;
}

/** Objects as a file that `kubectl apply` takes. */
export function yamlOf(objects: readonly object[]): string {
  return objects.map((object) => `---\n${stringify(object, { aliasDuplicateObjects: false })}`).join("");
}
