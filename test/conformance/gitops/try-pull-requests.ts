import { rmSync } from "node:fs";
import * as assert from "uvu/assert";
import { federation, Publisher } from "../../support/publishing.ts";
import { takeLock } from "../machine/lock.ts";
import { state } from "../machine/paths.ts";
import { stopProcesses } from "../machine/processes.ts";
import { Gitea, owner } from "./gitea.ts";

/**
 * `fedc publish` by pull requests at a real Gitea with twenty repositories: from nothing, again, one change, a part of it withdrawn, closed by somebody,
 * somebody else's commit. Run it by `node --import tsx test/conformance/gitops/try-pull-requests.ts`, after `npm run conformance:install -- gitops`
 * and `npm run build`.
 */
const count = 20;

const say = (line: string) => process.stdout.write(`${line}\n`);

interface GiteaPull {
  readonly number: number;
  readonly state: string;
  readonly merged: boolean;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly { readonly name: string }[];
  readonly head: { readonly label: string; readonly ref: string };
}

async function main(): Promise<void> {
  takeLock();
  rmSync(state, { recursive: true, force: true });
  const gitea = await Gitea.start();
  try {
    await tryIt(gitea);
  } finally {
    await stopProcesses();
  }
}

async function tryIt(gitea: Gitea): Promise<void> {
  const names = Array.from({ length: count }, (_, i) => `c${String(i).padStart(2, "0")}`);
  const clusters: Record<string, { repository: string; delivery: string }> = {};
  for (const name of names) clusters[name] = { repository: await gitea.make(name), delivery: "pull-request" };
  const { FEDC_TOKEN: token = "" } = gitea.environment;
  const publisher = new Publisher({ token, environment: gitea.environment } as never);
  publisher.environment.NODE_EXTRA_CA_CERTS = gitea.environment.GIT_SSL_CAINFO ?? "";
  publisher.environment.GITEA_API_URL = "https://localhost:3443/api/v1";
  const withLabels = (text: string) => text.replaceAll("delivery: pull-request }", "delivery: pull-request, labels: [fedc, mesh] }");
  const write = (methods: string) => publisher.write(withLabels(federation(clusters, methods)));

  const publish = async () => {
    const before = Date.now();
    const document = await publisher.publish();
    const counts: Record<string, number> = {};
    for (const { outcome, reasons } of document.overlays) {
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      if (outcome === "failed") say(JSON.stringify(reasons));
    }
    say(
      `${((Date.now() - before) / 1000).toFixed(1)} s: ${JSON.stringify(counts)}${document.error ? ` ${JSON.stringify(document.error)}` : ""}`,
    );
    return counts;
  };
  const pulls = async (name: string) => JSON.parse(await gitea.ask("GET", `repos/${owner}/${name}/pulls?state=all`)) as GiteaPull[];
  const open = async () =>
    (await Promise.all(names.map(async (name) => ({ name, all: await pulls(name) })))).flatMap(({ name, all }) =>
      all.filter(({ state }) => state === "open").map((pull) => ({ name, pull })),
    );
  const mergeAll = async () => {
    for (const { name, pull } of await open())
      await gitea.ask("POST", `repos/${owner}/${name}/pulls/${pull.number}/merge`, { Do: "merge", delete_branch_after_merge: true });
  };

  say("from nothing");
  write("GET");
  assert.equal(await publish(), { "pr-created": count });
  const [first] = await pulls("c00");
  assert.equal([first?.head.label, first?.labels.map(({ name }) => name).sort()], ["fedc/shop", ["fedc", "mesh"]]);
  assert.match(first?.body ?? "", "<!-- fedc: sha256:");

  say("again");
  assert.equal(await publish(), { unchanged: count });

  say("merged, until no wave is left");
  for (let run = 0; run < 6; run += 1) {
    await mergeAll();
    const counts = await publish();
    if (counts.unchanged === count) break;
    assert.ok(run < 5);
  }

  say("one change");
  write("GET, POST");
  const changed = await publish();
  assert.ok((changed["pr-created"] ?? 0) >= 1 && !changed.failed, JSON.stringify(changed));
  const proposed = await open();
  assert.ok(proposed.every(({ pull }) => pull.number > 1));

  say("withdrawn");
  write("GET");
  const withdrawn = await publish();
  assert.is(withdrawn["pr-closed"], proposed.length, JSON.stringify(withdrawn));
  assert.equal(await open(), []);
  for (const { name, pull } of proposed)
    assert.match(await gitea.ask("GET", `repos/${owner}/${name}/issues/${pull.number}/comments`), "holds all of this already");

  say("proposed again, and closed by somebody with its branch");
  write("GET, POST");
  assert.ok(((await publish())["pr-created"] ?? 0) >= 1);
  for (const { name, pull } of await open()) {
    await gitea.ask("PATCH", `repos/${owner}/${name}/pulls/${pull.number}`, { state: "closed" });
    await gitea.ask("DELETE", `repos/${owner}/${name}/branches/${encodeURIComponent("fedc/shop")}`);
  }
  const declined = await publish();
  assert.ok((declined.declined ?? 0) >= 1 && !declined["pr-created"], JSON.stringify(declined));

  say("something else, and a commit of somebody else on its branch");
  write("GET, PUT");
  assert.ok(((await publish())["pr-created"] ?? 0) >= 1);
  const [{ name = "" } = {}] = await open();
  const content = { branch: "fedc/shop", content: Buffer.from("mine\n").toString("base64"), message: "mine" };
  await gitea.ask("POST", `repos/${owner}/${name}/contents/mine.txt`, content);
  write("GET, DELETE");
  assert.is((await publish())["skipped-edited"], 1);
  say("all as it should be");
}

await main();
