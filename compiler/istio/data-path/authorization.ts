import { getOrMake } from "../objects/indexed.ts";
import type { RuleIndex, SelectedPolicies } from "../objects/policy-index.ts";
import type { AuthorizationRule, Operation, RequestSource } from "../objects/read-authorization-policy.ts";
import type { ObjectName } from "../verdict.ts";
import { withoutQuery } from "./request-path.ts";

/** What a proxy knows of a connection before it sees a request. */
export interface SeenConnection {
  /** The names in the certificate that the caller proved; empty without one. */
  readonly principals: readonly string[];
  readonly sni: string | undefined;
  readonly port: number;
}

/** What policies compare of a request. */
interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly host: string;
}

/** What a proxy sees of a call when it asks its policies. */
interface SeenCall extends SeenConnection {
  /** Undefined if only bytes are seen. */
  readonly request: SeenRequest | undefined;
}

export interface Decision {
  readonly allowed: boolean;
  /** The action of the policy that decided; undefined if no policy holds for these pods. */
  readonly action: "ALLOW" | "DENY" | undefined;
  /** The rule that decided, or the ALLOW policy without a rule for the call. */
  readonly by: ObjectName | undefined;
}

/** What policies make of one call. */
export function authorize(policies: SelectedPolicies, call: SeenCall): Decision {
  return new ConnectionPolicies(policies, call).decide(call.request);
}

/**
 * The policies as they hold for one connection: the rules whose caller, server name and port are the connection's, so that only the request
 * is left to look at. DENY comes before ALLOW. If there is an ALLOW policy, a call that no rule allows is denied
 * (https://istio.io/latest/docs/concepts/security/#implicit-enablement).
 */
export class ConnectionPolicies {
  readonly #deny: RequestRules;
  readonly #allow: RequestRules;
  readonly #otherwise: Decision;

  constructor({ deny, allow, firstAllow }: SelectedPolicies, connection: SeenConnection) {
    this.#deny = new RequestRules(deny, connection, "DENY");
    this.#allow = new RequestRules(allow, connection, "ALLOW");
    this.#otherwise = firstAllow ? { allowed: false, action: "ALLOW", by: firstAllow.name } : everythingAllowed;
  }

  /** `undefined` if only bytes are seen. */
  decide(request: SeenRequest | undefined): Decision {
    return this.#deny.decide(request) ?? this.#allow.decide(request) ?? this.#otherwise;
  }
}

const everythingAllowed: Decision = { allowed: true, action: undefined, by: undefined };

/** A rule for a connection, and one of the operations that it is about; undefined for every operation. */
interface RequestRule {
  readonly operation: Operation | undefined;
  readonly decision: Decision;
}

/** The rules of one action for one connection, in their order. */
class RequestRules {
  readonly #forBytes: readonly RequestRule[];
  readonly #forHttp: readonly RequestRule[];
  /** Those that may hold for a host, by the host: there are many rules, and each names its hosts. */
  readonly #byHost = new Map<string, readonly RequestRule[]>();

  constructor(rules: RuleIndex, connection: SeenConnection, action: "ALLOW" | "DENY") {
    const forBytes: RequestRule[] = [];
    const forHttp: RequestRule[] = [];
    for (const rule of rules.about(connection.principals)) {
      if (!isAboutConnection(rule, connection)) continue;
      const decision: Decision = { allowed: action === "ALLOW", action, by: rule.name };
      const operations = rule.to?.filter((operation) => isAboutPort(operation, connection.port)) ?? [undefined];
      for (const operation of operations) forHttp.push({ operation, decision });
      // If HTTP is not seen, Istio drops an ALLOW rule that asks for HTTP, and drops only the HTTP part of a DENY rule, so that it denies
      // more (pilot/pkg/security/authz/model/model.go, Generate).
      const isDropped = action === "ALLOW" && rule.to?.some(({ http }) => http);
      if (operations.length > 0 && !isDropped) forBytes.push({ operation: undefined, decision });
    }
    this.#forBytes = forBytes;
    this.#forHttp = forHttp;
  }

  decide(request: SeenRequest | undefined): Decision | undefined {
    if (!request) return this.#forBytes[0]?.decision;
    if (this.#forHttp.length === 0) return undefined;
    const host = request.host.toLowerCase();
    const rules = getOrMake(this.#byHost, host, () =>
      this.#forHttp.filter(({ operation }) => !operation?.hosts || operation.hosts.matches(host)),
    );
    if (rules.length === 0) return undefined;
    const path = withoutQuery(request.path);
    for (const { operation, decision } of rules) if (!operation || covers(operation, request.method, path)) return decision;
    return undefined;
  }
}

function isAboutConnection({ from, when }: AuthorizationRule, { principals, sni }: SeenConnection): boolean {
  if (when.some(({ values, notValues }) => (values && !values.matches(sni)) || notValues?.matches(sni))) return false;
  return !from || from.some((source) => comesFrom(source, principals));
}

function comesFrom({ principals, notPrincipals }: RequestSource, names: readonly string[]): boolean {
  if (principals && !names.some((name) => principals.matches(name))) return false;
  return !notPrincipals || !names.some((name) => notPrincipals.matches(name));
}

function isAboutPort({ ports, notPorts }: Operation, port: number): boolean {
  return (!ports || ports.includes(port)) && !notPorts?.includes(port);
}

function covers({ methods, notMethods, paths, notPaths }: Operation, method: string, path: string): boolean {
  return (
    (!methods || methods.matches(method)) && !notMethods?.matches(method) && (!paths || paths.matches(path)) && !notPaths?.matches(path)
  );
}
