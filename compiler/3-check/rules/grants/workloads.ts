import type { Federation, Grant } from "../../../2-resolve/federation.ts";
import { allowPlace, exposurePlace } from "../../../2-resolve/written-places.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { uniqueBy } from "../../repeats.ts";
import { grantsByWorkloads } from "../../resolved.ts";
import { error } from "../../rule.ts";

export const callersMissing = error("FED392", "grant that does not say which callers", {
  finds: `\
An alternative of a grant in mode workloads has no "callers", and fedc manages
the exposing cluster.`,
  why: `\
In mode workloads the called workload sees which service account of the other
cluster calls, so the grant must say which accounts may. A field that is left
out never means "all": write "any" if you mean it. A workload may call if both
halves of the grant list it. A partner with "managed: false" decides that
itself.`,
  wrong: `\
allow: { a: { methods: [GET] } }
allow: { a: any }                                     # tcp`,
  right: `\
allow: { a: { methods: [GET], callers: [shop/foo] } }
allow: { a: { callers: any } }                        # tcp`,
  check({ federation, at, report }) {
    // The word `any` is one value for all grants, so its place identifies it.
    const entryOf = ({ allow: { written, key }, exposure: { service, cluster } }: Grant) =>
      typeof written === "string" ? `${service.name} ${cluster.name} ${key}` : written;
    const managed = grantsByWorkloads(federation).filter(({ exposure }) => exposure.cluster.managed);
    for (const { allow, exposure, consumer } of uniqueBy(managed, entryOf)) {
      const { written, alternatives, key } = allow;
      const { service, cluster } = exposure;
      const isTcp = service.protocol === "tcp";
      // For tcp, `protocol-fields` reports `{}`.
      const open = alternatives.filter(({ callers, ...others }) => callers === undefined && !(isTcp && Object.keys(others).length === 0));
      const places = open.map((alternative) =>
        Array.isArray(written) ? at.key(written, written.indexOf(alternative)) : allowPlace(at, allow),
      );
      // `any`, or `{ awaits: consumer }`, which means the same.
      if (alternatives.length === 0 && isTcp) places.push(at.value(exposure.written.allow ?? {}, key));
      for (const place of places)
        report({
          at: place,
          message: `\`${cluster.name}\` is in mode workloads with \`${consumer.name}\`, but this grant of \`${service.name}\` does not say which \`callers\` it is for`,
          help: isTcp ? "write `{ callers: any }` if all are meant" : "add `callers`, a list or the word `any`",
        });
    }
  },
});

