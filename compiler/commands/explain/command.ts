import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { Explanation } from "../../findings/finding.ts";
import type { Style } from "../../findings/formats/style.ts";
import { didYouMean } from "../../findings/suggest.ts";
import type { Command, Invocation } from "../command.ts";

/** `fedc explain`: a page about one finding, or the list of all. */
export const explain: Command = {
  name: "explain",
  summary: "a page about one finding, or a list of them all",
  operand: "[CODE]",
  description: `Prints what a finding means: why it matters, an example of what is wrong, and of
what is right. The code stands in brackets in front of every finding. Without a
code, lists all of them.`,
  options: {},
  examples: [
    { line: "fedc explain FED301", effect: "all about that finding" },
    { line: "fedc explain", effect: "every code with its title" },
    { line: "fedc explain --json", effect: "the same for a program, with the pages" },
  ],
  exit: ["printed", "there is no such finding"],
  async run({ operand }: Invocation): Promise<Answer> {
    const { explanations } = await import("../../explanations.ts");
    const codes = operand === undefined ? explanations : [explanationOf(operand, explanations)];
    return {
      ok: true,
      findings: [],
      text: (paint) => (operand === undefined ? list(codes, paint) : codes.map((one) => page(one, paint)).join("")),
      fields: { codes: codes.map(({ code, severity, title, finds, why, example }) => ({ code, severity, title, finds, why, example })) },
    };
  },
};

function explanationOf(written: string, explanations: readonly Explanation[]): Explanation {
  const asked = written.toUpperCase();
  const found = explanations.find(({ code }) => code === asked || code === `FED${asked}`);
  if (found) return found;
  const close = didYouMean(
    written.toUpperCase(),
    explanations.map(({ code }) => code),
  );
  throw new Failure(`there is no finding \`${written}\``, `${close ? `${close} ` : ""}\`fedc explain\` lists them all`);
}

function list(explanations: readonly Explanation[], paint: Style): string {
  return explanations
    .map(({ code, severity, title }) => `${paint("strong", code)}  ${paint(severity, severity.padEnd(7))}  ${title}\n`)
    .join("");
}

function page({ code, severity, title, finds, why, example }: Explanation, paint: Style): string {
  const parts = [
    ["What it finds", finds],
    ["Why it matters", why],
    ["Example", example],
  ] as const;
  const text = parts.map(([heading, part]) => `${paint("strong", heading)}\n\n${part}\n`).join("\n");
  return `${paint(severity, `${severity}[${code}]`)}${paint("strong", `: ${title}`)}\n\n${text}`;
}
