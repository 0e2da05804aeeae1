import { repositoryIdentity } from "../../../2-resolve/repository-identity.ts";
import { isDeviceName } from "../../device-name.ts";
import { error, warning } from "../../rule.ts";

export const missingGitops = error("FED324", "managed cluster without gitops", {
  finds: `A cluster has neither "gitops" nor "managed: false".`,
  why: `\
fedc makes an overlay for each cluster that it manages, and "gitops" names the
repository and the folder for it. A partner with "managed: false" configures
itself and gets no overlay.`,
  example: `\
Wrong:

  cluster1: { hostname: c1.example.com }

Right, one of:

  cluster1:
    hostname: c1.example.com
    gitops:
      repository: https://github.com/example/cluster1-gitops
      path: federation
      delivery: pull-request

  cluster1: { hostname: c1.example.com, managed: false }`,
  check({ file, at, report }) {
    for (const [name, { managed, gitops }] of Object.entries(file.clusters))
      if (managed !== false && !gitops)
        report({
          at: at.key(file.clusters, name),
          message: `\`${name}\` is managed, but has no \`gitops\``,
          help: "add `gitops: { repository, path, delivery }`, or `managed: false` if it configures itself",
        });
  },
});

export const idleReviewers = warning("FED432", "reviewers or labels without a pull request", {
  finds: `\
A managed cluster has "reviewers" or "labels", but its "delivery" is "commit" or
"directory".`,
  why: `\
Both fields belong to the pull request that fedc opens with "delivery:
pull-request". With any other delivery they have no effect.`,
  example: `\
Does nothing:

  gitops: { ..., delivery: commit, reviewers: [octocat] }

Right:

  gitops: { ..., delivery: pull-request, reviewers: [octocat] }`,
  check({ file, at, report }) {
    for (const [name, { gitops, managed }] of Object.entries(file.clusters)) {
      if (!gitops || managed === false || gitops.delivery === "pull-request") continue;
      for (const field of ["reviewers", "labels"] as const)
        if (gitops[field] !== undefined)
          report({
            at: at.key(gitops, field),
            message: `\`${field}\` of \`${name}\` has no effect: fedc does not open a pull request`,
            related: { at: at.value(gitops, "delivery"), message: "the delivery" },
            help: `remove \`${field}\`, or write \`delivery: pull-request\``,
          });
    }
  },
});

export const sharedDeliveryPath = error("FED326", "two clusters with the same repository and path", {
  finds: `\
The "gitops" of two clusters name the same repository and path, or one path lies
in the folder "generated" of the other. The branch makes no difference.`,
  why: `\
The folder belongs to one cluster: fedc removes all files from it that it no
longer emits. Two overlays in one folder would remove each other in turns.
Different branches do not help, since fedc has one branch per repository.

fedc recognises a repository by host and path: with https or ssh, with ".git" or
without, in capital or small letters.`,
  wrong: `\
cluster1:
  gitops: { repository: https://github.com/example/fleet, path: mesh, ... }
cluster2:
  gitops: { repository: git@github.com:example/fleet.git, path: mesh, ... }`,
  right: `\
cluster1:
  gitops: { ..., path: cluster1/mesh }
cluster2:
  gitops: { ..., path: cluster2/mesh }`,
  check({ file, at, report }) {
    const owners = new Map<string, string>();
    const folders = Object.entries(file.clusters).flatMap(([name, { gitops }]) => {
      if (!gitops) return [];
      // Some file systems ignore the case of letters.
      const folder = `${repositoryIdentity(gitops.repository)} ${gitops.path.toLowerCase()}`;
      if (!owners.has(folder)) owners.set(folder, name);
      return { name, gitops, folder };
    });
    for (const { name, gitops, folder } of folders) {
      const first = owners.get(folder);
      const above = owners.get(folder.replace(/\/generated(?:\/.*)?$/, ""));
      const owner = first === name ? above : first;
      const other = owner === undefined || owner === name ? undefined : file.clusters[owner]?.gitops;
      if (!other) continue;
      report({
        at: at.value(gitops, "path"),
        message:
          first === name
            ? `the folder of \`${name}\` lies in the part of the folder of \`${owner}\` that fedc owns`
            : `\`${name}\` and \`${owner}\` have the same repository and path`,
        related: { at: at.value(other, "path"), message: `the path of \`${owner}\`` },
        help: "give each cluster a folder of its own",
      });
    }
  },
});

/** Folders and files at the top of a repository that its host or its build system reads. */
const readByHosts: ReadonlySet<string> = new Set(
  `.github .gitlab .gitea .forgejo .circleci .woodpecker .tekton .buildkite .semaphore .harness .azuredevops .azure-pipelines .teamcity .drone
   .gitlab-ci.yml .travis.yml .drone.yml .woodpecker.yml .cirrus.yml azure-pipelines.yml bitbucket-pipelines.yml appveyor.yml jenkinsfile`.split(
    /\s+/,
  ),
);

export const unsafeDeliveryPath = error("FED327", "path with a reserved name", {
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
  wrong: `path: clusters/aux`,
  right: `path: clusters/auxiliary`,
  check({ file, at, report }) {
    for (const [name, { gitops }] of Object.entries(file.clusters)) {
      if (!gitops) continue;
      const segments = gitops.path.split("/");
      const workflows = /(?:^|\/)(\.(?:github|gitea|forgejo)\/workflows)(?:\/|$)/i.exec(gitops.path)?.[1];
      const settings = segments.slice(0, 1).find((segment) => readByHosts.has(segment.toLowerCase()));
      const folder = workflows ?? settings ?? segments.find((segment) => reasonAgainst(segment) !== undefined);
      if (folder === undefined) continue;
      const reason = workflows
        ? "whose files the repository's host runs"
        : settings
          ? "which the repository's host or its build system reads"
          : reasonAgainst(folder);
      report({
        at: at.value(gitops, "path"),
        message: `the path of \`${name}\` contains \`${folder}\`, ${reason}`,
        help: "choose another name for that folder",
      });
    }
  },
});

function reasonAgainst(segment: string): string | undefined {
  if (/^\.git$|^git~[0-9]+$/i.test(segment)) return "which git reserves for itself";
  if (/^\.(?:git(?:attributes|ignore|modules)|mailmap)$|^git(?:att|ign|mod)~[0-9]+$/i.test(segment)) return "which git reads as a file";
  if (isDeviceName(segment)) return "which is a device on Windows";
  return segment.endsWith(".") ? "whose last dot Windows drops" : undefined;
}
