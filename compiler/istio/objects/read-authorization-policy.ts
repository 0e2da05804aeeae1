import type { Labels } from "../../1-load/federation-file.ts";
import type { ObjectName } from "../verdict.ts";
import type { Fields } from "./fields.ts";
import { getOrMakeAmong } from "./indexed.ts";
import { fieldOf, type ObjectHead, partForIstio } from "./object-head.ts";

export interface AuthorizationPolicy {
  readonly name: ObjectName;
  /** Undefined if it holds for its whole namespace, or in the root namespace for the mesh. */
  readonly selector: Labels | undefined;
  readonly action: "ALLOW" | "DENY";
  readonly rules: readonly AuthorizationRule[];
}

/** Holds if `from`, `to` and every condition hold. One entry of a list is enough; an undefined list holds for every call. */
export interface AuthorizationRule {
  readonly name: ObjectName;
  readonly from: readonly RequestSource[] | undefined;
  readonly to: readonly Operation[] | undefined;
  readonly when: readonly Condition[];
}

export type RequestSource = Readonly<Record<(typeof sourceFields)[number], Patterns | undefined>>;

const sourceFields = ["principals", "notPrincipals"] as const;

export interface Operation extends Readonly<Record<(typeof httpFields)[number], Patterns | undefined>> {
  readonly ports: readonly number[] | undefined;
  readonly notPorts: readonly number[] | undefined;
  /** Whether it asks for anything that only HTTP tells. */
  readonly http: boolean;
}

const httpFields = ["hosts", "methods", "notMethods", "paths", "notPaths"] as const;

/** About the server name (`connection.sni`), the only key that is modelled. */
interface Condition {
  readonly values: Patterns | undefined;
  readonly notValues: Patterns | undefined;
}

/** Values as policies compare them: `abc` exactly, `abc*` by prefix, `*abc` by suffix, `*` for any that is not empty. */
export class Patterns {
  /** The same patterns may have several numbers. Different ones have different numbers. */
  readonly id: number = ++lastId;
  /** Those without a `*`. */
  readonly exact: readonly string[];
  /** The same, if there are many. Most lists have one or two, and a set takes a hundred times their memory. */
  readonly #manyExact: ReadonlySet<string> | undefined;
  readonly #prefixes: readonly string[];
  readonly #suffixes: readonly string[];
  readonly #any: boolean;

  constructor(patterns: readonly string[]) {
    // In this order: `*abc*` is a suffix `abc*` (pilot/pkg/security/authz/matcher/string.go).
    const others = patterns.filter((pattern) => !pattern.startsWith("*"));
    this.exact = orNone([...new Set(others.filter((pattern) => !pattern.endsWith("*")))]);
    this.#manyExact = this.exact.length > 8 ? new Set(this.exact) : undefined;
    this.#prefixes = orNone(others.filter((pattern) => pattern.endsWith("*")).map((pattern) => pattern.slice(0, -1)));
    this.#suffixes = orNone(patterns.filter((pattern) => pattern.startsWith("*") && pattern !== "*").map((pattern) => pattern.slice(1)));
    this.#any = patterns.includes("*");
  }

  /** The values that match; undefined if there is a pattern among them. */
  get exactly(): readonly string[] | undefined {
    return this.#any || this.#prefixes.length + this.#suffixes.length > 0 ? undefined : this.exact;
  }

