import type { Spans } from "../../../1-load/spans.ts";
import type { Allow, Cluster, Federation } from "../../../2-resolve/federation.ts";
import { grouped } from "../../../2-resolve/grouped.ts";
import { quoted } from "../../../findings/formats/words.ts";
import type { Place } from "../../../findings/source.ts";
import { oncePer } from "../../once-per.ts";
import { allowsOf } from "../../resolved.ts";
import { error, warning } from "../../rule.ts";

export const pathNormalization = warning("FED346", "prefix that an encoded path bypasses", {
  finds: `\
A cluster grants paths by a prefix, such as "/ratings/*", and its proxies do not
decode encoded slashes before they compare paths.`,
  why: `\
Istio's proxies compare a path after normalization. BASE, the default, leaves
"/ratings/..%2fadmin" as it is. The path begins with "/ratings/", so the grant
lets it through, and an application that decodes it serves "/admin" (measured:
scenario path-normalization). With DECODE_AND_MERGE_SLASHES the proxy decodes
the path first and sees "/admin".`,
  wrongLead: `Set this in the mesh configuration of the exposing cluster,`,
  wrong: `\
meshConfig:
  pathNormalization:
    normalization: DECODE_AND_MERGE_SLASHES`,
  rightLead: `and repeat it here, since fedc cannot read the mesh configuration:`,
  right: `\
clusters:
  cluster2:
    istio: { pathNormalization: DECODE_AND_MERGE_SLASHES }`,
  remark: `\
Exact paths and rpcs are not affected, nor are applications that do not decode
"%2f" in a path. No setting decodes what is encoded twice, such as "%252f": an
application that decodes more than once must check its paths itself.`,
  check({ federation, acceptances, at, report }) {
    for (const [{ name, istio }, prefixes] of prefixesByExposer(federation, at)) {
      if (istio.pathNormalization === "NONE") continue;
      // One setting corrects all of them, but each service may be accepted for itself.
      for (const some of grouped(prefixes, ({ place }) => acceptances.includes("FED346", place)).values()) {
        const { path, place } = firstOf(some);
        report({
          at: place,
          message: `in \`${name}\` an encoded path such as \`${path.slice(0, -1)}..%2fother\` bypasses the prefixes that are granted of ${servicesOf(some)}`,
          help: `set \`istio: { pathNormalization: DECODE_AND_MERGE_SLASHES }\` under \`${name}\` once its mesh configuration says so too`,
        });
      }
    }
  },
});

export const unnormalizedPath = error("FED377", "prefix granted without path normalization", {
  finds: `A cluster with "pathNormalization: NONE" grants paths by a prefix.`,
  why: `\
Its proxies compare paths as callers send them. The path "/ratings/../admin"
begins with "/ratings/", so a grant of "/ratings/*" lets it through, and the
application serves "/admin". The prefix limits nothing.`,
  wrong: `\
clusters:
  cluster2:
    istio: { pathNormalization: NONE }
services:
  ratings: { … allow: { cluster1: { methods: [GET], paths: [/ratings/*] } } }`,
  rightLead: `Right: let the exposing cluster's proxies normalize paths, and say so,`,
  right: `    istio: { pathNormalization: DECODE_AND_MERGE_SLASHES }`,
  remark: `or grant exact paths, or every path by leaving "paths" out.`,
  check({ federation, at, report }) {
    for (const [{ name, istio, written }, prefixes] of prefixesByExposer(federation, at)) {
      if (istio.pathNormalization !== "NONE") continue;
      const { path, place } = firstOf(prefixes);
      report({
        at: place,
        message: `\`${name}\` does not normalize paths, so \`${path.slice(0, -1)}../other\` bypasses the prefixes that are granted of ${servicesOf(prefixes)}`,
        related: { at: at.value(written.istio ?? {}, "pathNormalization"), message: "paths are compared as callers send them" },
        help: "set `DECODE_AND_MERGE_SLASHES` in its mesh configuration and here, or grant exact paths",
      });
    }
  },
});

/** A path that a cluster grants by a prefix. */
interface GrantedPrefix {
  readonly exposer: Cluster;
  readonly service: string;
  readonly path: string;
  readonly place: Place;
}

/** The prefixes that each exposing cluster grants, unless it normalizes all paths. `/*` is every path and not a limit. */
const prefixesByExposer = oncePer(
  ({ services }: Federation, at: Spans): ReadonlyMap<Cluster, readonly GrantedPrefix[]> =>
    grouped(
      services.flatMap(allowsOf).flatMap((allow) => prefixesIn(allow, at)),
      ({ exposer }) => exposer,
    ),
);

function prefixesIn({ alternatives, exposure: { service, cluster: exposer } }: Allow, at: Spans): readonly GrantedPrefix[] {
  if (service.protocol !== "http" && service.protocol !== "http2") return [];
  if (exposer.istio.pathNormalization === "DECODE_AND_MERGE_SLASHES") return [];
  return alternatives.flatMap(({ paths = [] }) =>
    paths.includes("/*")
      ? []
      : paths.flatMap((path, index) => (path.endsWith("/*") ? { exposer, service: service.name, path, place: at.key(paths, index) } : [])),
  );
}

/** The first prefix in the file. */
function firstOf(prefixes: readonly GrantedPrefix[]): GrantedPrefix {
  return prefixes.reduce((first, prefix) => (prefix.place.start < first.place.start ? prefix : first));
}

function servicesOf(prefixes: readonly GrantedPrefix[]): string {
  return quoted(new Set(prefixes.map(({ service }) => service)));
}
