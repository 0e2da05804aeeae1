import type { ConsumeEntry, Protocol } from "../../../1-load/federation-file.ts";
import type { Cluster } from "../../../2-resolve/federation.ts";
import type { Place } from "../../../findings/source.ts";
import { destinationsOf } from "../../entries.ts";
import { nameOwners } from "../../name-owners.ts";
import { oncePerEntry } from "../../resolved.ts";
import { error, type RuleContext } from "../../rule.ts";

export const localNameKind = error("FED314", "setting that the local name cannot have", {
  finds: `\
An entry has a field or a destination that does not fit the kind of its local
name: an existing Service, a Service that fedc makes, or a full host name.`,
  why: `\
A local name of the form name.namespace is a Service: one of yours ("existing"),
or one that fedc makes ("create"), which has no pods. A name of three labels or
more is a host name: one that exists outside of the mesh ("existing"), or one
that the agents' DNS proxy answers. A setting that does not fit would have no
effect, or its calls would fail:

  - the destination "local" is what has the name already, so it needs
    "existing"; only a Service has subsets and can fail over;
  - a full host name of a tcp service cannot be "existing": Istio tells its
    calls from others only by an address of its own;
  - "callers: any" means every namespace, but fedc makes a full host name known
    namespace by namespace, so list the callers.`,
  wrong: `\
as: reviews.default
localService: create
routes:
  - to: [{ local: {}, weight: 50 }, { cluster: cluster2, weight: 50 }]`,
  right: `\
as: reviews.default
localService: existing`,
  check(context) {
    const { federation, at } = context;
    const ownerOf = nameOwners(federation);
    for (const { as, cluster, written, service } of oncePerEntry(federation, (consumption) => consumption.as !== undefined)) {
      if (as?.namespace === undefined) {
        // A host name that is not free was most often meant to be a Service: another rule reports it.
        if (as && ownerOf(as, cluster) === undefined) checkHostName(written, cluster, service.protocol, context);
      } else if (written.localService === "create") {
        const related = { at: at.value(written, "localService"), message: "a Service that fedc makes has no pods" };
        reportLocal(written, related, "write `localService: existing` if it exists, or leave `local` out", context);
      }
    }
  },
});

function checkHostName(written: ConsumeEntry, cluster: Cluster, protocol: Protocol, context: RuleContext): void {
  const { at, report } = context;
  const related = { at: at.value(written, "as"), message: "a full host name" };
  const subject = `\`${written.as}\` of \`${cluster.name}\` is a full host name`;
  const exists = written.localService === "existing";
  if (exists && protocol === "tcp")
    report({
      at: at.value(written, "localService"),
      message: `${subject} of a tcp service, whose calls Istio tells from others only by an address of its own`,
      related,
      help: "choose a name that does not exist yet, or a Service's",
    });
  if (written.callers === "any")
    report({
      at: at.value(written, "callers"),
      message: `${subject}, which fedc cannot make known to every namespace`,
      related,
      help: "list the callers: `namespace/name`, or `namespace/*`",
    });
  if (!exists) {
    reportLocal(written, related, "write `localService: existing` if it exists outside of the mesh, or leave `local` out", context);
    return;
  }
  const withPods = written.failover?.find(({ local }) => local) ?? destinationsOf(written).find(({ local }) => local?.subset);
  if (withPods)
    report({
      at: at.key(withPods, "local"),
      message: `\`${written.as}\` is outside of the mesh: it has no pods to choose from or to fail over from`,
      related,
      help: "write `local: {}` in a route, or leave it out",
    });
}

/** Once per entry, at the first local destination. */
function reportLocal(written: ConsumeEntry, related: { at: Place; message: string }, help: string, { at, report }: RuleContext): void {
  const destination = destinationsOf(written).find(({ local }) => local !== undefined);
  if (destination)
    report({ at: at.key(destination, "local"), message: `\`${written.as}\` has no local Service that calls could go to`, related, help });
}
