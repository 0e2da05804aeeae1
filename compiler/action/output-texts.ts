import type { Remark } from "../findings/answer.ts";
import { printableJson } from "../findings/formats/printable.ts";
import { counted, enumerated } from "../findings/formats/words.ts";

/** A text, or a list or an object that later steps read as JSON. */
export type OutputValue = string | readonly unknown[] | Readonly<Record<string, unknown>>;

export interface OutputTexts {
  readonly texts: Readonly<Record<string, string>>;
  /** The number of items that an output lacks, by its name. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/**
 * The bytes of one list. GitHub takes 1 MB of outputs per job, at two bytes for a character, and Linux 128 KiB for the variable by which a step reads
 * an output.
 */
const maxBytes = 90_000;

/** The outputs as texts. A list or an object that is too long has the first of its items, and stays JSON. */
export function outputTexts(outputs: Readonly<Record<string, OutputValue>>): OutputTexts {
  const texts: Record<string, string> = {};
  const leftOut: Record<string, number> = {};
  for (const [name, value] of Object.entries(outputs)) {
    if (typeof value === "string") texts[name] = value;
    else {
      const { text, lacking } = Array.isArray(value) ? listText(value) : objectText(value as Readonly<Record<string, unknown>>);
      texts[name] = text;
      if (lacking > 0) leftOut[name] = lacking;
    }
  }
  return { texts, leftOut };
}

/** What a reader of cut outputs must know. */
export function leftOutRemarks(leftOut: OutputTexts["leftOut"], report: string | undefined): readonly Remark[] {
  const lacking = Object.entries(leftOut).map(([name, count]) => `\`${name}\` lacks ${counted(count, "item")}`);
  if (lacking.length === 0) return [];
  const help = report === undefined ? "set the input `report` to a file, which gets all of them" : `\`${report}\` has all of them`;
  return [{ message: `GitHub limits the length of outputs: ${enumerated(lacking)}`, help }];
}

function listText(items: readonly unknown[]) {
  const texts = fitting(items.map((item) => printableJson(item)));
  return { text: `[${texts.join()}]`, lacking: items.length - texts.length };
}

function objectText(fields: Readonly<Record<string, unknown>>) {
  const all = Object.entries(fields).filter(([, value]) => value !== undefined);
  const texts = fitting(all.map(([name, value]) => `${printableJson(name)}:${printableJson(value)}`));
  return { text: `{${texts.join()}}`, lacking: all.length - texts.length };
}

function fitting(texts: readonly string[]): readonly string[] {
  let bytes = 2;
  const end = texts.findIndex((text) => {
    bytes += Buffer.byteLength(text) + 1;
    return bytes > maxBytes;
  });
  return end === -1 ? texts : texts.slice(0, end);
}
