import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { resolved, type Schema, schemaDocument } from "../compiler/1-load/schema-document.ts";
import { ajvOptions, validateFederation } from "../compiler/1-load/validate-federation.ts";
import { within } from "./support/processor-time.ts";

const schema = suite("schema");
const document = schemaDocument();
const ajv = new Ajv2020(ajvOptions);
ajv.addSchema(document as object);

/** Every schema inside the document, with the way to it. */
function* parts(part: Schema, pointer: string): Generator<readonly [pointer: string, part: Schema]> {
  yield [pointer, part];
  for (const [keyword, value] of Object.entries(part)) {
    if (["properties", "$defs"].includes(keyword)) {
      for (const [name, inner] of Object.entries(value as Record<string, Schema>)) {
        yield* parts(inner, `${pointer}/${keyword}/${encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"))}`);
      }
    } else if (keyword === "anyOf") {
      for (const [index, inner] of (value as Schema[]).entries()) yield* parts(inner, `${pointer}/anyOf/${index}`);
    } else if (["items", "additionalProperties", "propertyNames"].includes(keyword) && typeof value === "object") {
      yield* parts(value as Schema, `${pointer}/${keyword}`);
    }
  }
}
const all = [...parts(document, "#")];
const fields = all.filter(([pointer]) => /\/properties\/[^/]+$/.test(pointer));

schema("every field says what it is for, whether it is required, and has an example", () => {
  assert.ok(fields.length > 80);
  for (const [pointer, part] of fields) {
    const { description = "", examples = [] } = resolved(part);
    assert.ok(/required|optional/i.test(description), `${pointer} says whether it is required`);
    assert.ok(examples.length > 0, `${pointer} has an example`);
  }
});

schema("what is required by shape is described as required", () => {
  for (const [pointer, part] of all) {
    for (const name of part.required ?? []) {
      if (!part.properties) continue;
      assert.match(resolved(part.properties[name] ?? {}).description ?? "", /^Required\./, `${pointer} ${name}`);
    }
  }
});

schema("every example is what it is an example of", () => {
  for (const [pointer, part] of all) {
    for (const example of part.examples ?? []) {
      const validate = ajv.compile({ $ref: `${document.$id}${pointer}` });
      if (pointer === "#/$defs/root/properties/pem") continue; // shortened
      // the parts of whole clusters and services in examples may be shortened too, but not be wrong
      assert.ok(validate(example), `${pointer}: ${JSON.stringify(example)} ${JSON.stringify(validate.errors)}`);
    }
  }
});

schema("every object is closed, every text and every list has an end, and every pattern a name", () => {
  for (const [pointer, part] of all) {
    if (part.type === "object") assert.ok(part.additionalProperties !== undefined, `${pointer} is closed`);
    if (part.type === "string" && part.const === undefined && !part.enum && part.$ref === undefined)
      assert.type(part.maxLength, "number", pointer);
    if (part.pattern !== undefined) assert.type(part.title, "string", pointer);
    if (part.type === "array") assert.ok((part.minItems ?? 0) > 0, `${pointer} has a smallest length`);
    if (part.anyOf)
      assert.ok(
        part.anyOf.every((branch) => resolved(branch).title),
        `${pointer} names its alternatives`,
      );
  }
});

schema("no pattern takes long for any text", () => {
  const attacks = [
    "a",
    "-",
    "a-",
    "a.",
    "/",
    "/a",
    "a/",
    "%2e/",
    ".",
    "..",
    "A",
    "1",
    "0",
    ":",
    "a:",
    "@",
    "a@",
    "1h",
    "{",
    "~",
    "_",
  ].flatMap((piece) => ["", "!", "\n", "/", "."].map((end) => piece.repeat(50_000 / piece.length) + end));
  for (const [pointer, { pattern }] of all) {
    if (pattern === undefined) continue;
    const expression = new RegExp(pattern, "u");
    within(1500, pointer, () => attacks.filter((attack) => expression.test(attack)));
  }
});

