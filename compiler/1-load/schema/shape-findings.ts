import type { Findings } from "../../findings/finding.ts";
import { enumerated, quoted } from "../../findings/formats/words.ts";
import type { Place } from "../../findings/source.ts";
import { didYouMean } from "../../findings/suggest.ts";
import { resolved, type Schema } from "../schema-document.ts";
import { besideSecret, namesSecret } from "../secrets.ts";
import type { Spans } from "../spans.ts";
import { definitionMaps, definitionsOf, occurrencesOfTexts } from "../written-definitions.ts";
import { textAt, withForeignLetter } from "./foreign-letters.ts";
import { bareWord, choiceHelp, fits, respelled, typeHelp, wordHelp } from "./shape-help.ts";
import { kindOf, type ShapeLocation } from "./shape-location.ts";
import { flow, forExample, given, quotedValue, wanted } from "./shape-words.ts";

/** Reports mistakes in the shape of a value, in the words of the schema's titles, descriptions and examples. */
export class ShapeFindings {
  readonly #at: Spans;
  readonly #findings: Findings;
  readonly #data: object;
  /** Bad names that were reported already. */
  readonly #badNames = new Set<string>();
  #occurrences: ReadonlyMap<string, number> | undefined;
  /** Whether mistakes were left out. Each finding that follows says so. */
  more = false;

  constructor(at: Spans, findings: Findings, data: object) {
    this.#at = at;
    this.#findings = findings;
    this.#data = data;
  }

  /** The beginning of a list of mistakes, as far as it is worth listing. */
  first<T>(list: readonly T[], most: number): readonly T[] {
    if (list.length > most) this.more = true;
    return list.slice(0, most);
  }

