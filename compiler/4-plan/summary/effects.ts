import type { Cluster, Consumption } from "../../2-resolve/federation.ts";
import { beginsWithLocal, failoverInForce } from "../../2-resolve/routes-in-force.ts";
import { type ClusterView, grantsIn } from "../cluster-view.ts";
import { localLeavingComment } from "../local-names/failover.ts";
import { isTcp } from "../names.ts";
import { leavingComment } from "../order.ts";

/** Behaviour of Istio that federation.yaml does not show: sentences in Markdown, only those that concern this cluster. */
export function effectsOf(view: ClusterView): readonly string[] {
  const { cluster, inboundGrants, outboundGrants, names, partners } = view;
  const consumptions = names.flatMap((name) => name.consumptions);
  return [
    "A withdrawal affects established connections once they have drained, within about half a minute.",
    ...(grantsIn("gateways", inboundGrants).length > 0
      ? ["A server name under this cluster's own host that no service has completes the TLS handshake and gets 403."]
      : []),
    ...(consumptions.length > 0
      ? ["The routes of local names do not apply to calls through your own ingress gateway, or to pods without a proxy."]
      : []),
    ...retried(consumptions),
    ...failingOver(consumptions),
    ...([...inboundGrants, ...outboundGrants].some(isTcp)
      ? [
          "Access to tcp is checked at the caller's first byte: a local caller that is refused still receives data that the server sends first.",
        ]
      : []),
    ...(partners.length > 0 ? [guarded] : []),
    ...(grantsIn("workloads", inboundGrants).some(isTcp)
      ? ["Any workload of a cluster in mode workloads receives data that an exposed tcp service sends first, even if it is refused."]
      : []),
    ...(cluster.issuer ? [keptKeys(cluster.credentials)] : []),
  ];
}

function keptKeys({ ingress, egress }: Cluster["credentials"]): string {
  return `When a Certificate is deleted, cert-manager leaves its Secret here (\`${ingress}\` and \`${egress}\`), and the key in it stays valid until it expires. Delete the Secret by hand, or run cert-manager with \`--enable-certificate-owner-ref\`.`;
}

/** Istio retries by default, which users must know if a call must not run twice. */
function retried(consumptions: readonly Consumption[]): readonly string[] {
  const withDefault = consumptions.filter(({ service, written }) => service.protocol !== "tcp" && written.retries === undefined);
  if (withDefault.length === 0) return [];
  const names = withDefault.map(({ as, port }) => `\`${as?.host}:${port}\``).join(", ");
  return [
    `Without \`retries\` in federation.yaml, Istio's default holds: a call is tried up to twice more after \`connect-failure\`, \`refused-stream\`, or a gRPC status \`unavailable\` or \`cancelled\`, including the application's own. So it may run more than once. \`retries: { attempts: 0 }\` in the entry under \`consume\` turns that off; the mesh's \`defaultHttpRetryPolicy\` changes it. It concerns ${names}.`,
  ];
}

function failingOver(consumptions: readonly Consumption[]): readonly string[] {
  const failovers = consumptions.filter((consumption) => failoverInForce(consumption).length > 0);
  const weighted = consumptions.some(({ routes }) => routes.some(({ destinations }) => destinations.length > 1));
  const kinds = new Map(failovers.map((consumption) => [`${consumption.service.protocol} ${beginsWithLocal(consumption)}`, consumption]));
  return [
    ...(weighted ? ["Weighted routes do not fail over; a `failover` list does."] : []),
    ...[...kinds.values()].map((consumption) => {
      const where = `In a \`failover\` of ${consumption.service.protocol}, `;
      return beginsWithLocal(consumption)
        ? localLeavingComment(consumption.service, `${where}a`)
        : leavingComment(consumption.service, `${where}an ingress gateway`);
    }),
  ];
}

const guarded =
  "This mesh trusts other clusters' workloads. `federation-partners` allows them only the exposed ports, by the exposed services' server names. A workload that reaches pods past the gateway may still reach a pod that is not exposed, on such a port number and by such a server name. Only separate networks or your own policies prevent that.";
