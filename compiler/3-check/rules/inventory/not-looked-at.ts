import { counted, enumerated } from "../../../findings/formats/words.ts";
import { didYouMean } from "../../../findings/suggest.ts";
import type { ClusterInventory } from "../../../inventory/cluster-inventory.ts";
import { podKinds } from "../../../inventory/pod-template.ts";
import type { StandingKindName } from "../../../inventory/standing-kinds.ts";
import { note } from "../../rule.ts";

/** The kinds that rules look at. Without any of the first, nothing is said about pods. */
const looked: readonly (readonly [string, readonly StandingKindName[]])[] = [
  ["pods", podKinds],
  ...(
    [
      "Namespace",
      "Service",
      "ServiceAccount",
      "VirtualService",
      "ServiceEntry",
      "DestinationRule",
      "Sidecar",
      "AuthorizationPolicy",
      "PeerAuthentication",
      "NetworkPolicy",
    ] as const
  ).map((kind) => [kind, [kind]] as const),
];

export const notLookedAt = note("FED603", "what the dumps do not tell", {
  finds: `\
Dumps were given, and some clusters have none, or some kinds of objects are not
in them. It is said once for each cluster.`,
  why: `\
fedc says nothing about what it does not see. "No finding" is then no proof that
the cluster is ready.`,
  example: `\
Said of a dump of some kinds only:

  the dump of \`shop\` has no Sidecar and no NetworkPolicy

A file that is called by its group, such as networking.istio.io.yaml, says that
its kinds were looked for, even if there was none:

  fedc inventory --print-commands --cluster shop`,
  check({ federation, inventory, at, report }) {
    if (inventory.clusters.size === 0) return;
    const without: string[] = [];
    for (const [name, { managed, inactive }] of federation.clusters) {
      const standing = inventory.of({ name });
      if (!standing) {
        if (managed && inactive === undefined) without.push(name);
        continue;
      }
      const unknown = unknownIn(standing);
      if (unknown.length === 0) continue;
      report({
        at: at.key(federation.written.clusters, name),
        message: `the dump of \`${name}\` has ${enumerated(unknown)}`,
        help: "nothing is said about these; `fedc inventory --print-commands` prints how to dump them all",
      });
    }
    const [first] = without;
    if (first === undefined) return;
    report({
      at: at.key(federation.written.clusters, first),
      message: `there is no dump of ${counted(without.length, "cluster")}: ${enumerated(without)}`,
      help: `${likely(without, inventory.unread)}\`--inventory\` takes a folder for each cluster, or CLUSTER=DIR`,
    });
  },
});

/** A folder whose name is like that of a cluster without a dump. */
function likely(without: readonly string[], unread: readonly string[]): string {
  for (const cluster of without) {
    const name = unread.find((one) => didYouMean(cluster, [one]) !== undefined);
    if (name !== undefined) return `is \`${name}\` the one of \`${cluster}\`? `;
  }
  return "";
}

function unknownIn(standing: ClusterInventory): readonly string[] {
  const absent = looked.flatMap(([what, kinds]) => (standing.has(...kinds) ? [] : [`no ${what}`]));
  const nameless = standing.objects.filter(({ namespace }) => namespace === undefined).length;
  return [...absent, ...(nameless > 0 ? [`${counted(nameless, "object")} without a namespace`] : [])];
}
