import type { Chance } from "./random-federation.ts";

const words = "a GET 9080 0 -5 true false reviews.default /api/v1/* c1.example.com team-1/caller-2 any http://x.y/z?a=b#c 5s x#y a:b".split(
  " ",
);
/** Whole texts that readers of YAML disagree about, or that are no texts. */
const oddWords =
  "1.31 007 0x1f 0o17 1e3 +5 .5 -0 ~ null Null yes No True FALSE .inf .nan 2026-01-01 1_000 12:30:45 = << - é 日本 a\u00a0b \u00ad \ud83d\ude00".split(
    " ",
  );
const refused = [
  "*a",
  "&a b",
  "!t b",
  "%x",
  "@x",
  "`x`",
  "- x",
  "? x",
  ": x",
  "{x",
  "[x",
  "x]",
  "x}",
  ",x",
  "#x",
  "a: b",
  "a #b",
  '"x',
  "'x",
  "|",
  ">",
];
const inDoubleQuotes = ["", 'a \\"b\\"', "c:\\\\d", "9080", "# no", "e"];
const names = "as port methods paths callers cluster-1 app.kubernetes.io/name a/b.c_d x1 7 service".split(" ");
const oddNames = ["1.0", "true", "True", "~", "null", "a b", "é", '"q"', "'it''s'", '""', "? k", "[k]", "*k", "<<", "-k", "k:k", "0x10"];

/** The ways of writing that a document uses: most documents use few odd ones. */
interface Manner {
  readonly odd: number;
  readonly step: number;
  readonly listsBesideKeys: boolean;
  readonly comments: number;
}

/** A document as people write it: blocks and brackets, quotes, texts of several lines, comments, indentation of all kinds. */
export class YamlOfPeople {
  readonly #chance: Chance;
  #manner: Manner;

  constructor(chance: Chance) {
    this.#chance = chance;
    this.#manner = this.#newManner();
  }

  document(): string {
    this.#manner = this.#newManner();
    const text = `${this.#comments("")}${this.#mapping(" ".repeat(this.#odd() ? 2 : 0), 4)}${this.#comments("")}`;
    return this.#rarely(60) ? text.replaceAll("\n", "\r\n") : this.#rarely(20) ? text.replace(/\n$/, "") : text;
  }

