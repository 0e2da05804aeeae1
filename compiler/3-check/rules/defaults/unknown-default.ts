import type { DefaultEntry } from "../../../1-load/spelled-out/defaults.ts";
import { nameSuggester } from "../../../findings/suggest.ts";
import { error, type RuleContext } from "../../rule.ts";

export const unknownDefault = error("FED398", "no such default", {
  finds: `"withoutDefaults" names a path that is not under "defaults".`,
  why: `\
The entry would not take a default that does not exist. A misspelled path would
leave the default in force that the entry does not want.`,
  wrongLead: `Wrong, where "defaults.clusters" has gitops.reviewers:`,
  wrong: `withoutDefaults: [gitops.reviewer]`,
  right: `withoutDefaults: [gitops.reviewers]`,
  check(context) {
    const { written } = context;
    for (const cluster of Object.values(written.clusters)) reportUnknown(cluster.withoutDefaults, "clusters", context);
    for (const { consume = {} } of Object.values(written.services))
      for (const entry of Object.values(consume).flatMap((one) => [one].flat())) reportUnknown(entry.withoutDefaults, "services", context);
  },
});

function reportUnknown(paths: readonly string[] = [], half: DefaultEntry["half"], { defaults, at, report }: RuleContext): void {
  const known = defaults.filter((one) => one.half === half && one.path !== "protocol").map(({ path }) => path);
  for (const [index, path] of paths.entries())
    if (!known.includes(path))
      report({
        at: at.value(paths, index),
        message: `there is no default for \`${path}\``,
        help: nameSuggester(known, `take it out; a path leads from \`defaults.${half}\` to a default`)(path),
      });
}
