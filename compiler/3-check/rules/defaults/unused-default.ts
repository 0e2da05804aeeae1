import type { DefaultEntry } from "../../../1-load/spelled-out/defaults.ts";
import { warning } from "../../rule.ts";

export const unusedDefault = warning("FED376", "unused default", {
  finds: `No cluster, or no service, takes a value under "defaults".`,
  why: `\
The value has no effect. Every entry says something else, or the default is for
entries that the file does not have: a default for "gateways.ingress" without
"addresses" completes an ingress gateway that a cluster lists, one for "gitops"
is for managed clusters, and calls by tcp have no "timeout" and no "retries".`,
  wrongLead: `No effect, where every cluster writes its own branch:`,
  wrong: `\
defaults:
  clusters:
    gitops: { branch: main }`,
  rightLead: `Remove it, or leave the branch out where the default is meant:`,
  right: `\
clusters:
  cluster1:
    gitops: { path: federation }`,
  check({ defaults, report }) {
    const unused = defaults.filter((one) => isUnused(one, defaults));
    for (const { half, path, key } of unused)
      if (!unused.some((other) => other.half === half && path.startsWith(`${other.path}.`)))
        report({
          at: key,
          message: `no ${half === "clusters" ? "cluster" : "service"} takes this default for \`${path}\``,
          help: `remove it, or leave \`${path}\` out where it is meant`,
        });
  },
});

/** Of a mapping, nobody takes any of its values. */
function isUnused({ half, path, isValue, takers }: DefaultEntry, all: readonly DefaultEntry[]): boolean {
  if (isValue) return takers.size === 0;
  return all.every((other) => !other.isValue || other.half !== half || !other.path.startsWith(`${path}.`) || other.takers.size === 0);
}
