/** GitHub refuses a comment of more than 65,536 characters, so each part of it has its share, however much changes. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { approvalsFailure, approvalsMarkdown } from "../compiler/action/approvals/approvals-markdown.ts";
import type { ApprovalsDecision } from "../compiler/action/approvals/decide-approvals.ts";
import { comparedMarkdown } from "../compiler/action/compared-markdown.ts";
import { failureMarkdown, findingsMarkdown } from "../compiler/action/markdown.ts";
import { type ChangeReport, type Entry, sectionNames } from "../compiler/change-report/change-report.ts";
import { ownersAsked } from "../compiler/change-report/owners-asked.ts";
import type { Finding } from "../compiler/findings/finding.ts";

const test = suite("length of a comment");

const long = "a-name-that-is-as-long-as-a-name-can-be-and-full-of-_marks_";
const many = <Item>(count: number, make: (i: number) => Item) => Array.from({ length: count }, (_, i) => make(i));

const entries = sectionNames.flatMap((section) =>
  many(500, (i): Entry => {
    const subject = `${section} ${i} of ${long}`;
    const owner = `@example/${long}-${i % 200}`;
    return { section, change: "changed", subject, text: subject, asks: [owner], informs: [owner], unowned: i % 2 === 1, fields: [] };
  }),
);
const report: ChangeReport = {
  entries,
  callers: many(500, (i) => ({ service: `${long}-${i}`, cluster: long, before: [], after: [long] })),
  access: [],
  objects: many(2000, (i) => ({
    cluster: long,
    file: "trust.yaml",
    kind: "Secret",
    namespace: long,
    name: `${long}-${i}`,
    change: "changed",
    fields: [{ field: "spec", before: long, after: i }],
  })),
  owners: [],
  comparesFiles: true,
  onlyText: false,
};
const approvals = ownersAsked(report);

test("everything at once fits", () => {
  const decision: ApprovalsDecision = {
    owners: approvals.asked.map((one, i) => ({
      owner: one.owner,
      for: one.for,
      by: [long],
      missing: i % 2 === 1 ? { message: `nobody of ${long} has approved`, help: long } : undefined,
    })),
    unowned: approvals.unowned,
  };
  const failure = approvalsFailure(decision);
  assert.ok(failure);
  const findings = many(500, (): Finding => ({ code: "FED346", severity: "warning", message: long, at: undefined, help: long }));
  const picture = { text: "x".repeat(7400), uses: 50 };
  const files = new Map(many(2000, (i) => [`${long}/${i}.yaml`, "changed" as const]));
  const lines = [
    ...findingsMarkdown(findings, []),
    ...failureMarkdown(failure),
    ...approvalsMarkdown(decision),
    ...comparedMarkdown({ report, approvals, picture, files, isNew: true }),
  ];
  const text = lines.join("\n");
  assert.ok(text.length < 64_000, `${text.length} characters`);
  for (const name of sectionNames) assert.match(text, new RegExp(`${name} 0 of `), name);
});

test("a single section has the room of all", () => {
  const only = entries.filter(({ section }) => section === "trust").slice(0, 80);
  const picture = { text: "", uses: 0 };
  const text = comparedMarkdown({ report: { ...report, entries: only }, approvals, picture, files: new Map(), isNew: false }).join("\n");
  assert.match(text, "trust 79 of");
});

test.run();
