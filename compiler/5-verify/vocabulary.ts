/** What the objects of all clusters name, of what calls are told apart by. */
export interface Vocabulary {
  readonly methods: ReadonlySet<string>;
  /** Exact, or with `*` at an end. */
  readonly paths: ReadonlySet<string>;
  /** `domain/ns/namespace/sa/name`, or with `*` at an end. */
  readonly principals: ReadonlySet<string>;
}

/**
 * Whatever a policy or a route names: a call that none of these tells apart from another one comes to the same end. So objects that
 * were changed by hand are asked about what they say themselves, and not only about what federation.yaml says.
 */
export function vocabularyIn(objectsByCluster: ReadonlyMap<string, readonly unknown[]>): Vocabulary {
  const found = { methods: new Set<string>(), paths: new Set<string>(), principals: new Set<string>() };
  for (const objects of objectsByCluster.values()) for (const object of objects) if (tellsApart(object)) gather(object, found);
  return found;
}

/** The same, of each cluster. */
export function vocabularyByCluster(objectsByCluster: ReadonlyMap<string, readonly unknown[]>): ReadonlyMap<string, Vocabulary> {
  return new Map([...objectsByCluster].map(([cluster, objects]) => [cluster, vocabularyIn(new Map([[cluster, objects]]))]));
}

/** What any of them names. */
export function vocabularyOfAny(byCluster: ReadonlyMap<string, Vocabulary>): Vocabulary {
  const all = [...byCluster.values()];
  const union = (what: keyof Vocabulary) => new Set(all.flatMap((one) => [...one[what]]));
  return { methods: union("methods"), paths: union("paths"), principals: union("principals") };
}

function tellsApart(object: unknown): boolean {
  const { kind } = (object ?? {}) as { readonly kind?: unknown };
  return kind === "AuthorizationPolicy" || kind === "VirtualService";
}

type Gathered = Readonly<Record<keyof Vocabulary, Set<string>>>;

const kinds: Readonly<Record<string, keyof Vocabulary>> = {
  methods: "methods",
  notMethods: "methods",
  method: "methods",
  paths: "paths",
  notPaths: "paths",
  uri: "paths",
  principals: "principals",
  notPrincipals: "principals",
};

function gather(value: unknown, found: Gathered): void {
  if (Array.isArray(value)) for (const item of value) gather(item, found);
  else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      const kind = Object.hasOwn(kinds, key) ? kinds[key] : undefined;
      if (kind) for (const text of textsIn(inner)) found[kind].add(text);
      gather(inner, found);
    }
}

/** A list of texts, or what a route matches: `{exact: …}`, `{prefix: …}`. */
function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.filter((item) => typeof item === "string");
  if (typeof value !== "object" || value === null) return [];
  const { exact, prefix } = value as { readonly exact?: unknown; readonly prefix?: unknown };
  return [...(typeof exact === "string" ? [exact] : []), ...(typeof prefix === "string" ? [`${prefix}*`] : [])];
}
