import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ForgeDouble } from "./support/forges/forge-double.ts";
import { triedForges } from "./support/forges/forge-trial.ts";
import { GitServer } from "./support/git-server.ts";
import { federation, Publisher } from "./support/publishing.ts";

const test = suite("publishing to GitLab and Gitea");
const server = await GitServer.start();
test.after(() => server.close());
const branch = "fedc/shop";

for (const forge of triedForges) {
  const owner = forge.name === "GitLab" ? "group/mesh" : "org";

  test(`${forge.name}: proposed, left alone, changed, merged, declined, and others' commits are respected`, async () => {
    const double = await new ForgeDouble(forge.kind()).start();
    double.tokens.set(server.token, { login: "robot", write: true });
    const a = server.make(`${owner}/${forge.name}-a`, { "x.yaml": "x\n" });
    const b = server.make(`${owner}/${forge.name}-b`, { "x.yaml": "x\n" });
    const { pulls } = double.repository(`${owner}/${forge.name}-a`, a.folder);
    const clusters = { a: { repository: a.address, delivery: "pull-request" }, b: { repository: b.address } };
    const publisher = new Publisher(server).write(federation(clusters));
    publisher.environment[forge.variable] = double.url;
    const outcome = async () => (await publisher.publish("--cluster", "a")).overlays[0];

    const created = await outcome();
    assert.equal([created?.outcome, pulls.length, a.count(branch)], ["pr-created", 1, 2], JSON.stringify(created));
    assert.match(pulls[0]?.body ?? "", `the next \`fedc publish\` updates this ${forge.name === "GitLab" ? "merge" : "pull"} request`);
    double.calls.length = 0;
    assert.is((await outcome())?.outcome, "unchanged");
    assert.equal(double.writes, []);

    publisher.write(federation(clusters, "GET, POST"));
    // The branch is pushed, and the text is not changed: the next run finishes it.
    double.fault({ on: forge.changes, times: 4, with: "reset" });
    assert.is((await outcome())?.outcome, "failed");
    assert.is((await outcome())?.outcome, "pr-updated");
    assert.equal([pulls.length, a.count(branch)], [1, 2]);

    // What fedc itself withdraws, nobody has declined: it is proposed again.
    const proposed = a.head(branch) ?? "";
    a.git("update-ref", "refs/heads/main", proposed);
    assert.is((await outcome())?.outcome, "pr-closed");
    assert.match(pulls[0]?.comments[0] ?? "", "`main` holds all of this already");
    a.git("update-ref", "refs/heads/main", `${proposed}^`);
    assert.is((await outcome())?.outcome, "pr-created");
    assert.is(pulls.length, 2);

    Object.assign(pulls[1] ?? {}, { state: "closed", closedAt: a.head(branch) });
    assert.is((await outcome())?.outcome, "declined");
    a.git("update-ref", "-d", `refs/heads/${branch}`);
    assert.is((await outcome())?.outcome, "declined");
    double.stop();
    assert.equal(double.problems, []);
  });
}

test("a server of which nothing tells what it is gets no call, and a commit needs none", async () => {
  const double = await new ForgeDouble(triedForges[0]?.kind() as never).start();
  const a = server.make("org/unknown", { "x.yaml": "x\n" });
  const publisher = new Publisher(server).write(federation({ a: { repository: a.address, delivery: "pull-request" } }));
  const { overlays } = await publisher.publish();
  assert.match(overlays[0]?.reasons[0]?.message ?? "", /fedc does not know whether `localhost:\d+` is a GitHub, a GitLab or a Gitea/);
  assert.match(overlays[0]?.reasons[0]?.help ?? "", "write `forge: github`, `gitlab`, `gitea` or `forgejo` beside `repository`");
  assert.equal([double.calls, a.head(branch)], [[], undefined]);
  publisher.write(federation({ a: { repository: a.address } }));
  assert.is((await publisher.publish()).overlays[0]?.outcome, "committed");
  double.stop();
});

test("the token of a pipeline of GitLab reads, and says which token opens merge requests", async () => {
  const jobs = await GitServer.start("glcbt-64_CanaryTokenOfTheTest", "gitlab-ci-token");
  const a = jobs.make("group/a", { "x.yaml": "x\n" });
  const publisher = new Publisher(jobs).write(federation({ a: { repository: a.address, delivery: "pull-request" } }));
  const job = { FEDC_TOKEN: "", CI_JOB_TOKEN: jobs.token, GITLAB_CI: "true", CI_SERVER_URL: jobs.origin };
  Object.assign(publisher.environment, job);
  const { overlays } = await publisher.publish();
  assert.match(overlays[0]?.reasons[0]?.message ?? "", /the token of a pipeline, `CI_JOB_TOKEN`, cannot open a merge request/);
  publisher.write(federation({ a: { repository: a.address } }));
  assert.is((await publisher.publish()).overlays[0]?.outcome, "committed");
  await jobs.close();
});

test.run();
