import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ChangeReport, Entry } from "../compiler/change-report/change-report.ts";
import { markdownText } from "../compiler/publish/forges/markdown-text.ts";
import { type PullRequestFacts, pullRequestBody, pullRequestTitle } from "../compiler/publish/forges/pull-request-body.ts";

const body = suite("publish: what a pull request says");

const entry = (change: Entry["change"], text: string): Entry => ({
  section: change === "changed" ? "trust" : "access",
  change,
  subject: text,
  text,
  asks: [text],
  informs: [],
  unowned: false,
  fields: [],
});
const reportOf = (entries: readonly Entry[]): ChangeReport => ({
  entries,
  callers: [],
  access: [],
  objects: [],
  owners: [],
  comparesFiles: false,
  onlyText: false,
});
const facts: PullRequestFacts = {
  federation: "shop",
  clusters: ["east"],
  report: reportOf([
    entry("gained", "west may call reviews"),
    entry("lost", "south may no longer call orders"),
    entry("changed", "east trusts north anew"),
  ]),
  files: new Map([
    ["clusters/east/generated/trust.yaml", "changed"],
    ["clusters/east/generated/consumer-west.yaml", "added"],
    ["clusters/east/generated/consumer-south.yaml", "removed"],
  ] as const),
  revision: "0123abc",
};
const hostile = [
  "@octocat @org/team a@b.example",
  "closes #1, fixes org/repo#2, resolves GH-3",
  "closes https://github.com/org/repo/issues/4 www.example.org",
  "<script>alert(1)</script><!-- --></details>",
  "**b** _i_ `c` ~~s~~ [l](https://x.example) ![i](x) | $x$ :tada: &#64;octocat &commat;octocat",
  "# heading",
  "- [ ] task",
  "1. one",
  "> quote",
  "two\n\n- lines\r\n@octocat",
  "\u202ertl \u001b[2J",
];

body("changes come first, by section, then files behind a fold, then what to do", () => {
  assert.is(pullRequestTitle(facts), "Federation shop: east");
  const text = pullRequestBody(facts);
  const order = [
    "**Access** (2)",
    "**gained:** west may call",
    "**lost:** south may no",
    "**Trust** (1)",
    "changed: east trusts",
    "<details><summary>3 files",
    "changed clusters/east",
    "</details>",
    "Close it",
  ];
  const places = order.map((part) => text.indexOf(part));
  assert.ok(
    places.every((place, i) => place > (places[i - 1] ?? -1)),
    `${places}`,
  );
  assert.match(text, "fedc made these files for east in the federation shop at 0123abc");
  assert.not.match(text, "did not fit");
});

body("says when nobody's access changes, and nothing of changes where they are not known", () => {
  assert.match(pullRequestBody({ ...facts, report: reportOf([]) }), "Nobody gains or loses access, and no object changes.");
  const { report: _unknown, ...rest } = facts;
  assert.not.match(pullRequestBody(rest), "changes");
});

body("what comes from users mentions nobody, refers to nothing and is no markup, wherever it stands", () => {
  for (const text of hostile) {
    const reported = reportOf([{ ...entry("gained", text), before: text, after: text, note: text }]);
    const everywhere = { federation: text, clusters: [text], report: reported, revision: text };
    const written = pullRequestBody({ ...everywhere, files: new Map([[text, "added"]]) });
    const plain = pullRequestBody({ ...facts, report: reportOf([entry("gained", "x")]), files: new Map([["x", "added"]]) });
    assert.is(written.split("\n").length, plain.split("\n").length, `no line more: ${text}`);
    assert.equal(written.match(/<[^>]*>/g), plain.match(/<[^>]*>/g), `no tag more: ${text}`);
    assert.not.match(written, /@[\w/]|#\d|GH-\d|:\/\/|www\.|:\w+:/i);
    assert.not.match(written, /&(#64|commat);/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    assert.not.match(written, /[\u0000-\u0009\u000b-\u001f\u202e]/);
  }
});

body("a line of text keeps its characters, and only those with a meaning are escaped", () => {
  assert.is(markdownText("shop/web may call reviews: GET /reviews/0"), "shop/web may call reviews: GET /reviews/0");
  assert.is(markdownText("`a_b` *"), "\\`a\\_b\\` \\*");
  assert.is(markdownText("1. x"), "1\u200b. x");
  assert.is(markdownText("- x"), "\\- x");
});

body("fits into GitHub's 65,536 characters, and says what it leaves out", () => {
  const files = new Map(Array.from({ length: 5000 }, (_, i) => [`clusters/east/generated/expose-${i}.yaml`, "added"] as const));
  const many = pullRequestBody({ ...facts, files });
  assert.ok(many.length > 60_000 && many.length <= 65_000, String(many.length));
  const [, left = ""] = /and (\d+) more, which did not fit/.exec(many) ?? [];
  assert.is((many.match(/^- added /gm)?.length ?? 0) + Number(left), 5000);
  assert.match(many, "Close it");

  const lines = Array.from({ length: 300 }, (_, i) => `${i} ${"@".repeat(900)}`);
  const all = (change: Entry["change"]) => lines.map((line) => entry(change, line));
  const long = pullRequestBody({ ...facts, files, report: reportOf([...all("gained"), ...all("lost")]) });
  assert.ok(long.length <= 65_000, String(long.length));
  assert.match(long, /- … and \d+ more, which did not fit: `fedc diff`/);
  assert.match(long, "**gained:** 0 @");
  assert.not.match(long, "**lost:**");

  const huge = pullRequestBody({ ...facts, clusters: lines, federation: "x".repeat(99_999), revision: "#".repeat(99_999) });
  assert.ok(huge.length <= 65_000, String(huge.length));
  assert.ok(pullRequestTitle({ ...facts, federation: "@".repeat(999) }).length <= 256);
});

body.run();