  wrongType(location: ShapeLocation): void {
    const { label, schema, value } = location;
    const place = typeof value === "object" ? this.#key(location) : this.#value(location);
    const written = textAt(place);
    const expected = Number.isNaN(value) && schema.type === "integer" ? "a whole number in plain digits" : wanted(schema);
    this.#report(
      "FED111",
      place,
      `${label} must be ${expected}, but this is ${given(value, written, schema)}`,
      typeHelp(location, written),
    );
  }

  empty(location: ShapeLocation): void {
    const { label, schema, key } = location;
    const mayBeEmpty = schema.type === "object" && !schema.required && !schema.oneOf && !schema.minProperties;
    const help = mayBeEmpty ? `write \`${key}: {}\` if there is nothing to say` : forExample(schema, /^\d+$/.test(key) ? undefined : key);
    this.#report("FED114", this.#value(location), `${label} is empty`, help);
  }

  /** `chosen` is the alternative at the location that the value is taken for. */
  wrongValue(location: ShapeLocation, chosen: Schema, keyword: string): void {
    const { value, schema } = location;
    const at = this.#value(location);
    const label = textAt(at).includes("{cluster}") ? this.#labelAt(location, at) : location.label;
    const text = typeof value === "number" ? textAt(at) : String(value);
    const choices = chosen.enum ?? (chosen.const === undefined ? undefined : [String(chosen.const)]);
    const report = (code: string, message: string, help: string | undefined) => this.#report(code, at, `${label} ${message}`, help);
    if (choices && schema.anyOf)
      report("FED111", `must be ${wanted(schema)}, but this is ${quotedValue(text)}`, choiceHelp(text, choices, location));
    else if (text === "") report("FED114", "is an empty text", forExample(chosen));
    else if (choices) report("FED115", `cannot be ${quotedValue(text)}`, wordHelp(text, choices, location));
    else if (keyword === "maxLength") report("FED115", `is longer than ${chosen.maxLength} characters`, forExample(chosen));
    else if (isKey(chosen)) this.#badName(at, text, chosen, respelled(text, chosen));
    else this.#wrongText(location, chosen, text, at);
  }

  #wrongText(location: ShapeLocation, chosen: Schema, text: string, at: Place): void {
    const lists = (location.within?.schema.anyOf ?? []).flatMap(({ items }) => (items ? [resolved(items)] : []));
    const titles = [...new Set(lists.flatMap(({ title }) => title ?? []))];
    const report = (problem: string, help: string | undefined) => this.#report("FED115", at, `${quotedValue(text)} is ${problem}`, help);
    if (titles.length < 2) {
      const help = bareWord(location) ?? respelled(text, chosen, Array.isArray(location.parent));
      report(`not ${chosen.title ?? wanted(chosen)}`, help);
      return;
    }
    const other = lists.find((item) => fits(text, item));
    const spelled = lists.map((item) => respelled(text, item)).find((help) => help?.startsWith("write "));
    if (other) report(`${other.title}, which stands in a list alone`, `write ${quoted([flow([text])], "or")}, or leave it out`);
    else report(`neither ${enumerated(titles, "nor")}`, bareWord(location) ?? spelled ?? forExample(chosen));
  }

  wrongName(location: ShapeLocation, schema: Schema, name: string): void {
    const names = resolved(schema.propertyNames ?? {});
    const every = /^(?:allow|consume)$/.test(location.key) && name.trim() === "*";
    const help = every ? "no word means every cluster: name each, or a group of them" : respelled(name, names);
    const defines = definitionMaps(this.#data).includes(location.value as object);
    this.#badName(this.#at.key(location.value as never, name as never), name, names, help, defines);
  }

  /** A name is defined at one place and used at others. That is one mistake, which is reported at the definition. */
  #badName(at: Place, name: string, names: Schema, help: string | undefined, defines = false): void {
    const id = `${names.title}\0${name}`;
    const definitions = isKey(names) ? definitionsOf(name, this.#data) : 0;
    if (isKey(names) && !defines && (definitions > 0 || this.#badNames.has(id))) return;
    this.#badNames.add(id);
    this.#occurrences ??= occurrencesOfTexts(this.#data);
    const others = !isKey(names) || definitions > 1 ? 0 : (this.#occurrences.get(name) ?? 1) - 1;
    const everywhere = help && others > 0 ? `${help}, here and at ${others === 1 ? "one other place" : `${others} other places`}` : help;
    this.#report("FED115", at, `${quotedValue(name)} is not ${names.title}`, everywhere);
  }

  twice({ value, label }: ShapeLocation, first: number, second: number): void {
    const list = value as unknown[];
    const later = Math.max(first, second);
    const related = { at: this.#at.value(list, Math.min(first, second)), message: "first written here" };
    const item = typeof list[later] === "object" ? "the same" : quotedValue(String(list[later]));
    this.#report("FED116", this.#at.value(list, later), `${item} is listed twice in ${label}`, "keep one of the two", related);
  }

  wrongSize(location: ShapeLocation, schema: Schema, keyword: string): void {
    const { label, value } = location;
    const count = Array.isArray(value) ? value.length : Object.keys(value as object).length;
    const word = location.schema.anyOf?.find((branch) => branch.const !== undefined)?.const;
    const all = word === undefined ? "" : `, or write \`${word}\``;
    const kind = Array.isArray(value) ? "list" : "mapping";
    const bound = `${keyword.startsWith("max") ? "may hold at most" : "must hold at least"} ${schema[keyword]}`;
    const { title } = location.schema;
    const [message, help] =
      count === 0
        ? [`${label} is an empty ${kind}`, `say what is meant${all}; an empty ${kind} never means all`]
        : [`${label} holds ${count} entries, but ${bound}`, title ? `this is to be ${title}` : forExample(location.schema)];
    this.#report("FED116", this.#key(location), message, help);
  }

  /** Reports fields that do not exist, and required ones that are missing. A missing field that is only misspelled counts once. */
  fields(location: ShapeLocation, schema: Schema, unknown: readonly string[], missing: readonly string[]): void {
    const value = location.value as object;
    const fields = Object.keys(schema.properties ?? {});
    const free = fields.filter((name) => !Object.hasOwn(value, name));
    const meant = otherName(value, schema, unknown, missing);
    for (const name of unknown) {
      const required = meant?.written === name ? meant.required : undefined;
      const help =
        didYouMean(name, required === undefined ? free : [required]) ??
        (required && `did you mean \`${required}\`?`) ??
        (namesSecret(name) ? "take it out: secrets do not belong into this file" : undefined) ??
        (free.length > 0 ? `it may have ${quoted(free, "and")}` : `take it out: it may have only ${quoted(fields, "and")}`);
      this.#report("FED112", this.#at.key(value, name as never), `${quotedValue(name)} is not a field of ${location.label}`, help);
    }
    for (const name of missing) {
      if (meant?.required === name || unknown.some((other) => didYouMean(other, [name]))) continue;
      const field = resolved(schema.properties?.[name] ?? {});
      const help = [purpose(field), forExample(field, name)].filter(Boolean).join("; ");
      const at = this.#key(location);
      this.#report("FED113", at, `${this.#labelAt(location, at)} has no \`${name}\``, help);
    }
  }

  notExactlyOne(location: ShapeLocation, schema: Schema, unknown: readonly string[]): void {
    const value = location.value as object;
    const options = (schema.oneOf ?? []).flatMap(({ required }) => required);
    const [first, second] = options.filter((name) => Object.hasOwn(value, name));
    if (first === undefined && unknown.some((name) => didYouMean(name, options))) return;
    const report = (at: Place, message: string, related?: RelatedPlace) =>
      this.#report("FED117", at, `${this.#labelAt(location, at)} has ${message}`, "write exactly one of them", related);
    if (first === undefined || second === undefined) report(this.#key(location), `none of ${quoted(options, "and")}`);
    else
      report(this.#at.key(value, second as never), `both \`${first}\` and \`${second}\``, {
        at: this.#at.key(value, first as never),
        message: `\`${first}\` is written here`,
      });
  }

  /** Its name, and whose it is if it stands in a default: it may be wrong for one cluster alone. */
  #labelAt(location: ShapeLocation, at: Place): string {
    const { defaults } = this.#data as { readonly defaults?: unknown };
    const [top, owner] = namesTo(location);
    if (defaults === undefined || (top !== "clusters" && top !== "services") || owner === undefined) return location.label;
    const { start, end } = this.#at.value(this.#data, "defaults" as never);
    return at.start >= start && at.end <= end ? `${location.label} of \`${owner}\`` : location.label;
  }

  #value({ parent, key }: Pick<ShapeLocation, "parent" | "key">): Place {
    return parent ? this.#at.value(parent, key as never) : this.#beginning(this.#data);
  }

  /** The key that leads to a value. For a mapping in a list, and for the whole file, it is the first key of the mapping. */
  #key({ parent, key, value }: ShapeLocation): Place {
    if (parent && !Array.isArray(parent)) return this.#at.key(parent, key as never);
    const hasKeys = typeof value === "object" && value !== null && Object.keys(value).length > 0;
    return hasKeys ? this.#beginning(value) : this.#value({ ...(parent && { parent }), key });
  }

  #beginning(value: object): Place {
    const [first] = Object.keys(value);
    return first === undefined ? { source: this.#at.source, start: 0, end: 1 } : this.#at.key(value, first as never);
  }

  #report(code: string, at: Place, message: string, help: string | undefined, related?: RelatedPlace): void {
    const secret = besideSecret(at) || (related !== undefined && besideSecret(related.at));
    const reported = withForeignLetter(code, { message, at, help });
    this.#findings.add({ code, severity: "error", ...reported, secret, more: this.more, ...(related && { related }) });
  }
}

