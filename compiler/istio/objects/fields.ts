import type { Labels } from "../../1-load/federation-file.ts";
import { isMapping, type ManifestData } from "../../1-load/yaml/manifest-data.ts";
import { sharedLabels } from "./shared-values.ts";
import { UnsupportedObject } from "./unsupported-object.ts";

/** A mapping of an object, read strictly: throws UnsupportedObject for a field or a type of value that the model does not know. */
export class Fields {
  readonly #data: ManifestData;
  readonly #key: string;
  /** Its place in a list. */
  readonly #index: number | undefined;
  readonly #above: Fields | string;

  /** `above` is the mapping that holds this one, or the object's name. */
  constructor(data: unknown, key: string, above: Fields | string, index?: number) {
    this.#key = key;
    this.#index = index;
    this.#above = above;
    this.#data = isMapping(data) ? data : {};
    if (!isMapping(data)) this.fail(undefined, "a mapping is expected here");
  }

  /** Throws if there is any other field. */
  only(...fields: readonly string[]): this {
    for (const key in this.#data) if (!fields.includes(key) && this.has(key)) return this.fail(key, "the model does not know this field");
    return this;
  }

  has(key: string): boolean {
    return this.#data[key] !== undefined;
  }

  keys(): readonly string[] {
    return Object.keys(this.#data).filter((key) => this.has(key));
  }

  text(key: string): string {
    return this.#read(key, isText, "a text is");
  }

  maybeText(key: string): string | undefined {
    return this.has(key) ? this.text(key) : undefined;
  }

  number(key: string): number {
    return this.#read(key, isWholeNumber, "a whole number is");
  }

  maybeNumber(key: string): number | undefined {
    return this.has(key) ? this.number(key) : undefined;
  }

  /** The mapping as one text: equal texts stand for equal mappings. */
  shown(): string {
    return JSON.stringify(this.#data);
  }

  boolean(key: string): boolean {
    return this.#read(key, isBoolean, "true or false is");
  }

  /** One of these texts. */
  choice<Choice extends string>(key: string, choices: readonly Choice[]): Choice {
    const value = this.text(key);
    return choices.find((choice) => choice === value) ?? this.fail(key, `the model knows only ${choices.join(", ")} here`);
  }

  /** Empty if the field is missing. */
  texts(key: string): readonly string[] {
    const list = this.#list(key);
    const wrong = list.findIndex(isNoText);
    return wrong === -1 ? (list as readonly string[]) : this.fail(`${key}[${wrong}]`, "a text is expected here");
  }

  /** Undefined if there is no text: Istio reads an empty list as a missing one in most fields. */
  someTexts(key: string): readonly string[] | undefined {
    const texts = this.texts(key);
    return texts.length > 0 ? texts : undefined;
  }

  /** Empty if the field is missing. */
  labels(key: string): Labels {
    const fields = this.maybeFields(key);
    return sharedLabels(fields?.keys().map((name) => [name, fields.text(name)]) ?? []);
  }

  fields(key: string): Fields {
    return new Fields(this.#data[key], key, this);
  }

  maybeFields(key: string): Fields | undefined {
    return this.has(key) ? this.fields(key) : undefined;
  }

  /** The mappings of a list; empty if the field is missing. */
  list(key: string): readonly Fields[] {
    return this.#list(key).map((data, index) => new Fields(data, key, this, index));
  }

  fail(key: string | undefined, problem: string): never {
    let path = key ?? "";
    let above: Fields | string = this;
    while (typeof above !== "string") {
      path = [above.#index === undefined ? above.#key : `${above.#key}[${above.#index}]`, path].filter((part) => part !== "").join(".");
      above = above.#above;
    }
    throw new UnsupportedObject(above, path, problem);
  }

  #read<Value>(key: string, is: (value: unknown) => value is Value, expected: string): Value {
    const value = this.#data[key];
    return is(value) ? value : this.fail(key, `${expected} expected here`);
  }

  #list(key: string): readonly unknown[] {
    return this.has(key) ? this.#read(key, Array.isArray, "a list is") : [];
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isNoText(value: unknown): boolean {
  return typeof value !== "string";
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

function isWholeNumber(value: unknown): value is number {
  return Number.isInteger(value);
}
