import type { ConsumeEntry, DestinationEntry, Protocol } from "../../../1-load/federation-file.ts";
import type { Cluster } from "../../../2-resolve/federation.ts";
import type { Place } from "../../../findings/source.ts";
import { destinationsOf } from "../../entries.ts";
import { nameOwners } from "../../name-owners.ts";
import type { Rule, RuleContext } from "../../rule.ts";

/** What an entry says fits the kind of its local name: a Service that is there, one that is made, or a full host name. */
export const localNameKind: Rule = {
  code: "FED314",
  severity: "error",
  title: "what the local name cannot have",
  finds: `\
A local name of the form name.namespace is a Service: one of yours ("existing"),
or one that fedc makes ("create"), which has no pods.`,
  why: `\
A name of three labels or
more is a host name: one that exists outside of the mesh ("existing"), or one
that the agents' DNS proxy answers. So

  - the destination "local" is the one that bears that name already, so it needs
    "existing"; only a Service has subsets and can fail over;
  - a full host name of tcp cannot be "existing": only an address of its own
    tells its calls from others;
  - "callers: any" means every namespace, but fedc makes a full host name known
    namespace by namespace: list the callers.`,
  example: `\
Wrong:

  as: reviews.default
  localService: create
  routes:
    - to: [{ local: {}, weight: 50 }, { cluster: cluster2, weight: 50 }]

Right:

  as: reviews.default
  localService: existing`,
  check(context) {
    const ownerOf = nameOwners(context.federation);
    const reported = new Set<object>();
    for (const { consumptions } of context.federation.services)
      for (const { as, cluster, written, service } of consumptions) {
        if (!as || reported.has(written)) continue;
        reported.add(written);
        // A host name that is not free was most often meant to be a Service.
        if (as.namespace === undefined && ownerOf(as, cluster) !== undefined) continue;
        if (as.namespace === undefined) checkHostName(written, cluster, service.protocol, context);
        else if (written.localService === "create")
          reportLocal(
            written,
            { at: context.at.value(written, "localService"), message: "a Service that is made has no pods" },
            "write `localService: existing` if it is there, or leave `local` out",
            context,
          );
      }
  },
};

function checkHostName(written: ConsumeEntry, cluster: Cluster, protocol: Protocol, context: RuleContext): void {
  const { at, report } = context;
  const related = { at: at.value(written, "as"), message: "a full host name" };
  const what = `\`${written.as}\` of \`${cluster.name}\` is a full host name`;
  const exists = written.localService === "existing";
  if (exists && protocol === "tcp")
    report({
      at: at.value(written, "localService"),
      message: `${what} of tcp: only an address of its own tells calls of it from others`,
      related,
      help: "choose a name that does not exist yet, or a Service's",
    });
  if (written.callers === "any")
    report({
      at: at.value(written, "callers"),
      message: `${what}, which cannot be made known to every namespace`,
      related,
      help: "list the callers: `namespace/name`, or `namespace/*`",
    });
  const local = exists
    ? (written.failover?.find((one) => one.local) ?? destinationsOf(written).find((one) => one.local?.subset))
    : undefined;
  if (local)
    report({
      at: at.key(local, "local"),
      message: `\`${written.as}\` is outside of the mesh: it has no pods to choose from or to fail over from`,
      related,
      help: "write `local: {}` in a route, or leave it out",
    });
  if (!exists)
    reportLocal(written, related, "write `localService: existing` if it exists outside of the mesh, or leave `local` out", context);
}

/** Told once per entry, at the first destination of that kind. */
function reportLocal(written: ConsumeEntry, related: { at: Place; message: string }, help: string, { at, report }: RuleContext): void {
  const local: DestinationEntry | undefined = destinationsOf(written).find((destination) => destination.local !== undefined);
  if (local)
    report({ at: at.key(local, "local"), message: `\`${written.as}\` has no local Service that calls could go to`, related, help });
}
