import type { Cluster, Consumption } from "../../2-resolve/federation.ts";
import { beginsWithLocal, failoverInForce } from "../../2-resolve/routes-in-force.ts";
import { type ClusterView, grantsIn } from "../cluster-view.ts";
import { isTcp } from "../exposed-hosts.ts";
import { localLeavingComment } from "../local-names/failover.ts";
import { leavingComment } from "../order.ts";

/** How Istio behaves where that is not plain from federation.yaml: sentences in Markdown, only those that concern the cluster. */
export function effectsOf(view: ClusterView): readonly string[] {
  const { cluster, inboundGrants, outboundGrants, names, partners } = view;
  const consumptions = names.flatMap((name) => name.consumptions);
  return [
    "A withdrawal takes hold of established connections once they have drained, within about half a minute.",
    ...(grantsIn("gateways", inboundGrants).length > 0
      ? ["A server name under this cluster's own host that no service has completes the TLS handshake and gets 403."]
      : []),
    ...(consumptions.length > 0
      ? ["Calls that come in through your own ingress gateway, and pods without a proxy, do not see the local names' routes."]
      : []),
    ...retried(consumptions),
    ...failingOver(consumptions),
    ...([...inboundGrants, ...outboundGrants].some(isTcp)
      ? [
          "A tcp connection is decided on at the caller's first byte: a local caller who is refused still receives what the server says first.",
        ]
      : []),
    ...(partners.length > 0 ? [guarded] : []),
    ...(grantsIn("workloads", inboundGrants).some(isTcp)
      ? ["Any workload of a cluster in mode workloads receives what an exposed tcp service says first, also where it is refused."]
      : []),
    ...(cluster.issuer ? [keptKeys(cluster.credentials)] : []),
  ];
}

function keptKeys({ ingress, egress }: Cluster["credentials"]): string {
  return `When a Certificate goes, cert-manager leaves its Secret here (\`${ingress}\` and \`${egress}\`), and the key in it stays valid until it expires. Delete it by hand then, or run cert-manager with \`--enable-certificate-owner-ref\`.`;
}

/** Istio retries where nothing is written: a call that must not run twice needs a word. */
function retried(consumptions: readonly Consumption[]): readonly string[] {
  const silent = consumptions.filter(({ service, written }) => service.protocol !== "tcp" && written.retries === undefined);
  if (silent.length === 0) return [];
  const names = silent.map(({ as, port }) => `\`${as?.host}:${port}\``).join(", ");
  return [
    `Where federation.yaml sets no \`retries\`, Istio's default holds: a call is tried up to twice more after \`connect-failure\`, \`refused-stream\`, or a gRPC status \`unavailable\` or \`cancelled\`, also the application's own. So it may run more than once. \`retries: { attempts: 0 }\` in the entry under \`consume\` turns that off; the mesh's \`defaultHttpRetryPolicy\` changes it. It concerns ${names}.`,
  ];
}

function failingOver(consumptions: readonly Consumption[]): readonly string[] {
  const failovers = consumptions.filter((one) => failoverInForce(one).length > 0);
  const weighted = consumptions.some(({ routes }) => routes.some(({ destinations }) => destinations.length > 1));
  const kinds = new Map(failovers.map((one) => [`${one.service.protocol} ${beginsWithLocal(one)}`, one]));
  return [
    ...(weighted ? ["Weighted routes do not fail over; a `failover` list does."] : []),
    ...[...kinds.values()].map((one) => {
      const where = `In a \`failover\` of ${one.service.protocol}, `;
      return beginsWithLocal(one)
        ? localLeavingComment(one.service, `${where}a`)
        : leavingComment(one.service, `${where}an ingress gateway`);
    }),
  ];
}

const guarded =
  "Other clusters' workloads are known in this mesh. `federation-partners` keeps them from everything but the exposed ports, there by the exposed services' server names. A workload that reaches pods past the gateway may still reach one that is not exposed, on such a port number and by such a server name: only separate networks or policies of your own stop that.";
