/** One edit by hand of one object: what people, patches and slips make of what fedc wrote. */
export interface HandEdit {
  /** `AuthorizationPolicy spec.rules.*.to.*.operation.hosts`: kind and field, with a `*` for indices of lists. */
  readonly field: string;
  readonly how: string;
  /** What stands instead of the object; nothing where it is gone. */
  readonly instead: readonly unknown[];
}

type Data = { readonly [key: string]: unknown };

/** Its kind; of kinds that are two things, which of them it is. */
function titleOf(object: unknown): string {
  const { kind, spec, data } = object as { readonly kind: string; readonly spec?: Data; readonly data?: Data };
  if (kind === "Service" && spec?.selector !== undefined) return "GatewayService";
  return kind === "ConfigMap" && data?.mesh !== undefined ? "MeshConfigMap" : kind;
}

/** Values that stand at a field in any sample, by kind and field. */
export type Vocabulary = ReadonlyMap<string, ReadonlySet<unknown>>;

function step(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** Adds what stands in an object. */
export function gather(vocabulary: Map<string, Set<unknown>>, object: unknown): void {
  const kind = titleOf(object);
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, `${path}.*`);
    else if (typeof value === "object" && value !== null) for (const [key, inner] of Object.entries(value)) visit(inner, step(path, key));
    else {
      const field = `${kind} ${path}`;
      vocabulary.set(field, (vocabulary.get(field) ?? new Set()).add(value));
    }
  };
  visit(object, "");
}

/** Every field of an object dropped, emptied, loosened, tightened, extended and replaced; and the object gone, doubled and moved. */
export function* handEdits(object: unknown, vocabulary: Vocabulary): Generator<HandEdit> {
  const { metadata } = object as { readonly metadata: Data };
  const kind = titleOf(object);
  const whole = (how: string, ...instead: readonly unknown[]): HandEdit => ({ field: kind, how, instead });
  yield whole("gone");
  yield whole("doubled under another name", object, { ...(object as Data), metadata: { ...metadata, name: `${metadata.name}-too` } });
  if (metadata.namespace !== undefined) yield whole("moved", { ...(object as Data), metadata: { ...metadata, namespace: "elsewhere" } });
  yield whole("of another API", { ...(object as Data), apiVersion: "example.com/v1" });
  for (const { path, how, value } of changes(object, "", (path) => vocabulary.get(`${kind} ${path}`) ?? new Set()))
    yield { field: `${kind} ${path}`, how, instead: [value] };
}

interface Change {
  readonly path: string;
  readonly how: string;
  readonly value: unknown;
}

function* changes(value: unknown, path: string, known: (path: string) => ReadonlySet<unknown>): Generator<Change> {
  if (Array.isArray(value)) yield* listChanges(value, path, known);
  else if (typeof value === "object" && value !== null) {
    if (path !== "") yield { path, how: "emptied", value: {} };
    yield { path: step(path, "strange"), how: "added", value: { ...value, strange: "stranger" } };
    for (const [key, item] of Object.entries(value as Data)) {
      const place = step(path, key);
      const { [key]: _, ...rest } = value as Data;
      yield { path: place, how: "dropped", value: rest };
      for (const change of changes(item, place, known)) yield { ...change, value: { ...value, [key]: change.value } };
    }
  } else yield* valueChanges(value, path, known(path));
}

function* listChanges(list: readonly unknown[], path: string, known: (path: string) => ReadonlySet<unknown>): Generator<Change> {
  yield { path, how: "emptied", value: [] };
  if (list.length > 1) yield { path, how: "reversed", value: list.toReversed() };
  yield { path, how: "said twice", value: [...list, list[0]] };
  yield { path, how: "and an empty one", value: [...list, typeof list[0] === "string" ? "" : {}] };
  if (typeof list[0] === "string") {
    yield { path, how: "and stranger", value: [...list, "stranger"] };
    yield { path, how: "and *", value: [...list, "*"] };
    const others = [...known(`${path}.*`)].filter((one) => !list.includes(one));
    for (const other of others.slice(0, 2)) yield { path, how: "and another known value", value: [...list, other] };
  }
  for (const [i, item] of list.entries()) {
    yield { path: `${path}.*`, how: "dropped", value: list.toSpliced(i, 1) };
    for (const change of changes(item, `${path}.*`, known)) {
      yield { ...change, value: list.with(i, change.value) };
      if (typeof item === "object" && !change.how.startsWith("one more"))
        yield { ...change, how: `one more: ${change.how}`, value: [...list, change.value] };
    }
  }
}

function* valueChanges(value: unknown, path: string, known: ReadonlySet<unknown>): Generator<Change> {
  const to = (how: string, changed: unknown): Change => ({ path, how, value: changed });
  if (typeof value === "number") {
    yield* [to("0", 0), to("one more", value + 1), to("as text", String(value))];
  } else if (typeof value === "boolean") yield to("turned", !value);
  else if (typeof value === "string") {
    yield* [
      to("stranger", "stranger"),
      to("*", "*"),
      to("empty", ""),
      to("prefix", `${value.slice(0, 3)}*`),
      to("suffix", `*${value.slice(-3)}`),
    ];
    if (value.length > 1) yield to("cut", value.slice(0, -1));
    yield to("longer", `${value}x`);
  }
  const others = [...known].filter((one) => one !== value);
  for (const other of others.slice(0, 3)) yield to("another known value", other);
}
