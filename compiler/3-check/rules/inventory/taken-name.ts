import { isOwnObject } from "../../../inventory/ownership.ts";
import type { StandingKindName } from "../../../inventory/standing-kinds.ts";
import { standingKinds } from "../../../inventory/standing-kinds.ts";
import type { StandingObject } from "../../../inventory/standing-object.ts";
import type { EmittedObject, RuleContext } from "../../rule.ts";
import { error, warning } from "../../rule.ts";

export const takenName = error("FED628", "object of another owner in the way", {
  afterOthers: true,
  finds: `\
The build would write an object, and the cluster's dump has one of this kind and
name that fedc did not write for this federation.`,
  why: `\
Applied, fedc's object would replace the other one, and whoever relied on it
loses it. Two tools would overwrite each other for ever.`,
  wrongLead: "Wrong, where a Secret federation-ingress-cacert in edge is yours:",
  wrong: `\
gateways: { namespace: edge, ingress: { … } }`,
  right: `\
gateways: { namespace: federation-gateways, ingress: { … } }`,
  remark: `\
If it is an object of a federation by hand that this file replaces, remove it
first. FED622 is about Services of local names, FED645 about namespaces.`,
  check(context) {
    for (const { cluster, object } of taken(context, ({ kind, metadata }) => isElsewhere(kind, metadata.name)))
      context.report({
        at: context.at.key(context.federation.written.clusters, cluster),
        message: `\`${object.title}\` of \`${cluster}\` is not fedc's, and the build would replace it`,
        related: { at: object.at, message: "written by somebody else" },
        help: "rename or remove it, or choose another `namespace` under `gateways`",
      });
  },
});

export const takenNamespace = warning("FED645", "namespace of the gateways that exists", {
  afterOthers: true,
  finds: `\
fedc creates the gateways' namespace, and the cluster's dump has one of this
name that fedc did not write.`,
  why: `\
fedc's Namespace would replace its labels, also that for injection, and allow
only restricted pods in it. If the overlay goes, a GitOps tool that prunes
deletes the namespace with everything in it.`,
  wrongLead: "Wrong, where the namespace edge is yours:",
  wrong: `\
gateways: { namespace: edge, ingress: { … } }`,
  right: `\
gateways: { namespace: edge, createNamespace: false, ingress: { … } }`,
  check(context) {
    const { federation, at, report } = context;
    for (const { cluster, object } of taken(context, ({ kind }) => kind === "Namespace")) {
      const { gateways } = federation.written.clusters[cluster] ?? {};
      report({
        at: gateways?.namespace === undefined ? at.key(federation.written.clusters, cluster) : at.value(gateways, "namespace"),
        message: `the namespace \`${object.name}\` of \`${cluster}\` exists, and fedc would take it over`,
        related: { at: object.at, message: "written by somebody else" },
        help: "write `createNamespace: false` under `gateways`, or choose another `namespace`",
      });
    }
  },
});

/** Objects of others under a name that the build would write. */
function taken(
  { federation, inventory, emitted }: RuleContext,
  isAbout: (object: EmittedObject) => boolean,
): readonly { readonly cluster: string; readonly object: StandingObject }[] {
  return [...federation.clusters.keys()].flatMap((cluster) => {
    const standing = inventory.of({ name: cluster });
    if (!standing) return [];
    return emitted(cluster).flatMap((one) => {
      const { kind, metadata } = one;
      const object = isKnown(kind) && isAbout(one) ? standing.find(kind, metadata.namespace ?? "", metadata.name) : undefined;
      // An object that leaves its namespace out may lie anywhere.
      return !object || object.namespace === undefined || isOwnObject(object, federation.name) ? [] : [{ cluster, object }];
    });
  });
}

function isElsewhere(kind: string, name: string): boolean {
  return kind !== "Namespace" && (kind !== "Service" || name.startsWith("istio-private-"));
}

function isKnown(kind: string): kind is StandingKindName {
  return Object.hasOwn(standingKinds, kind);
}
