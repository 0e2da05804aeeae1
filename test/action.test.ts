import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ActionRepository, act, pem, token } from "./support/action.ts";
import type { DoublePull } from "./support/github/double-state.ts";
import { GitHubDouble } from "./support/github/github-double.ts";
import { federation } from "./support/publishing.ts";

const action = suite("the GitHub Action on pull requests");
const github = await new GitHubDouble().start();
github.tokens.set(token, { login: "github-actions[bot]", write: true });
action.after(() => github.stop());

const addresses = { a: { repository: "https://github.com/org/a" }, b: { repository: "https://github.com/org/b" } };
const owners = (text: string, a = "@org/team-a") => text.replace("    hostname: a.example.com\n", `$&    owner: "${a}"\n`);
const reads = owners(federation(addresses, "GET"));
const writes = owners(federation(addresses, "GET, POST"));
const nothing = owners(federation({ ...addresses, b: { ...addresses.b, inactive: true } }));

/** A pull request from one text to another, and what the Action makes of it. */
function proposal(before: string | undefined, after: string, more: Readonly<Record<string, string>> = {}) {
  const origin = new ActionRepository({ ...(before !== undefined && { "federation.yaml": before }), "trust/own.pem": pem, ...more });
  origin.propose({ "federation.yaml": after });
  const lists = { labels: [], reviewers: [], teams: [], reviews: [], comments: [], commentBy: new Map() };
  const state = { closedAt: undefined, state: "open" as const, merged: false, title: "", body: "" };
  const pull: DoublePull = { number: 1, head: "topic", base: "main", author: "somebody", ...state, ...lists };
  github.repository("org/federation", origin.origin).pulls.push(pull);
  const run = ({ depth = 2, commit = origin.trial, fork = false, inputs = {}, event = "pull_request", sha = origin.trial } = {}) =>
    act({ event, payload: origin.pullRequest({ fork }), folder: origin.checkOut(commit, depth), sha, inputs, github, bundled: true });
  return { origin, pull, run };
}

/** Without the characters that part what GitHub would read as one word. */
const plainly = (text: string) => text.replaceAll("\u200b", "").replaceAll("\\", "");

