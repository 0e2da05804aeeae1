import { load, type ReadFile } from "../1-load/load.ts";
import type { Federation } from "../2-resolve/federation.ts";
import type { ReferenceTime } from "../3-check/reference-time.ts";
import { check } from "../compile.ts";
import { Failure } from "../findings/failure.ts";
import { type Finding, Findings } from "../findings/finding.ts";
import { counted } from "../findings/formats/words.ts";
import { Source } from "../findings/source.ts";
import { fileAtRevision } from "./git-revision.ts";

/** A federation.yaml as it is at a git revision, or what is wrong with it there. Throws a Failure where there is none. */
export async function checkedAtRevision(
  file: string,
  revision: string,
  time: ReferenceTime,
  maxBytes: number,
): Promise<{ readonly federation: Federation } | { readonly findings: readonly Finding[]; readonly name: string }> {
  const found = await fileAtRevision(file, revision, maxBytes);
  const source = new Source(`${revision}:${file}`, found.text);
  // The text is read without waiting, git is waited for: so first which files it asks for.
  const asked = new Set<string>();
  const listing: ReadFile = (path) => {
    asked.add(path);
    return { problem: "it was not read yet" };
  };
  load(source, listing, new Findings(), { maxBytes });
  const readFile = await found.readRoots([...asked]);
  const checkedAt = (time: ReferenceTime) => check(source, { readFile, ...time, maxBytes });
  const today = checkedAt(time);
  // A root that has expired since is what a rotation is for: it was right when it was committed.
  const { federation, findings } = today.federation ? today : checkedAt({ now: found.time });
  if (federation) return { federation };
  return { findings: findings.sorted().filter(({ severity }) => severity === "error"), name: source.name };
}

/** The same, where only a file without errors is of use. Throws a Failure for any other. */
export async function federationAtRevision(file: string, revision: string, time: ReferenceTime, maxBytes: number): Promise<Federation> {
  const checked = await checkedAtRevision(file, revision, time, maxBytes);
  if ("federation" in checked) return checked.federation;
  const [first] = checked.findings;
  throw new Failure(
    `\`${checked.name}\` has ${counted(checked.findings.length, "error")}, so there is nothing to compare with: ${first?.message ?? ""}`,
    "choose a revision whose file was right",
  );
}
