import type { PathNormalization } from "../../1-load/federation-file.ts";
import type { Cluster } from "../../2-resolve/federation.ts";
import type { Place } from "../../findings/source.ts";
import type { Rule } from "../rule.ts";

/** Paths are written as proxies see them after normalization. */
export const unmatchablePath: Rule = {
  code: "FED347",
  severity: "error",
  title: "path that no proxy ever sees",
  explain: `\
Before a proxy compares a path it normalizes it: letters, digits and "-._~" that
a caller wrote percent-encoded are decoded, and with DECODE_AND_MERGE_SLASHES
"%2F" and "%5C" become slashes. A path that is written here in a form that
normalization changes is compared with no call as it is, so it never matches.

Wrong:

  paths: [/caf%65/menu]

Right:

  paths: [/cafe/menu]

A path with "%00" is refused as soon as paths are normalized at all. Other
encodings, such as "%20", stay as they are and are written as callers send
them.
`,
  check({ federation, at, report }) {
    const told = new Set<object>();
    const look = (path: string, { name, istio }: Cluster, place: () => Place) => {
      if (!path.includes("%")) return;
      if (istio.pathNormalization !== "NONE" && path.includes("%00")) {
        report({
          at: place(),
          message: `\`${name}\` refuses every path with \`%00\`, so \`${path}\` matches no call`,
          help: "leave it out",
        });
        return;
      }
      const encoded = whatChanges(path, istio.pathNormalization);
      if (encoded === undefined) return;
      report({
        at: place(),
        message: `\`${name}\` decodes \`${encoded}\` in a path before it looks, so \`${path}\` matches no call`,
        help: `write it decoded: \`${path.replaceAll(encoded, decodeURIComponent(encoded).replace("\\", "/"))}\``,
      });
    };
    for (const { exposures, consumptions } of federation.services) {
      for (const { allows, cluster, path, written } of exposures) {
        if (path !== undefined) look(path, cluster, () => at.value(written, "path"));
        for (const { alternatives } of allows)
          for (const { paths = [] } of alternatives) {
            if (told.has(paths)) continue;
            told.add(paths);
            for (const [index, path] of paths.entries()) look(path, cluster, () => at.key(paths, index));
          }
      }
      for (const { cluster, routes } of consumptions)
        for (const { match } of routes) {
          if (!match?.path || told.has(match)) continue;
          told.add(match);
          const { path } = match;
          const kind = path.exact === undefined ? "prefix" : "exact";
          look(path[kind] ?? "", cluster, () => at.value(path, kind));
        }
    }
  },
};

function whatChanges(path: string, normalization: PathNormalization): string | undefined {
  if (normalization === "NONE") return undefined;
  const slashes = normalization === "DECODE_AND_MERGE_SLASHES";
  return path.match(/%[0-9A-Fa-f]{2}/g)?.find((encoded) => {
    const code = Number.parseInt(encoded.slice(1), 16);
    return /[A-Za-z0-9._~-]/.test(String.fromCharCode(code)) || (slashes && (code === 0x2f || code === 0x5c));
  });
}
