import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { example, root } from "./support/fedc.ts";
import { Heard } from "./support/heard.ts";
import { largeFederation } from "./support/large-federation.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";
import { treeOf } from "./support/tree.ts";

const dev = suite("the folder of trust dev");
const heard = new Heard();
const program = join(root, "dist/cli/main.js");

function refused(out: string, expected: RegExp, cwd?: string): void {
  const ran = heard.fedc(["trust", "dev", example, "--out", out], cwd === undefined ? {} : { cwd });
  assert.equal([ran.status, ran.stdout], [1, ""], out);
  assert.match(ran.stderr, expected);
}

function git(cwd: string, ...args: readonly string[]): void {
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"];
  const { status, stderr } = spawnSync("git", [...who, ...args], { cwd, encoding: "utf8" });
  assert.is(status, 0, stderr);
}

dev("no folder that git could come by", () => {
  const base = temporaryFolder();
  const repository = join(base, "repository");
  mkdirSync(join(repository, "deep/er"), { recursive: true });
  git(repository, "init", "-q");
  git(repository, "commit", "-q", "--allow-empty", "-m", "first");
  git(repository, "worktree", "add", "-q", "../tree");
  git(base, "init", "-q", "--bare", "bare");
  git(base, "clone", "-q", "--bare", repository, "bare.git");
  symlinkSync(join(repository, "deep"), join(base, "link"));
  mkdirSync(join(base, "tree/empty"));
  symlinkSync(join(base, "tree/empty"), join(base, "direct"));
  const before = treeOf(base);
  for (const path of [
    "repository/keys",
    "repository/deep/er/keys",
    "tree/keys",
    "tree/empty",
    "bare/keys",
    "bare.git/refs/keys",
    "repository/.git/keys",
    "link/keys",
    "link/er/keys",
    "direct",
  ])
    refused(join(base, path), /lies in a git repository/);
  refused("keys", /lies in a git repository/, join(base, "link"));
  refused("../keys", /lies in a git repository/, join(repository, "deep"));
  assert.equal(treeOf(base), before);
  assert.is(heard.fedc(["trust", "dev", example, "--out", join(base, "beside")]).status, 0);
});

dev("nothing that is there is touched; an empty folder is taken", () => {
  const base = temporaryFolder();
  mkdirSync(join(base, "full"));
  writeFileSync(join(base, "full/mine"), "mine\n");
  writeFileSync(join(base, "file"), "mine\n");
  symlinkSync("nowhere", join(base, "dangling"));
  const before = treeOf(base);
  refused(join(base, "full"), /exists already, and is not an empty folder/);
  refused(join(base, "file"), /exists already, and is not an empty folder/);
  refused(join(base, "dangling"), /there is no folder that/);
  refused(join(base, "no/where"), /there is no folder that/);
  refused(join(base, "file/keys"), /there is no folder that/);
  assert.equal(treeOf(base), before);
  mkdirSync(join(base, "empty"));
  assert.is(heard.fedc(["trust", "dev", example, "--out", join(base, "empty")]).status, 0);
  assert.is((statSync(join(base, "empty")).mode & 0o777).toString(8), "700");
});

dev("a disk that is full halfway leaves nothing", () => {
  const parent = temporaryFolder();
  // ca.pem is smaller than 1 KiB, a Secret is larger.
  const script = 'ulimit -f 1; exec "$0" "$@"';
  const args = ["-c", script, process.execPath, program, "trust", "dev", example, "--out", join(parent, "keys")];
  const { status, stdout, stderr } = spawnSync("bash", args, { encoding: "utf8" });
  heard.add(stdout, stderr);
  assert.equal([status, stdout], [1, ""]);
  assert.match(stderr, "failed: EFBIG");
  assert.equal(readdirSync(parent), []);
});

dev("stopped while it writes, it writes all; stopped before, nothing", async () => {
  const parent = temporaryFolder();
  const file = join(temporaryFolder(), "federation.yaml");
  writeFileSync(file, largeFederation({ clusters: 40, exposures: 80, consumptions: 160 }));
  const run = () => spawn(process.execPath, [program, "trust", "dev", file, "--out", join(parent, "keys")], { stdio: "ignore" });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    const early = run();
    early.kill(signal);
    await once(early, "exit");
    assert.equal(readdirSync(parent), []);

    const child = run();
    const stages: string[] = [];
    const watcher = watch(parent, (_, name) => {
      if (stages.length === 0) child.kill(signal);
      stages.push(name ?? "");
    });
    await once(child, "exit");
    watcher.close();
    assert.match(stages[0] ?? "", /^\.keys-/, "it was stopped as soon as the stage was there");
    assert.equal(readdirSync(parent), ["keys"]);
    assert.is(Object.keys(treeOf(join(parent, "keys"))).filter((path) => path.endsWith(".yaml")).length, 80);
    rmSync(join(parent, "keys"), { recursive: true });
  }
});

dev("no private key was said above", () => {
  const out = join(temporaryFolder(), "keys");
  assert.is(heard.fedc(["trust", "dev", example, "--out", out]).status, 0);
  heard.assertNoKeys([readFileSync(join(out, "cluster1/egress.yaml"), "utf8").split("tls.key")[1]?.replace(/^ +/gm, "") ?? ""]);
});

dev.run();
