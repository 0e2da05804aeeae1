import { suite } from "uvu";
import * as assert from "uvu/assert";
import { gitHubWithTeams, missing, owned, plainly, ReviewedProposal } from "./support/reviewed-proposal.ts";

const approvals = suite("approvals that the GitHub Action checks");
const github = await gitHubWithTeams(approvals);

approvals("it fails until each owner that is asked has approved, and says who is missing", async () => {
  const proposal = new ReviewedProposal(github);
  const opened = await proposal.decide();
  assert.equal([opened.status, missing(opened), proposal.status()], [1, ["@bo", "@org/team-a"], "failure"]);
  assert.match(opened.commands.join(), "::error title=fedc::2 approvals are missing");
  const first = plainly(proposal.pull.comments[0] ?? "");
  assert.match(
    first,
    /\*\*Approval is missing\*\* \(2\)\n\n- @bo \(no review yet\): .*b -&gt; bar of a.*\n- @org\/team-a \(no review yet\)/,
  );

  proposal.review("bo");
  const half = await proposal.decide({ event: "pull_request_review", action: "submitted" });
  assert.equal([half.status, missing(half), proposal.status()], [1, ["@org/team-a"], "failure"]);
  assert.match(plainly(proposal.pull.comments[0] ?? ""), /\*\*Approval is given\*\* \(1\)\n\n- @bo, by bo\n/);

  const review = proposal.review("ada");
  const whole = await proposal.decide({ event: "pull_request_review", action: "submitted" });
  assert.equal([whole.status, whole.commands, missing(whole), proposal.status()], [0, [], [], "success"], whole.stdout);
  assert.match(whole.summary, "**Approved by every owner that the change asks.**");
  assert.is((await proposal.decide({ event: "pull_request_review", action: "edited" })).status, 0);

  review.state = "DISMISSED";
  const dismissed = await proposal.decide({ event: "pull_request_review", action: "dismissed" });
  assert.equal([dismissed.status, missing(dismissed), proposal.status()], [1, ["@org/team-a"], "failure"]);
  assert.match(plainly(proposal.pull.comments[0] ?? ""), "@org/team-a (ada: the review was dismissed)");
  assert.is(proposal.pull.comments.length, 1);
});

approvals("the last review of each account counts, and a comment changes nothing", async () => {
  const proposal = new ReviewedProposal(github);
  proposal.review("BO", "CHANGES_REQUESTED");
  proposal.review("BO");
  proposal.review("BO", "COMMENTED");
  proposal.review("ada");
  proposal.review("ada", "PENDING");
  proposal.review("", "APPROVED");
  assert.is((await proposal.decide()).status, 0);
  proposal.review("bo", "CHANGES_REQUESTED");
  const refused = await proposal.decide();
  assert.equal(missing(refused), ["@bo"]);
  assert.match(refused.commands.join(), "`@bo`: bo asks for changes");
});

approvals("one member approves for a team, unless another one asks for changes", async () => {
  const proposal = new ReviewedProposal(github);
  proposal.review("bo");
  proposal.review("ada");
  const objection = proposal.review("abe", "CHANGES_REQUESTED", { commit: "1".repeat(40) });
  assert.equal(missing(await proposal.decide()), ["@org/team-a"]);
  objection.state = "DISMISSED";
  assert.equal(missing(await proposal.decide()), []);
});

approvals("long lists are read to their end, with the members of child teams", async () => {
  const owners = owned({ a: "@org/many" });
  const proposal = new ReviewedProposal(github, owners.withdrawn, owners.granted);
  github.teams.set("org/many", [...Array.from({ length: 250 }, (_, i) => `member-${i}`), "child"]);
  for (let i = 0; i < 230; i += 1) proposal.review(`passer-by-${i}`, "COMMENTED");
  proposal.review("child");
  proposal.review("bo");
  assert.equal(missing(await proposal.decide()), []);
  assert.ok(github.calls.filter((call) => call === "GET /orgs/org/teams/many/members").length === 3);
});

approvals("without the right to read teams, users are decided and teams are not", async () => {
  const proposal = new ReviewedProposal(github);
  proposal.review("bo");
  proposal.review("ada");
  const refused = { status: 403, body: { message: "Resource not accessible by integration" } };
  github.fault({ on: /GET \/orgs\/org\/teams\/team-a/, with: refused });
  for (const inputs of [{}, { "team-token": "" }, { "team-token": "ghs_wrong" }]) {
    const run = await proposal.decide({ inputs });
    assert.equal([run.status, missing(run), proposal.status()], [1, ["@org/team-a"], "failure"], JSON.stringify(inputs));
    assert.match(
      run.commands.join(),
      /undecided: the team does not exist, or `(team-)?token` may not read its members%0Agive `team-token`/,
    );
    assert.match(plainly(run.summary), "- @bo, by bo");
  }
  assert.is((await proposal.decide()).status, 0);
});

approvals("a team without members and an owner without an account have not approved", async () => {
  github.teams.set("org/empty", []);
  const owners = owned({ a: "@org/empty", b: "the platform team" });
  const run = await new ReviewedProposal(github, owners.withdrawn, owners.granted).decide();
  assert.equal(missing(run), ["@org/empty", "the platform team"]);
  assert.match(run.commands.join(), "`@org/empty`: the team has no members, or the token may not see them");
  assert.match(run.commands.join(), "`the platform team`: this is no account at GitHub%0Awrite the `owner` as `@user` or `@org/team`");
});

