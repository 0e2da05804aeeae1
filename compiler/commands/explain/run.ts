import { explanations } from "../../explanations.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { Explanation } from "../../findings/finding.ts";
import type { Style } from "../../findings/formats/style.ts";
import { didYouMean } from "../../findings/suggest.ts";
import type { ExplainRequest } from "./command.ts";

/** The page about one finding, or the list of all findings. Throws a Failure for a code that does not exist. */
export function runExplain({ operands: [code] }: ExplainRequest): Answer {
  const codes = code === undefined ? explanations : [explanationOf(code)];
  return {
    ok: true,
    findings: [],
    text: (style) => codes.map((explanation) => (code === undefined ? line(explanation, style) : page(explanation, style))).join(""),
    fields: { codes: codes.map(({ code, severity, title, finds, why, example }) => ({ code, severity, title, finds, why, example })) },
  };
}

function explanationOf(written: string): Explanation {
  const code = written.toUpperCase();
  const explanation = explanations.find((candidate) => candidate.code === code || candidate.code === `FED${code}`);
  if (explanation) return explanation;
  const codes = explanations.map((candidate) => candidate.code);
  const help = [didYouMean(code, codes), "`fedc explain` lists them all"].filter((sentence) => sentence !== undefined).join(" ");
  throw new Failure(`there is no finding \`${written}\``, help);
}

function line({ code, severity, title }: Explanation, style: Style): string {
  return `${style("strong", code)}  ${style(severity, severity.padEnd(7))}  ${title}\n`;
}

function page({ code, severity, title, finds, why, example }: Explanation, style: Style): string {
  const parts = [
    ["What it finds", finds],
    ["Why it matters", why],
    ["Example", example],
  ] as const;
  const text = parts.map(([heading, part]) => `${style("strong", heading)}\n\n${part}\n`).join("\n");
  return `${style(severity, `${severity}[${code}]`)}${style("strong", `: ${title}`)}\n\n${text}`;
}
