import { readdirSync, readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import { loadExplanations } from "../compiler/1-load/explanations.ts";
import type { Rule } from "../compiler/3-check/rule.ts";
import { rules } from "../compiler/3-check/rules/index.ts";
import { check } from "../compiler/compile.ts";
import { explanations } from "../compiler/explanations.ts";
import { Source } from "../compiler/findings/source.ts";
import { example, root } from "./support/fedc.ts";
import { assertFindings, codesMeant, findingsOf, readerOf, sampleNames, sampleTime } from "./support/samples.ts";

const files = readdirSync(`${root}compiler/3-check/rules`, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => /^[^/]+\/(?!index\.ts$)[^/]+\.ts$/.test(path));
const modules: readonly Readonly<Record<string, unknown>>[] = await Promise.all(
  files.map((file) => import(`../compiler/3-check/rules/${file}`)),
);

/** The exported rules by the names of their samples, which are the names of the exports in kebab case. */
const byName = new Map(
  modules.flatMap(Object.entries).flatMap(([name, value]) => (isRule(value) ? [[kebabCase(name), value] as const] : [])),
);

function isRule(value: unknown): value is Rule {
  return typeof value === "object" && value !== null && "code" in value && "check" in value;
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const samples = suite("samples of findings");

for (const name of [...sampleNames("check"), ...sampleNames("load")])
  samples(name, () => {
    const findings = findingsOf(name);
    assertFindings(name, findings);
    const found = new Set(findings.map(({ code }) => code));
    assert.equal(
      codesMeant(name).filter((code) => !found.has(code)),
      [],
      "every code of the first line is found",
    );
    const wrong = findings.filter(({ code, severity }) => severity === "error" && !codesMeant(name).includes(code));
    assert.equal(
      wrong.map(({ code, message }) => `${code} ${message}`),
      [],
      "no other error is found",
    );
  });

samples.run();

const catalogue = suite("catalogue of rules");
catalogue("every exported rule is in the list, and the other way round", () => {
  const listed = new Set(rules);
  assert.equal(
    [...byName].filter(([, rule]) => !listed.has(rule)).map(([name]) => name),
    [],
  );
  assert.is(byName.size, rules.length);
  assert.is(listed.size, rules.length);
});

catalogue("every rule has a sample that it finds something in", () => {
  assert.equal(sampleNames("check"), [...byName.keys()].map((name) => `check/${name}`).sort());
  const silent = [...byName].filter(([name, rule]) => !codesMeant(`check/${name}`).includes(rule.code)).map(([name]) => name);
  assert.equal(silent, []);
});

catalogue("every code that loading finds has a sample, or a test that makes it", () => {
  const sampled = new Set(sampleNames("load").flatMap(codesMeant));
  const tested = ["load.test.ts", "load-hostile.test.ts", "support/load-mistakes.ts"]
    .map((file) => readFileSync(`${root}test/${file}`, "utf8"))
    .join("");
  const bare = loadExplanations.map(({ code }) => code).filter((code) => !sampled.has(code) && !tested.includes(code));
  assert.equal(bare, []);
});

catalogue("codes are unique, and those of rules begin with 3 or 4, or with 6 if they are about what stands in clusters", () => {
  const codes = explanations.map(({ code }) => code);
  assert.equal(codes.toSorted(), [...new Set(codes)].sort());
  assert.equal(
    rules.map(({ code }) => code).filter((code) => !/^FED[346][0-9]{2}$/.test(code)),
    [],
  );
});

catalogue("every finding is explained under three headings, in lines that fit", () => {
  const lacking = explanations.flatMap((page) =>
    (["title", "finds", "why", "example"] as const).flatMap((part) => {
      const lines = page[part].split("\n");
      return page[part].trim() === page[part] && page[part] !== "" && lines.every((line) => line.length <= 80)
        ? []
        : [`${page.code} ${part}`];
    }),
  );
  assert.equal(lacking, []);
});

/** A prefix is granted while paths are not normalized to the end; a rule for local pods takes the place of the user's. */
const expectedInExample = ["FED346", "FED428"];

catalogue("the example is fine", () => {
  const { findings } = check(new Source("federation.example.yaml", readFileSync(example, "utf8")), {
    readFile: readerOf(root),
    now: sampleTime,
  });
  const others = findings.sorted().filter(({ code }) => !expectedInExample.includes(code));
  assert.equal(
    others.map(({ code, message }) => `${code} ${message}`),
    [],
  );
});

catalogue.run();

const halves = suite("files with something left out");

/** Places spread over a tree: each a list or mapping, and one of its keys. */
function placesIn(node: unknown): readonly [Record<string, unknown>, string][] {
  if (typeof node !== "object" || node === null) return [];
  const within = node as Record<string, unknown>;
  return Object.keys(within).flatMap((key) => [[within, key], ...placesIn(within[key])] as [Record<string, unknown>, string][]);
}

/** How many places of each sample are tried. */
const tries = 2;

for (const wrong of [undefined, "constructor"])
  halves(wrong === undefined ? "no rule throws where a field is missing" : "no rule throws where a word is another one", () => {
    let checked = 0;
    for (const name of sampleNames("check")) {
      const data: unknown = parse(readFileSync(`${root}test/samples/${name}/federation.yaml`, "utf8"));
      const places = placesIn(data).filter(([parent, key]) => wrong === undefined || typeof parent[key] === "string");
      for (let i = 0; i < tries; i++) {
        const place = places[Math.floor(((i + 0.5) * places.length) / tries)];
        if (!place) throw new Error(`${name} is empty`);
        const [parent, key] = place;
        const { [key]: kept } = parent;
        if (Array.isArray(parent) && wrong === undefined) parent.splice(Number(key), 1);
        else parent[key] = wrong;
        const source = new Source(name, JSON.stringify(data));
        checked +=
          check(source, { readFile: readerOf(`${root}test/samples/${name}`), now: sampleTime }).findings.sorted().length > 0 ? 1 : 0;
        if (Array.isArray(parent) && wrong === undefined) parent.splice(Number(key), 0, kept);
        else parent[key] = kept;
      }
    }
    assert.ok(checked > sampleNames("check").length);
  });

halves.run();
