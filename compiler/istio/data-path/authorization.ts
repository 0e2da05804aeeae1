import type { SelectedPolicies } from "../objects/policy-index.ts";
import type { AuthorizationRule, Operation, RequestSource } from "../objects/read-authorization-policy.ts";
import type { ObjectName } from "../verdict.ts";
import type { Request } from "./flight.ts";
import { withoutQuery } from "./request-path.ts";

/** What a proxy sees of a call when it asks its policies. */
export interface SeenCall {
  /** The names in the certificate that the caller proved; empty without one. */
  readonly principals: readonly string[];
  readonly sni: string | undefined;
  readonly port: number;
  /** Undefined if only bytes are seen. */
  readonly request: Request | undefined;
}

export interface Decision {
  readonly allowed: boolean;
  /** The action of the policy that decided; undefined if no policy holds for these pods. */
  readonly action: "ALLOW" | "DENY" | undefined;
  /** The rule that decided, or the ALLOW policy without a rule for the call. */
  readonly by: ObjectName | undefined;
}

/**
 * DENY comes before ALLOW. If there is an ALLOW policy, a call that no rule allows is denied
 * (https://istio.io/latest/docs/concepts/security/#implicit-enablement).
 */
export function authorize({ deny, allow, firstAllow }: SelectedPolicies, call: SeenCall): Decision {
  const { principals, request } = call;
  const compared = { ...call, request: request && { ...request, host: request.host.toLowerCase(), path: withoutQuery(request.path) } };
  const denying = deny.find(principals, (rule) => holds(rule, compared, true));
  if (denying) return { allowed: false, action: "DENY", by: denying.name };
  if (!firstAllow) return { allowed: true, action: undefined, by: undefined };
  const allowing = allow.find(principals, (rule) => holds(rule, compared, false));
  return { allowed: allowing !== undefined, action: "ALLOW", by: (allowing ?? firstAllow).name };
}

/**
 * If HTTP is not seen, Istio drops an ALLOW rule that asks for HTTP, and drops only the HTTP part of a DENY rule, so that it denies more
 * (pilot/pkg/security/authz/model/model.go, Generate).
 */
function holds({ from, to, when }: AuthorizationRule, call: SeenCall, deny: boolean): boolean {
  if (when.some(({ values, notValues }) => (values && !values.matches(call.sni)) || notValues?.matches(call.sni))) return false;
  if (from && !from.some((source) => comesFrom(source, call.principals))) return false;
  if (!to) return true;
  if (!call.request && !deny && to.some(({ http }) => http)) return false;
  return to.some((operation) => covers(operation, call));
}

function comesFrom({ principals, notPrincipals }: RequestSource, names: readonly string[]): boolean {
  if (principals && !names.some((name) => principals.matches(name))) return false;
  return !notPrincipals || !names.some((name) => notPrincipals.matches(name));
}

function covers(operation: Operation, { port, request }: SeenCall): boolean {
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
