import type { Findings } from "../../findings/finding.ts";
import type { Place } from "../../findings/source.ts";
import { didYouMean } from "../../findings/suggest.ts";
import { resolved, type Schema } from "../schema-document.ts";
import { besideSecret, namesSecret } from "../secrets.ts";
import type { Spans } from "../spans.ts";
import { definitionMaps, definitionsOf, placesOfTexts } from "../written-definitions.ts";
import { textAt, withForeignLetter } from "./foreign-letters.ts";
import { bareWord, choiceHelp, fits, respelled, typeHelp, wordHelp } from "./shape-help.ts";
import { kindOf, type ShapeLocation } from "./shape-location.ts";
import { flow, forExample, given, listed, quotedValue, ticked, wanted } from "./shape-words.ts";

/** Says what is wrong with the shape of a value, in the words of the schema's titles, descriptions and examples. */
export class ShapeFindings {
  readonly #at: Spans;
  readonly #findings: Findings;
  readonly #data: object;
  readonly #told = new Set<string>();
  /** How often each text stands in the file, as a key or as a value. */
  #places: ReadonlyMap<string, number> | undefined;
  /** Something was left out: told with what is reported from then on. */
  more = false;

  constructor(at: Spans, findings: Findings, data: object) {
    this.#at = at;
    this.#findings = findings;
    this.#data = data;
  }

  /** As much of a list of mistakes as is worth listing. */
  first<T>(list: readonly T[], most: number): readonly T[] {
    if (list.length > most) this.more = true;
    return list.slice(0, most);
  }

  wrongType(location: ShapeLocation): void {
    const { label, schema, value } = location;
    const place = typeof value === "object" ? this.#key(location) : this.#value(location);
    const written = textAt(place);
    const what = Number.isNaN(value) && schema.type === "integer" ? "a whole number in plain digits" : wanted(schema);
    this.#report("FED111", place, `${label} must be ${what}, but this is ${given(value, written, schema)}`, typeHelp(location, written));
  }

  empty(location: ShapeLocation): void {
    const { label, schema, key } = location;
    const help =
      schema.type === "object" && !schema.required && !schema.oneOf && !schema.minProperties
        ? `write \`${key}: {}\` if there is nothing to say`
        : undefined;
    this.#report("FED114", this.#value(location), `${label} is empty`, help ?? forExample(schema, /^\d+$/.test(key) ? undefined : key));
  }

