import { plainPath } from "../../../1-load/schema/plain-path.ts";
import { isSelected } from "../../../2-resolve/assertion.ts";
import type { Assertion, Cluster, Federation } from "../../../2-resolve/federation.ts";
import type { Remark } from "../../../findings/answer.ts";
import { uniqueBy } from "../../repeats.ts";
import { error } from "../../rule.ts";
import { writtenValues } from "../../written-values.ts";

export const unmatchablePath = error("FED347", "path that proxies see in another form", {
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
  wrong: `paths: [/caf%65/menu]`,
  right: `paths: [/cafe/menu]`,
  remark: `\
For an encoded slash, write the slash, or grant a prefix above it. Write the
path of an assertion in the same way: as the proxies of both clusters see it.`,
  check({ federation, exposures, consumptions, at, report }) {
    for (const { cluster, path, written } of exposures)
      if (path !== undefined) reportFault(faultOf(path, cluster) ?? separatorIn(path), written, "path");
    const granted = exposures.flatMap(({ cluster, allows }) =>
      allows.flatMap(({ alternatives }) => alternatives.map(({ paths = [] }) => ({ cluster, paths }))),
    );
    const encoded = granted.filter(({ paths }) => paths.some((path) => path.includes("%")));
    for (const { cluster, paths } of uniqueBy(encoded, ({ paths }) => paths))
      for (const [index, path] of paths.entries()) reportFault(faultOf(path, cluster) ?? separatorIn(path), paths, index);
    const routed = consumptions.flatMap(({ cluster, routes }) =>
      routes.flatMap(({ match }) => (match?.path ? { cluster, path: match.path } : [])),
    );
    for (const { cluster, path } of uniqueBy(routed, ({ path }) => path)) {
      const kind = path.exact === undefined ? "prefix" : "exact";
      reportFault(faultOf(path[kind] ?? "", cluster), path, kind);
    }
    for (const assertion of federation.assertions)
      for (const { value, place } of writtenValues(at, assertion.written, "path")) {
        const fault = assertedFault(value, clustersOf(assertion, federation));
        if (fault) report({ at: place, ...fault });
      }

    function reportFault<T extends object>(fault: Remark | undefined, within: T, key: (keyof T & string) | number): void {
      if (fault) report({ at: at.value(within, key), ...fault });
    }
  },
});

/** The clusters whose proxies read the paths of asserted calls. */
function clustersOf({ from, to, at }: Assertion, { clusters, services }: Federation): readonly Cluster[] {
  const exposers = services.filter(({ name }) => isSelected(to, name)).flatMap(({ exposures }) => exposures.map(({ cluster }) => cluster));
  return [...[...clusters.values()].filter(({ name }) => isSelected(from, name)), ...exposers.filter(({ name }) => isSelected(at, name))];
}

/** With a path that proxies change, an assertion would be about another call than it says. */
function assertedFault(path: string, clusters: readonly Cluster[]): Remark | undefined {
  const [fault] = clusters.flatMap((cluster) => faultOf(path, cluster) ?? []);
  const separator = separatorIn(path);
  return fault ?? (separator && { ...separator, help: `write \`${plainPath(path)}\`, which is the path that they serve` });
}

/** Why the proxies of a cluster never see a path as it is written. */
function faultOf(path: string, { name, istio }: Cluster): Remark | undefined {
  const { pathNormalization } = istio;
  if (pathNormalization === "NONE" || !path.includes("%")) return undefined;
  if (path.includes("%00"))
    return { message: `\`${name}\` refuses every path with \`%00\`, so \`${path}\` does not match any call`, help: "remove it" };
  const slashes = pathNormalization === "DECODE_AND_MERGE_SLASHES";
  const encoded = path.match(/%[0-9A-Fa-f]{2}/g)?.find((code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(character) || (slashes && /[\\/]/.test(character));
  });
  if (encoded === undefined) return undefined;
  return {
    message: `\`${name}\` decodes \`${encoded}\` in a path before it compares, so \`${path}\` does not match any call`,
    help: `write it decoded: \`${plainPath(path)}\``,
  };
}

/** An encoded slash: proxies take what it separates for one segment of a path, and an application perhaps for two. */
function separatorIn(path: string): Remark | undefined {
  const encoded = /%(?:2f|5c)/i.exec(path);
  if (!encoded) return undefined;
  const above = path.slice(0, path.lastIndexOf("/", encoded.index) + 1);
  return {
    message: `\`${encoded[0]}\` in \`${path}\` is a slash to some applications, but not to the proxies`,
    help: `write \`${plainPath(path)}\` if you mean a slash; otherwise grant the prefix above it: \`${above}*\``,
  };
}
