import { basename, dirname } from "node:path";
import type { Federation } from "../2-resolve/federation.ts";
import { makePlan } from "../4-plan/plan.ts";
import { render } from "../5-render/render.ts";
import { type AccessChange, accessChanges } from "../6-verify/access/access-change.ts";
import { type Approvals, approvalsOf } from "../cli/approvals.ts";
import { checkedAtRevision } from "../cli/federation-at-revision.ts";
import { gitIn } from "../cli/git-revision.ts";
import { plannedAccess } from "../cli/planned-access.ts";
import { counted } from "../cli/words.ts";
import { compare } from "../findings/finding.ts";

/** What a change does, or why that cannot be told. */
export type Compared =
  | {
      readonly changes: readonly AccessChange[];
      readonly approvals: Approvals;
      /** Of all overlays, by `cluster/path`. */
      readonly files: ReadonlyMap<string, "added" | "changed" | "removed">;
    }
  | { readonly unknown: string };

/** Compares a federation with the file at a revision. A file that is new there gives all that it gives. */
export async function comparedWith(file: string, federation: Federation, revision: string, now: Date, maxBytes: number): Promise<Compared> {
  const listed = await gitIn(dirname(file)).raw(["--literal-pathspecs", "ls-tree", "--name-only", revision, "--", basename(file)]);
  let before: Federation | undefined;
  if (listed.trim() !== "") {
    const checked = await checkedAtRevision(file, revision, now, maxBytes);
    if ("findings" in checked) return { unknown: `before it, the file has ${counted(checked.findings.length, "error")}` };
    before = checked.federation;
  }
  const changes = accessChanges(before ? plannedAccess(before) : [], plannedAccess(federation));
  return { changes, approvals: approvalsOf(changes, federation, before, []), files: changedFiles(textsOf(before), textsOf(federation)) };
}

function textsOf(federation: Federation | undefined): ReadonlyMap<string, string> {
  if (!federation) return new Map();
  const overlays = makePlan(federation).clusters.map((cluster) => render(federation.name, cluster));
  return new Map(overlays.flatMap(({ cluster, files }) => [...files].map(([path, text]) => [`${cluster}/${path}`, text] as const)));
}

function changedFiles(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Map<string, "added" | "changed" | "removed"> {
  const changed = new Map<string, "added" | "changed" | "removed">();
  for (const path of [...new Set([...before.keys(), ...after.keys()])].sort(compare)) {
    if (!before.has(path)) changed.set(path, "added");
    else if (!after.has(path)) changed.set(path, "removed");
    else if (before.get(path) !== after.get(path)) changed.set(path, "changed");
  }
  return changed;
}
