import type { AssertedRequests } from "../../2-resolve/asserted-requests.ts";
import { isAbout, isSelected, type Relation } from "../../2-resolve/assertion.ts";
import { type Callers, callerEntries, coversCaller, unionOfCallers } from "../../2-resolve/caller-lists.ts";
import type { Assertion, Federation } from "../../2-resolve/federation.ts";
import { GrantedPaths } from "../../2-resolve/granted-calls.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { sorted } from "../../2-resolve/names.ts";
import { requiredCalls } from "../../2-resolve/required-calls.ts";
import { breakingGrants } from "../../3-check/forbidden-calls.ts";
import { shortfallOf } from "../../3-check/met-requirements.ts";
import { grantsInForce } from "../../3-check/resolved.ts";
import { enumerated } from "../../findings/formats/words.ts";

/** What no longer holds once an assertion is deleted or replaced: whether other ones still say it, and whether it is true at present. */
export function withdrawalNote(was: Assertion, after: Federation): string {
  return was.kind === "never" ? allowedNote(was, after) : failingNote(was, after);
}

const maxNamed = 4;
const maxListed = 8;

/** Nothing has these names. They stand for the clusters and services to come, and an exposer to come is not a caller to come. */
const [callerToCome, exposerToCome, serviceToCome] = ["", " ", ""];

function allowedNote(was: Assertion, after: Federation): string {
  const meant = relationsOf(was, after);
  if (meant.length === 0) return "there are no such calls any more";
  const left = meant.filter(({ relation, guards }) => !guards.some((never) => isAbout(never, relation) && forbidsAs(never, was, relation)));
  if (left.length === 0) return "everything that it forbade is still forbidden";
  const all = new Set(meant.map(({ relation }) => relation.service));
  const byService = grouped(relationsIn(left), ({ service }) => service);
  const parties = grouped([...byService], ([, own]) => namesIn(own, "consumer").join(" "));
  const words = [...parties.values()].map((alike) => {
    const from = clusterWords(namesIn(alike[0]?.[1] ?? [], "consumer"), was, after);
    const services = alike.map(([service]) => service);
    const isAny = services.includes(serviceToCome) && services.length === all.size;
    return `from ${from} to ${isAny ? "any service" : toComeLast(services, "services to come")}`;
  });
  const allowed = breakingGrants(was, grantsInForce(after)).map(
    ({ consumer, exposure }) => `${consumer.name} -> ${exposure.service.name} of ${exposure.cluster.name}`,
  );
  const now = allowed.length === 0 ? "no grant allows them at present" : `now allowed: ${someOf(sorted(allowed), ", ")}`;
  return `no assertion forbids these calls any more: ${someOf(words, "; ")}; ${now}`;
}

function failingNote(was: Assertion, after: Federation): string {
  const grants = grouped(grantsInForce(after), ({ consumer, exposure }) => `${consumer.name} ${exposure.service.name}`);
  let isMade = false;
  for (const calls of requiredCalls(was, after)) {
    isMade = true;
    const { from, service } = calls;
    if (shortfallOf(was, calls, grants.get(`${from} ${service.name}`) ?? []))
      return `not every such call can arrive any more: from ${from} to ${service.name}`;
  }
  return isMade ? "such calls can still arrive" : "there are no such calls any more";
}

interface GuardedRelation {
  readonly relation: Relation;
  /** The assertions that forbid the same requests of the service at the exposer to somebody. */
  readonly guards: readonly Assertion[];
}

/** The relations that a `never` is about, those to come included. */
function relationsOf(was: Assertion, { services, clusters, assertions }: Federation): readonly GuardedRelation[] {
  const nevers = assertions.filter(({ kind }) => kind === "never");
  const known = services.flatMap(({ name, protocol, exposures }) =>
    [...exposures.map(({ cluster }) => cluster.name), exposerToCome].map((exposer) => ({ service: name, exposer, protocol })),
  );
  const coming = (["http", "grpc", "tcp"] as const).map((protocol) => ({ service: serviceToCome, exposer: exposerToCome, protocol }));
  return [...known, ...coming].flatMap(({ service, exposer, protocol }) => {
    const requests = was.requests[protocol];
    if (!requests) return [];
    const guards = nevers.filter(({ to, at, requests: own }) => {
      const forbidden = own[protocol];
      return isSelected(to, service) && isSelected(at, exposer) && forbidden !== undefined && includesRequests(forbidden, requests);
    });
    const relations = [...clusters.keys(), callerToCome].map((consumer) => ({ consumer, service, exposer }));
    return relations.filter((relation) => isAbout(was, relation)).map((relation) => ({ relation, guards }));
  });
}

/** Whether an assertion forbids a relation to all callers to whom another one did. */
function forbidsAs(never: Assertion, was: Assertion, relation: Relation): boolean {
  const [callers, excepted] = [exceptedIn(was, relation), exceptedIn(never, relation)];
  const isListed = was.callers === "any" ? never.callers === "any" : was.callers.every((caller) => coversCaller(never.callers, caller));
  return isListed && callerEntries(excepted).every((caller) => coversCaller(callers, caller));
}

function exceptedIn({ exceptions }: Assertion, { consumer, service, exposer }: Relation): Callers {
  const own = exceptions.filter(({ from, to, at }) => isSelected(from, consumer) && isSelected(to, service) && isSelected(at, exposer));
  return unionOfCallers(own.map(({ callers }) => callers));
}

function includesRequests({ methods, paths }: AssertedRequests, some: AssertedRequests): boolean {
  const byMethod = !methods || some.methods?.every((method) => methods.includes(method)) === true;
  if (!byMethod || !paths) return byMethod;
  const all = new GrantedPaths(paths);
  return some.paths?.every((path) => all.covers(path)) === true;
}

function relationsIn(guarded: readonly GuardedRelation[]): readonly Relation[] {
  return guarded.map(({ relation }) => relation);
}

function namesIn(relations: readonly Relation[], party: keyof Relation): readonly string[] {
  return sorted(relations.map((relation) => relation[party]));
}

/** A cluster does not call itself, so the only exposer that is meant is no exception. */
function clusterWords(names: readonly string[], { at }: Assertion, { clusters }: Federation): string {
  if (!names.includes(callerToCome)) return toComeLast(names, "");
  const others = [...clusters.keys()].filter((name) => !names.includes(name) && !(at !== "any" && at.size === 1 && at.has(name)));
  if (others.length === 0) return "any cluster";
  return others.length < names.length ? `any cluster except ${enumerated(sorted(others))}` : toComeLast(names, "clusters to come");
}

function toComeLast(names: readonly string[], toCome: string): string {
  const known = sorted(names.filter((name) => name !== ""));
  const more = known.length > maxListed ? [`${known.length - maxListed} more`] : [];
  return enumerated([...known.slice(0, maxListed), ...more, ...(names.includes("") ? [toCome] : [])]);
}

function someOf(words: readonly string[], separator: string): string {
  return words.length > maxNamed
    ? `${words.slice(0, maxNamed).join(separator)} and ${words.length - maxNamed} more`
    : words.join(separator);
}
