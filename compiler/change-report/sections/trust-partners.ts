import type { Mode } from "../../1-load/federation-file.ts";
import type { Federation } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { sorted } from "../../2-resolve/names.ts";
import { type TrustedPartner, trustedRoots } from "../../2-resolve/trusted-roots.ts";
import { bundleAnchors } from "../../certificates/bundle-anchors.ts";
import { enumerated } from "../../findings/formats/words.ts";
import type { Entry } from "../change-report.ts";
import { type ComparedVersions, type Describe, entryAbout, entryAt } from "../describe.ts";
import { vouchersInWords } from "./trust-roots.ts";

/** Who trusts whom from now on, with the roots that this lets in, and who no longer does. */
export const newTrustEntries: Describe = ({ before, after, owners }) => {
  const [old, now] = [trustIn(before.federation), trustIn(after.federation)];
  const entries = (from: ReadonlyMap<string, Trust>, other: ReadonlyMap<string, Trust>, change: "added" | "removed") => {
    const all = [...from].flatMap(([key, trust]) => (other.has(key) ? [] : [trust]));
    return [...grouped(all, ({ partner, kind }) => `${partner} ${kind}`).values()].flatMap((alike): readonly Entry[] => {
      const [first] = alike;
      if (!first) return [];
      const trusting = alike.map(({ cluster }) => cluster);
      const { partner, kind } = first;
      const verb = trusting.length > 1 ? "trust" : "trusts";
      const own = { clusters: trusting };
      const words = {
        change,
        subject: `${enumerated(trusting)} ${change === "added" ? verb : `no longer ${verb}`} ${partner}`,
        text: `${enumerated(trusting)} ${change === "added" ? "now" : "no longer"} ${verb} the ${kind} of ${partner}`,
        ...(change === "added" && {
          after: vouchersInWords(after.federation, partner, kind),
          note: `there it counts only for ${enumerated(sorted(alike.flatMap(boundNames)))}`,
        }),
      };
      const asked = owners.asked(own, { clusters: [partner] });
      const informs = { asks: [], informs: asked.asks, unowned: false };
      const version = change === "added" ? after : before;
      const place = version.placeOf(version.federation.written.clusters, partner);
      return [entryAt("trust", place, [], words, change === "added" ? asked : informs)];
    });
  };
  return [...entries(now, old, "added"), ...entries(old, now, "removed")];
};

interface Trust {
  readonly cluster: string;
  readonly partner: string;
  readonly kind: "gateways" | "workloads";
  /** All whom the cluster trusts there. Partners that share a key can sign for each other. */
  readonly trusted: readonly TrustedPartner[];
}

/** The names that the partner's roots may sign there. */
function boundNames({ partner, trusted }: Trust): readonly string[] {
  const own = trusted.find(({ cluster }) => cluster.name === partner)?.certificates.map(({ anchorId }) => anchorId) ?? [];
  return bundleAnchors(trusted).flatMap(({ certificate, names }) => (own.includes(certificate.anchorId) ? names : []));
}

function trustIn(federation: Federation): ReadonlyMap<string, Trust> {
  return new Map(
    trustedRoots(federation).flatMap(({ cluster, place, partners }) =>
      partners.map((partner) => {
        const kind = place === "workloads" ? place : "gateways";
        const trust: Trust = { cluster: cluster.name, partner: partner.cluster.name, kind, trusted: partners };
        return [`${cluster.name} ${kind} ${partner.cluster.name}`, trust] as const;
      }),
    ),
  );
}

/** Pairs of clusters whose mode changes, if they have a grant or an entry of their own. */
export const modeEntries: Describe = ({ before, after, differences, owners }: ComparedVersions) => {
  const fields = [...differences.find(["trust", "mode"]), ...differences.find(["trust", "pairs"])];
  if (fields.length === 0) return [];
  const pairs = new Map([before.federation, after.federation].flatMap(pairsIn).map((pair) => [pair.join(" "), pair]));
  const moved = [...pairs.values()].flatMap((pair) => {
    const [was, is] = [modeIn(before.federation, pair), modeIn(after.federation, pair)];
    return was !== undefined && is !== undefined && was !== is ? [{ pair, was, is }] : [];
  });
  if (moved.length > 0) for (const name of ["mode", "pairs"]) differences.take(["trust", name]);
  return moved.map(({ pair, was, is }) => {
    const text = `mode between ${enumerated(pair)}`;
    return entryAbout(
      "trust",
      fields,
      { change: "changed", subject: text, text, before: was, after: is },
      owners.asked({ clusters: pair }),
    );
  });
};

function pairsIn({ grants, written }: Federation): readonly (readonly string[])[] {
  const granted = grants.map(({ consumer, exposure }) => [consumer.name, exposure.cluster.name]);
  return [...granted, ...(written.trust.pairs ?? []).map(({ between }) => between)].map((pair) => pair.toSorted());
}

function modeIn({ clusters, modeOf }: Federation, [a = "", b = ""]: readonly string[]): Mode | undefined {
  const [one, other] = [clusters.get(a), clusters.get(b)];
  return one && other && modeOf(one, other);
}
