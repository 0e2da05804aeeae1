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
  check({ federation, at, report }) {
    for (const { exposer, services, path, place } of prefixGrants(federation, at)) {
      const { pathNormalization } = exposer.istio;
      if (pathNormalization === "NONE") continue;
      report({
        at: place,
        message: `in \`${exposer.name}\` an encoded path such as \`${path.slice(0, -1)}..%2fother\` bypasses the prefixes that are granted of ${quoted(services)}`,
        help: `set \`istio: { pathNormalization: DECODE_AND_MERGE_SLASHES }\` under \`${exposer.name}\` once its mesh configuration says so too`,
      });
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
    for (const { exposer, services, path, place } of prefixGrants(federation, at)) {
      if (exposer.istio.pathNormalization !== "NONE") continue;
      report({
        at: place,
        message: `\`${exposer.name}\` does not normalize paths, so \`${path.slice(0, -1)}../other\` bypasses the prefixes that are granted of ${quoted(services)}`,
        related: { at: at.value(exposer.written.istio ?? {}, "pathNormalization"), message: "paths are compared as callers send them" },
        help: "set `DECODE_AND_MERGE_SLASHES` in its mesh configuration and here, or grant exact paths",
      });
    }
  },
});

/** Prefixes of paths that a cluster grants. */
interface PrefixGrants {
  readonly exposer: Cluster;
  /** In the order of their names. */
  readonly services: readonly string[];
  /** The first such path of the file, and its place. */
  readonly path: string;
  readonly place: Place;
}

/** The prefixes that each exposing cluster grants, unless it normalizes all paths. `/*` is every path and not a limit. */
const prefixGrants = oncePer(({ services }: Federation, at: Spans): readonly PrefixGrants[] => {
  const granted = services.flatMap(allowsOf).flatMap((allow) => {
    const prefix = firstPrefix(allow, at);
    return prefix ? { ...prefix, exposer: allow.exposure.cluster, service: allow.exposure.service.name } : [];
  });
  return [...grouped(granted, ({ exposer }) => exposer)].map(([exposer, grants]) => {
    const { path, place } = grants.reduce((first, grant) => (grant.place.start < first.place.start ? grant : first));
    return { exposer, services: [...new Set(grants.map(({ service }) => service))], path, place };
  });
});

function firstPrefix({ alternatives, exposure }: Allow, at: Spans): { path: string; place: Place } | undefined {
  const { service, cluster } = exposure;
  if (service.protocol !== "http" && service.protocol !== "http2") return undefined;
  if (cluster.istio.pathNormalization === "DECODE_AND_MERGE_SLASHES") return undefined;
  for (const { paths = [] } of alternatives) {
    const index = paths.findIndex((path) => path.endsWith("/*") && path !== "/*");
    const path = paths[index];
    if (path !== undefined && !paths.includes("/*")) return { path, place: at.key(paths, index) };
  }
  return undefined;
}
