import { suite } from "uvu";
import * as assert from "uvu/assert";
import { GitFailure } from "../compiler/publish/git/git-failure.ts";
import { forgeGitFailures } from "./support/forges/forge-git-failures.ts";
import { gitFailures, token, way } from "./support/git-failures.ts";

const test = suite("what git's failures are told as");

for (const { said, message, help, way: more } of [...gitFailures, ...forgeGitFailures])
  test(said.slice(0, 120), () => {
    const failure = GitFailure.of(new Error(said), { ...way, ...more });
    assert.match(failure.message, message);
    assert.match(failure.help ?? "", help);
    assert.not.match(failure.message, /[\r\n]|Secr3/);
  });

test("an account is cut out of every address, whatever its password holds", () => {
  for (const account of ["robot:Secr3t", "robot:Secr3@t", "Secr3t"])
    assert.not.match(GitFailure.of(new Error(`fatal: no way to 'http://${account}@proxy.example:3128'`), way).message, /Secr3/);
});

test("nothing secret is told, and nothing steers a terminal", () => {
  const said = `remote: \u001b[31mno ${token} for http://robot:Secr3t@proxy.example\u001b[0m\nfatal: unable to access 'https://robot:Secr3t@x/': error: 403`;
  const { message } = GitFailure.of(new Error(said), way);
  assert.not.match(message, /Secr3t|ghp_Canary/);
  assert.not.ok(message.includes("\u001b"));
  assert.match(message, "no [token] for http://proxy.example");
});

test.run();
