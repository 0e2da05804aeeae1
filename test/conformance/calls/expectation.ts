import type { CallAnswer } from "./call.ts";

/** What must come of a call. */
export type Expectation = ExpectedAnswer | ExpectedShares | { readonly kind: "anything" } | { readonly kind: "refused" };

/** Every time one of these results, and by one of these applications if any are named. */
export interface ExpectedAnswer {
  readonly kind: "answer";
  readonly results: readonly string[];
  readonly by: readonly string[];
}

/** Of several calls, so many by each; each of them answered by one of these. */
export interface ExpectedShares {
  readonly kind: "shares";
  /** From application to its part of 1. */
  readonly shares: ReadonlyMap<string, number>;
  /** How far each part may be off. */
  readonly within: number;
}

const sharePart = /^(\d+(?:\.\d+)?) ?% by (\S+)$/;

/**
 * Reads a sentence. It returns how often the call is to be made, too, if the sentence says that.
 *
 *     200 by cluster2/bookinfo/myreviews-v3
 *     403                     no answer                  an echo by A
 *     403 or no answer        OK by A or B               anything          no app
 *     50 % by A and 50 % by B of 60 calls                50 % by A and 50 % by B of 60 calls within 10 %
 */
export function readExpectation(sentence: string): { readonly expect: Expectation; readonly times?: number } {
  const text = sentence.trim().replace(/\s+/g, " ");
  if (text === "anything" || text === "any") return { expect: { kind: "anything" } };
  if (text === "no app") return { expect: { kind: "refused" } };
  if (/^\d+(?:\.\d+)? ?% by /.test(text)) return readShares(text);
  const [, results = "", by] = /^(.+?)(?: by (.+))?$/.exec(text) ?? [];
  return { expect: { kind: "answer", results: results.split(" or ").map(readResult), by: by?.split(" or ") ?? [] } };
}

function readResult(word: string): string {
  if (word === "no answer" || word === "none") return "none";
  if (word === "an echo" || word === "echo") return "echo";
  if (/^[1-5]\d\d$/.test(word) || /^[A-Z][A-Z_]+$/.test(word)) return word;
  throw new Error(`\`${word}\` is no result: a status such as 403 or PERMISSION_DENIED, \`no answer\` or \`an echo\` is`);
}

function readShares(text: string): { readonly expect: Expectation; readonly times: number } {
  const [, parts = "", times, within] = /^(.+?) of (\d+) calls(?: within (\d+(?:\.\d+)?) ?%)?$/.exec(text) ?? [];
  if (times === undefined) throw new Error(`\`${text}\` does not say of how many calls: \`50 % by A and 50 % by B of 60 calls\``);
  const shares = new Map(
    parts.split(" and ").map((part) => {
      const [, percent, app] = sharePart.exec(part) ?? [];
      if (app === undefined) throw new Error(`\`${part}\` is no part: write \`50 % by cluster/namespace/deployment\``);
      return [app, Number(percent) / 100] as const;
    }),
  );
  const count = Number(times);
  return { expect: { kind: "shares", shares, within: within ? Number(within) / 100 : tolerance(shares, count) }, times: count };
}

/** Four standard deviations of a fair draw: one run in ten thousand is off by more. */
export function tolerance(shares: ReadonlyMap<string, number>, times: number): number {
  return Math.max(...[...shares.values()].map((share) => 4 * Math.sqrt((share * (1 - share)) / times)));
}

/** Whether these answers, of the same call made several times, are as expected. */
export function isAsExpected(expect: Expectation, answers: readonly CallAnswer[]): boolean {
  switch (expect.kind) {
    case "anything":
      return true;
    case "refused":
      return answers.every(({ by }) => by === undefined);
    case "answer":
      return answers.every(({ result, by }) => expect.results.includes(result) && (expect.by.length === 0 || expect.by.includes(by ?? "")));
    case "shares":
      return (
        answers.every(({ by }) => expect.shares.has(by ?? "")) &&
        [...expect.shares].every(
          ([app, share]) => Math.abs(answers.filter(({ by }) => by === app).length / answers.length - share) <= expect.within + 1e-9,
        )
      );
  }
}

/** The sentence for an expectation. */
export function expectationText(expect: Expectation): string {
  if (expect.kind === "anything") return "anything";
  if (expect.kind === "refused") return "no app";
  if (expect.kind === "shares") return [...expect.shares].map(([app, share]) => `${Math.round(share * 100)} % by ${app}`).join(" and ");
  const by = expect.by.length > 0 ? ` by ${expect.by.join(" or ")}` : "";
  return expect.results.map(resultText).join(" or ") + by;
}

/** What came back, in the words of expectations. */
export function answersText(answers: readonly CallAnswer[]): string {
  const counts = new Map<string, number>();
  for (const { result, by } of answers) {
    const text = resultText(result) + (by ? ` by ${by}` : "");
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => (answers.length > 1 ? `${count} x ${text}` : text)).join(", ");
}

function resultText(result: string): string {
  return result === "none" ? "no answer" : result === "echo" ? "an echo" : result;
}
