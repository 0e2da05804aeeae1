import type { Labels } from "../../1-load/federation-file.ts";
import { UnsupportedObject } from "./unsupported-object.ts";

type Data = Readonly<Record<string, unknown>>;

const noTexts: readonly string[] = [];
const noFields: readonly Fields[] = [];

/** A mapping of an object, read strictly: whatever was not asked for, or is of another type than was asked for, is not modelled. */
export class Fields {
  readonly #data: Data;
  readonly #key: string;
  readonly #above: Fields | string;

  /** `above` is the mapping that holds this one, or the object's name. */
  constructor(data: unknown, key: string, above: Fields | string) {
    this.#key = key;
    this.#above = above;
    this.#data = isMapping(data) ? data : {};
    if (!isMapping(data)) this.fail(undefined, "a mapping is expected here");
  }

  /** Throws where there is a field besides these. */
  only(...known: readonly string[]): this {
    for (const key of Object.keys(this.#data)) {
      if (!known.includes(key) && this.#data[key] !== undefined) this.fail(key, "the model does not know this field");
    }
    return this;
  }

  has(key: string): boolean {
    return this.#data[key] !== undefined;
  }

  keys(): readonly string[] {
    return Object.keys(this.#data).filter((key) => this.has(key));
  }

  text(key: string): string {
    const value = this.#data[key];
    return typeof value === "string" ? value : this.fail(key, "a text is expected here");
  }

  maybeText(key: string): string | undefined {
    return this.has(key) ? this.text(key) : undefined;
  }

  number(key: string): number {
    const value = this.#data[key];
    return typeof value === "number" && Number.isInteger(value) ? value : this.fail(key, "a whole number is expected here");
  }

  maybeNumber(key: string): number | undefined {
    return this.has(key) ? this.number(key) : undefined;
  }

  maybeBoolean(key: string): boolean | undefined {
    const value = this.#data[key];
    return value === undefined || typeof value === "boolean" ? value : this.fail(key, "true or false is expected here");
  }

  /** One of these texts. */
  choice<Choice extends string>(key: string, choices: readonly Choice[]): Choice {
    const value = this.text(key);
    return choices.find((choice) => choice === value) ?? this.fail(key, `the model knows only ${choices.join(", ")} here`);
  }

  /** Empty where the field is missing. */
  texts(key: string): readonly string[] {
    const list = this.#list(key);
    if (!list) return noTexts;
    for (const [index, value] of list.entries()) if (typeof value !== "string") this.fail(`${key}[${index}]`, "a text is expected here");
    return list as readonly string[];
  }

  maybeTexts(key: string): readonly string[] | undefined {
    return this.has(key) ? this.texts(key) : undefined;
  }

  labels(key: string): Labels {
    const fields = this.maybeFields(key);
    const labels: Record<string, string> = Object.create(null);
    for (const name of fields?.keys() ?? []) labels[name] = fields?.text(name) ?? "";
    return labels;
  }

  fields(key: string): Fields {
    return new Fields(this.#data[key], key, this);
  }

  maybeFields(key: string): Fields | undefined {
    return this.has(key) ? this.fields(key) : undefined;
  }

  /** Mappings of a list, none where the field is missing. */
  list(key: string): readonly Fields[] {
    const list = this.#list(key);
    return list ? list.map((data, index) => new Fields(data, `${key}[${index}]`, this)) : noFields;
  }

  fail(key: string | undefined, problem: string): never {
    let path = key ?? "";
    let above: Fields | string = this;
    while (typeof above !== "string") {
      path = [above.#key, path].filter((part) => part !== "").join(".");
      above = above.#above;
    }
    throw new UnsupportedObject(above, path, problem);
  }

  #list(key: string): readonly unknown[] | undefined {
    const value = this.#data[key];
    if (value === undefined) return undefined;
    return Array.isArray(value) ? value : this.fail(key, "a list is expected here");
  }
}

function isMapping(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
