import { getOrMake, getOrMakeAmong } from "../objects/indexed.ts";
import type { RuleIndex, SelectedPolicies } from "../objects/policy-index.ts";
import type { AuthorizationRule, Operation, Patterns, RequestSource } from "../objects/read-authorization-policy.ts";
import type { ObjectName } from "../verdict.ts";
import { withoutQuery } from "./request-path.ts";
import type { Division } from "./requests.ts";

/** What a proxy knows of a connection before it sees a request. */
interface SeenConnection {
  /** The names in the certificate that the caller proved; empty without one. */
  readonly principals: readonly string[];
  readonly sni: string | undefined;
  readonly port: number;
}

/** What a proxy sees of one call when it asks its policies. */
interface SeenCall extends SeenConnection {
  /** Undefined if only bytes are seen. */
  readonly request: { readonly method: string; readonly path: string; readonly host: string } | undefined;
}

export interface Decision {
  readonly allowed: boolean;
  /** The action of the policy that decided; undefined if no policy holds for these pods. */
  readonly action: "ALLOW" | "DENY" | undefined;
  /** The rule that decided, or the ALLOW policy without a rule for the call. */
  readonly by: ObjectName | undefined;
}

/** What policies make of one call. */
export function authorize(policies: SelectedPolicies, { request, ...connection }: SeenCall): Decision {
  const onConnection = new ConnectionPolicies(policies, connection);
  if (!request) return onConnection.decideBytes();
  const { division, decisions, otherwise } = onConnection.rulesFor(request.host);
  return decisions[division.groupOf({ ...request, index: 0, headers: {} })] ?? otherwise;
}

const everythingAllowed: Decision = { allowed: true, action: undefined, by: undefined };

/**
 * The policies as they hold for one connection: the rules whose caller, server name and port are the connection's, so that only the request
 * is left to look at. DENY comes before ALLOW. If there is an ALLOW policy, a call that no rule allows is denied
 * (https://istio.io/latest/docs/concepts/security/#implicit-enablement).
 */
export class ConnectionPolicies {
  /** In the order in which they are asked. */
  readonly #rules: readonly RequestRule[];
  readonly #forBytes: Decision;
  readonly #otherwise: Decision;
  readonly #byHost = new Map<string, HostRules>();

  constructor({ deny, allow, firstAllow }: SelectedPolicies, connection: SeenConnection) {
    const denying = rulesFor(deny, connection, "DENY");
    const allowing = rulesFor(allow, connection, "ALLOW");
    this.#otherwise = firstAllow ? { allowed: false, action: "ALLOW", by: firstAllow.name } : everythingAllowed;
    this.#rules = [...denying.rules, ...allowing.rules];
    this.#forBytes = denying.forBytes ?? allowing.forBytes ?? this.#otherwise;
  }

  /** What they make of a connection whose bytes are not read as HTTP. */
  decideBytes(): Decision {
    return this.#forBytes;
  }

  /** The rules that are left for requests of a host, as the proxy has read their paths. */
  rulesFor(host: string): HostRules {
    const lowerCase = host.toLowerCase();
    return getOrMake(this.#byHost, lowerCase, () => rulesForHost(this.#rules, lowerCase, this.#otherwise));
  }
}

/** What is decided about the requests of a host. */
interface HostRules {
  /** Puts a request into the group of the first rule that is about it. */
  readonly division: Division;
  /** By group. */
  readonly decisions: readonly Decision[];
  /** If no rule is about a request. */
  readonly otherwise: Decision;
}

/** A rule for a connection, and one of the operations that it is about; undefined for every operation. */
interface RequestRule {
  readonly operation: Operation | undefined;
  readonly decision: Decision;
}

/** The rules of one action for one connection, in their order, and what they make of bytes. */
function rulesFor(index: RuleIndex, connection: SeenConnection, action: "ALLOW" | "DENY") {
  const rules: RequestRule[] = [];
  let forBytes: Decision | undefined;
  for (const rule of index.about(connection.principals)) {
    if (!isAboutConnection(rule, connection)) continue;
    const decision: Decision = { allowed: action === "ALLOW", action, by: rule.name };
    let count = 0;
    for (const operation of rule.to ?? anyOperation)
      if (!operation || isAboutPort(operation, connection.port)) count = rules.push({ operation, decision });
    // If HTTP is not seen, Istio drops an ALLOW rule that asks for HTTP, and drops only the HTTP part of a DENY rule, so that it denies more
    // (pilot/pkg/security/authz/model/model.go, Generate).
    const isDropped = action === "ALLOW" && rule.to?.some(({ http }) => http);
    if (count > 0 && !isDropped) forBytes ??= decision;
  }
  return { rules, forBytes };
}

const anyOperation = [undefined];

function rulesForHost(all: readonly RequestRule[], host: string, otherwise: Decision): HostRules {
  const rules = all.filter(({ operation }) => !operation?.hosts || operation.hosts.matches(host));
  return { division: divisionBy(rules.map(({ operation }) => operation)), decisions: rules.map(({ decision }) => decision), otherwise };
}

/** By what operations ask about a request: many policies ask the same. */
const divisions = new Map<string, Division>();

/** The largest number of divisions that are kept. */
const maxKept = 1000;

function divisionBy(operations: readonly (Operation | undefined)[]): Division {
  const key = operations
    .map((one) => (one ? [one.methods?.id, one.notMethods?.id, one.paths?.id, one.notPaths?.id].join() : "any"))
    .join(" ");
  return getOrMakeAmong(maxKept, divisions, key, () => ({
    groupOf: ({ method, path }) => {
      const bare = withoutQuery(path);
      return operations.findIndex((operation) => !operation || covers(operation, method, bare));
    },
  }));
}

function isAboutConnection({ from, when }: AuthorizationRule, { principals, sni }: SeenConnection): boolean {
  for (const { values, notValues } of when) if ((values && !values.matches(sni)) || notValues?.matches(sni)) return false;
  if (!from) return true;
  for (const source of from) if (comesFrom(source, principals)) return true;
  return false;
}

function comesFrom({ principals, notPrincipals }: RequestSource, names: readonly string[]): boolean {
  return (!principals || matchesAny(principals, names)) && !(notPrincipals && matchesAny(notPrincipals, names));
}

function matchesAny(patterns: Patterns, names: readonly string[]): boolean {
  for (const name of names) if (patterns.matches(name)) return true;
  return false;
}

function isAboutPort({ ports, notPorts }: Operation, port: number): boolean {
  return (!ports || ports.includes(port)) && !notPorts?.includes(port);
}

function covers({ methods, notMethods, paths, notPaths }: Operation, method: string, path: string): boolean {
  return (
    (!methods || methods.matches(method)) && !notMethods?.matches(method) && (!paths || paths.matches(path)) && !notPaths?.matches(path)
  );
}
