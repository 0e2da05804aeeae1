import type { Findings } from "../findings/finding.ts";
import type { Place } from "../findings/source.ts";
import { didYouMean } from "../findings/suggest.ts";
import { resolved, type Schema } from "./schema-document.ts";
import type { ShapeLocation } from "./shape-location.ts";
import { forExample, given, quoted, ticked, wanted } from "./shape-words.ts";
import type { Spans } from "./spans.ts";

/** Says what is wrong with the shape of a value, in the words of the schema's titles, descriptions and examples. */
export class ShapeFindings {
  readonly #at: Spans;
  readonly #findings: Findings;
  readonly #data: object;

  constructor(at: Spans, findings: Findings, data: object) {
    this.#at = at;
    this.#findings = findings;
    this.#data = data;
  }

  wrongType(location: ShapeLocation): void {
    const { label, schema, value } = location;
    const place = typeof value === "object" ? this.#key(location) : this.#value(location);
    const what = schema.type === "integer" && typeof value === "number" ? "a number that is not whole" : given(value);
    this.#report("FED111", place, `${label} must be ${wanted(schema)}, but this is ${what}`, this.#typeHelp(location, place));
  }

  #typeHelp({ schema, value, key }: ShapeLocation, place: Place): string | undefined {
    const written = place.source.text.slice(place.start, place.end);
    if (schema.enum) return `write ${ticked(schema.enum, "or")}`;
    if (schema.type === "string" && typeof value !== "object")
      return `put it in quotes: \`${key && !/^\d+$/.test(key) ? `${key}: ` : ""}"${written}"\``;
    if (schema.type === "integer" && typeof value === "string" && /^\d+$/.test(value)) return `write ${value} without quotes`;
    if (schema.type === "boolean") return "write `true` or `false`, without quotes";
    if (schema.type === "array" && typeof value === "string") return `write \`[${value}]\` if you mean a list of one`;
    return forExample(schema, /^\d+$/.test(key) ? undefined : key);
  }

  empty(location: ShapeLocation): void {
    const { label, schema, key } = location;
    const help =
      schema.type === "object" && !schema.required && !schema.oneOf && !schema.minProperties
        ? `write \`${key}: {}\` if nothing is to be said`
        : undefined;
    this.#report("FED114", this.#value(location), `${label} is empty`, help ?? forExample(schema, /^\d+$/.test(key) ? undefined : key));
  }

  /** `chosen`: of the alternatives at the location, the one that the value is taken for. */
  wrongValue(location: ShapeLocation, chosen: Schema, keyword: string): void {
    const { label, value, schema } = location;
    const at = this.#value(location);
    const text = String(value);
    const choices = chosen.enum ?? (chosen.const === undefined ? undefined : [String(chosen.const)]);
    if (choices && schema.anyOf) {
      this.#report(
        "FED111",
        at,
        `${label} must be ${wanted(schema)}, but this is ${quoted(text)}`,
        didYouMean(text, choices) ?? listOfOne(text, schema) ?? forExample(schema, location.key),
      );
    } else if (choices) {
      this.#report("FED115", at, `${label} cannot be ${quoted(text)}`, didYouMean(text, choices) ?? `write ${ticked(choices, "or")}`);
    } else if (text === "") this.#report("FED114", at, `${label} is an empty text`, forExample(chosen));
    else if (keyword === "maxLength")
      this.#report("FED115", at, `${label} is longer than ${chosen.maxLength} characters`, forExample(chosen));
    else this.#report("FED115", at, `${quoted(text)} is not ${chosen.title ?? wanted(chosen)}`, this.#respelled(text, chosen));
  }

  wrongName(location: ShapeLocation, schema: Schema, name: string): void {
    const names = resolved(schema.propertyNames ?? {});
    this.#report(
      "FED115",
      this.#at.key(location.value as never, name as never),
      `${quoted(name)} is not ${names.title}`,
      this.#respelled(name, names),
    );
  }

  /** The same text, written as the schema wants it, if that is a matter of case, `_` and blanks only; else an example. */
  #respelled(text: string, schema: Schema): string | undefined {
    if (schema.pattern === undefined) return forExample(schema);
    const pattern = new RegExp(schema.pattern, "u");
    const spelled = [text.trim(), text.toLowerCase(), text.toUpperCase(), text.toLowerCase().replaceAll(/[\s_]+/g, "-")].find((other) =>
      pattern.test(other),
    );
    return spelled !== undefined && spelled.length <= 60 ? `write \`${spelled}\`` : forExample(schema);
  }

  twice(location: ShapeLocation, first: number, second: number): void {
    const list = location.value as unknown[];
    const [one, two] = [Math.min(first, second), Math.max(first, second)];
    const related = { at: this.#at.value(list, one), message: "first written here" };
    this.#report(
      "FED116",
      this.#at.value(list, two),
      `${quoted(String(list[two]))} stands twice in ${location.label}`,
      "keep one of the two",
      related,
    );
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
    for (const name of unknown) {
      const free = known.filter((other) => !Object.hasOwn(value, other));
      const help = didYouMean(name, free) ?? (free.length > 0 ? `it may have ${ticked(free, "and")}` : "take it out");
      this.#report("FED112", this.#at.key(value, name as never), `${quoted(name)} is not a field of ${location.label}`, help);
    }
    for (const name of missing) {
      if (unknown.some((other) => didYouMean(other, [name]))) continue;
      const field = resolved(schema.properties?.[name] ?? {});
      this.#report(
        "FED113",
        this.#key(location),
        `${location.label} has no \`${name}\``,
        [purpose(field), forExample(field, name)].filter(Boolean).join("; "),
      );
    }
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
    this.#findings.add({ code, severity: "error", message, at, help, ...(related && { related }) });
  }
}

/** What a field is for: the first sentence of its description. */
function purpose({ description = "" }: Schema): string {
  const [sentence = ""] = description.replace(/^Required(?:[^.]*)\. /, "").split(/\.(?: |$)/);
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** Where a list is possible and its only item was written. */
function listOfOne(text: string, schema: Schema): string | undefined {
  const fits = schema.anyOf?.some(({ items }) => items && new RegExp(resolved(items).pattern ?? "^$", "u").test(text));
  return fits ? `write \`[${text}]\` if you mean a list of one` : undefined;
}

function wantedHelp(schema: Schema): string | undefined {
  return schema.title ? `this is to be ${schema.title}` : forExample(schema);
}
