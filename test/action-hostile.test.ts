import { lstatSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Acted, ActionRepository, act, type Files, pem, token } from "./support/action.ts";
import type { DoublePull } from "./support/github/double-state.ts";
import { GitHubDouble } from "./support/github/github-double.ts";
import { federation } from "./support/publishing.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const hostile = suite("the GitHub Action on hostile pull requests");
const github = await new GitHubDouble().start();
github.tokens.set(token, { login: "github-actions[bot]", write: true });
hostile.after(() => github.stop());

const addresses = { a: { repository: "https://github.com/org/a" }, b: { repository: "https://github.com/org/b" } };
const before = federation({ ...addresses, b: { ...addresses.b, inactive: true } });
const after = federation(addresses);

/** Everything that somebody might try, in one line. */
const attack =
  "$(touch pwned) `touch pwned` ; touch pwned | \u202e @org/everyone #1 GH-2 https://evil.example/x www.evil.example <!-- --> <img src=x onerror=alert(1)> " +
  "[link](https://evil.example) ![](https://evil.example/pixel) **bold** </details></summary> ::error file=a::b ##[error]x {{ secrets.X }}";
const lines = ["::error::pwned", "::add-mask::e", "::stop-commands::x", "##[set-env name=PATH]/evil", "\u2028::warning::x", "\r::error::x"];

async function propose(files: Files, inputs: Readonly<Record<string, string>> = {}): Promise<Acted & { comment: string; folder: string }> {
  const origin = new ActionRepository({ "federation.yaml": before, "trust/own.pem": pem }).propose(files);
  const lists = { labels: [], reviewers: [], teams: [], reviews: [], comments: [] as string[], commentBy: new Map() };
  const state = { closedAt: undefined, state: "open" as const, merged: false, title: attack, body: attack };
  const pull: DoublePull = { number: 1, head: "topic", base: "main", author: "somebody", ...state, ...lists };
  github.repository("org/federation", origin.origin).pulls.push(pull);
  const folder = origin.checkOut(origin.trial);
  const payload = origin.pullRequest({ title: attack });
  const acted = await act({ event: "pull_request", payload, folder, sha: origin.trial, inputs, github });
  return { ...acted, comment: pull.comments.join("\n"), folder };
}

/** As YAML takes it, characters that it takes only so too. */
const quoted = (text: string) =>
  JSON.stringify(text).replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** No markup, mention, reference or link of the attack is left. */
