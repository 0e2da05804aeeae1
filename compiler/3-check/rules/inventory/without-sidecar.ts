import type { Cluster } from "../../../2-resolve/federation.ts";
import type { Place } from "../../../findings/source.ts";
import { type Injection, injectionOf, namespaceObject } from "../../../inventory/injection.ts";
import type { PodTemplate } from "../../../inventory/pod-template.ts";
import { listedCallers, podsOfCaller } from "../../../inventory/standing-callers.ts";
import { standingService } from "../../../inventory/standing-service.ts";
import { uniqueBy } from "../../repeats.ts";
import { type RuleContext, warning } from "../../rule.ts";

export const withoutSidecar = warning("FED620", "pods without a sidecar", {
  finds: `\
Callers, or pods on which policies must hold, get no sidecar: by the labels of
their namespace and their own in the cluster's dump.`,
  why: `\
The caller's sidecar sends a call of the local name to the egress gateway and
proves who calls. Without it the name has no answer. Without a sidecar, called
pods follow no policy: "protect" and "defaultDeny" do nothing there.`,
  wrongLead: "Wrong, where default/web calls a local name:",
  wrong: `\
kind: Namespace
metadata: { name: default }`,
  right: `\
kind: Namespace
metadata: { name: default, labels: { istio-injection: enabled } }`,
  check(context) {
    reportPods(context, "none", (who, where) => ({
      message: `${who} get no sidecar: ${where} does not ask for one`,
      help: "label the namespace `istio-injection: enabled`, or with its revision (`istio.io/rev`), and restart the pods",
    }));
  },
});

export const ambientPods = warning("FED621", "pods in ambient mode", {
  finds: `\
Callers, or pods on which policies must hold, are in ambient mode: by the label
"istio.io/dataplane-mode: ambient" in the cluster's dump.`,
  why: `\
fedc's output is for sidecars. In ambient mode, routes and policies for HTTP
hold only at a waypoint, and other fields choose who follows them. Nothing here
was proven for that.`,
  wrongLead: "Warned of, where default/web calls a local name:",
  wrong: `\
kind: Namespace
metadata:
  name: default
  labels: { istio.io/dataplane-mode: ambient }`,
  right: `\
kind: Namespace
metadata: { name: default, labels: { istio-injection: enabled } }`,
  check(context) {
    reportPods(context, "ambient", (who) => ({
      message: `${who} are in ambient mode, for which fedc's output is not made`,
      help: "give these pods a sidecar: label the namespace `istio-injection: enabled`, and not `istio.io/dataplane-mode`",
    }));
  },
});

interface Concern {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly who: string;
  readonly place: Place;
  readonly pods: readonly PodTemplate[];
}

/** Reports each namespace once, at the first entry that needs sidecars there. */
function reportPods(
  context: RuleContext,
  injection: Injection,
  inWords: (who: string, where: string) => { readonly message: string; readonly help: string },
): void {
  const { inventory, report } = context;
  for (const { cluster, namespace, who, place, pods } of uniqueBy(
    concerns(context),
    (one) => `${one.cluster.name} ${one.namespace} ${one.who}`,
  )) {
    const standing = inventory.of(cluster);
    if (!standing) continue;
    const bare = pods.find((one) => injectionOf(standing, namespace, one) === injection);
    if (!bare && (pods.length > 0 || injectionOf(standing, namespace) !== injection)) continue;
    const object = bare?.object ?? namespaceObject(standing, namespace);
    report({
      at: place,
      ...inWords(who, bare ? `\`${bare.object.title}\`, or its namespace,` : `the namespace \`${namespace}\``),
      ...(object && { related: { at: object.at, message: injection === "ambient" ? "in ambient mode" : "without a sidecar" } }),
    });
  }
}

function concerns({ consumptions, exposures, inventory, at }: RuleContext): readonly Concern[] {
  const callers = consumptions.flatMap(({ cluster, inactive, written }) => {
    const standing = inventory.of(cluster);
    const { callers: list } = written;
    if (inactive !== undefined || !standing || !Array.isArray(list)) return [];
    return listedCallers(list).map(({ namespace, account, index }) => ({
      cluster,
      namespace,
      who: `the callers \`${account === undefined ? `${namespace}/*` : `${namespace}/${account}`}\` in \`${cluster.name}\``,
      place: at.value(list as readonly string[], index),
      pods: account === undefined ? [] : podsOfCaller(standing, { namespace, account }),
    }));
  });
  const called = exposures.flatMap((exposure) => {
    const { cluster, local, port, active, protect, defaultDeny, allows, written } = exposure;
    const needsPolicies =
      protect !== undefined || defaultDeny || allows.some(({ alternatives }) => alternatives.some((one) => one.callers));
    if (!active || !needsPolicies) return [];
    const pods = standingService(inventory, cluster, local, port)?.pods ?? [];
    const who = `pods of \`${local.name}.${local.namespace}\` in \`${cluster.name}\``;
    return [{ cluster, namespace: local.namespace, who, place: at.value(written, "service"), pods }];
  });
  return [...callers, ...called];
}
