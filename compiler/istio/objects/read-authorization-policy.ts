import type { Labels } from "../../1-load/federation-file.ts";
import type { ObjectName } from "../verdict.ts";
import type { Fields } from "./fields.ts";
import { checkMetadata, type ObjectHead } from "./object-head.ts";
import { Patterns } from "./patterns.ts";

export interface AuthorizationPolicy {
  readonly name: ObjectName;
  /** Undefined where it holds for the namespace, or in the root namespace for the mesh. */
  readonly selector: Labels | undefined;
  readonly action: "ALLOW" | "DENY";
  readonly rules: readonly AuthorizationRule[];
}

/** All that is asked must hold; of a list, one entry. Undefined where nothing is asked. */
export interface AuthorizationRule {
  readonly name: ObjectName;
  readonly from: readonly RequestSource[] | undefined;
  readonly to: readonly Operation[] | undefined;
  readonly when: readonly Condition[];
}

export interface RequestSource {
  readonly principals: Patterns | undefined;
  readonly notPrincipals: Patterns | undefined;
}

export interface Operation {
  readonly hosts: Patterns | undefined;
  readonly methods: Patterns | undefined;
  readonly notMethods: Patterns | undefined;
  readonly paths: Patterns | undefined;
  readonly notPaths: Patterns | undefined;
  readonly ports: readonly number[] | undefined;
  readonly notPorts: readonly number[] | undefined;
  /** Asks something that only HTTP tells. */
  readonly http: boolean;
}

/** Of the server name, the only key that is modelled. */
interface Condition {
  readonly values: Patterns | undefined;
  readonly notValues: Patterns | undefined;
}

export function readAuthorizationPolicy(head: ObjectHead): AuthorizationPolicy {
  checkMetadata(head);
  const spec = head.fields.only("apiVersion", "kind", "metadata", "spec").fields("spec").only("selector", "action", "rules");
  return {
    name: head.name,
    selector: spec.maybeFields("selector")?.only("matchLabels").labels("matchLabels"),
    action: spec.has("action") ? spec.choice("action", ["ALLOW", "DENY"]) : "ALLOW",
    rules: spec.list("rules").map((rule, index) => readRule(rule, { ...head.name, field: `spec.rules[${index}]` })),
  };
}

function readRule(rule: Fields, name: ObjectName): AuthorizationRule {
  rule.only("from", "to", "when");
  const some = <Entry>(key: string, read: (entry: Fields) => Entry): readonly Entry[] | undefined => {
    if (rule.has(key) && rule.list(key).length === 0) rule.fail(key, "an empty list is refused by Istio");
    return rule.has(key) ? rule.list(key).map(read) : undefined;
  };
  return { name, from: some("from", readSource), to: some("to", readOperation), when: some("when", readCondition) ?? [] };
}

function readSource(entry: Fields): RequestSource {
  const source = entry.only("source").fields("source").only("principals", "notPrincipals");
  if (source.keys().length === 0) source.fail(undefined, "Istio refuses a source that asks nothing");
  return { principals: patterns(source, "principals"), notPrincipals: patterns(source, "notPrincipals") };
}

function readOperation(entry: Fields): Operation {
  const operation = entry.only("operation").fields("operation");
  operation.only("hosts", "methods", "notMethods", "paths", "notPaths", "ports", "notPorts");
  if (operation.keys().length === 0) operation.fail(undefined, "Istio refuses an operation that asks nothing");
  const template = [...operation.texts("paths"), ...operation.texts("notPaths")].find((path) => /[{}]/.test(path));
  if (template !== undefined) operation.fail("paths", "the model does not know templates of paths");
  const hosts = operation.has("hosts") ? new Patterns(operation.texts("hosts").map((host) => host.toLowerCase())) : undefined;
  return {
    hosts,
    methods: patterns(operation, "methods"),
    notMethods: patterns(operation, "notMethods"),
    paths: patterns(operation, "paths"),
    notPaths: patterns(operation, "notPaths"),
    ports: numbers(operation, "ports"),
    notPorts: numbers(operation, "notPorts"),
    http: ["hosts", "methods", "notMethods", "paths", "notPaths"].some((key) => operation.has(key)),
  };
}

function readCondition(condition: Fields): Condition {
  condition.only("key", "values", "notValues").choice("key", ["connection.sni"]);
  if (!condition.has("values") && !condition.has("notValues")) condition.fail(undefined, "Istio refuses a condition without values");
  return { values: patterns(condition, "values"), notValues: patterns(condition, "notValues") };
}

function patterns(fields: Fields, key: string): Patterns | undefined {
  if (fields.has(key) && fields.texts(key).length === 0) fields.fail(key, "an empty list is refused by Istio");
  return fields.has(key) ? new Patterns(fields.texts(key)) : undefined;
}

function numbers(fields: Fields, key: string): readonly number[] | undefined {
  return fields.maybeTexts(key)?.map((port) => (/^[1-9]\d{0,4}$/.test(port) ? Number(port) : fields.fail(key, `\`${port}\` is no port`)));
}
