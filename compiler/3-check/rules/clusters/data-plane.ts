import type { Spans } from "../../../1-load/spans.ts";
import { namespaceOf } from "../../../2-resolve/caller-lists.ts";
import { isAmbient } from "../../../2-resolve/cluster.ts";
import type { Consumption, Exposure, Grant } from "../../../2-resolve/federation.ts";
import { beginsWithLocal } from "../../../2-resolve/routes-in-force.ts";
import { exposurePlace } from "../../../2-resolve/written-places.ts";
import type { Place } from "../../../findings/source.ts";
import { uniqueBy } from "../../repeats.ts";
import { error, type RuleContext, warning } from "../../rule.ts";

/*
 * What ambient mode does with fedc's objects, by Istio's source and pages:
 * - ztunnel follows no VirtualService. A waypoint may, and that is alpha: istio.io, docs/ambient/usage/l7-features
 * - Of policies it drops rules of ALLOW with HTTP attributes or `connection.sni`, and of DENY only these attributes, so more is denied:
 *   istio/istio, pilot/pkg/serviceregistry/kube/controller/ambient/authorization.go, `handleRule` and `l4WhenAttributes`
 * - A DestinationRule with ISTIO_MUTUAL keeps Envoy from HBONE, which is the TLS that ztunnel ends: istio/istio, issue 53526
 * - Gateways reach pods in ambient mode, by HBONE if ISTIO_META_ENABLE_HBONE is set, as the ambient profile sets it:
 *   istio.io, docs/ambient/usage/add-workloads; istio/istio, manifests/helm-profiles/ambient.yaml
 * - A pod with an injected proxy, such as fedc's gateways, is not captured: istio/istio, cni/pkg/util/podutil.go, `podHasSidecar`
 */

export const needsSidecars = error("FED471", "entry that needs sidecars in ambient mode", {
  finds: `\
"istio.dataPlane" says that pods are in ambient mode, and an entry about them
needs sidecars:

  - callers of a local name: only a sidecar follows the routes that lead it to
    another cluster
  - a service in mode workloads: TLS ends in the sidecar of the called
    workload, and its policies go by the server name
  - a "failover" that begins with the local Service, in its namespace
  - "defaultDeny" with methods, paths or rpcs: ztunnel drops such rules, and
    then denies the federation's calls`,
  why: `\
In ambient mode ztunnel carries connections and sees no requests. It follows no
VirtualService, drops rules of policies that go by HTTP or by the server name,
and denies rather than allows.

A service in mode gateways works: the exposing gateway is an Envoy of its own
and checks caller, method and path before it calls the Service.`,
  wrongLead: "Wrong, with istio: { dataPlane: ambient }:",
  wrong: `\
consume:
  cluster1: { as: ratings.default, ..., callers: [default/web] }`,
  rightLead: "Right, if the namespace of the callers has sidecars:",
  right: `\
istio:
  dataPlane: { default: ambient, namespaces: { default: sidecar } }`,
  check(context) {
    for (const { at, message, help } of uniqueBy(neededSidecars(context), (need) => `${need.at.start} ${need.message}`))
      context.report({ at, message, help });
  },
});

export const unmeasuredInAmbient = warning("FED472", "entry that is not measured in ambient mode", {
  finds: `\
"istio.dataPlane" says that pods are in ambient mode, and an entry about them
should work there, but no real mesh has shown it:

  - "protect", or "defaultDeny" without methods and paths: ztunnel enforces the
    policy by identity and port
  - "callers: any", where some namespaces are in ambient mode: callers there are
    not led to other clusters`,
  why: `\
ztunnel knows a caller's identity only if the caller speaks HBONE. The exposing
gateway does so if its proxy has ISTIO_META_ENABLE_HBONE, which Istio's ambient
profile sets for all proxies. Without it, "protect" cuts the gateway off.

fedc's suite of real meshes has no ztunnel, so try it before you rely on it.`,
  wrongLead: "To be tried first, with dataPlane: ambient:",
  wrong: `\
cluster2: { service: ratings.bookinfo, ..., protect: { callers: none } }`,
  rightLead: "Measured:",
  right: `\
cluster2: { service: ratings.bookinfo, ... }`,
  check({ consumptions, exposures, grants, at, report }) {
    const served = new Set(grants.map(({ exposure }) => exposure));
    for (const exposure of exposures) {
      const { cluster, local, service, protect, defaultDeny, written } = exposure;
      if (!isPlanned(exposure) || !isAmbient(cluster, local.namespace) || !(protect || served.has(exposure))) continue;
      const field = protect ? "protect" : defaultDeny && !goesByRequests(exposure, grants) ? "defaultDeny" : undefined;
      if (field)
        report({
          at: written[field] === undefined ? exposurePlace(at, exposure) : at.key(written, field),
          message: `\`${field}\` of \`${service.name}\` is enforced by ztunnel in \`${local.namespace}\` of \`${cluster.name}\`, which is not measured`,
          help: "the gateway must speak HBONE: `ISTIO_META_ENABLE_HBONE`, as in Istio's ambient profile; try it first",
        });
    }
    for (const { cluster, callers, written, inactive } of uniqueBy(consumptions, (one) => one.written)) {
      const ambient = Object.keys(cluster.istio.dataPlane.namespaces).filter((namespace) => isAmbient(cluster, namespace));
      if (!cluster.managed || inactive !== undefined || callers !== "any" || written.callers === undefined || ambient.length === 0)
        continue;
      if (cluster.istio.dataPlane.default === "sidecar")
        report({
          at: at.value(written, "callers"),
          message: `callers in \`${ambient.join("`, `")}\` of \`${cluster.name}\` are in ambient mode, and are not led to other clusters`,
          help: "list the namespaces that have sidecars, such as `shop/*`",
        });
    }
  },
});