  #newManner(): Manner {
    return {
      odd: this.#pick([0, 0, 0, 400, 100, 25]),
      step: this.#pick([2, 2, 2, 4, 1, 3]),
      listsBesideKeys: this.#chance.below(2) === 0,
      comments: this.#pick([0, 30, 8]),
    };
  }

  #mapping(indent: string, depth: number): string {
    const used = new Set<string>();
    let text = "";
    for (let left = 1 + this.#chance.below(4); left > 0; left--) {
      const name = this.#odd() ? this.#pick(oddNames) : this.#pick(names);
      if (used.has(name) && !this.#odd()) continue;
      used.add(name);
      text += `${this.#comments(indent)}${indent}${name}:${this.#value(indent, depth)}`;
    }
    return text;
  }

  /** What stands behind a colon, to the end of its last line. */
  #value(indent: string, depth: number): string {
    const deeper = indent + " ".repeat(this.#odd() ? this.#chance.below(4) : this.#manner.step);
    const kind = this.#chance.below(depth > 0 ? 9 : 5);
    if (kind >= 7) return `${this.#end()}${this.#mapping(deeper, depth - 1)}`;
    if (kind >= 5) return `${this.#end()}${this.#list(this.#manner.listsBesideKeys ? indent : deeper, depth - 1)}`;
    if (kind === 4) return ` ${this.#flow(deeper, 2)}${this.#end()}`;
    if (kind === 3) return this.#lines(deeper);
    return ` ${" ".repeat(this.#rarely(20) ? 2 : 0)}${this.#scalar(deeper)}${this.#end()}`;
  }

  #list(indent: string, depth: number): string {
    let text = "";
    for (let left = 1 + this.#chance.below(3); left > 0; left--) {
      const gap = " ".repeat(this.#odd() ? 1 + this.#chance.below(3) : 1);
      const inner = indent + gap.replace(/^/, " ");
      const item =
        depth > 0 && this.#chance.below(3) === 0
          ? `${gap}${this.#mapping(inner, depth - 1).trimStart()}`
          : depth > 0 && this.#rarely(12)
            ? `${gap}${this.#list(inner, depth - 1).trimStart()}`
            : this.#value(indent, 0);
      text += `${this.#comments(indent)}${indent}-${item}`;
    }
    return text;
  }

  #flow(indent: string, depth: number): string {
    const isList = this.#chance.below(2) === 0;
    const items = Array.from({ length: this.#chance.below(4) }, () => {
      const value = depth > 0 && this.#rarely(4) ? this.#flow(indent, depth - 1) : this.#scalar(indent, true);
      return isList ? value : `${this.#odd() ? this.#pick(oddNames) : this.#pick(names)}: ${value}`;
    });
    const isSpread = this.#rarely(8);
    const between = isSpread ? `,${this.#end()}${indent}` : this.#odd() ? "," : ", ";
    const last = this.#rarely(15) && items.length > 0 ? "," : "";
    const [open, close] = isList ? ["[", "]"] : ["{ ", " }"];
    return isSpread
      ? `${open}${this.#end()}${indent}${items.join(between)}${last}\n${indent}${close}`
      : `${open}${items.join(between)}${last}${close}`;
  }

  #scalar(indent: string, inFlow = false): string {
    if (this.#odd()) return this.#pick([...oddWords, ...refused]);
    const kind = this.#chance.below(10);
    if (kind === 0) return `'${this.#pick(["", "it''s", "a: b # c", "*.example.com", "9080", "\\d+"])}'`;
    if (kind === 1) return `"${this.#pick(inDoubleQuotes)}${this.#odd() ? "\\u00e9\\n\\x41" : ""}"`;
    if (kind === 2 && !inFlow) return `${this.#pick(words)} ${this.#pick(words)}`;
    if (kind === 3 && this.#odd()) return `${this.#pick(['"a', "'a", "a"])}\n${indent}b${this.#pick(['"', "'", ""])}`;
    const word = this.#pick(words);
    return inFlow && /[:#]/.test(word) ? "b" : word;
  }

  /** A text of several lines in a block. */
  #lines(indent: string): string {
    const header = this.#odd() ? this.#pick(["|+", ">", ">-", "|2", "|1-", "| # c", "|  "]) : this.#pick(["|", "|", "|-"]);
    const lines = Array.from({ length: 1 + this.#chance.below(4) }, () => {
      if (this.#rarely(6)) return this.#odd() ? "  " : "";
      return `${indent}${" ".repeat(this.#rarely(5) ? 2 : 0)}${this.#pick(["text", "- a", "# no comment", "k: v", "---", "MIIB+/=="])}${this.#odd() ? " " : ""}`;
    });
    return ` ${header}\n${lines.join("\n")}\n${this.#rarely(8) ? "\n" : ""}`;
  }

  #end(): string {
    return this.#manner.comments > 0 && this.#rarely(this.#manner.comments) ? ` # ${this.#pick(words)}\n` : this.#odd() ? "  \n" : "\n";
  }

  #comments(indent: string): string {
    if (this.#manner.comments === 0 || !this.#rarely(this.#manner.comments)) return "";
    return this.#pick([`${indent}# comment: [not a list\n`, "# at the margin\n", "\n", `${indent}   # deeper\n`, "\n\n"]);
  }

  #odd(): boolean {
    return this.#manner.odd > 0 && this.#rarely(this.#manner.odd);
  }

  #rarely(one: number): boolean {
    return this.#chance.below(one) === 0;
  }

  #pick<Item>(list: readonly Item[]): Item {
    return this.#chance.of(list);
  }
}

/** What people and accidents put into YAML. */
const insertions =
  ' |  |\n|#| #|:|: |- |-|\'|"|[|]|{|}|,|>|&a|*a|!|?|%|@|\\|\\n|a|0|1.5|07|1e3|~|null|true|\t|\r|é|\u00a0|---|...|<<|\n\n|\n  |\n# c\n|a: b|[a, b]|{ a: b }|\'a\': |"a\\"b"|\r\n|\ufeff|\u2028|\n---\n|  - ';
const pieces = [...insertions.split("|"), "|", "|-", "|+\n", "| # c\n"];

/** A text with up to three accidents. */
export function mutated(text: string, chance: Chance): string {
  let result = text;
  for (let left = chance.below(4); left > 0; left--) {
    const start = chance.below(result.length + 1);
    const removed = chance.below(3) === 0 ? chance.below(6) : 0;
    result = result.slice(0, start) + chance.of(pieces) + result.slice(start + removed);
  }
  return result;
}
