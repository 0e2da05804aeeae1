/** The words in objects that distinguish calls. */
export interface Vocabulary {
  readonly methods: ReadonlySet<string>;
  /** Exact, or with `*` at an end. */
  readonly paths: ReadonlySet<string>;
  /** `domain/ns/namespace/sa/name`, or with `*` at an end. */
  readonly principals: ReadonlySet<string>;
}

/**
 * The words of all policies and routes. Calls that none of these words distinguishes have the same result. So edited objects are asked
 * about what they say themselves, not only about what federation.yaml says.
 */
export function vocabularyIn(objectsByCluster: ReadonlyMap<string, readonly unknown[]>): Vocabulary {
  const reader = new VocabularyReader();
  for (const objects of objectsByCluster.values()) reader.add(objects);
  return reader.words;
}

/** The same of one cluster after the other. */
export class VocabularyReader {
  readonly words = { methods: new Set<string>(), paths: new Set<string>(), principals: new Set<string>() } satisfies Vocabulary;

  add(objects: readonly unknown[]): void {
    for (const object of objects) if (distinguishesCalls(object)) gather(object, this.words);
  }
}

/** The union. */
export function vocabularyOfAny(byCluster: ReadonlyMap<string, Vocabulary>): Vocabulary {
  const union = (key: keyof Vocabulary) => new Set([...byCluster.values()].flatMap((words) => [...words[key]]));
  return { methods: union("methods"), paths: union("paths"), principals: union("principals") };
}

function distinguishesCalls(object: unknown): object is object {
  const { kind } = (object ?? {}) as { readonly kind?: unknown };
  return kind === "AuthorizationPolicy" || kind === "VirtualService";
}

const keys: ReadonlyMap<string, keyof Vocabulary> = new Map([
  ["methods", "methods"],
  ["notMethods", "methods"],
  ["method", "methods"],
  ["paths", "paths"],
  ["notPaths", "paths"],
  ["uri", "paths"],
  ["principals", "principals"],
  ["notPrincipals", "principals"],
]);

function gather(value: object, words: Readonly<Record<keyof Vocabulary, Set<string>>>): void {
  const isList = Array.isArray(value);
  for (const key in value) {
    const inner = (value as Readonly<Record<string, unknown>>)[key];
    // Words stand in lists and mappings.
    if (typeof inner !== "object" || inner === null) continue;
    const kind = isList ? undefined : keys.get(key);
    if (kind) for (const text of textsIn(inner)) words[kind].add(text);
    gather(inner, words);
  }
}

/** A list of texts, or a match of a route: `{exact: …}`, `{prefix: …}`. */
function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.filter((item) => typeof item === "string");
  const { exact, prefix } = (value ?? {}) as { readonly exact?: unknown; readonly prefix?: unknown };
  return [...(typeof exact === "string" ? [exact] : []), ...(typeof prefix === "string" ? [`${prefix}*`] : [])];
}
