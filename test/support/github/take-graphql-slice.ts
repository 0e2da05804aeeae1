import { readFileSync, writeFileSync } from "node:fs";

/**
 * Takes the mutation by which fedc commits from GitHub's published GraphQL schema, in the form of the slices of REST:
 * `node --import tsx test/support/github/take-graphql-slice.ts SCHEMA.json`, with `schema.json` of the npm package `@octokit/graphql-schema`.
 */
const mutation = "createCommitOnBranch";
/** Of the answer, the fields that fedc reads. */
const read = { CreateCommitOnBranchPayload: ["commit"], Commit: ["oid"] } as Readonly<Record<string, readonly string[]>>;

interface TypeRef {
  readonly kind: string;
  readonly name: string | null;
  readonly ofType: TypeRef | null;
}
interface Field {
  readonly name: string;
  readonly type: TypeRef;
  readonly args?: readonly Field[];
}
interface Type {
  readonly name: string;
  readonly fields: readonly Field[] | null;
  readonly inputFields: readonly Field[] | null;
}

const { __schema } = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as { readonly __schema: { readonly types: readonly Type[] } };
const types = new Map(__schema.types.map((type) => [type.name, type]));
const schemas: Record<string, object> = {};

const fieldsOf = (name: string): readonly Field[] => {
  const { fields, inputFields } = types.get(name) ?? { fields: [], inputFields: [] };
  return (inputFields ?? fields ?? []).filter((field) => read[name]?.includes(field.name) ?? true);
};

/** A field may be null unless its type ends in an exclamation mark. */
function schemaOf(type: TypeRef, mayBeNull = true): object {
  if (type.kind === "NON_NULL" && type.ofType) return schemaOf(type.ofType, false);
  const schema = type.kind === "LIST" && type.ofType ? { type: "array", items: schemaOf(type.ofType) } : named(type.name ?? "");
  return mayBeNull ? { anyOf: [{ type: "null" }, schema] } : schema;
}

function named(name: string): object {
  const fields = fieldsOf(name);
  if (fields.length === 0) return { type: "string" };
  if (!schemas[name]) {
    schemas[name] = {};
    schemas[name] = {
      type: "object",
      required: fields.filter(({ type }) => type.kind === "NON_NULL").map(({ name: field }) => field),
      properties: Object.fromEntries(fields.map((field) => [field.name, schemaOf(field.type)])),
      additionalProperties: false,
    };
  }
  return { $ref: `#/schemas/${name}` };
}

const field = types.get("Mutation")?.fields?.find(({ name }) => name === mutation);
const input = field?.args?.find(({ name }) => name === "input");
if (!field || !input) throw new Error(`the schema has no ${mutation}`);
const error = {
  type: "object",
  required: ["message"],
  properties: { type: { type: "string" }, path: { type: "array" }, message: { type: "string" } },
};
const slice = {
  $comment: `The mutation ${mutation} of GitHub's GraphQL schema (MIT), as @octokit/graphql-schema 15.26.1 has it. Scalars are strings. The envelope and the form of errors are those of GraphQL.`,
  operations: [
    {
      operation: mutation,
      method: "POST",
      path: "/graphql",
      body: {
        type: "object",
        required: ["query", "variables"],
        properties: {
          query: { type: "string" },
          variables: { type: "object", required: ["input"], properties: { input: schemaOf(input.type) }, additionalProperties: false },
        },
        additionalProperties: false,
      },
      responses: {
        200: {
          type: "object",
          required: ["data"],
          properties: {
            data: { type: "object", required: [mutation], properties: { [mutation]: schemaOf(field.type) }, additionalProperties: false },
            errors: { type: "array", items: error },
          },
          additionalProperties: false,
        },
      },
    },
  ],
  schemas: { ...schemas, "basic-error": { type: "object", required: ["message"], properties: { message: { type: "string" } } } },
};
writeFileSync(new URL("graphql-slice.json", import.meta.url), `${JSON.stringify(slice, null, 2)}\n`);
