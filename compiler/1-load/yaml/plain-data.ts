import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import type { Findings } from "../../findings/finding.ts";
import type { Place, Source } from "../../findings/source.ts";
import { reportSecretIn } from "../secrets.ts";
import { Spans } from "../spans.ts";
import { forbiddenCharacters } from "./characters.ts";
import { MISTAKES } from "./syntax-mistakes.ts";

/** How a whole number is written that every reader of YAML takes for the same one. */
const PLAIN_NUMBER = /^(?:0|-?[1-9][0-9]*)$/;

type Range = readonly [start: number, end: number];

/** Turns the YAML library's tree into plain data, remembers where everything was written, and reports what a tree can hold but a mapping cannot. */
export class PlainData {
  readonly at: Spans;
  readonly #source: Source;
  readonly #findings: Findings;

  constructor(source: Source, findings: Findings) {
    this.at = new Spans(source);
    this.#source = source;
    this.#findings = findings;
  }

  /** The data of a node. Mappings have no prototype, so that any key is just a key. */
  of(node: unknown): unknown {
    if (isMap(node)) return this.#mapping(node);
    if (isSeq(node)) return this.#list(node);
    if (isScalar(node)) return this.#scalar(node);
    if (isAlias(node)) this.#report("FED105", rangeOf(node) ?? [0, 1], "this is an alias", "write the value out");
    return null;
  }

  #mapping(map: YAMLMap): object {
    const data: Record<string, unknown> = Object.create(null);
    const written = new Map<string, Range>();
    for (const pair of map.items) {
      const key = this.#key(pair, rangeOf(map) ?? [0, 1]);
      if (!key) continue;
      const before = written.get(key.name);
      if (before) this.#duplicate(key.name, key.range, before);
      written.set(key.name, key.range);
      data[key.name] = this.of(pair.value);
      this.at.record(data, key.name, ...key.range, ...this.#valueRange(pair.value, key.range));
    }
    return data;
  }

  #list(list: YAMLSeq): unknown[] {
    const data: unknown[] = [];
    for (const item of list.items) {
      const range = this.#valueRange(item, rangeOf(list) ?? [0, 1]);
      this.at.record(data, data.length, ...range, ...range);
      data.push(this.of(item));
    }
    return data;
  }

  #key({ key }: Pair, around: Range): { name: string; range: Range } | undefined {
    const range = rangeOf(key) ?? around;
    if (!isScalar(key)) {
      const { code, message, help } = MISTAKES.notAKey;
      this.#report(code, range, message, help);
      return undefined;
    }
    this.#properties(key, range);
    const plain = key.type === "PLAIN";
    const name = plain ? (key.source ?? "") : String(key.value);
    if (name === "") this.#report("FED110", range, "here stands an empty key", "write `key: value`");
    else if (plain && /^(?:~|null|Null|NULL)$/.test(name))
      this.#report(
        "FED110",
        range,
        `the key \`${name}\` is no text but null to readers of YAML`,
        `write the key that is meant; a name is put in quotes: \`"${name}"\``,
      );
    else if (name === "<<" && plain) this.#report("FED105", range, "this is a merge key", "write the keys out that it stands for");
    else return { name, range };
    return undefined;
  }

  #scalar(scalar: Scalar): unknown {
    const range = rangeOf(scalar) ?? [0, 1];
    this.#properties(scalar, range);
    if (scalar.type === "QUOTE_DOUBLE" && typeof scalar.value === "string") this.#escaped(scalar.value, range);
    // No number at all to the schema: a leading zero, a base, an exponent or a sign means another number elsewhere.
    if (Number.isInteger(scalar.value) && !PLAIN_NUMBER.test(scalar.source ?? "")) return Number.NaN;
    return scalar.value;
  }

  /** Escapes can write what the text itself may not hold. */
  #escaped(value: string, range: Range): void {
    if (!this.#source.text.slice(...range).includes("\\")) return;
    const [found] = forbiddenCharacters(value, 1);
    if (found) this.#report("FED103", range, `here an escape writes ${found.name}`, "take it out");
    reportSecretIn(value, "here stands", this.#place(range), this.#findings);
  }

  #properties(node: Node & { anchor?: string | undefined }, range: Range): void {
    if (node.anchor) this.#report("FED105", range, "this has an anchor", "write the value out wherever it is needed");
    else if (node.tag) this.#report("FED105", range, "this has a tag", "take it out");
  }

  #duplicate(name: string, range: Range, before: Range): void {
    this.#findings.add({
      code: "FED108",
      severity: "error",
      message: `\`${name}\` is written twice`,
      at: this.#place(range),
      related: { at: this.#place(before), message: "first written here" },
      help: "keep one of the two, or give one another name",
    });
  }

  /** The place of its key, for a value that is not written. */
  #valueRange(node: unknown, key: Range): Range {
    const range = rangeOf(node);
    if (!range) return key;
    const [start] = range;
    let end = endOf(node);
    while (end > start && " \t\r\n".includes(this.#source.text[end - 1] ?? "")) end--;
    return end > start ? [start, end] : key;
  }

  #report(code: string, range: Range, message: string, help: string): void {
    this.#findings.add({ code, severity: "error", message, at: this.#place(range), help });
  }

  #place([start, end]: Range): Place {
    return { source: this.#source, start, end: Math.max(end, start + 1) };
  }
}

/** Where a node ends. The library counts comments behind a block collection to it. */
function endOf(node: unknown): number {
  if (isMap(node) && !node.flow) {
    const last = node.items.at(-1);
    if (last) return Math.max(endOf(last.value), endOf(last.key));
  }
  if (isSeq(node) && !node.flow && node.items.length > 0) return endOf(node.items.at(-1));
  return rangeOf(node)?.[1] ?? 0;
}

function rangeOf(node: unknown): Range | undefined {
  const range = (node as { range?: readonly [number, number, number] | null } | null)?.range;
  return range ? [range[0], range[1]] : undefined;
}
