import { type Loaded, load, type ReadFile } from "../1-load/load.ts";
import type { Federation } from "../2-resolve/federation.ts";
import { type CompileOptions, check } from "../compile.ts";
import { Failure } from "../findings/failure.ts";
import { type Finding, Findings } from "../findings/finding.ts";
import { counted } from "../findings/formats/words.ts";
import { Source } from "../findings/source.ts";
import { defaultMaxBytes } from "./federation-input.ts";
import { fileAtRevision } from "./git-revision.ts";

/** A federation.yaml without errors at a git revision. */
export interface FederationAtRevision {
  readonly federation: Federation;
  readonly loaded: Loaded;
  /** Its path in the repository, if it had another name. */
  readonly formerPath: string | undefined;
}

/** A federation.yaml as it is at a git revision, or the errors that it has there. Throws a Failure if the revision or the file does not exist. */
export async function checkedAtRevision(
  file: string,
  revision: string,
  { maxBytes = defaultMaxBytes, ...options }: CompileOptions,
): Promise<FederationAtRevision | { readonly findings: readonly Finding[]; readonly name: string }> {
  const committed = await fileAtRevision(file, revision, maxBytes);
  const { formerPath } = committed;
  const source = new Source(`${revision}:${formerPath ?? file}`, committed.text);
  // `load` cannot wait for git. So a first run collects the paths of the roots, and git reads them before the second.
  const rootPaths = new Set<string>();
  const collectPaths: ReadFile = (path) => {
    rootPaths.add(path);
    return { problem: "it was not read yet" };
  };
  load(source, collectPaths, new Findings(), { maxBytes });
  const readFile = await committed.readRoots([...rootPaths]);
  const today = check(source, { ...options, readFile, maxBytes });
  // A root that has expired since the commit is the reason for a rotation: it was right when it was committed.
  const { federation, loaded, findings } = today.federation ? today : check(source, { readFile, now: committed.time, maxBytes });
  if (federation && loaded) return { federation, loaded, formerPath };
  return { findings: findings.sorted().filter(({ severity }) => severity === "error"), name: source.name };
}

/** The same for callers that can only use a file without errors. Throws a Failure if it has any. */
export async function federationAtRevision(file: string, revision: string, options: CompileOptions): Promise<FederationAtRevision> {
  const checked = await checkedAtRevision(file, revision, options);
  if ("federation" in checked) return checked;
  const [first] = checked.findings;
  throw new Failure(
    `\`${checked.name}\` has ${counted(checked.findings.length, "error")}, so there is nothing to compare with: ${first?.message ?? ""}`,
    "choose a revision whose file was right",
  );
}
