import type { AlternativeEntry } from "../../../1-load/federation-file.ts";
import { deploymentName } from "../../../2-resolve/cluster.ts";
import type { Grant } from "../../../2-resolve/federation.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import { isOwnObject } from "../../../inventory/ownership.ts";
import { targetNumbers } from "../../../inventory/pod-template.ts";
import { decideByPolicies, type PolicyDecision, policiesFor, type SeenRequest } from "../../../inventory/policy-decision.ts";
import { standingService } from "../../../inventory/standing-service.ts";
import { uniqueBy } from "../../repeats.ts";
import { error, note, type RuleContext } from "../../rule.ts";

export const refusingPolicy = error("FED635", "policy of others that refuses the federation's calls", {
  finds: `\
AuthorizationPolicies in the cluster's dump that fedc did not write refuse a
call that the file grants, at the pods that serve it: one denies it, or there
are ALLOW policies and none is about the ingress gateway.`,
  why: `\
Such a call passes both gateways and gets 403 at the end. Pods with an ALLOW
policy deny whatever none of these policies allows.`,
  wrongLead: "Wrong, where logistics has an ALLOW policy:",
  wrong: `\
warehouse: { service: stock-api.logistics, … }`,
  right: `\
warehouse:
  service: stock-api.logistics
  selector: { app: stock-api }
  targetPort: 8080
  defaultDeny: true`,
  remark: `\
With "defaultDeny" fedc writes an ALLOW policy for what the file grants. A
policy that denies it must be changed.`,
  check(context) {
    for (const { grant, decision } of decisions(context, "refused")) {
      const { by } = decision;
      const denies = by?.spec.action === "DENY";
      context.report({
        at: allowPlace(context.at, grant.allow),
        message: `calls of \`${grant.exposure.service.name}\` by \`${grant.consumer.name}\` are refused at the pods: \`${by?.title}\` ${denies ? "denies them" : "allows others only"}`,
        ...(by && { related: { at: by.at, message: "written by somebody else" } }),
        help: denies
          ? "take the ingress gateway out of it, by `notPrincipals`"
          : "write `defaultDeny: true` with `selector` and `targetPort` in the exposure, and fedc allows what the file grants",
      });
    }
  },
});

export const unclearPolicy = note("FED636", "policy of others that fedc cannot judge", {
  finds: `\
An AuthorizationPolicy in the cluster's dump holds for pods that serve the
federation, and asks for something that fedc does not know about a call: an
address, a token, a header or another provider.`,
  why: `\
The call may be refused at the pods, and fedc's proof does not cover that. It is
said once for a policy.`,
  example: `\
Said of a policy that asks for an address:

  kind: AuthorizationPolicy
  spec:
    rules:
      - from: [{ source: { ipBlocks: [10.0.0.0/8] } }]

Try a call after the first deployment, or allow the ingress gateway's identity
in a rule of its own.`,
  check(context) {
    const unclear = decisions(context, "unknown").filter(({ decision }) => decision.by);
    for (const { grant, decision } of uniqueBy(unclear, (one) => `${one.grant.exposure.cluster.name} ${one.decision.by?.title}`)) {
      const { by } = decision;
      context.report({
        at: allowPlace(context.at, grant.allow),
        message: `whether \`${by?.title}\` of \`${grant.exposure.cluster.name}\` refuses these calls is not known`,
        ...(by && { related: { at: by.at, message: "asks for what fedc does not know" } }),
        help: "try a call, or allow the ingress gateway in a rule of its own",
      });
    }
  },
});

function decisions({ grants, federation, inventory }: RuleContext, result: PolicyDecision["result"]) {
  return grants.flatMap((grant) => {
    const { cluster, local, port, selector, targetPort, defaultDeny } = grant.exposure;
    const standing = inventory.of(cluster);
    if (!standing?.has("AuthorizationPolicy")) return [];
    const found = standingService(inventory, cluster, local, port);
    const { namespace } = local;
    const { rootNamespace } = cluster.istio;
    const labels = selector ?? found?.pods?.[0]?.labels;
    if (!labels) return [];
    const policies = policiesFor(standing, { namespace, labels, rootNamespace }).filter((policy) => !isOwnObject(policy, federation.name));
    const numbers = found?.port ? targetNumbers(found.port, found.pods ?? []) : [];
    const seenPort = targetPort ?? numbers[0] ?? port;
    const all = requestsOf(grant, seenPort).map((request) => decideByPolicies(policies, request, defaultDeny));
    const decision = all.find((one) => one.result === "refused") ?? all.find((one) => one.result === "unknown");
    return decision?.result === result ? [{ grant, decision }] : [];
  });
}

/** A call for each alternative, as the pods see it. */
function requestsOf({ allow, exposure, consumer, mode, users }: Grant, port: number): readonly SeenRequest[] {
  const { cluster, local, service } = exposure;
  const gateway = `${cluster.trustDomain}/ns/${cluster.namespace}/sa/${cluster.ingress?.serviceAccount ?? deploymentName("ingress")}`;
  const principals = mode === "gateways" ? [gateway] : workloadPrincipals();
  if (service.protocol === "tcp") return principals.map((principal) => ({ principal, port, sni: undefined, http: undefined }));
  const http = allow.alternatives.flatMap(requestsIn).map((request) => ({ host: local.fqdn, ...request }));
  return principals.flatMap((principal) => http.map((one) => ({ principal, port, sni: undefined, http: one })));

  function workloadPrincipals(): readonly string[] {
    const callers = users.flatMap((one) => (one.callers === "any" ? [] : one.callers)).filter((caller) => !caller.endsWith("/*"));
    return callers.map((caller) => `${consumer.trustDomain}/ns/${caller.replace("/", "/sa/")}`);
  }
}

/** Each method with each path that an alternative names. */
function requestsIn({ methods, paths, rpcs }: AlternativeEntry): readonly { readonly method: string; readonly path: string }[] {
  if (rpcs) return (rpcs === "any" ? ["probe.Probe/*"] : rpcs).map((rpc) => ({ method: "POST", path: `/${rpc.replace(/\*$/, "Probe")}` }));
  const all = methods === "any" || methods === undefined ? ["GET"] : methods;
  return all.flatMap((method) => (paths ?? ["/"]).map((path) => ({ method, path: path.replace(/\*$/, "probe") })));
}
