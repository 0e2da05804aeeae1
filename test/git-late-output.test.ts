/** A busy machine may hand on only a part of what git answers: fedc asks again. */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { wholeBatch } from "../compiler/publish/git/remote.ts";
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

test("files of a repository that are cut off are asked for again", async () => {
  const place = placeWith("");
  const answer = `[ -e "$0.asked" ] && printf 'a1 blob 4\\ntext\\nb2 missing\\n' || printf 'a1 blob 4\\nte'; touch "$0.asked"`;
  writeFileSync(join(place.folder, "git"), `#!/bin/sh\n${answer}\n`);
  assert.equal([...(await wholeBatch(place, ["a1", "b2"]))], [["a1", "text"]]);
});

test.run();
