import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "./fedc.ts";
import { fences } from "./markdown.ts";

/** What users read besides the README, a page per subject. */
export const pages: readonly string[] = readdirSync(join(root, ".github/docs"))
  .filter((name) => name.endsWith(".md"))
  .sort()
  .map((name) => `.github/docs/${name}`);

/** Everything that is kept true. */
export const documents: readonly string[] = [
  "README.md",
  ...pages,
  "compiler/README.md",
  "CHANGELOG.md",
  ".github/CONTRIBUTING.md",
  ".github/SECURITY.md",
];

export function text(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

export type Fields = Record<string, unknown>;

/** The YAML examples of a document: whole federations, parts of one, and other objects. */
export function examplesIn(document: string): Readonly<Record<"federations" | "fragments" | "objects", readonly string[]>> {
  const examples = fences(text(document), "yaml");
  const isFederation = (example: string) => /^kind: Federation$/m.test(example);
  const isFragment = (example: string) => !isFederation(example) && !/^apiVersion:/m.test(example);
  return {
    federations: examples.filter(isFederation),
    fragments: examples.filter(isFragment),
    objects: examples.filter((example) => !isFederation(example) && !isFragment(example)),
  };
}

/** The federation that the README builds from nothing, and that parts of one on other pages go into. */
export const firstFederation: string = examplesIn("README.md").federations[0] ?? "";

/** The first federation with a part in it, as the page about the language says: services as a whole, of clusters the fields that it names. */
export function withFragment(fragment: Fields): Fields {
  const base = parse(firstFederation) as { clusters: Fields };
  const like = (cluster: string, name: string, ...gateways: readonly Fields[]) => ({
    ...(base.clusters[cluster] as Fields),
    hostname: `${name}.example.com`,
    gateways: Object.assign({}, ...gateways),
    gitops: { repository: `https://github.com/example/${name}-gitops`, path: "federation", delivery: "directory" },
  });
  const clusters = {
    ...base.clusters,
    depot: like("warehouse", "depot", { ingress: { addresses: ["192.0.2.30"] } }),
    "outlet-1": like("shop", "outlet-1", { egress: {} }),
    "outlet-2": like("shop", "outlet-2", { egress: {} }),
  };
  const { services = {}, ...others } = fragment;
  const whole: Fields = merged({ ...base, clusters }, others, 2);
  return { ...whole, services: { ...(whole.services as Fields), ...(services as Fields) } };
}

/** Maps are merged so many levels down, and below that replaced. */
function merged(base: Fields, added: Fields, levels: number): Fields {
  const isMap = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
  const put = (key: string, value: unknown) => {
    const before = base[key];
    return levels > 0 && isMap(value) && isMap(before) ? merged(before, value, levels - 1) : value;
  };
  return { ...base, ...Object.fromEntries(Object.entries(added).map(([key, value]) => [key, put(key, value)])) };
}
