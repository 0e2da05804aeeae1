import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ServedRepository } from "./support/git-server.ts";
import { reports } from "./support/github/double-reports.ts";
import type { DoubleRepository } from "./support/github/double-state.ts";
import { servedRepositories } from "./support/github/served-repositories.ts";
import { federation, type PublishDocument, Publisher } from "./support/publishing.ts";

const test = suite("publishing waves that wait for clusters");
const { server, github } = await servedRepositories(test);
const flux = "kustomization/federation/1a2b";
let made = 0;

interface Synced extends PublishDocument {
  readonly wave: { readonly number: number } | null;
  readonly held: readonly { readonly cluster: string; readonly message: string; readonly help?: string }[];
}

/** A repository, what GitHub knows of it, and what its GitOps tool says. */
class Followed {
  readonly repository: ServedRepository;
  readonly known: DoubleRepository;

  constructor(name: string) {
    this.repository = server.make(`org/${name}`, { "x.yaml": "x\n" });
    this.known = github.repository(`org/${name}`, this.repository.folder);
  }

  says(
    state: string,
    commit = this.repository.head() ?? "",
    { context = flux, ...more }: Partial<DoubleRepository["statuses"][number]> = {},
  ) {
    reports(this.known, { context, state, commit, ...more });
    return commit;
  }
}

/** a offers a service to b. It is published and synced. Then it is to be offered to c as well: wave 1 for a and c, wave 2 for c. */
async function change({ hold = "1ms" } = {}) {
  made += 1;
  const [a, b, c] = [new Followed(`a${made}`), new Followed(`b${made}`), new Followed(`c${made}`)];
  const at = ({ repository }: Followed) => ({ repository: repository.address, synced: "kustomization/federation*", hold });
  const clusters = { a: at(a), b: at(b), c: at(c) };
  const publisher = new Publisher(server).write(federation({ ...clusters, c: { ...clusters.c, inactive: true } }));
  publisher.environment.GITHUB_API_URL = github.url;
  assert.equal(await publisher.outcomes(), ["a committed", "b committed", "c committed"]);
  for (const one of [a, b, c]) one.says("success");
  const old = a.repository.head() ?? "";
  publisher.write(federation(clusters));
  const publish = async (...args: readonly string[]) => (await publisher.publish(...args)) as Synced;
  const held = async (...args: readonly string[]) => (await publish(...args)).held.map(({ cluster, message }) => `${cluster}: ${message}`);
  return { a, b, c, old, publisher, clusters, publish, held };
}

test("each wave goes out once every cluster of the one before has reported it, and not a report earlier", async () => {
  const { a, b, c, old, publisher, publish, held } = await change();
  assert.equal(await publisher.outcomes(), ["a committed", "b unchanged", "c committed"]);
  const counts = () => [a, b, c].map(({ repository }) => repository.count());
  assert.equal(counts(), [3, 2, 3]);
  c.says("success");

  // Not at all, then all that is no success of the commit that holds the overlay.
  const [silent] = await held();
  assert.match(
    silent ?? "",
    new RegExp(`^a: wave 2 waits for \`a\`, which has not reported: its last report is \`${flux}\` at ${old.slice(0, 12)}`),
  );
  a.says("success", old);
  a.says("success", undefined, { context: "ci/lint" });
  assert.match((await held())[0] ?? "", /^a: wave 2 waits for `a`, which has not reported/);
  a.says("pending");
  assert.match((await held())[0] ?? "", /which is at work: .* is pending/);
  a.says("success");
  a.says("failure");
  assert.match((await held())[0] ?? "", /which has failed: .* is a failure/);
  assert.equal(counts(), [3, 2, 3]);

  // Somebody else's commit on top, which the cluster applies with the overlay: for its failure nothing goes out, for its success all does.
  a.repository.commit({ "x.yaml": "theirs\n" });
  assert.match((await held())[0] ?? "", /which has failed/);
  a.says("success");
  const { wave, overlays } = await publish("--dry-run");
  assert.equal([wave?.number, overlays.map(({ outcome }) => outcome)], [2, ["unchanged", "unchanged", "committed"]]);
  assert.equal(await publisher.outcomes(), ["a unchanged", "b unchanged", "c committed"]);
  assert.equal(counts(), [4, 2, 4]);
});

test("a report of a check run counts like one of a status, and people see what is waited for", async () => {
  const { a, c, publisher } = await change();
  await publisher.publish();
  c.says("success");
  const { stdout } = await publisher.run();
  assert.match(
    stdout,
    /\nwave 2, consuming clusters: c \(not yet\)\nwave 2 waits for `a`, which has not reported: .*\nthen: fedc publish\n/,
  );
  assert.match(stdout, /^c {2}waiting {2}/m);
  a.says("success", undefined, { kind: "check" });
  const next = await publisher.run();
  assert.match(next.stdout, /wave 2, consuming clusters: c \(this one\)\n/);
  assert.not.match(next.stdout, /see that every cluster has synced/);
});

