import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { ClusterView, Group } from "../cluster-view.ts";
import { type Manifest, metadata, type PlannedFile, planned } from "../manifest.ts";
import { groupHost } from "../names.ts";
import type { HttpRoute } from "../objects.ts";
import { failoverByHealth, leavingComment, orderComment } from "../order.ts";
import { planFailoverInModeWorkloads } from "../workloads/failover-workloads.ts";
import { exposersSpec, gatewayTls } from "./endpoints.ts";
import { callersRule, gatewayPolicy } from "./gateway-policy.ts";

/** `failover-<service>.yaml`: a group of exposing clusters, which are tried in order. */
export function planFailover(view: ClusterView): readonly PlannedFile[] {
  return view.groups.map((group) => ({
    name: `failover-${group.service.name}.yaml`,
    manifests: group.mode === "workloads" ? planFailoverInModeWorkloads(view, group) : planFailoverInModeGateways(view, group),
  }));
}

function planFailoverInModeGateways(view: ClusterView, { service, grants, callers }: Group): readonly Manifest[] {
  const { federation, cluster, home } = view;
  const name = `failover-${service.name}`;
  const about = metadata({ service: service.name, ...home }, name);
  const exposers = grants.map(({ exposure }) => exposure.cluster);
  const host = groupHost(service, cluster, federation);
  const tcp = service.protocol === "tcp";
  const route = [{ destination: { host, port: { number: gatewayPort } } }];
  return [
    planned("ServiceEntry", about, exposersSpec(host, exposers), orderComment(exposers)),
    planned(
      "DestinationRule",
      about,
      {
        host,
        exportTo: ["."],
        workloadSelector: { matchLabels: cluster.egress?.selector ?? {} },
        trafficPolicy: {
          tls: gatewayTls(cluster, host, exposers),
          ...failoverByHealth(exposers, tcp ? undefined : { useClientProtocol: true }),
        },
      },
      leavingComment(service),
    ),
    planned("VirtualService", about, {
      hosts: [host],
      gateways: ["federation-egress"],
      exportTo: ["."],
      ...(tcp ? { tcp: [{ route }] } : { http: [{ retries: unsentAgain(exposers.length), route }] }),
    }),
    gatewayPolicy(
      view,
      "egress",
      { name, service: service.name },
      [callersRule(tcp, callers, host)],
      `The local callers of ${service.name}, whichever cluster serves it.`,
    ),
  ];
}

/**
 * Tries again only what has not been sent: the connection failed, or the next gateway refused the stream unread. So a new connection to
 * a gateway that vanished costs time, and not an answer. A call that was sent may have been read, and is for the caller to repeat.
 */
function unsentAgain(attempts: number): NonNullable<HttpRoute["retries"]> {
  return { attempts, retryOn: "connect-failure,refused-stream,reset-before-request" };
}
