import { suite } from "uvu";
import * as assert from "uvu/assert";
import { approved, gitHubWithTeams, missing, owned, ReviewedProposal, told } from "./support/reviewed-proposal.ts";

const merge = suite("the merge that approvals are decided about");
const github = await gitHubWithTeams(merge);
const { granted } = owned();

merge("a merge into another branch decides nothing, and gives its head no status", async () => {
  const proposal = new ReviewedProposal(github);
  const staging = proposal.origin.branch("staging", { "federation.yaml": granted });
  proposal.origin.tryInto(staging);
  // GitHub has not tried the merge into `main` yet.
  const early = await proposal.decide();
  assert.equal([early.status, missing(early), proposal.status()], [1, null, "failure"]);
  assert.match(told(early), "the tried merge is not one into `main`");

  const other = new ReviewedProposal(github);
  other.origin.tryInto(other.origin.branch("staging", { "federation.yaml": granted }));
  const into = { ...other.pull, base: "staging" };
  other.repository.pulls.splice(0, 1, into);
  const run = await other.decide({ payload: { action: "opened", ...other.origin.pullRequest({ into: "staging" }) } });
  assert.equal([run.status, missing(run), other.status()], [1, null, undefined]);
  assert.match(told(run), "the pull request goes into `staging`, and approvals are decided for `main`");
  const named = await other.decide({ event: "workflow_run", payload: {}, inputs: { "pull-request": "1" } });
  assert.equal([named.status, other.status()], [1, undefined]);
});

merge("a tag with the name of the branch leads no merge into another branch past the check", async () => {
  const proposal = new ReviewedProposal(github);
  const staging = proposal.origin.branch("staging", { "federation.yaml": granted });
  proposal.origin.tryInto(staging).tag("main", staging);
  assert.match(told(await proposal.decide()), "the tried merge is not one into `main`");
});

merge("a queue that merges pull requests whose own check failed is refused", async () => {
  const proposal = approved(github);
  const { commit, payload } = proposal.origin.mergeGroup();
  const rule = (grouping_strategy: string) => ({ type: "merge_queue", parameters: { grouping_strategy } });
  proposal.repository.rules.push({ type: "deletion" }, rule("ALLGREEN"));
  assert.is((await proposal.decide({ event: "merge_group", commit, payload })).status, 0);
  proposal.repository.rules.push(rule("HEADGREEN"));
  const run = await proposal.decide({ event: "merge_group", commit, payload });
  assert.equal([run.status, missing(run), proposal.status(commit)], [1, null, "failure"]);
  assert.match(told(run), "turn on `Require all queue entries to pass required checks`");
});

merge("a run that only looks like one of the merge queue is none", async () => {
  const proposal = approved(github);
  const { commit, afterwards } = proposal.origin.mergeGroup();
  const run = (more: object) =>
    proposal.decide({
      event: "workflow_run",
      commit,
      payload: { ...afterwards, workflow_run: { ...(afterwards as { workflow_run: object }).workflow_run, ...more } },
    });
  assert.is((await run({})).status, 0);
  proposal.repository.statuses.length = 0;
  assert.match(told(await run({ event: "push" })), "the event `workflow_run` has no mode of its own");
  assert.match(told(await run({ head_branch: "topic" })), "`workflow_run` has nothing to compare with");
  const base = (await run({ head_branch: `gh-readonly-queue/main/pr-1-${"1".repeat(40)}` })).commands.join();
  assert.match(base, "the commit `1111111111111111111111111111111111111111` to compare with is not checked out");
  const other = proposal.origin.branch("other", { "federation.yaml": granted });
  const payload = afterwards as { workflow_run: object };
  const beside = { ...payload, workflow_run: { ...payload.workflow_run, head_branch: `gh-readonly-queue/main/pr-1-${other}` } };
  const wrong = await proposal.decide({ event: "workflow_run", commit, payload: beside, fetched: other });
  assert.match(told(wrong), "the commit before this one in the merge queue is not known");
  const into = await run({ head_branch: `gh-readonly-queue/staging/pr-1-${proposal.origin.base}` });
  assert.match(told(into), "approvals are decided for `main`");
  assert.equal(new Set(proposal.repository.statuses.map(({ state }) => state)), new Set(["failure"]));
});

merge("only the merge that GitHub tries for the newest commit is decided", async () => {
  const proposal = approved(github);
  const head = await proposal.decide({ commit: proposal.origin.head, depth: 0 });
  assert.equal([head.status, proposal.status()], [1, "failure"]);
  assert.match(told(head), "is not the merge that GitHub tries for this pull request");
  const before = { trial: proposal.origin.trial, payload: { action: "opened", ...proposal.origin.pullRequest() } };
  proposal.origin.propose({ "federation.yaml": `${granted}# more\n` });
  const older = await proposal.decide({ commit: before.trial, payload: before.payload });
  assert.equal([older.status, missing(older)], [1, null]);
  assert.match(told(older), "the pull request has a newer commit than the event");
  const { payload } = proposal.origin.mergeGroup();
  const queue = await proposal.decide({ event: "merge_group", payload, commit: proposal.origin.trial });
  assert.match(told(queue), "the checked-out commit is not that of the merge queue");
  proposal.pull.state = "closed";
  assert.match(told(await proposal.decide()), "the pull request is closed");
});

merge("both sides kept to GitHub's description", () => assert.equal(github.problems, []));

merge.run();
