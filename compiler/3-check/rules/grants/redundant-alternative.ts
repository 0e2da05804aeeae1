import type { AlternativeEntry } from "../../../1-load/federation-file.ts";
import { grantedPathsOf } from "../../../2-resolve/granted-calls.ts";
import { GrantedPaths } from "../../../2-resolve/granted-paths.ts";
import { entriesOf, type WrittenAllow } from "../../entries.ts";
import type { Rule, RuleContext } from "../../rule.ts";

export const redundantAlternative: Rule = {
  code: "FED344",
  severity: "warning",
  title: "part of a grant that adds nothing",
  finds: `\
A grant contains a path, an rpc or an alternative that another entry of the same
grant includes.`,
  why: `\
A reader takes the narrower entry for a limit, which it is not. And if someone
removes it later to revoke access, nothing is revoked.`,
  example: `\
Wrong: the first alternative allows all that the second does.

  allow:
    cluster1:
      - { methods: [GET], paths: [/books/*, /books/new] }
      - { methods: [GET], paths: [/books/7] }

Right:

  allow:
    cluster1: { methods: [GET], paths: [/books/*] }

"/x/*" does not include "/x": to name both is not redundant.`,
  check({ file, at, report }) {
    for (const allow of entriesOf(file).allows) {
      for (const alternative of allow.alternatives) checkList(alternative, { at, report });
      checkAlternatives(allow, { at, report });
    }
  },
};

function checkList({ paths, rpcs }: AlternativeEntry, { at, report }: Pick<RuleContext, "at" | "report">): void {
  for (const list of [paths, rpcs === "any" ? undefined : rpcs]) {
    // The schema refuses equal entries, so only a prefix can include another one.
    if (!list || list.length < 2 || !list.some((one) => one.endsWith("/*"))) continue;
    // Rpcs are paths without the first slash.
    const asPaths = list.map((one) => (one.startsWith("/") ? one : `/${one}`));
    const prefixes = new GrantedPaths(asPaths.filter((path) => path.endsWith("/*")));
    for (const [index, path] of asPaths.entries()) {
      const one = list[index];
      // Of a prefix the path above it, so that it does not count as included in itself.
      if (path !== "/*" && prefixes.covers(path.replace(/\/\*$/, "")))
        report({ at: at.key(list, index), message: `\`${one}\` is included in another entry of this list`, help: "leave it out" });
    }
  }
}

function checkAlternatives({ alternatives, entry, expose }: WrittenAllow, { at, report }: Pick<RuleContext, "at" | "report">): void {
  const { protocol } = expose.serviceEntry;
  if (!Array.isArray(entry) || protocol === "tcp") return;
  // What says nothing, or nothing that fits the protocol, is another rule's.
  const isGrant = ({ methods, rpcs, inactive }: AlternativeEntry) =>
    (protocol === "grpc" ? rpcs : methods) !== undefined && inactive === undefined;
  const inForce = alternatives.map((alternative) =>
    isGrant(alternative) ? { alternative, paths: grantedPathsOf(alternative) } : undefined,
  );
  for (const [index, narrow] of inForce.entries()) {
    const wider = inForce.findIndex((wide, i) => {
      if (!wide || !narrow || i === index || !covers(wide, narrow.alternative)) return false;
      return i < index || !covers(narrow, wide.alternative);
    });
    if (wider === -1) continue;
    report({
      at: at.key(entry, index),
      message: "another alternative allows all that this one does",
      related: { at: at.key(entry, wider), message: "this one" },
      help: "leave the narrower one out",
    });
  }
}

function covers(wide: { alternative: AlternativeEntry; paths: GrantedPaths }, narrow: AlternativeEntry): boolean {
  const { methods, callers } = wide.alternative;
  const named = narrow.paths ?? (narrow.rpcs === "any" ? undefined : narrow.rpcs?.map((rpc) => `/${rpc}`)) ?? ["/*"];
  return includesAll(methods, narrow.methods) && includesAll(callers, narrow.callers) && named.every((path) => wide.paths.covers(path));
}

function includesAll(wide: "any" | readonly string[] | undefined, narrow: "any" | readonly string[] | undefined): boolean {
  if (wide === "any" || wide === undefined) return true;
  if (narrow === "any" || narrow === undefined) return false;
  return narrow.every((one) => wide.includes(one));
}
