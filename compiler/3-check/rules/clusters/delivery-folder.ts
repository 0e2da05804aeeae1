import { repositoryIdentity } from "../../../2-resolve/repository-identity.ts";
import { isDeviceName } from "../../device-name.ts";
import { firstBy } from "../../repeats.ts";
import { error, warning } from "../../rule.ts";

export const missingGitops = error("FED324", "managed cluster without gitops", {
  finds: `A cluster has neither "gitops" nor "managed: false".`,
  why: `\
fedc makes an overlay for each cluster that it manages, and "gitops" names the
repository and the folder for it. A partner with "managed: false" configures
itself and gets no overlay.`,
  wrong: `cluster1: { hostname: c1.example.com }`,
  rightLead: `Right, one of:`,
  right: `\
cluster1:
  hostname: c1.example.com
  gitops:
    repository: https://github.com/example/cluster1-gitops
    path: federation
    delivery: pull-request

cluster1: { hostname: c1.example.com, managed: false }`,
  check({ file, at, handedOver, report }) {
    for (const [name, { managed, gitops }] of Object.entries(file.clusters))
      if (managed !== false && !gitops && name !== handedOver)
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
  wrongLead: `Does nothing:`,
  wrong: `gitops: { ..., delivery: commit, reviewers: [octocat] }`,
  right: `gitops: { ..., delivery: pull-request, reviewers: [octocat] }`,
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
    // Some file systems ignore the case of letters.
    const deliveries = Object.entries(file.clusters).flatMap(([name, { gitops }]) =>
      gitops ? { name, gitops, folder: `${repositoryIdentity(gitops.repository)} ${gitops.path.toLowerCase()}` } : [],
    );
    const owners = firstBy(deliveries, ({ folder }) => folder);
    for (const delivery of deliveries) {
      const { name, gitops, folder } = delivery;
      const isFirst = owners.get(folder) === delivery;
      const owner = owners.get(isFirst ? folder.replace(/\/generated(?:\/.*)?$/, "") : folder);
      if (!owner || owner === delivery) continue;
      report({
        at: at.value(gitops, "path"),
        message: isFirst
          ? `the folder of \`${name}\` lies in the part of the folder of \`${owner.name}\` that fedc owns`
          : `\`${name}\` and \`${owner.name}\` have the same repository and path`,
        related: { at: at.value(owner.gitops, "path"), message: `the path of \`${owner.name}\`` },
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
      const [top = "", ...below] = gitops.path.split("/");
      const workflows = /(?:^|\/)(\.(?:github|gitea|forgejo)\/workflows)(?:\/|$)/i.exec(gitops.path)?.[1];
      const [fault] = [
        workflows === undefined ? [] : { folder: workflows, reason: "whose files the repository's host runs" },
        readByHosts.has(top.toLowerCase()) ? { folder: top, reason: "which the repository's host or its build system reads" } : [],
        [top, ...below].map((folder) => ({ folder, reason: reasonAgainst(folder) })).filter(({ reason }) => reason !== undefined),
      ].flat();
      if (fault)
        report({
          at: at.value(gitops, "path"),
          message: `the path of \`${name}\` contains \`${fault.folder}\`, ${fault.reason}`,
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
