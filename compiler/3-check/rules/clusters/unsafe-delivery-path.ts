import { isDeviceName } from "../../device-name.ts";
import type { Rule } from "../../rule.ts";

/** Folders and files at the top of a repository that its host, or what builds it, goes by. */
const readByHosts: ReadonlySet<string> = new Set(
  `.github .gitlab .gitea .forgejo .circleci .woodpecker .tekton .buildkite .semaphore .harness .azuredevops .azure-pipelines .teamcity .drone
   .gitlab-ci.yml .travis.yml .drone.yml .woodpecker.yml .cirrus.yml azure-pipelines.yml bitbucket-pipelines.yml appveyor.yml jenkinsfile`.split(
    /\s+/,
  ),
);

export const unsafeDeliveryPath: Rule = {
  code: "FED327",
  severity: "error",
  title: "path that git or a file system treats in its own way",
  finds: `\
A folder in the "path" of an overlay has a name that git, Windows, or the
repository's host reserves for itself.`,
  why: `\
People and programs on all systems check the overlay out. Git refuses folders
that could be its own (.git, and git~1, which means the same on Windows), and it
reads .gitattributes, .gitignore, .gitmodules and .mailmap as files. Windows
takes con, prn, aux, nul, com0 to com9 and lpt0 to lpt9 for devices, with any
ending, and drops a dot at the end of a name.

Hosts and their build systems read a few folders of the repository, such as
.github, .gitlab, .circleci and .tekton, and run some of their files. An overlay
does not belong there: a token that may write there may do much more.`,
  example: `\
Wrong:

  path: clusters/aux

Right:

  path: clusters/auxiliary`,
  check({ file, at, report }) {
    for (const [name, { gitops }] of Object.entries(file.clusters)) {
      if (!gitops) continue;
      const segments = gitops.path.split("/");
      const workflows = /(?:^|\/)(\.(?:github|gitea|forgejo)\/workflows)(?:\/|$)/i.exec(gitops.path)?.[1];
      const settings = segments.slice(0, 1).find((segment) => readByHosts.has(segment.toLowerCase()));
      const wrong = workflows ?? settings ?? segments.find((segment) => reasonAgainst(segment) !== undefined);
      if (wrong === undefined) continue;
      const reason = workflows
        ? "whose files the repository's host runs"
        : settings
          ? "which the repository's host or its build system reads"
          : reasonAgainst(wrong);
      report({
        at: at.value(gitops, "path"),
        message: `the path of \`${name}\` contains \`${wrong}\`, ${reason}`,
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
