import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ServedRepository } from "./support/git-server.ts";
import { reports } from "./support/github/double-reports.ts";
import type { DoubleRepository } from "./support/github/double-state.ts";
import { servedRepositories } from "./support/github/served-repositories.ts";
import { type Cluster, federation, Publisher } from "./support/publishing.ts";

const test = suite("publishing until all is through");
const { server, github } = await servedRepositories(test);
const context = "kustomization/federation/1a2b";
const status = "kustomization/federation*";
let made = 0;

interface Tool {
  readonly repository: ServedRepository;
  readonly known: DoubleRepository;
}

/** Two clusters of which nothing is published yet: gateways come a wave before local names. */
function pair(options: Partial<Cluster> = {}) {
  made += 1;
  const tools = ["a", "b"].map((name): Tool => {
    const repository = server.make(`org/wait-${name}${made}`, { "x.yaml": "x\n" });
    return { repository, known: github.repository(`org/wait-${name}${made}`, repository.folder) };
  });
  const [a, b] = tools;
  if (!a || !b) throw new Error();
  const of = ({ repository }: Tool, more: Partial<Cluster> = {}) => ({ repository: repository.address, deploy: true, ...options, ...more });
  const publisher = new Publisher(server).write(federation({ a: of(a, { synced: status }), b: of(b, { synced: status }) }));
  publisher.environment.GITHUB_API_URL = github.url;
  const names = () => b.repository.paths().some((path) => path.includes("as-rbar"));
  return { a, b, tools, publisher, of, names };
}

/** What GitOps tools do: they look at their branch now and then, and report on its newest commit. It ends with the work. */
async function whileSyncing<T>(tools: readonly Tool[], report: (tool: Tool, commit: string) => void, work: Promise<T>): Promise<T> {
  const seen = new Map<Tool, string>(tools.map((tool) => [tool, tool.repository.head() ?? ""]));
  const timer = setInterval(() => {
    for (const tool of tools) {
      const head = tool.repository.head() ?? "";
      if (seen.get(tool) === head) continue;
      seen.set(tool, head);
      report(tool, head);
    }
  }, 500);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

test("it carries all waves through, each after the reports, and says what it waits for", async () => {
  const { a, b, tools, publisher, names } = pair();
  const early: boolean[] = [];
  const synced = ({ known }: Tool, commit: string) => {
    early.push(names() && a.known.statuses.every(({ state }) => state !== "success"));
    reports(known, { context, state: "pending", commit });
    // It ends its work only after fedc has asked, however slow the machine is.
    const timer = setInterval(() => {
      if (!github.calls.some((call) => call.includes(commit))) return;
      clearInterval(timer);
      reports(known, { context, state: "success", commit });
    }, 500);
  };
  const {
    status: exit,
    stdout,
    stderr,
  } = await whileSyncing(tools, synced, publisher.run("--wait", "--interval", "1s", "--timeout", "9m"));
  assert.is(exit, 0, stderr);
  assert.equal(early.filter(Boolean), []);
  assert.ok(names());
  assert.equal([a.repository.count(), b.repository.count()], [2, 3]);
  assert.match(stderr, /wave 2 waits for `a`, which (?:is at work|has not reported)/);
  assert.match(stdout, /2 overlays: 2 unchanged\n$/);
  const last = b.repository.head();
  assert.ok(b.known.statuses.some(({ commit, state }) => commit === last && state === "success"));
});

test("it ends with status 2 when the time is over, and a later run goes on", async () => {
  const { b, publisher, names } = pair();
  // The first wave goes out before, however slow the machine is.
  assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
  const { status: exit, stderr } = await publisher.run("--wait", "--interval", "500ms", "--timeout", "4s");
  assert.is(exit, 2, stderr);
  assert.match(stderr, /the time of `--timeout` is over: wave 2 waits for `[ab]`, which has not reported/);
  assert.not.ok(names());
  assert.is(b.repository.count(), 2);
});

test("it does not go on where a cluster does not say how it reports, nor wait for a pull request that was closed", async () => {
  const { a, b, publisher, of, names } = pair();
  publisher.write(federation({ a: of(a), b: of(b, { synced: status }) }));
  const silent = await publisher.run("--wait", "--interval", "500ms", "--timeout", "9m");
  assert.is(silent.status, 2);
  assert.match(silent.stderr, /fedc does not wait for the next wave: `a` does not say how to report/);
  assert.not.ok(names());

  const other = pair({ delivery: "pull-request" });
  assert.equal(await other.publisher.outcomes(), ["a pr-created", "b pr-created"]);
  const [pull] = other.a.known.pulls;
  assert.ok(pull);
  Object.assign(pull, { state: "closed", closedAt: other.a.repository.head("fedc/shop") });
  const closed = await other.publisher.run("--wait", "--interval", "500ms", "--timeout", "9m");
  assert.is(closed.status, 2);
  assert.match(closed.stderr, /`a` does not get its overlay: its pull request was closed/);
});

test("it waits until people have merged each proposal, and clusters have reported it", async () => {
  const { a, b, tools, publisher, names } = pair({ delivery: "pull-request" });
  const merger = setInterval(() => {
    for (const { known, repository } of tools)
      for (const pull of known.pulls.filter(({ state }) => state === "open")) {
        const head = repository.head("fedc/shop");
        // fedc pushes its branch before it opens the pull request.
        if (head === undefined) continue;
        repository.git("update-ref", "refs/heads/main", head);
        Object.assign(pull, { state: "closed", merged: true, closedAt: head });
        repository.git("update-ref", "-d", "refs/heads/fedc/shop");
      }
  }, 2000);
  const synced = ({ known }: Tool, commit: string) => reports(known, { context, state: "success", commit });
  try {
    const work = publisher.run("--wait", "--interval", "1s", "--timeout", "9m");
    const { status: exit, stderr } = await whileSyncing(tools, synced, work);
    assert.is(exit, 0, stderr);
    assert.match(stderr, /waiting until https:\/\/github\.example\/org\/wait-a\d+\/pull\/1 is merged for a\n/);
  } finally {
    clearInterval(merger);
  }
  assert.ok(names());
  assert.equal([a.known.pulls.length, b.known.pulls.length], [1, 2]);
});

test("options that leave something out, and times that are none, are refused", async () => {
  const { publisher } = pair();
  for (const other of [["--wave", "1"], ["--dry-run"], ["--cluster", "a"], ["--only-additions"]])
    assert.match((await publisher.run("--wait", ...other)).stderr, /`--wait` carries the whole change through, and `--/);
  assert.match((await publisher.run("--wait", "--timeout", "soon")).stderr, /`soon` is not a time/);
});

test.run();