approvals("access that nobody owns cannot be approved, and a change that asks nobody needs no reviews", async () => {
  const strip = (text: string) => text.replace(/ {4}owner: .*\n/g, "");
  const { granted, withdrawn } = owned();
  const unowned = await new ReviewedProposal(github, strip(withdrawn), strip(granted)).decide();
  assert.is(unowned.status, 1);
  assert.ok((missing(unowned) as readonly string[]).includes("b -> bar of a"));
  github.calls.length = 0;
  const less = new ReviewedProposal(github, granted, `# a remark\n${granted}`);
  const run = await less.decide({ inputs: { comment: "false" } });
  assert.equal([run.status, missing(run), less.status()], [0, [], "success"]);
  assert.match(run.summary, "**Asks for nobody's approval.**");
  assert.not.match(github.calls.join(), "reviews");
});

approvals("only reviews of those who may write count, as at GitHub", async () => {
  const proposal = new ReviewedProposal(github);
  proposal.review("bo");
  proposal.review("ada");
  for (const right of ["read", "none", "gone"]) {
    proposal.repository.rights.set("bo", right);
    const run = await proposal.decide();
    assert.equal(missing(run), ["@bo"], right);
    assert.match(run.commands.join(), "bo: may not write to this repository, so GitHub does not count the review");
  }
  proposal.repository.rights.set("bo", "admin");
  assert.is((await proposal.decide()).status, 0);
});

approvals("a merge queue decides anew, by the reviews of the pull request that it adds", async () => {
  const proposal = new ReviewedProposal(github);
  proposal.review("bo");
  const review = proposal.review("ada");
  for (const squash of [false, true]) {
    const { commit, payload, afterwards } = proposal.origin.mergeGroup({ squash });
    for (const queued of [
      { event: "merge_group", commit, payload },
      { event: "workflow_run", commit, payload: afterwards },
    ]) {
      review.state = "APPROVED";
      const approved = await proposal.decide(queued);
      assert.equal([approved.status, missing(approved), proposal.status(commit)], [0, [], "success"], approved.stdout);
      review.state = "DISMISSED";
      const dismissed = await proposal.decide(queued);
      assert.equal([dismissed.status, missing(dismissed), proposal.status(commit)], [1, ["@org/team-a"], "failure"]);
    }
  }
  assert.equal(proposal.pull.comments, []);
  assert.is(proposal.status(), undefined);
  const { commit, payload } = proposal.origin.mergeGroup({ number: "x" });
  const unknown = await proposal.decide({ event: "merge_group", commit, payload });
  assert.match(unknown.commands.join(), "`merge_group` names no pull request whose approvals could be read");
});

approvals("an event that names no pull request decides on the one that `pull-request` names", async () => {
  const proposal = new ReviewedProposal(github);
  proposal.review("bo");
  const payload = { action: "completed", repository: { full_name: "org/federation", default_branch: "main" } };
  const run = (number: string) => proposal.decide({ event: "workflow_run", payload, inputs: { "pull-request": number } });
  const first = await run("1");
  assert.equal([first.status, missing(first), proposal.status(), proposal.pull.comments.length], [1, ["@org/team-a"], "failure", 1]);
  proposal.review("ada");
  assert.equal([(await run("1")).status, proposal.status()], [0, "success"]);
  assert.match((await run("7")).commands.join(), "the pull request cannot be read");
  assert.match((await run("1; id")).commands.join(), "the input `pull-request` is no number");
  assert.match((await run("")).commands.join(), "the event `workflow_run` has no mode of its own");
});

approvals("a limit or a failure of GitHub that passes is waited for; one that stays fails", async () => {
  const proposal = new ReviewedProposal(github);
  proposal.review("bo");
  proposal.review("ada");
  const reviews = /GET \/repos\/org\/federation\/pulls\/1\/reviews/;
  const limited = { status: 429, headers: { "retry-after": "1" }, body: { message: "You have exceeded a secondary rate limit" } };
  github.fault({ on: reviews, with: limited });
  github.fault({ on: /\/orgs\/org\/teams/, with: { status: 502, body: "<html>" } });
  github.fault({ on: /\/collaborators\/ada\/permission/, with: "reset" });
  assert.is((await proposal.decide()).status, 0);
  for (const fault of [
    { on: reviews, times: 4, with: { status: 503, body: { message: "down" } } },
    { on: /\/orgs\/org\/teams/, with: { status: 403, headers: { "retry-after": "4000" }, body: { message: "secondary rate limit" } } },
    { on: /\/issues\/1\/events/, with: { status: 403, body: { message: "Resource not accessible by integration" } } },
    { on: /\/collaborators\/ada/, with: { status: 200, body: "[]" } },
  ] as const) {
    github.fault(fault);
    const run = await proposal.decide();
    assert.equal([run.status, missing(run), proposal.status()], [1, null, "failure"], String(fault.on));
  }
  assert.is((await proposal.decide()).status, 0);
});

approvals("a status that cannot be written fails the step, since an older one would stay", async () => {
  const proposal = new ReviewedProposal(github);
  proposal.review("bo");
  proposal.review("ada");
  const refused = { status: 403, body: { message: "Resource not accessible by integration" } };
  github.fault({ on: /POST .*\/statuses\//, with: refused });
  const run = await proposal.decide();
  assert.equal([run.status, run.outputs.ok, proposal.status()], [1, "false", undefined]);
  assert.match(run.commands.join(), "the status `fedc` is not written");
  const without = await proposal.decide({ inputs: { status: "" } });
  assert.equal([without.status, proposal.repository.statuses], [0, []]);
});

approvals("both sides kept to GitHub's description", () => {
  assert.equal(github.problems, []);
});

approvals.run();
