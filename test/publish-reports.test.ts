import { suite } from "uvu";
import * as assert from "uvu/assert";
import { reports } from "./support/github/double-reports.ts";
import type { DoubleStatus } from "./support/github/double-state.ts";
import { servedRepositories } from "./support/github/served-repositories.ts";
import { federation, Publisher } from "./support/publishing.ts";

const test = suite("publishing by reports that are replaced, old or of a wrong time");
const { server, github } = await servedRepositories(test);
const flux = "kustomization/federation/1a2b";
let made = 0;

/** a exposes a service to b. Its gateways are in the repositories, and so wave 2, with b's local names, waits for both. */
async function firstWave(synced = "kustomization/*") {
  made += 1;
  const [a, b] = ["a", "b"].map((name) => {
    const repository = server.make(`org/reports-${name}${made}`, { "x.yaml": "x\n" });
    const known = github.repository(`org/reports-${name}${made}`, repository.folder);
    const says = (state: string, commit = repository.head() ?? "", more: Partial<DoubleStatus> = {}) =>
      reports(known, { context: flux, state, commit, ...more });
    return { repository, says };
  });
  if (!a || !b) throw new Error();
  const of = ({ repository }: typeof a) => ({ repository: repository.address, deploy: true, synced });
  const publisher = new Publisher(server).write(federation({ a: of(a), b: of(b) }));
  publisher.environment.GITHUB_API_URL = github.url;
  assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
  b.says("success");
  const wave = a.repository.head() ?? "";
  const theirs = () => a.repository.commit({ "x.yaml": `theirs ${a.repository.count()}\n` });
  const held = async () => ((await publisher.publish("--dry-run")) as unknown as Held).held.map(({ message }) => message);
  return { a, wave, theirs, held };
}

interface Held {
  readonly held: readonly { readonly message: string }[];
}

test("of two statuses, the one that failed long ago is read, whatever the other one has reported since", async () => {
  const { a, wave, theirs, held } = await firstWave();
  a.says("failure", wave, { context: "kustomization/gateways/1a2b" });
  for (let i = 0; i < 5; i += 1) {
    theirs();
    a.says("success");
  }
  assert.match((await held())[0] ?? "", /`a`, which has failed: `kustomization\/gateways\/1a2b` at [0-9a-f]{12} is a failure/);
  a.says("success", undefined, { context: "kustomization/gateways/1a2b" });
  assert.equal(await held(), []);
});

test("a check that failed and runs again is no success of an older commit", async () => {
  const { a, theirs, held } = await firstWave();
  a.says("success", undefined, { kind: "check" });
  theirs();
  assert.equal(await held(), []);
  a.says("failure", undefined, { kind: "check" });
  assert.match((await held())[0] ?? "", /`a`, which has failed/);
  a.says("pending", undefined, { kind: "check" });
  assert.match((await held())[0] ?? "", /`a`, which is at work again/);
});

test("a failure whose program has a clock that is behind comes after a success all the same", async () => {
  const { a, held } = await firstWave();
  const hour = 60 * 60_000;
  a.says("success", undefined, { kind: "check", at: Date.now() - hour });
  assert.equal(await held(), []);
  a.says("failure", undefined, { kind: "check", at: Date.now() - 25 * hour });
  assert.match((await held())[0] ?? "", /`a`, which has failed/);
  a.says("success", undefined, { kind: "check", at: Date.now() - 24 * hour });
  assert.equal(await held(), []);
});

test("both sides kept to GitHub's description", () => assert.equal(github.problems, []));

test.run();