action("whose approval is needed is told first, then what changes", async () => {
  const { pull, run } = proposal(nothing, reads);
  const { status, outputs, summary, commands } = await run();
  assert.equal([status, commands, outputs.gained, outputs.lost], [0, [], "1", "0"]);
  assert.equal(JSON.parse(outputs.approvals ?? ""), ["@org/team-a"]);
  const comment = plainly(pull.comments.join());
  assert.match(comment, "**Access** (1)\n\n- **gained:** shop/foo in b -&gt; bar of a (bar.xyz:9080): GET on every path (federation.yaml:");
  assert.match(comment, "- who may call **bar** of **a**\n  - now: shop/foo in b: GET on every path\n  - before: nobody\n");
  assert.match(comment, /\*\*Needs approval by\*\*\n\n- @org\/team-a: .*b -&gt; bar of a/);
  assert.match(
    comment,
    /\n```mermaid\n%% made by fedc graph\nflowchart LR\n(?: .*\n)*? {2}n0 -->\|"added: GET"\| s0\n(?: .*\n)*```\n\n<details>\n/,
  );
  assert.match(comment, /<details>\n<summary>\d+ files of overlays<\/summary>\n\n- \w+: a\/generated\//);
  assert.ok(comment.indexOf("approval") < comment.indexOf("gained") && comment.indexOf("gained") < comment.indexOf("<details>"));
  assert.ok(plainly(summary).includes(comment.slice(comment.indexOf("\n") + 1).trim()));
  assert.is(outputs["comment-url"], "https://github.example/org/federation/pull/1#issuecomment-100000");
});

action("who may do more, who less and who loses access is told; who may do less is not asked", async () => {
  const wider = await proposal(reads, writes).run();
  assert.equal([wider.outputs.widened, wider.outputs.narrowed, wider.outputs.approvals], ["1", "0", '["@org/team-a"]']);
  assert.match(wider.summary, "GET, POST on every path; before: GET on every path");
  assert.match(wider.summary, 'n0 -->|"changed: GET, POST"| s0');
  const narrower = await proposal(writes, reads).run();
  assert.equal([narrower.outputs.widened, narrower.outputs.narrowed, narrower.outputs.approvals], ["0", "1", "[]"]);
  const gone = await proposal(reads, nothing).run();
  // The exposure goes with its service, and that asks its owner.
  assert.equal([gone.status, gone.outputs.lost, gone.outputs.approvals], [0, "1", '["@org/team-a"]']);
  assert.match(gone.summary, "**lost:** shop/foo in b");
  assert.match(gone.summary, 'n0 -.->|"removed: GET"| s0');
});

action("a change that leaves access as it was says so, and whether files change", async () => {
  const same = await proposal(reads, `# a remark\n${reads}`).run();
  assert.match(same.summary, "**Nothing changes** but comments, order");
  assert.match(same.summary, "No file of an overlay changes.");
  assert.equal(JSON.parse(same.outputs["access-changes"] ?? ""), []);
  const elsewhere = await proposal(reads, reads.replace("192.0.2.2", "192.0.2.3")).run();
  assert.match(elsewhere.summary, "calls to a go to");
  assert.match(elsewhere.summary, "**As before:** who may call what; who signs for whom, and who trusts whom;");
  assert.not.equal(elsewhere.outputs.files, "{}");
  for (const { summary } of [same, elsewhere]) assert.not.match(summary, "mermaid");
});

action("an owner who is replaced in the same change is asked too", async () => {
  const { outputs } = await proposal(reads, writes.replace("@org/team-a", "@me/myself")).run();
  assert.equal(JSON.parse(outputs.approvals ?? ""), ["@me/myself", "@org/team-a"]);
});

action("a broken file fails, with annotations on its lines, SARIF, and a comment in the place of the old one", async () => {
  const { origin, pull, run } = proposal(nothing, reads);
  await run();
  origin.propose({ "federation.yaml": reads.replace("callers: [shop/foo]", "caller: [shop/foo]") });
  const { status, commands, outputs, summary } = await run({ commit: origin.trial, sha: origin.trial, inputs: { sarif: "fedc.sarif" } });
  assert.equal([status, outputs.ok, outputs.sarif], [1, "false", "fedc.sarif"]);
  assert.ok(Number(outputs.errors) > 0);
  const [first = "", ...others] = commands;
  assert.match(first, /^::error file=federation\.yaml,line=\d+,endLine=\d+,col=\d+,endColumn=\d+,title=FED\d+::.*`caller`/);
  assert.match(others.at(-1) ?? "", /^::error title=fedc::the file has errors/);
  assert.match(summary, "**The file does not compile**");
  assert.is(pull.comments.length, 1);
  assert.match(pull.comments[0] ?? "", "**The file does not compile**");
});

action("a new file gives all that it gives; one that was broken before cannot be compared", async () => {
  const fresh = await proposal(undefined, reads).run();
  assert.match(fresh.summary, "The file did not exist before: all its access counts as gained");
  assert.equal([fresh.status, fresh.outputs.gained], [0, "1"]);
  const broken = reads.replace("callers:", "caller:");
  const repaired = await proposal(broken, reads).run();
  assert.equal([repaired.status, repaired.outputs.gained], [0, undefined]);
  assert.match(repaired.summary, /\*\*The change is not known:\*\* at that revision, the file has \d+ error/);
  assert.is((await proposal(broken, reads).run({ inputs: { "fail-on": "access" } })).status, 1);
});

action("an accepted warning is counted and no longer shown, and does not fail", async () => {
  const grouped = reads.replace("clusters:\n", "groups: { spare: [a] }\nclusters:\n");
  assert.not.equal(grouped, reads);
  const inputs = { "fail-on": "warning", comment: "false", sarif: "fedc.sarif" };
  const shown = await proposal(reads, grouped).run({ inputs });
  assert.equal([shown.status, shown.outputs.warnings, shown.outputs.accepted], [1, "1", "0"]);
  const accept = "accept:\n  - { finding: FED333, at: groups.spare, because: it is for next week }\n";
  const accepted = await proposal(reads, grouped + accept).run({ inputs });
  assert.equal([accepted.status, accepted.outputs.warnings, accepted.outputs.accepted], [0, "0", "1"]);
  assert.match(accepted.summary, "**1 accepted warning**");
  assert.match(accepted.summary, /added: FED333 .+ at groups\.spare is accepted, and no longer shown/);
  assert.match(accepted.stdout, "1 accepted warning in federation.yaml");
  assert.equal(
    accepted.commands.filter((line) => line.includes("FED333")),
    [],
  );
});

action("`fail-on: access` fails where anybody gains, not where they lose", async () => {
  const inputs = { "fail-on": "access", comment: "false" };
  const gains = await proposal(nothing, reads).run({ inputs });
  assert.is(gains.status, 1);
  assert.match(gains.commands.join(), "::error title=fedc::access is gained");
  assert.is((await proposal(reads, nothing).run({ inputs })).status, 0);
});

action("a fork without secrets gets everything but the comment, and does not fail", async () => {
  github.tokens.set(token, { login: "github-actions[bot]", write: false });
  const { pull, run } = proposal(nothing, reads);
  const { status, commands, summary, outputs } = await run({ fork: true });
  github.tokens.set(token, { login: "github-actions[bot]", write: true });
  assert.equal([status, pull.comments, outputs.gained], [0, [], "1"]);
  assert.match(summary, "**Access** (1)");
  assert.equal(commands.length, 1);
  assert.match(commands[0] ?? "", /^::notice title=fedc::there is no comment, since a fork's token may only read/);
});

action("without a comment nothing is asked of GitHub; without GitHub a warning stands for the comment", async () => {
  const { run } = proposal(nothing, reads);
  github.calls.length = 0;
  assert.is((await run({ inputs: { comment: "false" } })).status, 0);
  assert.equal(github.calls, []);
  const wrong = await run({ inputs: { token: "ghs_wrong" } });
  assert.is(wrong.status, 0);
  assert.match(wrong.commands.join(), "::warning title=fedc::there is no comment: GitHub does not accept the token");
});

action("what is compared is what the merge would change, whatever is checked out", async () => {
  const { origin, run } = proposal(nothing, reads);
  assert.is((await run({ commit: origin.head, depth: 0 })).outputs.gained, "1");
  const shallow = await run({ depth: 1 });
  assert.is(shallow.status, 1);
  assert.match(shallow.commands.join(), "give actions/checkout `fetch-depth: 2`");
  for (const event of ["pull_request", "pull_request_target"]) {
    const other = await run({ commit: origin.base, event, sha: origin.base });
    assert.is(other.status, 1);
    assert.match(other.commands.join(), "the checked-out commit is not this pull request");
    assert.not.match(other.summary, "Access stays");
  }
});

action("both sides kept to GitHub's description", () => assert.equal(github.problems, []));

action.run();
