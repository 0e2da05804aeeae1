/** A busy machine hands on git's output after git has ended: all of it counts. */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { catFiles, runGit } from "../compiler/publish/git/run-git.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("git whose output comes late");

/** A place where git is a program that ends at once, and whose last words come half a second later. */
function placeWith(lastWords: string) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "git"), `#!/bin/sh\nprintf 'first '\n(sleep 0.5; printf '${lastWords}') &\n`);
  chmodSync(join(folder, "git"), 0o755);
  const environment = { PATH: `${folder}:${process.env.PATH}` };
  return {
    folder,
    environment,
    abort: new AbortController().signal,
    address: folder,
    token: undefined,
    tokenHint: "",
    delivery: "commit",
  } as const;
}

test("the output of a command is read to its end", async () => {
  assert.is(await runGit(placeWith("last"), ["ls-remote"]), "first last");
});

test("so are the files of a repository", async () => {
  assert.is((await catFiles(placeWith("last"), ["0000"])).toString(), "first last");
});

test.run();