const words: readonly { readonly name: string; readonly good: readonly string[]; readonly bad: readonly string[] }[] = [
  { name: "key", good: ["a", "a-1", "0", "constructor"], bad: ["", "A", "a--b", "-a", "a-", "a.b", "a".repeat(41)] },
  { name: "hostname", good: ["c1.example.com", "a.b"], bad: ["c1", "C.b", "a..b", "10.0.0.1", "a.b.", "-a.b", `${"a".repeat(64)}.b`] },
  { name: "serviceName", good: ["a.b", "a-1.0b"], bad: ["a", "1a.b", "a.b.c", "a.", "A.b"] },
  { name: "localName", good: ["a.b", "a.b.c", "a.b.svc.cluster.local", "0.b.c"], bad: ["a", "0.b", "10.0.0.1", "a.b.C"] },
  { name: "caller", good: ["a/b", "a/*", "a/b.c"], bad: ["a", "*/b", "*", "a/b*", "a/", "A/b"] },
  {
    name: "grantedPath",
    good: ["/", "/*", "/a", "/a/", "/a/*", "/a%20b/c", "/a/.b"],
    bad: ["a", "/a*", "/*/a", "//", "/a//b", "/a/../b", "/a/%2e%2E", "/.", "/a?b", "/a#b", "/a b", "/{a}", "/%zz", "/a/**"],
  },
  { name: "exactPath", good: ["/", "/a/", "/reviews/0"], bad: ["/*", "/a/*", ""] },
  { name: "pathPrefix", good: ["/a/", "/a/b/"], bad: ["/", "/a", "a/", "//", "/a//", "/../", "/a/./"] },
  { name: "rpc", good: ["a.b.C/D", "C/D", "a.C/*"], bad: ["a.C", "a.C/", "/D", "a..C/D", "*/D", "a.C/D/E"] },
  {
    name: "duration",
    good: ["5s", "1.5s", "0.25s", "500ms", "1m", "1m30s", "1h"],
    bad: ["", "5", "0s", "0.0s", "1.s", ".5s", "s", "5S", "-5s", "5s1m"],
  },
  {
    name: "ipAddress",
    good: ["192.0.2.1", "::", "::1", "2001:db8::1", "1:2:3:4:5:6:7:8"],
    bad: ["256.0.0.1", "1.2.3", "1:2", ":::", "1::2::3", "fe80::1%eth0"],
  },
  {
    name: "spiffeId",
    good: ["spiffe://a.b/c/d"],
    bad: ["spiffe://a.b", "spiffe://a.b/", "spiffe://A/b", "spiffe://a/../b", "https://a/b"],
  },
  { name: "istioVersion", good: ["1.31", "1.31.2"], bad: ["1", "v1.31", "1.31.2.3", "1.31-rc"] },
  {
    name: "repository",
    good: [
      "https://github.com/a/b",
      "https://git.example.com:8443/a/b.git",
      "ssh://git@example.com/a/b",
      "ssh://git@example.com:22/a",
      "git@github.com:a/b.git",
    ],
    bad: [
      "http://a.b/c",
      "https://u@a.b/c",
      "https://u:p@a.b/c",
      "ssh://u:p@a.b/c",
      "https://10.0.0.1/c",
      "file:///a",
      "/a/b",
      "-x@a.b:c",
      "https://a.b/../c",
      "git@a.b:-c",
      "ext::sh",
    ],
  },
  {
    name: "branch",
    good: ["main", "release/1.0", "a-b_c"],
    bad: ["-a", "a..b", "a/", "/a", "a//b", "a.lock", "a.lock/b", "a b", "a~1", "a^", "HEAD", ".a", "a.", "a@{b"],
  },
  {
    name: "folder",
    good: ["a", "a/b", "a.b/c"],
    bad: ["/a", "a/", "../a", "a/../b", ".", "a/./b", ".git", "a/.GIT/b", "a\\b", "-a", "a.", ""],
  },
  { name: "file", good: ["a.pem", "./a/b.pem", "a b.pem"], bad: ["/a", "../a", "a/../b", "a\\b", "C:/a", "a//b"] },
  { name: "headerName", good: ["end-user", "x_y"], bad: ["End-User", ":path", "a b", ""] },
  { name: "labelKey", good: ["app", "example.com/a_B.c"], bad: ["-a", "a/b/c", "/a", "A.com/", ""] },
  { name: "labelValue", good: ["", "v3", "A_b.c"], bad: ["-a", "a b", "a-"] },
  { name: "method", good: ["GET", "M-SEARCH"], bad: ["get", "*", ""] },
];
for (const { name, good, bad } of words) {
  schema(`${name} takes what it should and nothing else`, () => {
    const validate = ajv.compile({ $ref: `${document.$id}#/$defs/${name}` });
    assert.equal(
      good.filter((word) => !validate(word)),
      [],
      "refused",
    );
    assert.equal(
      bad.filter((word) => validate(word)),
      [],
      "taken",
    );
  });
}

schema("the fields of the types and of the schema are the same", () => {
  const files = ["../compiler/1-load/federation-file.ts", "../compiler/1-load/gitops-entry.ts"];
  const types = files.map((file) => readFileSync(new URL(file, import.meta.url), "utf8")).join("");
  const inTypes = new Set([...types.matchAll(/readonly (\w+)\??:/g)].map((match) => match[1] ?? ""));
  const inSchema = new Set(fields.map(([pointer]) => pointer.split("/").at(-1) ?? ""));
  assert.equal([...inSchema].sort(), [...inTypes].sort());
});

schema("what is not a federation at all is refused", () => {
  for (const data of [null, [], "a", 1, {}]) assert.ok(validateFederation(data).length > 0);
});

schema.run();
