import type { AssertedCall } from "../../../1-load/federation-file.ts";
import { plainPath } from "../../../1-load/schema/plain-path.ts";
import type { Cluster, Federation } from "../../../2-resolve/federation.ts";
import type { Finding } from "../../../findings/finding.ts";
import { assertedCalls } from "../../asserted-calls.ts";
import type { Rule } from "../../rule.ts";

export const unmatchablePath: Rule = {
  code: "FED347",
  severity: "error",
  title: "path that proxies see in another form",
  finds: `\
A path is written in a form that proxies change before they compare it, so it
never matches. Or a path of a grant or an assertion contains an encoded slash,
"%2F" or "%5C".`,
  why: `\
Before a proxy compares a path, it normalizes it: percent-encoded letters,
digits and "-._~" are decoded, and with DECODE_AND_MERGE_SLASHES "%2F" and "%5C"
become slashes. A path with "%00" is refused unless paths are not normalized at
all. Other encodings, such as "%20", stay as callers send them.

An encoded slash is refused in any case. Proxies that do not decode it compare
it letter by letter, so "%2f" is not "%2F", while many applications take it for
a slash. Then the path that was granted is not the path that is served.`,
  example: `\
Wrong:

  paths: [/caf%65/menu]

Right:

  paths: [/cafe/menu]

For an encoded slash, write the slash, or grant a prefix above it. Write the
path of an assertion in the same way: as the proxies of both clusters see it.`,
  check({ federation, file, at, report }) {
    const reported = new Set<object>();
    for (const { exposures, consumptions } of federation.services) {
      for (const { allows, cluster, path: prefix, written } of exposures) {
        const fault = prefix && (faultOf(prefix, cluster) ?? separatorIn(prefix));
        if (fault) report({ at: at.value(written, "path"), ...fault });
        for (const { alternatives } of allows)
          for (const { paths = [] } of alternatives) {
            if (reported.has(paths)) continue;
            reported.add(paths);
            for (const [index, path] of paths.entries()) {
              const fault = faultOf(path, cluster) ?? separatorIn(path);
              if (fault) report({ at: at.key(paths, index), ...fault });
            }
          }
      }
      for (const { cluster, routes } of consumptions)
        for (const { match } of routes) {
          if (!match?.path || reported.has(match)) continue;
          reported.add(match);
          const { path } = match;
          const kind = path.exact === undefined ? "prefix" : "exact";
          const fault = faultOf(path[kind] ?? "", cluster);
          if (fault) report({ at: at.value(path, kind), ...fault });
        }
    }
    for (const { call } of assertedCalls(file)) {
      const fault = call.path && assertedFault(call.path, clustersOf(call, federation));
      if (fault) report({ at: at.value(call, "path"), ...fault });
    }
  },
};

/** Those whose proxies read the path of an asserted call. */
function clustersOf({ from, to, at }: AssertedCall, { clusters, services }: Federation): readonly Cluster[] {
  const exposures = services.find(({ name }) => name === to)?.exposures ?? [];
  return [clusters.get(from) ?? [], exposures.flatMap(({ cluster }) => (at === undefined || at === cluster.name ? cluster : []))].flat();
}

/** One that proxies read otherwise would be an assertion about another call. */
function assertedFault(path: string, clusters: readonly Cluster[]): Fault | undefined {
  for (const cluster of clusters) {
    const fault = faultOf(path, cluster);
    if (fault) return fault;
  }
  const separator = separatorIn(path);
  return separator && { ...separator, help: `write \`${plainPath(path)}\`, which is what they serve` };
}

type Fault = Pick<Finding, "message" | "help">;

/** Why a path is never seen as it is written, by a cluster that normalizes paths. */
function faultOf(path: string, { name, istio }: Cluster): Fault | undefined {
  const { pathNormalization } = istio;
  if (pathNormalization === "NONE" || !path.includes("%")) return undefined;
  if (path.includes("%00"))
    return { message: `\`${name}\` refuses every path with \`%00\`, so \`${path}\` matches no call`, help: "leave it out" };
  const slashes = pathNormalization === "DECODE_AND_MERGE_SLASHES";
  const encoded = path.match(/%[0-9A-Fa-f]{2}/g)?.find((one) => {
    const character = String.fromCharCode(Number.parseInt(one.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(character) || (slashes && /[\\/]/.test(character));
  });
  if (encoded === undefined) return undefined;
  return {
    message: `\`${name}\` decodes \`${encoded}\` in a path before it compares, so \`${path}\` matches no call`,
    help: `write it decoded: \`${plainPath(path)}\``,
  };
}

/** A path of a grant that its proxies take for one segment, and an application perhaps for two. */
function separatorIn(path: string): Fault | undefined {
  const encoded = /%(?:2f|5c)/i.exec(path);
  if (!encoded) return undefined;
  const above = path.slice(0, path.lastIndexOf("/", encoded.index) + 1);
  return {
    message: `\`${encoded[0]}\` in \`${path}\` is a slash to some applications and none to the proxies`,
    help: `write \`${plainPath(path)}\` if a slash is meant; else grant what is above it: \`${above}*\``,
  };
}
