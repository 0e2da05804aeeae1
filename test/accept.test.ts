/** Warnings that a file accepts: each can be pointed at, and is counted instead of shown. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { entryPath } from "../compiler/1-load/entry-path.ts";
import { check, examine } from "../compiler/compile.ts";
import { explanations } from "../compiler/explanations.ts";
import type { Finding } from "../compiler/findings/finding.ts";
import { Source } from "../compiler/findings/source.ts";
import { buildNames, textOfBuild } from "./support/builds.ts";
import { root } from "./support/fedc.ts";
import { fedcInside } from "./support/inside.ts";
import { inventoryIn, readerOf, sampleNames, sampleTime } from "./support/samples.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("accepted findings");

interface Sample {
  readonly text: string;
  readonly options: Parameters<typeof check>[1];
}

/** Every sample whose findings are about a file that loads. */
const samples = new Map<string, Sample>([
  ...sampleNames("check").map((name): [string, Sample] => {
    const folder = join(root, "test/samples", name);
    return [
      name,
      {
        text: readFileSync(join(folder, "federation.yaml"), "utf8"),
        options: { readFile: readerOf(folder), now: sampleTime, ...inventoryIn(folder) },
      },
    ];
  }),
  ...buildNames().map((name): [string, Sample] => {
    const folder = join(root, "test/samples/build", name);
    return [`build/${name}`, { text: textOfBuild(name), options: { readFile: readerOf(folder), now: sampleTime } }];
  }),
]);

const isAcceptable = ({ severity, code }: Finding) => severity !== "error" && code !== "FED462";

/** The warnings and notes of a text, each with the entry that it is about. */
function acceptable(text: string, options: Sample["options"]) {
  const { findings, known } = examine(new Source("federation.yaml", text), options);
  return findings.sorted().flatMap((finding) => {
    if (!known || !isAcceptable(finding)) return [];
    assert.ok(finding.at, `${finding.code} has a place`);
    const { document, at } = known.loaded;
    const path = entryPath(document, at, finding.at);
    return path === "" ? [] : { finding, path };
  });
}

function accepting(text: string, entries: readonly { readonly code: string; readonly path: string }[]): string {
  const items = entries.map(({ code, path }) => `  - { finding: ${code}, at: ${JSON.stringify(path)}, because: it was read }\n`);
  return `${text.replace(/^accept:\n(?: .*\n)*/m, "")}${text.endsWith("\n") ? "" : "\n"}accept:\n${items.join("")}`;
}

const found = new Set<string>();

for (const [name, { text, options }] of samples)
  test(`${name}: each warning and note can be accepted`, () => {
    const withoutAccept = text.replace(/^accept:\n(?: .*\n)*/m, "");
    const shown = acceptable(withoutAccept, options);
    for (const { finding } of shown) found.add(finding.code);
    const entries: { readonly code: string; readonly path: string }[] = [];
    // Lines above move every place, and no name. A finding about several places stays for those that are left.
    const accepted = () => accepting(`# moved\n\n${withoutAccept}`, entries);
    for (let left = shown; left.length > 0; left = acceptable(accepted(), options)) {
      assert.ok(entries.length < 50, left[0]?.finding.message);
      entries.push(...left.map(({ finding: { code }, path }) => ({ code, path })));
    }
    if (entries.length === 0) return;
    const { findings } = check(new Source("federation.yaml", accepted()), options);
    assert.equal(new Set(findings.reported().accepted.map(({ code }) => code)), new Set(entries.map(({ code }) => code)));
  });

test("every warning and note that there is was accepted in some sample", () => {
  // The first two stand in dumps, where federation.yaml has no entry.
  const others = ["FED601", "FED602", "FED462"];
  const codes = explanations.filter(({ severity, code }) => severity !== "error" && !others.includes(code)).map(({ code }) => code);
  assert.equal(
    codes.filter((code) => !found.has(code)),
    [],
  );
});

test("one service is accepted without the others of its cluster", () => {
  const sample = samples.get("check/unused-acceptance");
  assert.ok(sample);
  const left = (path: string) => {
    const { findings } = check(new Source("federation.yaml", accepting(sample.text, [{ code: "FED346", path }])), sample.options);
    return findings.reported();
  };
  const { findings, accepted } = left("services.reviews");
  const messages = (list: readonly Finding[]) =>
    list.filter(({ code }) => code === "FED346").map(({ message }) => message.split(" of ").at(-1));
  assert.equal(messages(findings), ["`quotes`"]);
  assert.equal(messages(accepted), ["`reviews`"]);
  assert.equal(messages(left("services").findings), []);
  // `review` is not the beginning of a name.
  assert.equal(messages(left("services.review").findings), ["`quotes` and `reviews`"]);
});

test("an error stays one, whatever is accepted", () => {
  const sample = samples.get("check/unknown-root");
  assert.ok(sample);
  const { findings } = check(new Source("federation.yaml", accepting(sample.text, [{ code: "FED302", path: "clusters" }])), sample.options);
  const { findings: shown, accepted } = findings.reported();
  assert.equal(accepted, []);
  assert.ok(shown.some(({ code }) => code === "FED302"));
  assert.ok(shown.some(({ code }) => code === "FED461"));
});

test("commands count what is accepted", async () => {
  const folder = temporaryFolder();
  const text = textOfBuild("example");
  const run = (...args: string[]) => fedcInside(args, folder, { SOURCE_DATE_EPOCH: String(sampleTime.getTime() / 1000) });
  writeFileSync(join(folder, "federation.yaml"), text);
  const before = JSON.parse((await run("check", "--json")).stdout);
  assert.ok(before.findings.length > 1 && before.accepted.length === 0 && before.moreAccepted === 0);
  const entries = acceptable(text, samples.get("build/example")?.options as Sample["options"]);
  const items = entries.map(({ finding: { code }, path }) => ({ code, path }));
  writeFileSync(join(folder, "federation.yaml"), accepting(text, items));
  for (const args of [["check"], ["build"], ["diff"], ["graph"]]) {
    const { status, stderr } = await run(...args);
    assert.is(status, 0, stderr);
    assert.match(stderr, /^\d+ accepted (?:warnings?|notes?)(?: and \d+ accepted notes?)? in federation\.yaml\n$/, args.join(" "));
    const { findings, accepted } = JSON.parse((await run(...args, "--json")).stdout);
    assert.equal([findings, accepted.length], [[], before.findings.length], args.join(" "));
    assert.equal([accepted[0].because, accepted[0].file], ["it was read", "federation.yaml"]);
  }
});

test.run();