function assertHarmless({ commands, summary, comment }: { commands: readonly string[]; summary: string; comment: string }): void {
  assert.equal(
    commands.filter((command) => !/^::(error|warning|notice) [^:]*::[^\r\n]*$/.test(command)),
    [],
  );
  for (const whole of [summary, comment]) {
    assert.ok(whole.length > 0);
    // A picture is a block of code that nothing in it can end.
    const text = whole.replace(/\n```mermaid\n((?:(?:%%| |flowchart) ?[^\n`]*\n)*)```\n/, (_, picture: string) => {
      assert.not.match(picture.replaceAll("<br/>", "").replace(/ (-->|-\.->)/g, ""), /[<>`&\\]|@\w/);
      return "\n";
    });
    assert.not.match(text, /@(org|everyone)|#1\b|GH-2|https:\/\/|www\.evil|<img|(?<!\\)\[link\](?!\\)|\u202e|\u2028|\r/);
    const tags = [...text.replace(/^<!-- fedc preview \w{16} -->\n/, "").matchAll(/<[^>]*>/g)].map(([tag]) => tag);
    assert.equal(
      tags.filter((tag) => !/^<\/?(details|summary)>$/.test(tag)),
      [],
    );
    assert.is(tags.filter((tag) => tag === "<details>").length, tags.filter((tag) => tag === "</details>").length);
    assert.equal(text.match(/(?<!\\)`/g), null);
  }
}

hostile("an owner with commands, markup and mentions is words", async () => {
  const words = attack.replace("\u202e", "");
  const middle = words.indexOf("<!--");
  const owned = Object.entries({ a: words.slice(0, middle).trim(), b: words.slice(middle) }).reduce(
    (text, [name, owner]) => text.replace(`    hostname: ${name}.example.com\n`, (line) => `${line}    owner: ${quoted(owner)}\n`),
    after,
  );
  const acted = await propose({ "federation.yaml": owned });
  assert.match(acted.comment, "touch pwned");
  assert.match(acted.comment, "onerror");
  assert.is(acted.outputs.gained, "1");
  assertHarmless(acted);
});

hostile("keys and values that are errors are words, in annotations and in the log too", async () => {
  const keys = [attack, ...lines].map((line, i) => `  ${quoted(`${line}${i}`)}: 1\n`).join("");
  const acted = await propose({ "federation.yaml": `${after}assertions: ${quoted(attack)}\nmore:\n${keys}${keys}` });
  assert.is(acted.status, 1);
  assert.ok(acted.commands.length >= 2);
  assertHarmless(acted);
  const clusters = lines.map((line, i) => `  ${quoted(line + i)}: {}\n`).join("");
  const others = await propose({ "federation.yaml": after.replace("clusters:\n", `$&${clusters}`) });
  assert.ok(others.commands.length > lines.length);
  assertHarmless(others);
});

hostile("what is no YAML at all is words", async () => {
  for (const text of [`${attack}\n${lines.join("\n")}\n`, `a: &x [*x]\n`, "\u0000\u0001", `{{{{${"[".repeat(5000)}`]) {
    const acted = await propose({ "federation.yaml": text });
    assert.is(acted.status, 1);
    assertHarmless(acted);
  }
});

hostile("a link in the place of the file is not read, and a file that is gone is told", async () => {
  for (const link of [".git/config", "/proc/self/environ", "trust/own.pem"]) {
    const acted = await propose({ "federation.yaml": { link } });
    assert.is(acted.status, 1);
    assert.match(acted.commands.join(), "`federation.yaml` is a link");
    assertHarmless(acted);
  }
  const gone = await propose({ "federation.yaml": undefined });
  assert.is(gone.status, 1);
  assert.match(gone.comment, /\*\*This step fails:\*\* there is no [^\n]*Set the input /);
});

hostile("a root that is a link to the runner's own files shows nothing of them", async () => {
  const acted = await propose({ "federation.yaml": after, "trust/own.pem": { link: "../.git/config" } });
  assert.is(acted.status, 1);
  assert.not.match(acted.summary + acted.stdout + acted.comment, /repositoryformatversion|\[core\]/);
});

hostile("a link in the place of SARIF or the overlays replaces nothing", async () => {
  const elsewhere = temporaryFolder();
  writeFileSync(join(elsewhere, "kept"), "kept");
  for (const [inputs, path] of [
    [{ sarif: "fedc.sarif" }, "fedc.sarif"],
    [{ sarif: "logs/fedc.sarif" }, "logs"],
    [{ out: "out" }, "out"],
  ] as const) {
    const link = path.includes(".") ? join(elsewhere, "kept") : elsewhere;
    const acted = await propose({ "federation.yaml": after, [path]: { link } }, inputs);
    assert.is(acted.status, 1, path);
    assert.ok(lstatSync(join(acted.folder, path)).isSymbolicLink());
    assert.is(readFileSync(join(elsewhere, "kept"), "utf8"), "kept");
  }
  const outside = await propose({ "federation.yaml": after }, { sarif: "../fedc.sarif" });
  assert.match(outside.commands.join(), "leads out of the workspace");
});

hostile("a change too large to tell is cut, and the comment is taken", async () => {
  const accounts = Array.from({ length: 600 }, (_, i) => `shop/account-${i}`).join(", ");
  const acted = await propose({ "federation.yaml": after.replace("callers: [shop/foo]", `callers: [${accounts}]`) });
  assert.equal([acted.status, acted.outputs.gained], [0, "600"]);
  assert.ok(acted.comment.length < 65_536 && /… and \d+ more characters/.test(acted.comment), `${acted.comment.length}`);
  assertHarmless(acted);
});

hostile("events that are not as GitHub writes them are refused", async () => {
  const origin = new ActionRepository({ "federation.yaml": after, "trust/own.pem": pem }).propose({ "federation.yaml": after });
  const folder = origin.checkOut(origin.trial);
  symlinkSync("/", join(folder, "root"));
  for (const payload of [{}, { pull_request: { number: "1", head: { sha: "--upload-pack=touch pwned" }, base: { sha: "main" } } }]) {
    const acted = await act({ event: "pull_request", payload, folder, sha: origin.trial });
    assert.is(acted.status, 1);
    assert.match(acted.commands.join(), "the event that started the workflow cannot be read");
  }
  for (const inputs of [
    { base: "--output=pwned" },
    { file: "root/etc/passwd" },
    { mode: "Publish" },
    { comment: "yes" },
    { "fail-on": "acces" },
  ]) {
    const acted = await act({ event: "pull_request", payload: origin.pullRequest(), folder, sha: origin.trial, inputs });
    assert.is(acted.status, 1, JSON.stringify(inputs));
    assert.is(acted.outputs.gained, undefined);
  }
});

hostile("both sides kept to GitHub's description", () => assert.equal(github.problems, []));

hostile.run();