test("of a list of statuses, one that never came is missed", async () => {
  const { a, c, publisher, clusters, held } = await change();
  const both = federation(clusters).replaceAll(
    'status: "kustomization/federation*"',
    'status: ["kustomization/federation*", "kustomization/gateways*"]',
  );
  await publisher.publish();
  for (const one of [a, c]) one.says("success");
  publisher.write(both);
  assert.match((await held())[0] ?? "", /wave 2 waits for `a`, which has not reported: no status `kustomization\/gateways\*`/);
  for (const one of [a, c]) one.says("success", undefined, { context: "kustomization/gateways/1a2b" });
  const outcomes = await publisher.outcomes("--assume-synced", "b");
  assert.equal(outcomes, ["a unchanged", "b unchanged", "c committed"]);
});

test("how long a success stands goes by the clock of the forge, which may not be ours", async () => {
  const { a, b, c, held, publisher } = await change({ hold: "10m" });
  const hour = 60 * 60_000;
  for (const { known } of [a, b, c]) known.statuses.length = 0;
  try {
    // Ours is ahead: what has just been reported seems to stand for an hour.
    github.ahead = -hour;
    for (const one of [a, b, c]) one.says("success", undefined, { at: Date.now() - hour - 60_000 });
    assert.match((await held())[0] ?? "", /succeeded just now: fedc waits 9 min for a failure after it/);
    github.ahead = hour;
    for (const one of [a, b, c]) one.says("success", undefined, { at: Date.now() + hour - 11 * 60_000 });
    assert.equal(await publisher.outcomes(), ["a committed", "b unchanged", "c committed"]);
  } finally {
    github.ahead = 0;
  }
});

test("a success has to stand for the time that the file names", async () => {
  const { a, c, held, publisher } = await change({ hold: "10m" });
  assert.equal(await publisher.outcomes("--assume-synced", "a", "--assume-synced", "b", "--assume-synced", "c"), [
    "a committed",
    "b unchanged",
    "c committed",
  ]);
  for (const one of [a, c]) one.says("success", undefined, { at: Date.now() - 9.5 * 60_000 });
  assert.match((await held())[0] ?? "", /`a`, which has synced: .* succeeded just now: fedc waits \d+ s for a failure after it/);
});

test("what cannot be told is said and holds the wave back: a right that is missing, a forge that fails, a repository that is gone", async () => {
  const { a, c, publish, held, publisher } = await change();
  await publisher.publish();
  c.says("success");
  a.says("success");
  const refused = { status: 403, body: { message: "Resource not accessible by integration" } };
  github.fault({ on: new RegExp(`/org/a${made}/commits/.*/statuses`), with: refused });
  const {
    held: [first],
    overlays,
  } = await publish();
  assert.match(
    first?.message ?? "",
    /waits for `a`, which cannot be told: the token .* may not read commit statuses: Resource not accessible/,
  );
  assert.match(first?.help ?? "", /Commit statuses: read/);
  assert.equal(
    overlays.map(({ outcome }) => outcome),
    ["unchanged", "unchanged", "waiting"],
  );
  github.fault({ on: new RegExp(`/org/a${made}/commits/.*/statuses`), with: { status: 200, body: [{ context: flux, state: "success" }] } });
  assert.match((await held())[0] ?? "", /cannot be told: GitHub answered with something else than commit statuses/);
  // Statuses alone are enough; without any, the check runs that cannot be read might say something.
  github.fault({ on: new RegExp(`/org/a${made}/commits/.*/check-runs`), times: 9, with: refused });
  assert.equal(await held("--dry-run"), []);
  a.known.statuses.length = 0;
  assert.match((await held())[0] ?? "", /cannot be told: the token .* may not read check runs/);
});

test("a branch that was forced back to before the wave gets that wave again, whatever was reported", async () => {
  const { a, c, old, publisher } = await change();
  await publisher.publish();
  for (const one of [a, c]) one.says("success");
  a.repository.git("update-ref", "refs/heads/main", old);
  assert.equal(await publisher.outcomes(), ["a committed", "b unchanged", "c waiting"]);
});

test("a change waits for clusters that have not applied the last one, and withdrawals at once do not", async () => {
  const { a, b, clusters, publisher, held } = await change();
  a.says("failure");
  assert.match((await held())[0] ?? "", /^a: wave 1 waits for `a`, which has failed/);
  const { stderr } = await publisher.run("--assume-synced", "d");
  assert.match(stderr, /`d`/);
  publisher.write(federation({ ...clusters, b: { ...clusters.b, inactive: true } }));
  assert.equal(await publisher.outcomes("--only-withdrawals"), ["a committed", "b committed", "c waiting"]);
  assert.equal(
    [a, b].map(({ repository }) => repository.count()),
    [3, 3],
  );
});

test("both sides kept to GitHub's description", () => assert.equal(github.problems, []));

test.run();
