import { dumpPlace } from "../../../inventory/standing-object.ts";
import { warning } from "../../rule.ts";

/** The most manifests of one cluster that are reported one by one. */
const maxReported = 10;

export const unreadManifest = warning("FED601", "manifest that cannot be read", {
  finds: `\
A file of a cluster's dump holds something that fedc cannot read, or reads
otherwise than it may be meant: broken YAML, a template that is not rendered, a
key that stands twice, a tag.`,
  why: `\
Nothing is known about that object, so nothing is said about it. It may be what
stops a call.`,
  example: `\
Found in a chart that was not rendered:

  dumps/shop/web.yaml:14  is a template: render it first

Render charts and overlays before, and give fedc what they print:

  helm template web charts/web > dumps/shop/web.yaml
  kubectl kustomize overlays/shop > dumps/shop/web.yaml`,
  check({ inventory, report }) {
    for (const { doubts } of inventory.clusters.values())
      for (const [index, { file, line, problem, unread }] of doubts.slice(0, maxReported).entries()) {
        const more = index === maxReported - 1 && doubts.length > maxReported;
        report({
          // The line is not shown: it may belong to a Secret.
          at: dumpPlace(file, line, " "),
          secret: true,
          message: `a manifest here ${problem}${more ? `; there are ${doubts.length - maxReported} more like it` : ""}`,
          help: unread ? "fedc says nothing about this object" : "correct it where it was made",
          more,
        });
      }
  },
});

export const doubleObject = warning("FED602", "object that stands twice", {
  finds: "Two objects in a cluster's dump have one kind and name, and differ.",
  why: `\
Only one of them can stand in the cluster. fedc takes the first, which may be
the wrong one: a base beside its overlay, or an old dump beside a new one.`,
  example: `\
Wrong, as one dump:

  dumps/shop/base/web.yaml
  dumps/shop/overlays/prod/web.yaml

Give fedc what the overlay prints: \`kubectl kustomize overlays/prod\`.`,
  check({ inventory, report }) {
    for (const { cluster, doubles } of inventory.clusters.values())
      for (const [first, second] of doubles.slice(0, maxReported))
        report({
          at: second.at,
          message: `\`${second.title}\` of \`${cluster}\` stands twice, and this one does not count`,
          related: { at: first.at, message: "this one counts" },
          help: "leave the one out that is not in the cluster",
        });
  },
});