  /** As patterns of Host headers: the hosts that match, with whatever port; undefined if there are others. */
  get hosts(): readonly string[] | undefined {
    if (this.#any || this.#suffixes.length > 0 || this.#prefixes.some((prefix) => !prefix.endsWith(":"))) return undefined;
    return [...this.exact, ...this.#prefixes.map((prefix) => prefix.slice(0, -1))];
  }

  /** A value that matches and begins with `start`; undefined if there is none. */
  example(start: string): string | undefined {
    for (const value of this.exact) if (value.startsWith(start)) return value;
    for (const prefix of this.#prefixes) {
      if (prefix.startsWith(start)) return `${prefix}probe`;
      if (start.startsWith(prefix)) return `${start}probe`;
    }
    if (this.#any) return `${start}probe`;
    const [suffix] = this.#suffixes;
    return suffix === undefined ? undefined : `${start}probe${suffix}`;
  }

  /** A missing value matches nothing. */
  matches(value: string | undefined): boolean {
    if (value === undefined) return false;
    if (this.#manyExact ? this.#manyExact.has(value) : this.exact.includes(value)) return true;
    for (const prefix of this.#prefixes) if (value.startsWith(prefix)) return true;
    for (const suffix of this.#suffixes) if (value.endsWith(suffix)) return true;
    return this.#any && value !== "";
  }
}

const none: readonly string[] = [];

/** One list for all that are empty. */
function orNone(list: readonly string[]): readonly string[] {
  return list.length === 0 ? none : list;
}

let lastId = 0;

/** By their text. Many operations have the same methods and paths, and what is worked out for a list is worked out once. */
const readBefore = new Map<string, Patterns>();
/** The largest number of lists that are kept. */
const maxKept = 10_000;

/** The patterns of a list; the same for an equal list, if it was not long ago. */
function sharedPatterns(fields: Fields, key: string): Patterns | undefined {
  if (!fields.has(key)) return undefined;
  const texts = textsOf(fields, key);
  const text = JSON.stringify(texts);
  return getOrMakeAmong(maxKept, readBefore, text, () => new Patterns(texts));
}

export function readAuthorizationPolicy(head: ObjectHead): AuthorizationPolicy {
  const spec = partForIstio(head, "spec").only("selector", "action", "rules");
  return {
    name: head.name,
    selector: spec.maybeFields("selector")?.only("matchLabels").labels("matchLabels"),
    action: spec.has("action") ? spec.choice("action", ["ALLOW", "DENY"]) : "ALLOW",
    rules: spec.list("rules").map((rule, index) => readRule(rule, fieldOf(head.name, `spec.rules[${index}]`))),
  };
}

function readRule(rule: Fields, name: ObjectName): AuthorizationRule {
  rule.only("from", "to", "when");
  const entries = <Entry>(key: string, read: (entry: Fields) => Entry): readonly Entry[] | undefined => {
    if (!rule.has(key)) return undefined;
    const list = rule.list(key);
    return list.length > 0 ? list.map(read) : rule.fail(key, "an empty list is refused by Istio");
  };
  return { name, from: entries("from", readSource), to: entries("to", readOperation), when: entries("when", readCondition) ?? [] };
}

function readSource(entry: Fields): RequestSource {
  const source = entry
    .only("source")
    .fields("source")
    .only(...sourceFields);
  if (source.keys().length === 0) source.fail(undefined, "Istio refuses a source that asks nothing");
  return { principals: patterns(source, "principals"), notPrincipals: patterns(source, "notPrincipals") };
}

function readOperation(entry: Fields): Operation {
  const operation = entry
    .only("operation")
    .fields("operation")
    .only(...httpFields, "ports", "notPorts");
  if (operation.keys().length === 0) operation.fail(undefined, "Istio refuses an operation that asks nothing");
  const template = [...operation.texts("paths"), ...operation.texts("notPaths")].find((path) => /[{}]/.test(path));
  if (template !== undefined) operation.fail("paths", "the model does not know templates of paths");
  return {
    // Hosts match in either case (https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation).
    hosts: operation.has("hosts") ? new Patterns(operation.texts("hosts").map((host) => host.toLowerCase())) : undefined,
    methods: sharedPatterns(operation, "methods"),
    notMethods: sharedPatterns(operation, "notMethods"),
    paths: sharedPatterns(operation, "paths"),
    notPaths: sharedPatterns(operation, "notPaths"),
    ports: numbers(operation, "ports"),
    notPorts: numbers(operation, "notPorts"),
    http: httpFields.some((key) => operation.has(key)),
  };
}

function readCondition(condition: Fields): Condition {
  condition.only("key", "values", "notValues").choice("key", ["connection.sni"]);
  if (!condition.has("values") && !condition.has("notValues")) condition.fail(undefined, "Istio refuses a condition without values");
  return { values: patterns(condition, "values"), notValues: patterns(condition, "notValues") };
}

function patterns(fields: Fields, key: string): Patterns | undefined {
  if (!fields.has(key)) return undefined;
  return new Patterns(textsOf(fields, key));
}

function textsOf(fields: Fields, key: string): readonly string[] {
  return fields.someTexts(key) ?? fields.fail(key, "an empty list is refused by Istio");
}

function numbers(fields: Fields, key: string): readonly number[] | undefined {
  if (!fields.has(key)) return undefined;
  return fields.texts(key).map((port) => (/^[1-9]\d{0,4}$/.test(port) ? Number(port) : fields.fail(key, `\`${port}\` is not a port`)));
}
