import { suite } from "uvu";
import * as assert from "uvu/assert";
import { federation } from "./support/publishing.ts";
import { approved, gitHubWithTeams, missing, owned, plainly, ReviewedProposal, told } from "./support/reviewed-proposal.ts";

const hostile = suite("pull requests that try to get around approvals");
const github = await gitHubWithTeams(hostile);
const { granted, withdrawn } = owned();

hostile("a review by the author does not count, for a team or for themselves", async () => {
  const team = owned({ b: "@org/team-a" });
  for (const text of [team, owned({ b: "@Somebody" })]) {
    github.teams.set("org/team-a", ["ada", "abe", "somebody"]);
    const proposal = new ReviewedProposal(github, text.withdrawn, text.granted);
    proposal.review("somebody");
    assert.is((await proposal.decide()).status, 1);
  }
  const own = owned({ b: "@Somebody" });
  const proposal = new ReviewedProposal(github, own.withdrawn, own.granted);
  proposal.review("ada");
  const run = await proposal.decide();
  assert.equal(missing(run), ["@Somebody"]);
  assert.match(told(run), "`@Somebody`: this account opened the pull request");
});

hostile("a review before the last push does not count, and comes back only with its commit", async () => {
  const proposal = approved(github);
  const { head } = proposal.origin;
  proposal.origin.propose({ "federation.yaml": `${granted}# and more\n` });
  const pushed = await proposal.decide({ action: "synchronize" });
  assert.equal([pushed.status, missing(pushed), proposal.status()], [1, ["@bo", "@org/team-a"], "failure"]);
  assert.match(plainly(pushed.summary), "@bo (bo: approved before the last push)");
  assert.is(proposal.status(head), undefined);
  proposal.pull.reviews.push({ login: "bo", state: "APPROVED", commit: null });
  assert.equal(missing(await proposal.decide()), ["@bo", "@org/team-a"]);
});

hostile("an approval from before the pull request went into this branch does not count", async () => {
  const proposal = approved(github);
  proposal.pull.baseChanges?.push("2026-03-01T00:00:00Z");
  const run = await proposal.decide({ action: "edited" });
  assert.equal(missing(run), ["@bo", "@org/team-a"]);
  assert.match(plainly(run.summary), "bo: approved before the pull request went into this branch");
  proposal.review("bo", "APPROVED", { at: "2026-03-01T00:00:01Z" });
  assert.equal(missing(await proposal.decide()), ["@org/team-a"]);
});

hostile("a change that asks very many teams does not use up everybody's calls", async () => {
  const names = ["a", ...Array.from({ length: 105 }, (_, i) => `c${i}`)];
  const text = (inactive: boolean) =>
    federation(
      Object.fromEntries(names.map((name) => [name, { repository: `https://github.com/org/${name}`, inactive: inactive && name !== "a" }])),
    ).replace(/ {4}hostname: (\w+)\.example\.com\n/g, (line, name) => `${line}    owner: "@org/${name}"\n`);
  const proposal = new ReviewedProposal(github, text(true), text(false));
  github.calls.length = 0;
  const run = await proposal.decide({ inputs: { comment: "false" } });
  assert.equal([run.status, (missing(run) as string[]).length], [1, 106]);
  assert.match(told(run), "undecided: the change asks more than 100 teams");
  assert.is(github.calls.filter((call) => call.startsWith("GET /orgs/")).length, 100);
});

hostile("a file that takes the place of another one does not shake off its owners", async () => {
  const taken = granted.replace("@org/team-a", "@mallory").replace('"@bo"', '"@mallory"');
  for (const former of ["old.yaml", "deep/er/federation.yml"]) {
    const before = { [former]: withdrawn, "federation.yaml": undefined };
    const proposal = new ReviewedProposal(github, before, { [former]: undefined, "federation.yaml": taken });
    proposal.review("mallory");
    const run = await proposal.decide();
    assert.equal([run.status, proposal.status()], [1, "failure"]);
    // Either the former file is found, and its owners are asked, or it is not decided.
    const asked = missing(run) as readonly string[] | null;
    if (asked) assert.ok(asked.includes("@bo") && asked.includes("@org/team-a"));
    else assert.match(told(run), `\`${former}\` goes away and \`federation.yaml\` is new`);
  }
  const two = { "one.yaml": withdrawn, "two.yaml": withdrawn, "federation.yaml": undefined };
  const both = new ReviewedProposal(github, two, { "one.yaml": undefined, "two.yaml": undefined, "federation.yaml": taken });
  assert.match(told(await both.decide()), "`one.yaml`, `two.yaml` goes away and `federation.yaml` is new");
  const fresh = new ReviewedProposal(github, { "notes.yaml": "kind: Other\n" }, { "notes.yaml": undefined, "federation.yaml": granted });
  assert.equal(missing(await fresh.decide()), ["@bo", "@org/team-a"]);
});

