import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import type { ApiSlice } from "./api-slice.ts";

type Schema = { readonly [keyword: string]: unknown };

/** One call as the forge describes it: what it is called, and what its path says. */
export interface Described {
  readonly name: string;
  readonly index: number;
  readonly path: Readonly<Record<string, string>>;
}

/** The description of a forge's API, as far as fedc uses it: what a double answers, and what fedc asks, is held against it. */
export class Contract {
  readonly #slice: ApiSlice;
  readonly #ajv = new Ajv({ strict: false, allErrors: true });
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(slice: ApiSlice) {
    this.#slice = slice;
    this.#ajv.addSchema({ $id: "forge", ...slice });
  }

  static read(file: URL): Contract {
    return new Contract(JSON.parse(readFileSync(file, "utf8")) as ApiSlice);
  }

  /** The call of a method and a path, each part of which is still encoded. */
  described(method: string, path: string): Described | undefined {
    for (const [index, operation] of this.#slice.operations.entries()) {
      if (operation.method !== method) continue;
      const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
      const found = new RegExp(`^${operation.path.replace(/\{\w+\}/g, "([^/]+)")}$`).exec(path);
      if (found) return { name: operation.operation, index, path: Object.fromEntries(names.map((name, i) => [name, found[i + 1] ?? ""])) };
    }
    return undefined;
  }

  /** What a request says that the forge's description does not know. */
  requestProblems({ index, name }: Described, query: URLSearchParams, body: unknown): string[] {
    const known = this.#slice.operations[index]?.query ?? {};
    const unknown = [...query.keys()].filter((key) => !(key in known)).map((key) => `${name}: there is no query parameter ${key}`);
    const wrong = [...query].filter(([key, value]) => Array.isArray(known[key]?.enum) && !(known[key].enum as unknown[]).includes(value));
    const values = wrong.map(([key, value]) => `${name}: ${key} is not ${value}`);
    const bodies = this.#slice.operations[index]?.body ? this.#problems(`#/operations/${index}/body`, body, name) : [];
    return [...unknown, ...values, ...bodies];
  }

  /** Where an answer is not as the forge describes it. Statuses of every call, such as 401, bear the common error. */
  answerProblems({ index, name }: Described, status: number, body: unknown): string[] {
    const own = this.#slice.operations[index]?.responses[String(status)];
    if (!own && status < 400) return [`${name} has no status ${status}`];
    return this.#problems(own ? `#/operations/${index}/responses/${status}` : "#/schemas/basic-error", body, `${name} ${status}`);
  }

  /** An answer with every required field: those that are not given are as empty as the description allows. */
  filled({ index }: Described, status: number, given: unknown): unknown {
    return this.#complete(this.#slice.operations[index]?.responses[String(status)] ?? {}, given);
  }

  #complete(schema: Schema, given: unknown): unknown {
    if (typeof schema.$ref === "string") return this.#complete(this.#slice.schemas[schema.$ref.slice("#/schemas/".length)] ?? {}, given);
    if (Array.isArray(given)) return given.map((item) => this.#complete((schema.items ?? {}) as Schema, item));
    const choices = (schema.anyOf ?? []) as readonly Schema[];
    if (choices.length > 0) {
      if (given === null || (given === undefined && choices.some(({ type }) => type === "null"))) return null;
      return this.#complete(choices.find(({ type }) => type !== "null") ?? {}, given);
    }
    const types = [schema.type].flat();
    if (types.includes("object") && given !== null && !(given === undefined && types.includes("null"))) {
      const fields = (schema.properties ?? {}) as Readonly<Record<string, Schema>>;
      const values = (given ?? {}) as Readonly<Record<string, unknown>>;
      const names = new Set([...((schema.required ?? []) as readonly string[]), ...Object.keys(values)]);
      return Object.fromEntries([...names].map((name) => [name, this.#complete(fields[name] ?? {}, values[name])]));
    }
    return given === undefined ? empty(schema) : given;
  }

  #problems(pointer: string, value: unknown, what: string): string[] {
    const validate = this.#validators.get(pointer) ?? this.#ajv.compile({ $ref: `forge${pointer}` });
    this.#validators.set(pointer, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${what}: ${instancePath} ${message}`);
  }
}

function empty({ type, enum: words, const: word }: Schema): unknown {
  if (word !== undefined) return word;
  if (Array.isArray(words)) return words[0];
  const kind = Array.isArray(type) ? (type.includes("null") ? "null" : type[0]) : type;
  return { string: "", integer: 0, boolean: false, array: [], null: null }[String(kind)] ?? null;
}