interface RelatedPlace {
  readonly at: Place;
  readonly message: string;
}

function namesTo({ within, key }: ShapeLocation): readonly string[] {
  return within ? [...namesTo(within), key] : [];
}

/** Whether a schema is the one for the names that the file gives. */
function isKey({ title }: Schema): boolean {
  return title === resolved({ $ref: "#/$defs/key" }).title;
}

/** The one required field that is missing, if one unknown field holds what it takes: that is one mistake, not two. */
function otherName(value: object, schema: Schema, unknown: readonly string[], missing: readonly string[]) {
  const wanted = missing.length > 0 ? missing : missingIfManaged(value, schema);
  const [required, ...others] = wanted.filter((name) => !unknown.some((other) => didYouMean(other, [name])));
  if (required === undefined || others.length > 0) return undefined;
  const field = resolved(schema.properties?.[required] ?? {});
  const [written, ...more] = unknown.filter((name) => holds((value as Readonly<Record<string, unknown>>)[name], field));
  return written === undefined || more.length > 0 ? undefined : { required, written };
}

/** Missing fields that only a partner that configures itself may leave out. */
function missingIfManaged(value: object, { properties = {} }: Schema): readonly string[] {
  return Object.keys(properties).filter(
    (name) => !Object.hasOwn(value, name) && properties[name]?.description?.startsWith("Required if the cluster is managed"),
  );
}

/** Whether a value looks like what a field takes. */
function holds(value: unknown, field: Schema): boolean {
  if (typeof value === "string") return fits(value, field) && field.type === "string";
  return field.type !== undefined && kindOf(value) === field.type;
}

/** The first sentence of a field's description. */
function purpose({ description = "" }: Schema): string {
  const [sentence = ""] = description.replace(/^Required(?:[^.]*)\. /, "").split(/\.(?: |$)/);
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