export const servingAccounts = error("FED391", "missing serviceAccounts in mode workloads", {
  finds: `\
A service is called in mode workloads, and its exposing cluster does not name
the service accounts that serve it.`,
  why: `\
In mode workloads TLS runs from workload to workload, and the caller's proxy
insists that one of these accounts answers. Without them it would accept any
workload of the other mesh as the service. A partner with "managed: false" needs
them too, since callers in other clusters insist on them.`,
  example: `\
Wrong:

  b:
    service: bar.xyz
    port: 9080
    selector: { app: bar }
    targetPort: 9080

Right, with names of accounts in the Service's namespace:

  b:
    service: bar.xyz
    port: 9080
    selector: { app: bar }
    targetPort: 9080
    serviceAccounts: [bar]

To list them:

  kubectl get pods -n xyz -l app=bar -o custom-columns=:.spec.serviceAccountName`,
  check({ federation, at, report }) {
    for (const { exposure, allow } of exposuresByWorkloads(federation))
      if (exposure.serviceAccounts.length === 0)
        report({
          at: exposurePlace(at, exposure),
          message: `\`${exposure.service.name}\` of \`${exposure.cluster.name}\` is called in mode workloads, which needs \`serviceAccounts\``,
          related: { at: allowPlace(at, allow), message: "callers there check who answers" },
          help: `add the service accounts of the pods behind ${exposure.written.service === undefined ? "it" : `\`${exposure.written.service}\``}`,
        });
  },
});

export const selectorRequired = error("FED348", "policy without pods or port", {
  finds: `\
A service has "protect" or "defaultDeny", or a grant in mode workloads, but its
exposing cluster does not say "selector" and "targetPort".`,
  why: `\
All three lead to policies on the pods behind the Service. Policies select pods
by their labels and name the container's port, and the name of the Service tells
neither.`,
  wrong: `\
cluster2:
  service: ratings.bookinfo
  port: 9080
  protect: { callers: [bookinfo/bookinfo-reviews] }`,
  right: `\
cluster2:
  service: ratings.bookinfo
  port: 9080
  selector: { app: ratings }
  targetPort: 9080
  protect: { callers: [bookinfo/bookinfo-reviews] }`,
  remark: `\
"defaultDeny" may also come from "istio.defaultDeny" of the cluster. To exempt
these pods, write "defaultDeny: false" here.`,
  check({ federation, exposures, at, report }) {
    const grants = new Map(exposuresByWorkloads(federation).map((grant) => [grant.exposure, grant]));
    for (const exposure of exposures) {
      const { cluster, selector, targetPort, protect, defaultDeny, written, service } = exposure;
      const field = protect ? "protect" : defaultDeny ? "defaultDeny" : undefined;
      const grant = grants.get(exposure);
      if (!cluster.managed || (field === undefined && !grant)) continue;
      const missing = [...(selector ? [] : ["selector"]), ...(targetPort === undefined ? ["targetPort"] : [])];
      if (missing.length === 0) continue;
      const isWritten = field !== undefined && written[field] !== undefined;
      report({
        at: isWritten ? at.key(written, field) : exposurePlace(at, exposure),
        message:
          field === undefined
            ? `\`${service.name}\` of \`${cluster.name}\` is called in mode workloads, which needs ${quoted(missing)}`
            : `\`${field}\` of \`${service.name}\` in \`${cluster.name}\` needs ${quoted(missing)}`,
        related: isWritten
          ? undefined
          : field !== undefined
            ? { at: at.key(cluster.written.istio ?? {}, "defaultDeny"), message: "applies to all that the cluster exposes" }
            : grant && { at: allowPlace(at, grant.allow), message: "enforced on the pods" },
        help: "add the labels of the pods behind the Service and their container's port",
      });
    }
  },
});

export const workloadsPath = error("FED394", "path in mode workloads", {
  finds: `A service that is called in mode workloads has a "path".`,
  why: `\
The consuming gateway puts this prefix in front of every path, and the exposing
gateway removes it. In mode workloads the gateways pass TLS through and see no
paths.`,
  wrongLead: `Wrong, where b is in mode workloads with a consumer:`,
  wrong: `b: { service: details.books, port: 9080, path: /details/, ... }`,
  right: `b: { service: details.books, port: 9080, ... }`,
  remark: `A consumer in mode gateways that needs the prefix gets a service of its own.`,
  check({ federation, at, report }) {
    for (const { exposure, allow, consumer } of exposuresByWorkloads(federation)) {
      const { path, service, cluster } = exposure;
      // For tcp and grpc, `protocol-fields` reports a path.
      if (path === undefined || service.protocol === "tcp" || service.protocol === "grpc") continue;
      report({
        at: at.key(exposure.written, "path"),
        message: `\`${service.name}\` cannot be served under a \`path\`: \`${cluster.name}\` and \`${consumer.name}\` are in mode workloads`,
        related: { at: allowPlace(at, allow), message: "a grant in mode workloads" },
        help: "remove `path`: it only sets the prefix between the gateways",
      });
    }
  },
});

/** The first grant in mode workloads of each exposure that has one. */
function exposuresByWorkloads(federation: Federation): readonly Grant[] {
  return uniqueBy(grantsByWorkloads(federation), ({ exposure }) => exposure);
}
