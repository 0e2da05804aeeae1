import { listIn, type StandingObject } from "../inventory/standing-object.ts";
import type { HandMadeRule } from "./hand-made-rules.ts";

/** The fields of a rule that a federation does not have. */
const uncarried = ["fault", "mirror", "mirrors", "redirect", "directResponse", "corsPolicy", "headers", "delegate", "timeout", "retries"];
/** The fields of a match that a grant or a route of a federation may have. */
const carriedMatches = ["uri", "method", "port", "gateways", "authority", "sniHosts", "headers", "name", "sourceLabels", "sourceNamespace"];

/** What a rule at the ingress gateway has that is not carried over, each as one sentence. */
export function leftOutOfRule({ object, data }: HandMadeRule): readonly { readonly object: StandingObject; readonly what: string }[] {
  const fields = uncarriedFields(data, uncarried).map((field) => `\`${field}\` of a route`);
  const regular = listIn(data, "match").some((match) => JSON.stringify(match).includes('"regex"'))
    ? ["a regular expression of a match"]
    : [];
  const headers = listIn(data, "match").some((match) => hasField(match, "headers")) ? ["a match of headers at the ingress gateway"] : [];
  return [...fields, ...regular, ...headers, ...uncarriedMatches(data)].map((what) => ({ object, what }));
}

/** Fields of a rule among these, without those that only turn something off. */
export function uncarriedFields(rule: unknown, fields: readonly string[]): readonly string[] {
  const inRoutes = listIn(rule, "route").some((route) => hasField(route, "headers") && !setsOnlyAuthority(route));
  return fields.filter((field) => {
    if (field === "headers" && inRoutes) return true;
    const value = (rule as Readonly<Record<string, unknown>>)[field];
    if (field === "retries" && (value as { attempts?: unknown } | undefined)?.attempts === 0) return false;
    return field === "headers" ? value !== undefined && !setsOnlyAuthority(rule) : value !== undefined;
  });
}

/** What matches ask for beside the fields that a federation has. */
export function uncarriedMatches(rule: unknown): readonly string[] {
  const keys = listIn(rule, "match").flatMap((match) => Object.keys(match as object));
  return [...new Set(keys)].filter((key) => !carriedMatches.includes(key)).map((key) => `a match by \`${key}\``);
}

function setsOnlyAuthority(at: unknown): boolean {
  const headers = (at as { headers?: { request?: { set?: object } } }).headers;
  const sets = Object.keys(headers?.request?.set ?? {});
  const only = JSON.stringify(headers) === JSON.stringify({ request: { set: headers?.request?.set } });
  return only && sets.every((name) => [":authority", "host"].includes(name.toLowerCase()));
}

function hasField(value: unknown, field: string): boolean {
  return (value as Readonly<Record<string, unknown>> | null)?.[field] !== undefined;
}
