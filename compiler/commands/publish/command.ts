import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { WaveRequest } from "../../waves/choose-wave.ts";
import type { Command, Invocation } from "../command.ts";
import { maxBytesOf, maxBytesOption } from "../max-bytes.ts";

/** Throws a Failure where options contradict each other. */
function wantedWave(options: Invocation["options"]): WaveRequest {
  const wave = options.get("wave")?.[0] ?? "auto";
  if (wave !== "auto" && !/^[1-9]\d?$/.test(wave))
    throw new Failure(`\`--wave ${wave}\` is no wave`, "a number, such as `--wave 2`, or `--wave auto`");
  const number = wave === "auto" ? undefined : Number(wave);
  const [additions, withdrawals] = [options.has("only-additions"), options.has("only-withdrawals")];
  if (additions && withdrawals) throw new Failure("`--only-additions` and `--only-withdrawals` leave nothing", "give one of them");
  if (number !== undefined && (additions || withdrawals))
    throw new Failure(`\`--wave\` and \`--only-${additions ? "additions" : "withdrawals"}\` both say what to publish`, "give one of them");
  return { number, only: additions ? "additions" : withdrawals ? "withdrawals" : undefined };
}

/** `fedc publish`: the overlays to the repositories that clusters are deployed from. */
export const publishCommand: Command = {
  name: "publish",
  summary: "bring the overlays to the clusters' repositories",
  operand: "[FILE]",
  description: `Compiles FILE (federation.yaml where none is given) and brings each overlay to
the repository that its cluster's \`gitops\` names: by a commit, or by a pull
request from the branch fedc/<federation>. Nothing is written where nothing
changes, only files that fedc wrote are replaced or removed, and the branch that
a cluster follows is never forced. What fails for one repository does not keep
others back; running it again finishes what was stopped.

A change over several clusters goes in waves, so that nobody is cut off on the
way and nobody is let in whom neither version lets in: trust, gateways
and exposing clusters, then consuming ones, then what exposing ones withdraw,
then roots. Where a local name comes to lead elsewhere, the way there comes
before it. The next wave is told by what is merged. Only you can see that
clusters have synced it and that new gateways run: wait for that before you
publish the next.

A token is read from the first of these that is set: FEDC_TOKEN_<OWNER>_<REPO>,
FEDC_TOKEN_<OWNER>, FEDC_TOKEN, in capital letters with _ for all else; and, for
GitHub's own server or the one of GITHUB_SERVER_URL or GITHUB_API_URL,
GITHUB_TOKEN and GH_TOKEN. Instead, FEDC_GITHUB_APP_ID and FEDC_GITHUB_APP_KEY
may name a GitHub App and hold its private key. They are shown to the servers of
FEDC_TOKEN_HOSTS alone; in a workflow, where that is not set, to GitHub's.
GIT_SSL_CAINFO and NODE_EXTRA_CA_CERTS name an authority of your own,
HTTPS_PROXY and NO_PROXY the way there.`,
  options: {
    "dry-run": { description: "find out everything, print the plan and write nothing" },
    cluster: { value: "NAME", repeatable: true, description: "publish this cluster's overlay only" },
    wave: { value: "N", description: "publish this wave of the change; `auto`, the next one\n(default)" },
    "only-additions": { description: "no further than the waves that add something" },
    "only-withdrawals": { description: "what the file grants no more, at once, and nothing\nthat it adds" },
    "stop-on-error": { description: "start no further repository after one that failed" },
    "overwrite-edits": { description: "replace what others changed in fedc's files,\nor committed to its branch" },
    adopt: { description: "take over files that lie where the overlay belongs" },
    "allow-rollback": { description: "let an older revision replace a newer one" },
    out: {
      value: "DIR",
      description: "where `fedc build` wrote (default out): an overlay there\nof a cluster that FILE no longer has is an error",
    },
    base: { value: "REVISION", description: "the same for the clusters of FILE at a git revision" },
    cache: { value: "DIR", description: "remember there what is up to date, so that the next\nrun asks less" },
    "max-bytes": maxBytesOption,
  },
  examples: [
    { line: "fedc publish --dry-run", effect: "what would be committed or proposed, and where" },
    { line: "fedc publish", effect: "commits and pull requests" },
    { line: "fedc publish --cluster cluster1", effect: "one cluster" },
    { line: "fedc publish --wave 2", effect: "the second wave, if the first is merged" },
    { line: "fedc publish --json", effect: "what became of each overlay, for a program" },
  ],
  exit: [
    "every overlay is where it belongs, proposed, or waits for its wave",
    "wrong input: nothing was changed; or some overlay did not get to its\n     repository: others may have",
  ],
  async run(invocation: Invocation): Promise<Answer> {
    const { runPublish } = await import("./run.ts");
    const { options } = invocation;
    return runPublish({
      file: invocation.operand,
      clusters: options.get("cluster") ?? [],
      dryRun: options.has("dry-run"),
      stopOnError: options.has("stop-on-error"),
      desired: wantedWave(options),
      permissions: {
        adopt: options.has("adopt"),
        overwriteEdits: options.has("overwrite-edits"),
        allowRollback: options.has("allow-rollback"),
      },
      out: options.get("out")?.[0],
      base: options.get("base")?.[0],
      cache: options.get("cache")?.[0],
      maxBytes: maxBytesOf(invocation),
    });
  },
};