hostile("an owner who is replaced in the same change is asked, whoever takes over", async () => {
  const proposal = new ReviewedProposal(github, withdrawn, granted.replace("@org/team-a", "@mallory"));
  proposal.review("bo");
  proposal.review("mallory");
  assert.equal(missing(await proposal.decide()), ["@org/team-a"]);
});

hostile("an owner's name leads to no other list of accounts, and is words in the comment", async () => {
  const names = ["@org/..", "@org/../..", "@org/team-a/../../members", "@org/team-a\u200b", "@org/", "@/team-a", "@bo @ada", "bo", "@bo "];
  const markup = "@org/team-a](https://evil.example) <img src=x> ::error::x @everyone";
  for (const name of [...names, markup]) {
    const text = owned({ a: name });
    github.calls.length = 0;
    const run = await approved(github, text.granted, text.withdrawn).decide();
    // A name with invisible characters is an error of the file.
    assert.equal([run.status, missing(run)], [1, run.outputs.errors === "0" ? [name] : null], name);
    assert.equal(
      github.calls.filter((call) => call.startsWith("GET /orgs/")),
      [],
    );
    // The picture is a block of code.
    assert.not.match(run.summary.replace(/```mermaid\n[^`]*```/, ""), /<img|@everyone|https:\/\//);
    assert.ok(run.commands.every((command) => /^::(error|warning) [^:]*::[^\r\n]*$/.test(command)));
  }
});

hostile("a flood of reviews hides no later one", async () => {
  const proposal = approved(github);
  for (let i = 0; i < 2000; i += 1) proposal.pull.reviews.push({ login: "mallory", state: "COMMENTED" });
  proposal.review("bo", "CHANGES_REQUESTED");
  const run = await proposal.decide({ inputs: { comment: "false" } });
  assert.equal([run.status, missing(run), proposal.status()], [1, null, "failure"]);
  assert.match(told(run), "there are more than 2000 reviews");
});

hostile("a changed Action, workflow or configuration of git in the pull request is not run", async () => {
  const evil = "import { writeFileSync } from 'node:fs'; writeFileSync('pwned', ''); process.exit(0);";
  const files = {
    ".github/action/index.mjs": evil,
    ".github/workflows/approvals.yml": "on: pull_request\njobs: { fedc: { runs-on: x, steps: [{ run: touch pwned }] } }\n",
    "action.yml": "runs: { using: node24, main: .github/action/index.mjs }\n",
    "node_modules/yaml/index.js": evil,
    ".gitattributes": "* filter=pwn diff=pwn\n",
    ".gitconfig": '[filter "pwn"]\n  smudge = touch pwned\n[diff "pwn"]\n  command = touch pwned\n',
    ".npmrc": "node-options=--import=./.github/action/index.mjs\n",
    "federation.yaml": granted,
  };
  const run = await new ReviewedProposal(github, withdrawn, files).decide();
  assert.equal([run.status, missing(run)], [1, ["@bo", "@org/team-a"]]);
});

hostile("a fork gets neither a status nor an approval by a token that it does not have", async () => {
  const proposal = approved(github);
  github.tokens.set("ghs_ReadOnlyTokenOfAFork0123", { login: "github-actions[bot]", write: false });
  const inputs = { token: "ghs_ReadOnlyTokenOfAFork0123", "team-token": "" };
  const run = await proposal.decide({ fork: true, inputs });
  assert.equal([run.status, missing(run), proposal.status()], [1, ["@org/team-a"], undefined]);
  assert.match(told(run), "the token of a pull request from a fork never has it");
  const whole = await proposal.decide({ event: "pull_request_target", fork: true });
  assert.equal([whole.status, proposal.status()], [0, "success"]);
});

hostile("a file with errors, before or after, is not approved", async () => {
  const broken = granted.replace("callers:", "caller:");
  const after = approved(github, broken);
  assert.equal([(await after.decide()).status, after.status()], [1, "failure"]);
  const before = approved(github, granted, broken);
  const run = await before.decide();
  assert.equal([run.status, missing(run), before.status()], [1, null, "failure"]);
  assert.match(told(run), "it is not known whose approval is needed");
  const gone = approved(github, { "federation.yaml": undefined });
  assert.equal([(await gone.decide()).status, gone.status()], [1, "failure"]);
});

hostile("inputs that would weaken the decision are refused", async () => {
  const proposal = approved(github);
  for (const inputs of [
    { base: "HEAD" },
    { mode: "check" },
    { mode: "drift" },
    { "require-approval": "yes" },
    { "require-approval": "" },
    { "require-approval": "false" },
    { token: "", comment: "false" },
  ]) {
    const run = await proposal.decide({ inputs });
    assert.equal([run.status, proposal.status()], [1, undefined], JSON.stringify(inputs));
  }
  const payload = { ref: "refs/heads/main", repository: { full_name: "org/federation", default_branch: "main" } };
  const push = await proposal.decide({ event: "push", payload });
  assert.match(told(push), "mode `publish` reads no approvals");
});

hostile("both sides kept to GitHub's description", () => assert.equal(github.problems, []));

hostile.run();
