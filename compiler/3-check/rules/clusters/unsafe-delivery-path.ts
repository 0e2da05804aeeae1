import { isDeviceName } from "../../device-name.ts";
import type { Rule } from "../../rule.ts";

/** The folder of an overlay can be checked out everywhere. */
export const unsafeDeliveryPath: Rule = {
  code: "FED327",
  severity: "error",
  title: "path that git or a file system treats in its own way",
  finds: `\
The folder of an overlay is checked out by people and programs on any system.`,
  why: `\
Git refuses folders that could be its own (.git, and git~1, which means the same
on Windows), and reads .gitattributes, .gitignore, .gitmodules and .mailmap as
files. Windows takes con, prn, aux, nul, com0 to com9 and lpt0 to lpt9 for
devices, whatever ending follows, and drops a dot at the end of a name. Hosts
run what lies in .github/workflows, .gitea/workflows and .forgejo/workflows: no
overlay belongs there, and a token that may write there may do much more.`,
  example: `\
Wrong:

  path: clusters/aux

Right:

  path: clusters/auxiliary`,
  check({ file, at, report }) {
    for (const [name, { gitops }] of Object.entries(file.clusters)) {
      if (!gitops) continue;
      const workflows = /(?:^|\/)(\.(?:github|gitea|forgejo)\/workflows)(?:\/|$)/i.exec(gitops.path)?.[1];
      const wrong = workflows ?? gitops.path.split("/").find((segment) => reasonAgainst(segment) !== undefined);
      if (wrong === undefined) continue;
      report({
        at: at.value(gitops, "path"),
        message: `the path of \`${name}\` contains \`${wrong}\`, ${workflows === undefined ? reasonAgainst(wrong) : "whose files the repository's host runs"}`,
        help: "choose another name for that folder",
      });
    }
  },
};

function reasonAgainst(segment: string): string | undefined {
  if (/^\.git$|^git~[0-9]+$/i.test(segment)) return "which git keeps for itself";
  if (/^\.(?:git(?:attributes|ignore|modules)|mailmap)$|^git(?:att|ign|mod)~[0-9]+$/i.test(segment)) return "which git reads as a file";
  if (isDeviceName(segment)) return "which is a device on Windows";
  return segment.endsWith(".") ? "whose last dot Windows drops" : undefined;
}
