import { allDestinations } from "../../../2-resolve/routes-in-force.ts";
import { givenSubsets, servingPods } from "../../../2-resolve/subsets.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { destinationsOf } from "../../entries.ts";
import { uniqueBy } from "../../repeats.ts";
import { grantsInForce } from "../../resolved.ts";
import { error, note } from "../../rule.ts";

export const subsetWeights = error("FED491", "weights of subsets that do not add up", {
  finds: `The "weights" of an exposed service do not add up to 100.`,
  why: `\
Weights are read as percent. If they do not add up to 100, readers cannot tell
who gets the remaining calls. A subset without a weight gets none of these
calls, and consumers can still choose it.`,
  wrong: `\
subsets: { v1: { version: v1 }, v2: { version: v2 } }
weights: { v1: 90 }`,
  right: `\
subsets: { v1: { version: v1 }, v2: { version: v2 } }
weights: { v1: 90, v2: 10 }`,
  check({ exposes, at, report }) {
    for (const { entry } of exposes) {
      const { weights } = entry;
      const sum = Object.values(weights ?? {}).reduce((total, weight) => total + weight, 0);
      if (weights && sum !== 100)
        report({ at: at.key(entry, "weights"), message: `these weights add up to ${sum}`, help: "make them add up to 100" });
    }
  },
});

export const ungivenSubset = error("FED492", "subset that is not allowed", {
  finds: `\
A destination names a subset that the "allow" of the exposing cluster does not
list.`,
  why: `\
"subsets" in an "allow" are the only ones that this consumer may choose. The
exposing cluster would refuse every call for another one.`,
  wrong: `\
expose:
  cluster2:
    subsets: { v1: { version: v1 }, v2: { version: v2 } }
    allow: { cluster1: { methods: [GET], subsets: [v1] } }
consume:
  cluster1:
    routes: [{ to: [{ cluster: cluster2, subset: v2 }] }]`,
  rightLead: "Right, if the owners of cluster2 agree:",
  right: `    allow: { cluster1: { methods: [GET], subsets: [v1, v2] } }`,
  check({ consumptions, at, report }) {
    const ungiven = consumptions
      .filter(({ inactive }) => inactive === undefined)
      .flatMap((consumption) =>
        allDestinations(consumption).flatMap(({ grant, written }) => {
          const { subset, allow } = grant ?? {};
          const isGiven = !subset || !allow || allow.inactive !== undefined || (allow.subsets?.includes(subset.name) ?? true);
          return isGiven || !written ? [] : { written, allow, subset };
        }),
      );
    for (const { written, allow, subset } of uniqueBy(ungiven, (one) => one.written))
      report({
        at: at.value(written, "subset"),
        message: `\`${allow.exposure.cluster.name}\` does not allow the subset \`${subset.name}\` to \`${allow.consumer.name}\``,
        related: { at: allowPlace(at, allow), message: `allows ${quoted(allow.subsets ?? [])}` },
        help: `choose one of these, or add \`${subset.name}\` there`,
      });
  },
});

export const unsharedSubsets = error("FED493", "calls that no subset gets", {
  finds: `\
A consumer may choose among several subsets and calls the service without a
choice, and the exposing cluster has no weight for any of these subsets.`,
  why: `\
"subsets" in an "allow" keep all other pods from this consumer. Its calls that
choose no subset are shared among the listed ones in proportion to "weights".
Without weights, nothing says how.`,
  wrong: `\
expose:
  cluster2:
    subsets: { v1: …, v2: …, v3: … }
    allow: { cluster1: { methods: [GET], subsets: [v1, v2] } }
consume:
  cluster1: { as: reviews.default, … }`,
  right: `\
    subsets: { v1: …, v2: …, v3: … }
    weights: { v1: 90, v2: 10 }`,
  remark: `Or the consumer chooses in each route, or only one subset is listed.`,
  check({ federation, at, report }) {
    for (const { allow, exposure } of grantsInForce(federation).filter(({ subset }) => !subset)) {
      const given = givenSubsets(exposure, allow.subsets);
      const hasWeight = exposure.written.weights !== undefined && given.some(({ weight }) => weight > 0);
      if (allow.subsets === undefined || given.length < 2 || hasWeight) continue;
      report({
        at: allowPlace(at, allow),
        message: `nothing says how ${quoted(given.map(({ name }) => name))} share the calls for which \`${allow.consumer.name}\` chooses no subset`,
        help: `add \`weights\` to \`${exposure.cluster.name}\`, or let every route of \`${allow.consumer.name}\` name a subset`,
      });
    }
  },
});

