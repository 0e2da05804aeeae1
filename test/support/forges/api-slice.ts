type Schema = { readonly [keyword: string]: unknown };

/** A forge's description of its API as it publishes it: OpenAPI 3, or Swagger 2 as Gitea has it. */
export interface ApiDescription {
  readonly swagger?: string;
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
  readonly components?: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly responses?: Readonly<Record<string, Schema>>;
}

export interface SliceOperation {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, Schema>>;
  readonly body?: Schema;
  readonly responses: Readonly<Record<string, Schema>>;
}

/** The part of a description that concerns fedc. */
export interface ApiSlice {
  readonly $comment?: string;
  readonly operations: readonly SliceOperation[];
  readonly schemas: Readonly<Record<string, Schema>>;
}

/**
 * Takes a slice anew from a forge's description: the operations and schemas that the old one has, and of each schema the fields that it has, or all.
 * An operation that the description does not have is an error. A reference to a schema that the slice does not have is left open. A schema with a comment
 * is ours, and stays.
 */
export function takeSlice(description: ApiDescription, old: ApiSlice, which: "its fields" | "all fields" = "its fields"): ApiSlice {
  const taken = new Taker(description, old, which);
  return {
    ...(old.$comment !== undefined && { $comment: old.$comment }),
    operations: old.operations.map((operation) => taken.operation(operation)),
    schemas: Object.fromEntries(Object.entries(old.schemas).map(([name, schema]) => [name, taken.schema(name, schema)])),
  };
}

class Taker {
  readonly #description: ApiDescription;
  readonly #old: ApiSlice;
  readonly #all: boolean;
  /** A server gives more in its answers than it describes, and null for whatever is missing. Both are no harm to those who read them. */
  #open = false;

  constructor(description: ApiDescription, old: ApiSlice, which: "its fields" | "all fields") {
    this.#description = description;
    this.#old = old;
    this.#all = which === "all fields";
  }

  operation({ operation, method, path, responses: oldResponses }: SliceOperation): SliceOperation {
    const found = this.#description.paths[path]?.[method.toLowerCase()];
    if (!found) throw new Error(`the description has no ${method} ${path}`);
    if (found.operationId !== operation) throw new Error(`${method} ${path} is ${String(found.operationId)}, not ${operation}`);
    const parameters = ((found.parameters ?? []) as readonly Schema[]).map((parameter) => this.#followed(parameter));
    const query = parameters.filter((parameter) => parameter.in === "query");
    const body = (parameters.find((parameter) => parameter.in === "body")?.schema ?? jsonOf(found.requestBody)) as Schema | undefined;
    const responses = Object.entries((found.responses ?? {}) as Record<string, Schema>).flatMap(([status, response]) => {
      const answer = this.#followed(response);
      const schema = (answer.schema ?? jsonOf(answer)) as Schema | undefined;
      if (schema) return [[status, this.#simple(schema)] as const];
      return Object.hasOwn(oldResponses, status) ? [[status, oldResponses[status] as Schema] as const] : [];
    });
    return {
      ...{ operation, method, path },
      ...(query.length > 0 && { query: Object.fromEntries(query.map((one) => [String(one.name), this.#queryOf(one)])) }),
      ...(body && { body: this.#simple(body) }),
      responses: Object.fromEntries(responses),
    };
  }

  schema(name: string, old: Schema): Schema {
    if (old.$comment !== undefined) return old;
    const found = this.#named(name);
    if (!found) throw new Error(`the description has no schema ${name}`);
    const fields = [old, ...((old.anyOf ?? []) as readonly Schema[])].flatMap(({ properties = {} }) => Object.keys(properties as Schema));
    this.#open = this.#all && !/Options?$/.test(name);
    return this.#simple(found, this.#all || fields.length === 0 ? undefined : fields);
  }

  #named(name: string): Schema | undefined {
    return (this.#description.components?.schemas ?? this.#description.definitions)?.[name];
  }

  #queryOf(parameter: Schema): Schema {
    const { type, enum: words, items } = (parameter.schema ?? parameter) as Schema;
    return { ...(type !== undefined && { type }), ...(words !== undefined && { enum: words }), ...(items !== undefined && { items }) };
  }

  /** What decides whether a value fits. */
  #simple(schema: Schema, fields?: readonly string[]): Schema {
    if (typeof schema.$ref === "string") {
      const name = schema.$ref.replace(/^.*\//, "");
      if (Object.hasOwn(this.#old.schemas, name)) return { $ref: `#/schemas/${name}` };
      return fields === undefined ? {} : this.#simple(this.#named(name) ?? {}, fields);
    }
    const { type, enum: words, required = [], properties, items, nullable, additionalProperties, maxLength } = schema;
    const choices = ["anyOf", "oneOf", "allOf"].flatMap((word) =>
      Array.isArray(schema[word])
        ? [[word === "oneOf" ? "anyOf" : word, (schema[word] as readonly Schema[]).map((one) => this.#simple(one, fields))] as const]
        : [],
    );
    const kept = Object.entries((properties ?? {}) as Record<string, Schema>).filter(
      ([name]) => fields === undefined || fields.includes(name),
    );
    const asked = (required as readonly string[]).filter((name) => kept.some(([field]) => field === name));
    const mayBeNull = nullable === true;
    const simple: Schema = {
      ...(type !== undefined && { type: mayBeNull ? [type, "null"] : type }),
      ...(words !== undefined && { enum: mayBeNull && !(words as unknown[]).includes(null) ? [...(words as unknown[]), null] : words }),
      ...(maxLength !== undefined && { maxLength }),
      ...(asked.length > 0 && { required: asked }),
      ...(properties !== undefined && {
        properties: Object.fromEntries(kept.map(([name, value]) => [name, this.#field(value)])),
        ...(additionalProperties === undefined && !this.#open && { additionalProperties: false }),
      }),
      ...(items !== undefined && { items: this.#simple(items as Schema) }),
      ...Object.fromEntries(choices),
    };
    return mayBeNull && type === undefined && choices.length > 0 ? { anyOf: [{ type: "null" }, simple] } : simple;
  }

  /** Gitea's Go writes null for a list, an object or a time that is missing, which Swagger 2 cannot say. */
  #field(value: Schema): Schema {
    const simple = this.#simple(value);
    const mayLack = this.#open || value.$ref !== undefined || value.type === "array" || value.format === "date-time";
    const isGo = this.#description.swagger !== undefined && mayLack;
    return isGo ? { anyOf: [{ type: "null" }, simple] } : simple;
  }

  /** Follows a reference to a parameter or a response. */
  #followed(value: Schema): Schema {
    if (typeof value.$ref !== "string") return value;
    const [kind = "", name = ""] = value.$ref.split("/").slice(-2);
    const found = (kind === "responses" && this.#description.responses?.[name]) || this.#description.components?.[kind]?.[name];
    if (!found) throw new Error(`the description has no ${value.$ref}`);
    return found;
  }
}

function jsonOf(value: unknown): unknown {
  const content = (value as { content?: Record<string, { schema?: unknown }> } | undefined)?.content;
  return content?.["application/json"]?.schema;
}
