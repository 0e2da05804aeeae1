import type { GitopsEntry } from "../../../1-load/gitops-entry.ts";
import { repositoryIdentity } from "../../../2-resolve/repository-identity.ts";
import { mayMatchTheSame } from "../../../2-resolve/status-pattern.ts";
import type { Place } from "../../../findings/source.ts";
import { error, type RuleContext, warning } from "../../rule.ts";

type SyncedEntry = NonNullable<GitopsEntry["synced"]>;

/** Whether a pattern is more than wildcards and signs. */
function hasName(status: string): boolean {
  return /[\p{L}\p{N}]/u.test(status);
}

/** Each pattern, with its place in the file. */
function placedPatterns(synced: SyncedEntry, at: RuleContext["at"]): readonly { readonly pattern: string; readonly at: Place }[] {
  const { status } = synced;
  if (typeof status === "string") return [{ pattern: status, at: at.value(synced, "status") }];
  return status.map((pattern, i) => ({ pattern, at: at.value(status, i) }));
}

export const boundlessStatus = error("FED435", "status pattern that any status matches", {
  finds: `\
"gitops.synced.status" has neither a letter nor a digit, such as "*".`,
  why: `\
fedc takes a success of a status that matches for the word of the cluster that
it has applied a commit. Here the first check of any program would do, such as a
test of the repository, and the next wave would go out too early.`,
  wrong: `gitops: { ..., synced: { status: "*" } }`,
  right: `gitops: { ..., synced: { status: "kustomization/federation*" } }`,
  check({ file, at, report }) {
    for (const [name, { gitops }] of Object.entries(file.clusters)) {
      if (!gitops?.synced) continue;
      for (const { pattern, at: place } of placedPatterns(gitops.synced, at))
        if (!hasName(pattern))
          report({
            at: place,
            message: `any status stands for \`${name}\`, also one that its cluster does not write`,
            help: "name the status that the GitOps tool writes, such as `kustomization/federation*`",
          });
    }
  },
});

export const sharedStatus = error("FED436", "status that stands for two clusters", {
  finds: `\
Two clusters follow the same repository, and a status can match
"gitops.synced.status" of both.`,
  why: `\
The GitOps tools of both clusters write their statuses on the same commits. One
cluster's success would then count for the other, which may not have applied
the commit yet, and the next wave would go out too early. Other branches do not
help: a status belongs to a commit, and a commit to every branch that it was
merged into.

Give the tools names of their own: a Kustomization per cluster, or the name of
the cluster in the name of the status.`,
  wrong: `\
cluster1:
  gitops: { repository: https://github.com/example/fleet, path: c1,
            synced: { status: "kustomization/federation*" }, ... }
cluster2:
  gitops: { repository: https://github.com/example/fleet, path: c2,
            synced: { status: "kustomization/federation*" }, ... }`,
  right: `\
cluster1:
  gitops: { ..., synced: { status: "kustomization/c1-federation*" } }
cluster2:
  gitops: { ..., synced: { status: "kustomization/c2-federation*" } }`,
  check({ file, at, report }) {
    const watched = Object.entries(file.clusters).flatMap(([name, { gitops }]) =>
      (gitops?.synced ? placedPatterns(gitops.synced, at) : [])
        .filter(({ pattern }) => hasName(pattern))
        .map((placed) => ({ ...placed, name, key: repositoryIdentity(gitops?.repository ?? "") })),
    );
    for (const [index, { name, pattern, at: place, key }] of watched.entries()) {
      const first = watched
        .slice(0, index)
        .find((other) => other.name !== name && other.key === key && mayMatchTheSame(other.pattern, pattern));
      if (!first) continue;
      report({
        at: place,
        message: `a status can stand for \`${first.name}\` and for \`${name}\`, which follow the same repository`,
        related: { at: first.at, message: `the status of \`${first.name}\`` },
        help: "give each cluster's GitOps tool a status with a name of its own",
      });
    }
  },
});

export const idleSync = warning("FED437", "status of a cluster to which fedc does not publish", {
  finds: `\
A managed cluster has "gitops.synced", but its "delivery" is "directory".`,
  why: `\
You bring the overlay of such a cluster to its repository, so fedc knows no
commit that holds it, and does not wait for it. "synced" has no effect.`,
  wrongLead: `Does nothing:`,
  wrong: `gitops: { ..., delivery: directory, synced: { status: "federation" } }`,
  right: `gitops: { ..., delivery: commit, synced: { status: "federation" } }`,
  check({ file, at, report }) {
    for (const [name, { gitops, managed }] of Object.entries(file.clusters)) {
      if (!gitops?.synced || managed === false || gitops.delivery !== "directory") continue;
      report({
        at: at.key(gitops, "synced"),
        message: `\`synced\` of \`${name}\` has no effect: fedc does not publish its overlay`,
        related: { at: at.value(gitops, "delivery"), message: "the delivery" },
        help: "remove `synced`, or write `delivery: commit` or `delivery: pull-request`",
      });
    }
  },
});
