import type { Exposure, Grant } from "../2-resolve/federation.ts";
import { sorted } from "../2-resolve/names.ts";
import type { Involvement } from "./involvement.ts";
import { type Manifest, manifest, metadata } from "./manifest.ts";
import { ingressPrincipal, principals } from "./names.ts";
import type { Operation } from "./objects.ts";
import { grantedOperations } from "./operations.ts";

/** The policies on the pods behind an exposed Service; they speak of its container port alone. */
export function planWorkloadPolicies(involvement: Involvement, exposure: Exposure, offers: readonly Grant[]): readonly Manifest[] {
  const policies = [];
  if (exposure.protect) policies.push(denial(involvement, exposure, exposure.protect));
  if (exposure.defaultDeny && offers.length > 0) policies.push(allowance(involvement, exposure, offers));
  return policies;
}

/** A denial of everyone else: an ALLOW would widen or close what the mesh's own policies say. */
function denial({ federation, cluster }: Involvement, exposure: Exposure, callers: readonly string[]): Manifest {
  const { service, local } = exposure;
  return manifest(
    {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: metadata({ federation, namespace: local.namespace, service: service.name }, `federation-deny-${service.name}`),
      spec: {
        selector: { matchLabels: exposure.selector ?? {} },
        action: "DENY",
        rules: [
          {
            from: [{ source: { notPrincipals: [ingressPrincipal(cluster), ...principals(cluster, sorted(callers))] } }],
            to: [{ operation: { ports: [String(exposure.targetPort)] } }],
          },
        ],
      },
    },
    callers.length > 0
      ? `Besides the federation only ${sorted(callers).join(", ")} may call ${service.name} here.`
      : `Only the federation may call ${service.name} here.`,
    "Whatever else is allowed or denied stays so.",
  );
}

/** Where a namespace denies what no policy allows, the federation's calls need a policy too. */
function allowance({ federation, cluster }: Involvement, exposure: Exposure, offers: readonly Grant[]): Manifest {
  const { service, local } = exposure;
  const ports = [String(exposure.targetPort)];
  const granted = service.protocol === "tcp" ? [{}] : offers.flatMap((grant) => grantedOperations(grant));
  const distinct = [...new Map(granted.map((operation) => [JSON.stringify(operation), operation])).entries()].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return manifest(
    {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: metadata({ federation, namespace: local.namespace, service: service.name }, `federation-allow-${service.name}`),
      spec: {
        selector: { matchLabels: exposure.selector ?? {} },
        action: "ALLOW",
        rules: [
          {
            from: [{ source: { principals: [ingressPrincipal(cluster)] } }],
            to: distinct.map(([, operation]): { operation: Operation } => ({ operation: { ports, ...operation } })),
          },
        ],
      },
    },
    "Nothing is reached here that no policy allows: so the federation's calls are allowed on the workload too.",
  );
}
