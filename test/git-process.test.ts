/** git's answer is complete or an error, whatever happens to git. Here git is a script. */
import { execFileSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { isAtRevision } from "../compiler/inputs/git-revision.ts";
import { GitExit, gitOutput } from "../compiler/publish/git/git-process.ts";
import { runGit } from "../compiler/publish/git/run-git.ts";
import { servedRepositories } from "./support/github/served-repositories.ts";
import { federation, Publisher } from "./support/publishing.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("a run of git");
const { server } = await servedRepositories(test);

/** The variables with which git is a script. */
function scripted(script: string): { readonly folder: string; readonly environment: { readonly PATH: string } } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "git"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, "git"), 0o755);
  return { folder, environment: { PATH: `${folder}:${process.env.PATH}` } };
}

/** The real git, killed when it is asked for this, after it has written a word. */
const killedAt = (word: string) =>
  scripted(
    `case " $* " in *" ${word} "*) echo half; kill -9 $$;; esac\nexec ${execFileSync("which", ["git"], { encoding: "utf8" })}`.trim() +
      ' "$@"',
  );

async function answerOf(script: string, patience = 30_000): Promise<string> {
  return (await gitOutput({ ...scripted(script), words: ["x"], patience })).toString();
}

async function failureOf(work: Promise<unknown>): Promise<Error> {
  const settled = await work.then(
    () => undefined,
    (error: Error) => error,
  );
  assert.ok(settled, "it did not fail");
  return settled;
}

async function secondsOf(work: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work.catch(() => undefined);
  return (performance.now() - start) / 1000;
}

test("what comes after git's end counts", async () => {
  assert.is(await answerOf("printf 'first '\n(sleep 0.5; printf last) &"), "first last");
});

test("what comes while fedc is busy counts", async () => {
  const answer = answerOf("head -c 1000000 /dev/zero");
  const start = performance.now();
  while (performance.now() - start < 300);
  assert.is((await answer).length, 1_000_000);
});

test("half an answer of a git that is killed is an error", async () => {
  assert.is((await failureOf(answerOf("printf half\nkill -9 $$"))).message, "git was ended by a signal");
});

test("a status other than zero is an error, also without a word", async () => {
  const failure = await failureOf(answerOf("printf half\nexit 3"));
  assert.instance(failure, GitExit);
  assert.equal([(failure as GitExit).status, failure.message], [3, "git ended with status 3"]);
});

test("output that another program keeps open is an error", async () => {
  assert.match((await failureOf(answerOf("printf half\nsleep 30 &", 500))).message, /its output does not end/);
});

test("a program that git leaves behind with standard error, as ssh does, keeps nobody waiting", async () => {
  const leaving = "sleep 60 >/dev/null &";
  assert.ok((await secondsOf(answerOf(`printf all\n${leaving}`))) < 2);
  const failing = answerOf(`echo 'fatal: no' >&2\n${leaving}\nexit 128`);
  assert.is((await failureOf(failing)).message, "fatal: no\n");
  const { folder, environment } = scripted(leaving);
  const module = JSON.stringify(join(import.meta.dirname, "../compiler/publish/git/git-process.ts"));
  const program = `import(${module}).then(({ gitOutput }) => gitOutput(${JSON.stringify({ folder, environment, words: ["x"], patience: 30_000 })}))`;
  execFileSync(process.execPath, ["--import", "tsx", "--eval", program], { timeout: 30_000 });
});

test("a git that cannot be run is told as that", async () => {
  const place = { folder: temporaryFolder(), environment: { PATH: "/nonexistent" }, address: "https://x/y", token: undefined };
  const abort = new AbortController().signal;
  const failure = await failureOf(runGit({ ...place, abort, tokenHint: "", delivery: "commit" }, ["version"]));
  assert.is(failure.message, "git cannot be run");
});

test("a file is not new because git was killed while it listed a revision", async () => {
  const { folder, environment } = killedAt("ls-tree");
  const file = join(folder, "federation.yaml");
  const git = (...words: readonly string[]) => execFileSync("git", words, { cwd: folder, stdio: "ignore" });
  writeFileSync(file, "kind: Federation\n");
  git("init", "--quiet");
  git("add", "federation.yaml");
  git("-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "--quiet", "--message=x");
  assert.is(await isAtRevision(file, "HEAD"), true);
  const { PATH } = process.env;
  Object.assign(process.env, environment);
  const failure = await failureOf(isAtRevision(file, "HEAD"));
  Object.assign(process.env, { PATH });
  assert.is(failure.message, "git failed: git was ended by a signal");
});

for (const word of ["ls-remote", "fetch", "ls-tree", "cat-file", "push"])
  test(`an overlay is not called published if git is killed at ${word}`, async () => {
    const repository = server.make(`org/killed-${word}`, { "apps/x.yaml": "theirs\n" });
    const publisher = new Publisher(server).write(federation({ a: { repository: repository.address } }));
    if (word === "cat-file") await publisher.publish();
    publisher.write(federation({ a: { repository: repository.address }, b: { repository: repository.address, path: "b" } }));
    const before = repository.head();
    Object.assign(publisher.environment, killedAt(word).environment);
    const { ok, overlays, error } = await publisher.publish();
    assert.is(ok, false);
    const [told] = [...overlays.flatMap(({ reasons }) => reasons), ...(error ? [error] : [])];
    assert.match(told?.message ?? "", /git was ended by a signal/);
    assert.match(told?.help ?? "", /enough memory/);
    assert.is(repository.head(), before);
  });

test.run();
