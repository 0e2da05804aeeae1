import type { AlternativeEntry, Protocol } from "../../../1-load/federation-file.ts";
import { GrantedPaths, grantedPathsOf } from "../../../2-resolve/granted-calls.ts";
import { warning } from "../../rule.ts";

export const redundantAlternative = warning("FED344", "part of a grant that adds nothing", {
  finds: `\
A grant contains a path, an rpc or an alternative that another entry of the same
grant includes.`,
  why: `\
A reader takes the narrower entry for a limit, which it is not. And if someone
removes it later to revoke access, nothing is revoked.`,
  wrongLead: `Wrong: the first alternative allows all that the second does.`,
  wrong: `\
allow:
  cluster1:
    - { methods: [GET], paths: [/books/*, /books/new] }
    - { methods: [GET], paths: [/books/7] }`,
  right: `\
allow:
  cluster1: { methods: [GET], paths: [/books/*] }`,
  remark: `"/x/*" does not include "/x": to name both is not redundant.`,
  check({ allows, at, report }) {
    for (const { alternatives, entry, expose } of allows) {
      for (const { list, index } of alternatives.flatMap(redundantPaths))
        report({ at: at.key(list, index), message: `\`${list[index]}\` is included in another entry of this list`, help: "remove it" });
      if (!Array.isArray(entry)) continue;
      for (const { narrow, wide } of redundantAlternatives(alternatives, expose.serviceEntry.protocol))
        report({
          at: at.key(entry, narrow),
          message: "another alternative allows all that this one does",
          related: { at: at.key(entry, wide), message: "this one" },
          help: "remove the narrower one",
        });
    }
  },
});

/** The paths and rpcs of an alternative that another entry of the same list includes. */
function redundantPaths({ paths, rpcs }: AlternativeEntry): readonly { readonly list: readonly string[]; readonly index: number }[] {
  return [paths, rpcs === "any" ? undefined : rpcs].flatMap((list) => {
    // The schema refuses equal entries, so only a prefix can include another one.
    if (!list || list.length < 2 || !list.some((path) => path.endsWith("/*"))) return [];
    // Rpcs are paths without the first slash.
    const asPaths = list.map((path) => (path.startsWith("/") ? path : `/${path}`));
    const prefixes = new GrantedPaths(asPaths.filter((path) => path.endsWith("/*")));
    // For a prefix, the path above it is tried, since a prefix includes itself.
    return asPaths.flatMap((path, index) => (path !== "/*" && prefixes.covers(path.replace(/\/\*$/, "")) ? { list, index } : []));
  });
}

/** The indexes of the alternatives that another one includes, and of that one. */
function redundantAlternatives(
  alternatives: readonly AlternativeEntry[],
  protocol: Protocol,
): readonly { readonly narrow: number; readonly wide: number }[] {
  if (protocol === "tcp") return [];
  // `protocol-fields` reports an alternative that says nothing in the terms of its protocol.
  const isGrant = ({ methods, rpcs, inactive }: AlternativeEntry) =>
    (protocol === "grpc" ? rpcs : methods) !== undefined && inactive === undefined;
  const inForce = alternatives.map((alternative) =>
    isGrant(alternative) ? { alternative, paths: grantedPathsOf(alternative) } : undefined,
  );
  return inForce.flatMap((narrow, index) => {
    const wide = inForce.findIndex((other, i) => {
      if (!other || !narrow || i === index || !covers(other, narrow.alternative)) return false;
      // If two alternatives are equal, the later one is redundant.
      return i < index || !covers(narrow, other.alternative);
    });
    return wide === -1 ? [] : { narrow: index, wide };
  });
}

function covers(wide: { alternative: AlternativeEntry; paths: GrantedPaths }, narrow: AlternativeEntry): boolean {
  const { methods, callers } = wide.alternative;
  const named = narrow.paths ?? (narrow.rpcs === "any" ? undefined : narrow.rpcs?.map((rpc) => `/${rpc}`)) ?? ["/*"];
  return includesAll(methods, narrow.methods) && includesAll(callers, narrow.callers) && named.every((path) => wide.paths.covers(path));
}

function includesAll(wide: "any" | readonly string[] | undefined, narrow: "any" | readonly string[] | undefined): boolean {
  if (wide === "any" || wide === undefined) return true;
  if (narrow === "any" || narrow === undefined) return false;
  return narrow.every((item) => wide.includes(item));
}
