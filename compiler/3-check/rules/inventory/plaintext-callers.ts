import type { Exposure } from "../../../2-resolve/federation.ts";
import type { PeerMode } from "../../../inventory/peer-authentication.ts";
import { peerModeOf } from "../../../inventory/peer-authentication.ts";
import { standingService } from "../../../inventory/standing-service.ts";
import { error, type RuleContext, warning } from "../../rule.ts";

export const plaintextCallers = warning("FED633", "callers that protect may cut off", {
  finds: `\
A PeerAuthentication in the cluster's dump is PERMISSIVE for pods that "protect"
guards: callers without mutual TLS are accepted there until now.`,
  why: `\
"protect" lets callers pass by their identity, and a caller without mutual TLS
has none. Pods without a sidecar, and probes of others, are cut off.`,
  wrongLead: "Warned of, where legacy pods call stock-api without a sidecar:",
  wrong: `\
protect: { callers: [logistics/legacy] }`,
  rightLead: "Right, once every caller has a sidecar:",
  right: `\
kind: PeerAuthentication
metadata: { name: default, namespace: logistics }
spec: { mtls: { mode: STRICT } }`,
  check(context) {
    for (const { exposure, peer } of peerModes(context)) {
      if (exposure.protect === undefined || peer.mode !== "PERMISSIVE") continue;
      context.report({
        at: context.at.key(exposure.written, "protect"),
        message: `callers of \`${exposure.local.name}.${exposure.local.namespace}\` in \`${exposure.cluster.name}\` without mutual TLS pass today, and \`protect\` refuses them`,
        related: { at: peer.object.at, message: "is PERMISSIVE" },
        help: "give every caller a sidecar first; `accept` this finding if all have one",
      });
    }
  },
});

export const noIdentity = error("FED634", "pods that see no identity", {
  finds: `\
A PeerAuthentication in the cluster's dump turns mutual TLS off (DISABLE) for
pods on which policies of the federation must hold.`,
  why: `\
Without mutual TLS no caller has an identity. "protect" would refuse every call,
of the federation too, "defaultDeny" would let none pass, and in mode workloads
no TLS handshake succeeds.`,
  wrongLead: "Wrong, where stock-api is protected:",
  wrong: `\
kind: PeerAuthentication
metadata: { name: stock-api, namespace: logistics }
spec:
  selector: { matchLabels: { app: stock-api } }
  mtls: { mode: DISABLE }`,
  right: `\
spec:
  selector: { matchLabels: { app: stock-api } }
  mtls: { mode: STRICT }`,
  check(context) {
    for (const { exposure, peer } of peerModes(context)) {
      const { protect, defaultDeny, selector, cluster, local } = exposure;
      if (peer.mode !== "DISABLE" || !(protect !== undefined || defaultDeny || selector)) continue;
      context.report({
        at: context.at.value(exposure.written, "service"),
        message: `pods of \`${local.name}.${local.namespace}\` in \`${cluster.name}\` take no mutual TLS, so that no caller has an identity there`,
        related: { at: peer.object.at, message: "is DISABLE" },
        help: "set PERMISSIVE or STRICT for these pods",
      });
    }
  },
});

function peerModes({ exposures, inventory }: RuleContext): readonly { readonly exposure: Exposure; readonly peer: PeerMode }[] {
  return exposures.flatMap((exposure) => {
    const { cluster, local, port, targetPort, selector, active } = exposure;
    const standing = inventory.of(cluster);
    if (!active || !standing?.has("PeerAuthentication")) return [];
    const labels = selector ?? standingService(inventory, cluster, local, port)?.pods?.[0]?.labels ?? {};
    const peer = peerModeOf(standing, { namespace: local.namespace, labels, port: targetPort, rootNamespace: cluster.istio.rootNamespace });
    return peer ? [{ exposure, peer }] : [];
  });
}
