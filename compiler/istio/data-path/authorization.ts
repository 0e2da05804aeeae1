import type { Selected } from "../objects/policy-index.ts";
import type { AuthorizationRule, Operation, RequestSource } from "../objects/read-authorization-policy.ts";
import type { ObjectName } from "../verdict.ts";
import type { Request } from "./flight.ts";
import { withoutQuery } from "./request-path.ts";

/** What policies are asked about. */
export interface Asked {
  /** Names of the certificate that the caller proved; none where it showed none. */
  readonly principals: readonly string[];
  readonly sni: string | undefined;
  readonly port: number;
  /** Undefined where TLS or bytes pass, of which nothing is seen. */
  readonly request: Request | undefined;
}

export interface Decision {
  readonly allowed: boolean;
  /** Of the policies that decided; undefined where none holds for these pods. */
  readonly action: "ALLOW" | "DENY" | undefined;
  /** The rule that decided, or the policy under which nothing allowed it. */
  readonly by: ObjectName | undefined;
}

const free: Decision = { allowed: true, action: undefined, by: undefined };

/** DENY comes before ALLOW; where there is an ALLOW policy, what none of them allows is denied. */
export function authorize({ deny, allow, firstAllow }: Selected, { principals, sni, port, request }: Asked): Decision {
  const seen = request && { ...request, host: request.host.toLowerCase(), path: withoutQuery(request.path) };
  const visited: Asked = { principals, sni, port, request: seen };
  const denying = deny.find(principals, (rule) => holds(rule, visited, true));
  if (denying) return { allowed: false, action: "DENY", by: denying.name };
  if (!firstAllow) return free;
  const allowing = allow.find(principals, (rule) => holds(rule, visited, false));
  return allowing ? { allowed: true, action: "ALLOW", by: allowing.name } : { allowed: false, action: "ALLOW", by: firstAllow.name };
}

/**
 * From, to and when together. Where HTTP is not seen, an ALLOW rule that asks of it vanishes, and a DENY rule asks the rest, so that it denies more
 * (pilot/pkg/security/authz/model/model.go, Generate).
 */
function holds({ from, to, when }: AuthorizationRule, visited: Asked, deny: boolean): boolean {
  for (const { values, notValues } of when) {
    if (values && !values.matches(visited.sni)) return false;
    if (notValues?.matches(visited.sni)) return false;
  }
  if (from && !from.some((source) => comesFrom(source, visited.principals))) return false;
  if (!to) return true;
  if (!visited.request && !deny && to.some(({ http }) => http)) return false;
  return to.some((operation) => covers(operation, visited));
}

function comesFrom({ principals, notPrincipals }: RequestSource, names: readonly string[]): boolean {
  if (principals && !names.some((name) => principals.matches(name))) return false;
  return !notPrincipals || !names.some((name) => notPrincipals.matches(name));
}

function covers(operation: Operation, { port, request }: Asked): boolean {
  if (operation.ports && !operation.ports.includes(port)) return false;
  if (operation.notPorts?.includes(port)) return false;
  if (!request || !operation.http) return true;
  const { hosts, methods, notMethods, paths, notPaths } = operation;
  return (
    (!hosts || hosts.matches(request.host)) &&
    (!methods || methods.matches(request.method)) &&
    !notMethods?.matches(request.method) &&
    (!paths || paths.matches(request.path)) &&
    !notPaths?.matches(request.path)
  );
}