export const differentSubsets = error("FED494", "alternatives with different subsets", {
  finds: `Two alternatives of one "allow" list different "subsets".`,
  why: `\
A subset is chosen before the exposing cluster looks at methods and paths. So
one consumer has one list of subsets.`,
  wrong: `\
allow:
  cluster1:
    - { methods: [GET], subsets: [v1] }
    - { methods: [POST], subsets: [v2] }`,
  right: `\
allow:
  cluster1:
    - { methods: [GET], subsets: [v1, v2] }
    - { methods: [POST], subsets: [v1, v2] }`,
  remark: `Or expose the subsets as two services.`,
  check({ allows, at, report }) {
    const textOf = (subsets: readonly string[] | undefined) => subsets && [...subsets].sort().join();
    for (const { alternatives, within, key } of allows) {
      const [first, ...others] = alternatives.filter(({ inactive }) => inactive === undefined);
      const other = others.find(({ subsets }) => textOf(subsets) !== textOf(first?.subsets));
      if (!first || !other) continue;
      const lister = other.subsets ? other : first;
      report({
        at: at.key(lister, "subsets"),
        message: `another alternative for \`${key}\` lists other subsets, or none`,
        related: { at: at.key(within, key), message: "the alternatives" },
        help: "list the same subsets in each alternative, or in none",
      });
    }
  },
});

export const tcpSubsets = error("FED497", "subsets of tcp that a gateway cannot keep", {
  finds: `In mode gateways, an "allow" of a tcp service lists "subsets".`,
  why: `\
Istio gives a gateway one route for all tcp connections that it decrypts for a
service. Connections that choose no subset would go to the subsets of another
consumer.`,
  wrong: `\
ledger:
  protocol: tcp
  expose:
    cluster2: { …, allow: { cluster1: { awaits: consumer, subsets: [v1] } } }`,
  rightLead: "Right, either of:",
  right: `\
allow: { cluster1: any }

ledger: { …, subset: { version: v1 }, allow: { cluster1: any } }`,
  check({ federation, exposures, at, report }) {
    for (const { allows, service, cluster } of exposures)
      for (const { written, subsets, consumer } of service.protocol === "tcp" ? allows : [])
        if (subsets && federation.modeOf(cluster, consumer) === "gateways")
          for (const one of [written].flat())
            if (one !== "any" && one.subsets)
              report({
                at: at.key(one, "subsets"),
                message: `\`${cluster.name}\` cannot keep subsets of a tcp service from \`${consumer.name}\` in mode gateways`,
                help: "leave `subsets` out, or expose these pods as a service of their own, with `subset`",
              });
  },
});

export const localSubsetName = error("FED495", "name of a subset beside local", {
  finds: `A destination has "local" and the name of a "subset".`,
  why: `\
Names of subsets belong to exposing clusters. Pods of the local Service are
chosen by their labels, within "local".`,
  wrong: `to: [{ local: {}, subset: v2 }]`,
  right: `to: [{ local: { subset: { version: v2 } } }]`,
  check({ consumes, at, report }) {
    for (const destination of consumes.flatMap(({ entry }) => destinationsOf(entry)))
      if (destination.local && destination.subset !== undefined)
        report({
          at: at.key(destination, "subset"),
          message: "pods of the local Service have labels, and no name",
          help: "write `local: { subset: { LABEL: VALUE } }`",
        });
  },
});

export const sharedConnections = note("FED496", "weights that share connections", {
  finds: `\
An exposed service has "weights", and a consumer in mode workloads leaves the
choice of the subset to them.`,
  why: `\
In mode workloads, TLS passes through the exposing cluster's gateway, which sees
connections and no requests. A connection carries many calls, so over a short
time the shares of the calls differ from the weights.`,
  example: `\
Reported: depot shares connections of shop.

  expose:
    depot: { …, subsets: { v1: …, v2: … }, weights: { v1: 90, v2: 10 } }
  consume:
    shop: { as: parts.default, … }

Weights in the consumer's routes share single calls in both modes:

  to:
    - { cluster: depot, subset: v1, weight: 90 }
    - { cluster: depot, subset: v2, weight: 10 }`,
  check({ federation, at, report }) {
    const sharing = grantsInForce(federation).filter(
      (grant) => grant.mode === "workloads" && grant.exposure.service.protocol !== "tcp" && servingPods(grant).length > 1,
    );
    for (const { exposure, consumer } of uniqueBy(sharing, (grant) => grant.exposure.written))
      report({
        at: at.key(exposure.written, "weights"),
        message: `these weights share connections of \`${consumer.name}\`, and not single calls`,
        help: "leave it if this is near enough; weights in the consumer's routes share calls",
      });
  },
});