interface NeededSidecars {
  readonly at: Place;
  readonly message: string;
  readonly help: string;
}

function neededSidecars({ consumptions, exposures, grants, at }: RuleContext): readonly NeededSidecars[] {
  return [
    ...consumptions.filter(({ cluster, inactive }) => cluster.managed && inactive === undefined).flatMap((one) => byConsumption(one, at)),
    ...exposures.filter(isPlanned).flatMap((one) => byExposure(one, grants, at)),
  ];
}

function isPlanned({ cluster, active }: Exposure): boolean {
  return cluster.managed && active;
}

function byConsumption(consumption: Consumption, at: Spans): readonly NeededSidecars[] {
  const { cluster, written, as, service, callers } = consumption;
  const help = "only pods with sidecars can call it: give their namespace sidecars and say so in `istio.dataPlane`, or remove the caller";
  const where = (namespace: string) => `\`${namespace}\` of \`${cluster.name}\``;
  const unled = (namespace: string, place: Place) => ({
    at: place,
    message: `callers in ${where(namespace)} are in ambient mode, where nothing leads \`${written.as}\` to another cluster`,
    help,
  });
  const listed = written.callers === undefined || callers === "any" ? [] : callers;
  const home = as?.namespace;
  return [
    ...(callers === "any" && written.callers !== undefined && cluster.istio.dataPlane.default === "ambient"
      ? [
          {
            ...unled("", at.value(written, "callers")),
            message: `callers in \`${cluster.name}\` are in ambient mode, where nothing leads \`${written.as}\` to another cluster`,
          },
        ]
      : []),
    ...listed.flatMap((caller, index) =>
      isAmbient(cluster, namespaceOf(caller)) ? [unled(namespaceOf(caller), at.value(listed, index))] : [],
    ),
    ...(home !== undefined && beginsWithLocal(consumption) && isAmbient(cluster, home)
      ? [
          {
            at: at.key(written, "failover"),
            message: `the local Service of \`${service.name}\` is in ambient mode in ${where(home)}, and a failover insists on its sidecars' certificates`,
            help: "let `failover` begin with a cluster, or give these pods sidecars",
          },
        ]
      : []),
  ];
}

function byExposure(exposure: Exposure, grants: readonly Grant[], at: Spans): readonly NeededSidecars[] {
  const { cluster, local, service, defaultDeny, written } = exposure;
  if (!isAmbient(cluster, local.namespace)) return [];
  const where = `\`${local.namespace}\` of \`${cluster.name}\` is in ambient mode`;
  const byWorkloads = grants.some((grant) => grant.exposure === exposure && grant.mode === "workloads");
  if (byWorkloads)
    return [
      {
        at: exposurePlace(at, exposure),
        message: `\`${service.name}\` is called in mode workloads, which needs sidecars, and ${where}`,
        help: "use mode gateways for this pair of clusters, or give these pods sidecars",
      },
    ];
  if (!defaultDeny || !goesByRequests(exposure, grants)) return [];
  return [
    {
      at: written.defaultDeny === undefined ? exposurePlace(at, exposure) : at.key(written, "defaultDeny"),
      message: `\`defaultDeny\` of \`${service.name}\` needs a policy with methods or paths, which ztunnel drops, and ${where}`,
      help: "allow the gateway's account by a policy of your own without methods, and write `defaultDeny: false`; the gateway still checks them",
    },
  ];
}

/** Whether the policy that allows the federation's calls on the pods has methods or paths. */
function goesByRequests(exposure: Exposure, grants: readonly Grant[]): boolean {
  return grants.some(
    ({ allow, exposure: own }) =>
      own === exposure && allow.alternatives.some(({ methods = "any", paths, rpcs }) => methods !== "any" || paths || rpcs),
  );
}
