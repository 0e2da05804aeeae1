import { millisecondsOf } from "../../2-resolve/duration.ts";
import { Failure } from "../../findings/failure.ts";
import type { CommandDeclaration, RequestOf } from "../command.ts";
import { onFile } from "../options.ts";

/** `fedc publish`: the overlays to the repositories that clusters are deployed from. */
export const publishCommand = {
  name: "publish",
  summary: "bring the overlays to the clusters' repositories",
  description: `Compiles FILE (federation.yaml if none is given) and brings each overlay to the
repository that its cluster's \`gitops\` names: by a commit, or by a pull request
from the branch fedc/<federation>, which GitLab calls a merge request. It writes
nothing if nothing changes, it replaces and removes only files that fedc wrote,
and it never forces the branch that a cluster follows. If it fails for one
repository, it still goes on with the others; running it again finishes what was
stopped.

A change over several clusters goes in waves, so that no call fails on the way,
and at no point may anyone call what neither the old nor the new version allows:
first trust, gateways and exposing clusters, then consuming clusters, then the
withdrawals of exposing clusters, then roots. If a local name gets another
destination, the destination comes first. The merged files show fedc which wave
is next. They do not show whether clusters have synced and new gateways run:
wait for that before you publish the next wave. If the file says how clusters
report it (\`gitops.synced\`), fedc holds the next wave back until they have, and
\`--wait\` carries the change through.

The token is read from the first of these variables that is set:
FEDC_TOKEN_<OWNER>_<REPO>, FEDC_TOKEN_<OWNER>, FEDC_TOKEN, in capital letters
with _ for every other character; and, each for its own server alone,
GITHUB_TOKEN and GH_TOKEN (github.com, or GITHUB_SERVER_URL and GITHUB_API_URL),
GITLAB_TOKEN (gitlab.com, or GITLAB_API_URL and a pipeline's CI_SERVER_URL),
GITEA_TOKEN and FORGEJO_TOKEN (gitea.com, codeberg.org, or GITEA_API_URL), and
CI_JOB_TOKEN of a pipeline. Instead, FEDC_GITHUB_APP_ID and FEDC_GITHUB_APP_KEY
may name a GitHub App and hold its private key. Tokens are sent only to the
servers of FEDC_TOKEN_HOSTS; in a workflow or pipeline that does not set it,
only to its own server. GIT_SSL_CAINFO and NODE_EXTRA_CA_CERTS name a
certificate authority of your own, HTTPS_PROXY and NO_PROXY the way there.

FEDC_SIGN stands for --sign. Author and committer are those of git's variables,
GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL, GIT_COMMITTER_NAME, GIT_COMMITTER_EMAIL.`,
  ...onFile({
    "dry-run": { description: "work out everything, print the plan and write nothing" },
    cluster: {
      value: "NAME",
      names: "members",
      repeatable: true,
      description: "publish only this cluster's overlay, or those of a\ngroup",
    },
    wave: {
      value: "N",
      parse: waveOf,
      description: "publish this wave of the change, or with `auto` the next\none (default)",
    },
    wait: { description: "go on with the next wave once the clusters have reported\nthis one, until all is through" },
    timeout: { value: "TIME", default: 30 * 60_000, parse: timeOf, description: "how long `--wait` waits at most (default 30m)" },
    interval: { value: "TIME", default: 20_000, parse: timeOf, description: "how often `--wait` asks (default 20s)" },
    "assume-synced": {
      value: "NAME",
      names: "clusters",
      repeatable: true,
      description: "do not wait for the report of this cluster",
    },
    "only-additions": { description: "stop after the waves that add something" },
    "only-withdrawals": { description: "publish at once what the file no longer grants, and\nnothing that it adds" },
    author: { value: "PERSON", description: "the author of the commits, as 'NAME <ADDRESS>'" },
    sign: {
      value: "WAY",
      values: ["github", "ssh", "openpgp", "none"],
      description:
        "sign the commits: `github` lets GitHub make and sign\nthem; `ssh` and `openpgp` use the key that\nFEDC_SIGNING_KEY names",
    },
    "stop-on-error": { description: "start no other repository after one that failed" },
    "overwrite-edits": { description: "replace what others changed in fedc's files,\nor committed to its branch" },
    adopt: { description: "take over files that lie where the overlay belongs" },
    "allow-rollback": { description: "let an older revision replace a newer one, or one\nthat it does not contain" },
    out: {
      value: "DIR",
      default: "out",
      description: "where `fedc build` wrote (default out): it is an error\nif a cluster is there that FILE no longer has",
    },
    base: { value: "REVISION", description: "the same for the clusters of FILE at a git revision" },
    "to-directory": {
      value: "DIR",
      description: "a trial without servers: make a bare repository in DIR\nfor each address, and publish there",
    },
    cache: { value: "DIR", description: "remember there what is up to date, so that the next\nrun asks less" },
  }),
  examples: [
    { line: "fedc publish --dry-run", effect: "what it would commit or propose, and where" },
    { line: "fedc publish", effect: "commits and pull requests" },
    { line: "fedc publish --cluster cluster1", effect: "one cluster" },
    { line: "fedc publish --wave 2", effect: "the second wave, once the first is merged" },
    { line: "fedc publish --to-directory trial", effect: "the same on repositories in a folder: no server, no token" },
    { line: "fedc publish --json", effect: "the result for each overlay, for a program" },
  ],
  exit: [
    "every overlay is where it belongs, proposed, or waits for its wave; with\n     --wait everything is through, and 2 if it is not",
    "wrong input: nothing was changed; or some overlay did not get to its\n     repository: others may have",
  ],
} as const satisfies CommandDeclaration;

export type PublishRequest = RequestOf<typeof publishCommand>;

/** In milliseconds. */
function timeOf(written: string): number {
  if (!/^(?:\d+(?:\.\d+)?(?:h|ms|m|s))+$/.test(written) || millisecondsOf(written) === 0)
    throw new Failure(`\`${written}\` is not a time`, "write a time such as `30m`, `90s` or `1h30m`");
  return millisecondsOf(written);
}

/** Undefined for the next wave. */
function waveOf(written: string): number | undefined {
  if (written === "auto") return undefined;
  if (!/^[1-9]\d?$/.test(written))
    throw new Failure(`\`--wave ${written}\` is not a wave`, "write a number, such as `--wave 2`, or write `--wave auto`");
  return Number(written);
}