  /** `chosen`: of the alternatives at the location, the one that the value is taken for. */
  wrongValue(location: ShapeLocation, chosen: Schema, keyword: string): void {
    const { label, value, schema } = location;
    const at = this.#value(location);
    const text = typeof value === "number" ? textAt(at) : String(value);
    const choices = chosen.enum ?? (chosen.const === undefined ? undefined : [String(chosen.const)]);
    if (choices && schema.anyOf) {
      this.#report(
        "FED111",
        at,
        `${label} must be ${wanted(schema)}, but this is ${quotedValue(text)}`,
        choiceHelp(text, choices, location),
      );
    } else if (choices && text !== "") {
      this.#report("FED115", at, `${label} cannot be ${quotedValue(text)}`, wordHelp(text, choices, location));
    } else if (text === "") this.#report("FED114", at, `${label} is an empty text`, forExample(chosen));
    else if (keyword === "maxLength")
      this.#report("FED115", at, `${label} is longer than ${chosen.maxLength} characters`, forExample(chosen));
    else if (chosen.title === resolved({ $ref: "#/$defs/key" }).title) this.#badName(at, text, chosen, respelled(text, chosen));
    else this.#wrongText(location, chosen, text, at);
  }

  #wrongText(location: ShapeLocation, chosen: Schema, text: string, at: Place): void {
    const lists = (location.within?.schema.anyOf ?? []).flatMap(({ items }) => (items ? [resolved(items)] : []));
    const titles = [...new Set(lists.flatMap(({ title }) => title ?? []))];
    if (titles.length < 2) {
      this.#report(
        "FED115",
        at,
        `${quotedValue(text)} is not ${chosen.title ?? wanted(chosen)}`,
        bareWord(location) ?? respelled(text, chosen, Array.isArray(location.parent)),
      );
      return;
    }
    const other = lists.find((item) => fits(text, item));
    if (other) {
      this.#report(
        "FED115",
        at,
        `${quotedValue(text)} is ${other.title}, which stands in a list alone`,
        `write ${ticked([flow([text])], "or")}, or leave it out`,
      );
      return;
    }
    const spelled = lists.map((item) => respelled(text, item)).find((help) => help?.startsWith("write "));
    this.#report(
      "FED115",
      at,
      `${quotedValue(text)} is neither ${listed(titles, "nor")}`,
      bareWord(location) ?? spelled ?? forExample(chosen),
    );
  }

  wrongName(location: ShapeLocation, schema: Schema, name: string): void {
    const names = resolved(schema.propertyNames ?? {});
    const every = /^(?:allow|consume)$/.test(location.key) && name.trim() === "*";
    const help = every ? "no word means every cluster: name each, or a group of them" : respelled(name, names);
    const defines = definitionMaps(this.#data).includes(location.value as object);
    this.#badName(this.#at.key(location.value as never, name as never), name, names, help, defines);
  }

  /** A name is defined at one place and used at others: that is one mistake, told where it is defined. */
  #badName(at: Place, name: string, names: Schema, help: string | undefined, defines = false): void {
    const id = `${names.title}\0${name}`;
    const isKey = names.title === resolved({ $ref: "#/$defs/key" }).title;
    const definitions = isKey ? definitionsOf(name, this.#data) : 0;
    if (isKey && !defines && (definitions > 0 || this.#told.has(id))) return;
    this.#told.add(id);
    this.#places ??= placesOfTexts(this.#data);
    const others = !isKey || definitions > 1 ? 0 : (this.#places.get(name) ?? 1) - 1;
    const everywhere = help && others > 0 ? `${help}, here and at ${others === 1 ? "one other place" : `${others} other places`}` : help;
    this.#report("FED115", at, `${quotedValue(name)} is not ${names.title}`, everywhere);
  }

  twice(location: ShapeLocation, first: number, second: number): void {
    const list = location.value as unknown[];
    const [one, two] = [Math.min(first, second), Math.max(first, second)];
    const related = { at: this.#at.value(list, one), message: "first written here" };
    const at = this.#at.value(list, two);
    const item = typeof list[two] === "object" ? "the same" : quotedValue(String(list[two]));
    this.#report("FED116", at, `${item} is listed twice in ${location.label}`, "keep one of the two", related);
  }

  wrongSize(location: ShapeLocation, schema: Schema, keyword: string): void {
    const { label, value } = location;
    const count = Array.isArray(value) ? value.length : Object.keys(value as object).length;
    const limit = schema[keyword] as number;
    const word = location.schema.anyOf?.find((branch) => branch.const !== undefined)?.const;
    const all = word === undefined ? "" : `, or write \`${word}\``;
    const kind = Array.isArray(value) ? "list" : "mapping";
    const [message, help] =
      count === 0
        ? [`${label} is an empty ${kind}`, `say what is meant${all}; an empty ${kind} never means all`]
        : [
            `${label} holds ${count} entries, but ${keyword.startsWith("max") ? "may hold at most" : "must hold at least"} ${limit}`,
            wantedHelp(location.schema),
          ];
    this.#report("FED116", this.#key(location), message, help);
  }

  /** Fields that do not exist, and required ones that are missing; a missing one that is only misspelled counts once. */
  fields(location: ShapeLocation, schema: Schema, unknown: readonly string[], missing: readonly string[]): void {
    const value = location.value as object;
    const known = Object.keys(schema.properties ?? {});
    const meant = this.#otherNames(value, schema, unknown, missing);
    for (const name of unknown) {
      const free = known.filter((other) => !Object.hasOwn(value, other));
      const other = free.length > 0 ? `it may have ${ticked(free, "and")}` : "take it out";
      const required = meant.get(name);
      const help =
        didYouMean(name, required === undefined ? free : [required]) ??
        (required && `did you mean \`${required}\`?`) ??
        (namesSecret(name) ? "take it out: secrets do not belong into this file" : other);
      this.#report("FED112", this.#at.key(value, name as never), `${quotedValue(name)} is not a field of ${location.label}`, help);
    }
    for (const name of missing) {
      if (unknown.some((other) => didYouMean(other, [name]) || meant.get(other) === name)) continue;
      const field = resolved(schema.properties?.[name] ?? {});
      this.#report(
        "FED113",
        this.#key(location),
        `${location.label} has no \`${name}\``,
        [purpose(field), forExample(field, name)].filter(Boolean).join("; "),
      );
    }
  }

  /** The only field that is missing, by another name that holds what it wants: that is one mistake, not two. */
  #otherNames(value: object, schema: Schema, unknown: readonly string[], missing: readonly string[]): ReadonlyMap<string, string> {
    const open = missing.filter((name) => !unknown.some((other) => didYouMean(other, [name])));
    const [name] = open;
    const field = resolved(schema.properties?.[name ?? ""] ?? {});
    if (name === undefined || open.length > 1) return new Map();
    const remoteTree = unknown.filter((other) => holds((value as Readonly<Record<string, unknown>>)[other], field));
    const [other] = remoteTree;
    return other === undefined || remoteTree.length > 1 ? new Map() : new Map([[other, name]]);
  }

  notExactlyOne(location: ShapeLocation, schema: Schema, unknown: readonly string[]): void {
    const value = location.value as object;
    const options = (schema.oneOf ?? []).flatMap(({ required }) => required);
    const there = options.filter((name) => Object.hasOwn(value, name));
    if (there.length === 0 && unknown.some((name) => didYouMean(name, options))) return;
    const help = "write exactly one of them";
    const [first, second] = there;
    if (first === undefined || second === undefined) {
      this.#report("FED117", this.#key(location), `${location.label} has none of ${ticked(options, "and")}`, help);
    } else {
      const related = { at: this.#at.key(value, first as never), message: `\`${first}\` is written here` };
      this.#report(
        "FED117",
        this.#at.key(value, second as never),
        `${location.label} has both \`${first}\` and \`${second}\``,
        help,
        related,
      );
    }
  }

  #value({ parent, key }: ShapeLocation): Place {
    return parent ? this.#at.value(parent, key as never) : this.#beginning(this.#data);
  }

  /** The key that leads to it; of a mapping in a list its own first key, of the whole file too. */
  #key({ parent, key, value }: ShapeLocation): Place {
    if (parent && !Array.isArray(parent)) return this.#at.key(parent, key as never);
    return typeof value === "object" && value !== null && Object.keys(value).length > 0
      ? this.#beginning(value)
      : this.#value({ parent, key } as ShapeLocation);
  }

  #beginning(value: object): Place {
    const [first] = Object.keys(value);
    return first === undefined ? { source: this.#at.source, start: 0, end: 1 } : this.#at.key(value, first as never);
  }

  #report(code: string, at: Place, message: string, help: string | undefined, related?: { at: Place; message: string }): void {
    const secret = besideSecret(at) || (related !== undefined && besideSecret(related.at));
    const reported = withForeignLetter(code, { message, at, help });
    this.#findings.add({ code, severity: "error", ...reported, secret, more: this.more, ...(related && { related }) });
  }
}

/** Whether a value is what a field wants, as far as that can be told at a glance. */
function holds(value: unknown, field: Schema): boolean {
  if (typeof value === "string") return fits(value, field) && field.type === "string";
  return field.type !== undefined && kindOf(value) === field.type;
}

/** What a field is for: the first sentence of its description. */
function purpose({ description = "" }: Schema): string {
  const [sentence = ""] = description.replace(/^Required(?:[^.]*)\. /, "").split(/\.(?: |$)/);
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function wantedHelp(schema: Schema): string | undefined {
  return schema.title ? `this is to be ${schema.title}` : forExample(schema);
}
