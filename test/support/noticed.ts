import { verify } from "../../compiler/5-verify/verify.ts";
import { check } from "../../compiler/compile.ts";
import { Source } from "../../compiler/findings/source.ts";
import { type Anything, plannedObjects } from "./planned.ts";
import { sampleTime } from "./samples.ts";

/** For federations that name no files. */
export const withoutFiles = { readFile: () => ({ problem: "is not there" }), now: sampleTime };

/** What verification says of assertions where an exposer's policies let more through than the file grants. */
export function noticed(text: string, cluster: string, widen: (objects: Anything[]) => void): readonly string[] {
  const { federation } = check(new Source("federation.yaml", text), withoutFiles);
  if (!federation) throw new Error("the file has errors");
  const planned = plannedObjects(federation);
  const objects = structuredClone(planned.get(cluster)) as Anything[];
  widen(objects);
  const disagreements = verify(federation, new Map([...planned, [cluster, objects]]), { max: 10_000 });
  return disagreements.map(({ sentence }) => sentence).filter((sentence) => sentence.includes("an assertion says never"));
}
