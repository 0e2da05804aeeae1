import type { AllowEntry, ConsumeEntry } from "../../1-load/federation-file.ts";
import { awaitingHalves } from "../../2-resolve/awaiting-halves.ts";
import { exposedServiceText } from "../../2-resolve/exposed-service.ts";
import type { Cluster, Consumption, Federation } from "../../2-resolve/federation.ts";
import { allowPlace } from "../../2-resolve/written-places.ts";
import { listedAccounts } from "../../5-verify/probes/callers.ts";
import { grantedRequests, request } from "../../5-verify/probes/requests.ts";
import { callText } from "../../5-verify/verification-error.ts";
import type { GrantEdit, WantedCall } from "../../access/granting/grant-edit.ts";
import { grantingChanges } from "../../access/granting/granting-changes.ts";
import { callsOfPartner, isAllowed } from "../../access/partner-access.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { placeAsJson } from "../../findings/formats/json.ts";
import { didYouMeanOneOf } from "../../findings/suggest.ts";
import type { Call } from "../../istio/call.ts";
import { UnsupportedObject } from "../../istio/objects/unsupported-object.ts";
import type { Outcome } from "../../istio/verdict.ts";
import { askedCaller, askedRequest, type RequestWords, requestFrom } from "./asked-call.ts";
import { consumptionOf, namedConsumptions, unknownBeside } from "./asked-name.ts";
import { readCall } from "./call-input.ts";
import type { WhyRequest } from "./command.ts";
import { type Followable, followable } from "./followed.ts";
import { type JudgedOutcome, type Written, whyReport } from "./report.ts";
import { subsetReached } from "./subset-reached.ts";

/** Follows a call. Throws a Failure if the reason lies outside of the file. */
export function runWhy({ operands: [caller, service, method, path], call, delegate, file, inventory, maxBytes }: WhyRequest): Answer {
  const help = "`fedc help why` shows what it takes";
  if (call !== undefined && delegate)
    throw new Failure("`--call` describes the whole call", "its `host` is `delegate:NAMESPACE/NAME`, the VirtualService");
  if (call !== undefined && caller !== undefined) throw new Failure("`--call` describes the whole call", help);
  if (call === undefined && (caller === undefined || service === undefined)) throw new Failure("a caller and a service are needed", help);
  const followed = followable(file, maxBytes, { dumps: inventory });
  if ("findings" in followed) return { ok: false, ...followed };
  return call === undefined
    ? answerFor(followed, caller ?? "", service ?? "", [method, path], delegate)
    : answerForCall(followed, readCall(call));
}

/** `caller` is `cluster` or `cluster/namespace/account`, `serviceOrName` a service's name or `local name:port`. */
function answerFor(followed: Followable, caller: string, serviceOrName: string, words: RequestWords, delegate: boolean): Answer {
  const { federation } = followed;
  const { cluster: name, account } = askedCaller(federation, caller);
  const consumption = consumptionOf(federation, name, serviceOrName);
  const service = consumption?.service ?? federation.services.find((candidate) => candidate.name === serviceOrName);
  if (!service) {
    const localNames = namedConsumptions(federation, name).map(
      ({ as, port }) => `${[as?.name, as?.namespace].filter(Boolean).join(".")}:${port}`,
    );
    const names = [...federation.services.map((candidate) => candidate.name), ...localNames];
    throw new Failure(`there is no service or local name \`${serviceOrName}\` in \`${name}\``, didYouMeanOneOf(serviceOrName, names));
  }
  const wanted: WantedCall = {
    cluster: name,
    service: service.name,
    ...(account !== undefined && { caller: account }),
    ...requestFrom(service, words),
  };
  if (isPartner(federation, name)) return answerForPartner(followed, wanted);
  if (!consumption?.as) return answerOf(followed, { outcomes: [], changes: changesFor(followed, wanted), wanted });
  if (delegate && !consumption.delegate)
    throw new Failure(`\`${name}\` has no delegate of \`${service.name}\``, "write `delegate: true` into its entry under `consume`");
  const host = delegate ? followed.facts.names.delegate(consumption) : consumption.as.host;
  return follow(followed, callOf(consumption, host, wanted), wanted);
}

function answerForCall(followed: Followable, call: Call): Answer {
  const { from, request } = call;
  if (from.kind === "externalClient") return answerOf(followed, { call, outcomes: followed.follow(call).outcomes });
  const consumption =
    followed.facts.grants.delegated(followed.federation.clusters.get(from.cluster), from.host)?.consumption ??
    consumptionOf(followed.federation, from.cluster, `${from.host}:${from.port}`, from.namespace);
  const wanted = consumption && {
    cluster: from.cluster,
    service: consumption.service.name,
    caller: `${from.namespace}/${from.account}`,
    ...(request && { method: request.method, path: request.path.split("?", 1)[0] ?? "/" }),
  };
  return follow(followed, call, wanted);
}

/** The result of a call that leaves for an unmanaged partner comes from the file, every other result from the objects. */
function follow(followed: Followable, call: Call, wanted: WantedCall | undefined): Answer {
  const unknown = unknownBeside(followed, call);
  let all: readonly Outcome[] = [];
  try {
    all = followed.follow(call).outcomes;
  } catch (error) {
    // fedc's own objects are always known.
    if (!followed.beside || !(error instanceof UnsupportedObject)) throw error;
    return answerOf(followed, { call, outcomes: [], unknown: [...unknown, error.message], ...(wanted && { wanted }) });
  }
  const outcomes = all.map((outcome) => toPartner(followed, call, wanted, outcome));
  const refused = outcomes.every(({ end, share, granted }) => share === 0 || (end.kind !== "reached" && granted !== true));
  return answerOf(followed, {
    call,
    outcomes,
    unknown,
    ...(refused && wanted && { changes: changesFor(followed, wanted) }),
    ...(wanted && { wanted }),
  });
}

function toPartner({ federation }: Followable, call: Call, wanted: WantedCall | undefined, outcome: Outcome): JudgedOutcome {
  const { end } = outcome;
  if (end.kind !== "outside" || end.cluster === undefined) return outcome;
  const grant = federation.grants.find(
    ({ consumer, exposure }) =>
      consumer.name === wanted?.cluster && exposure.service.name === wanted.service && exposure.cluster.name === end.cluster,
  );
  return grant ? { ...outcome, granted: isAllowed(grant, call) } : outcome;
}

/** fedc makes no objects for a partner that configures itself, so its call is followed from the gateway that it reaches. */
function answerForPartner(followed: Followable, wanted: WantedCall): Answer {
  const { method, path } = wanted;
  const given = method !== undefined && path !== undefined ? request(method, path) : undefined;
  const calls = callsOfPartner(followed.facts, wanted.cluster, wanted.service, wanted.caller, ({ allow }) =>
    allow.exposure.service.protocol === "tcp" ? undefined : (given ?? grantedRequests(allow)[0]),
  ).map(({ grant, call }) => ({ grant, call, outcomes: followed.follow(call).outcomes }));
  const arrives = ({ outcomes }: { outcomes: readonly Outcome[] }) => outcomes.some(({ end }) => end.kind === "reached");
  const chosen = calls.find(arrives) ?? calls[0];
  if (!chosen) return answerOf(followed, { outcomes: [], changes: changesFor(followed, wanted), wanted });
  const { grant, call, outcomes } = chosen;
  const exposer = calls.length > 1 ? grant.exposure.cluster.name : undefined;
  const changes = arrives(chosen) ? undefined : changesFor(followed, { ...wanted, exposer: grant.exposure.cluster.name });
  return answerOf(followed, { call, outcomes, wanted, exposer, ...(changes && { changes }) });
}

/** The list is empty if the cluster serves the service itself and does not consume it. */
function changesFor({ federation, loaded }: Followable, wanted: WantedCall): readonly GrantEdit[] {
  const service = federation.services.find(({ name }) => name === wanted.service);
  const isItself = ({ cluster }: { readonly cluster: Cluster }) => cluster.name === wanted.cluster;
  if (service?.exposures.some(isItself) && !service.consumptions.some(isItself)) return [];
  return grantingChanges(federation, loaded.at, wanted) ?? [];
}

interface Result {
  readonly call?: Call;
  readonly outcomes: readonly JudgedOutcome[];
  /** The changes that would grant the call; undefined if it is granted. */
  readonly changes?: readonly GrantEdit[];
  readonly wanted?: WantedCall;
  /** What keeps the answer from being certain. */
  readonly unknown?: readonly string[];
  /** The exposing cluster that a partner's call was followed at, if there are several. */
  readonly exposer?: string | undefined;
}

function answerOf(followed: Followable, { call, outcomes: ends, changes, wanted, exposer, unknown = [] }: Result): Answer {
  const { placeOf, federation } = followed;
  const outcomes = ends.map((outcome) => ({ ...outcome, ...subsetReached(federation, outcome, wanted) }));
  const notes = call && wanted ? notesOn(federation, call, wanted, exposer) : [];
  const written = wanted ? writtenFor(followed, wanted) : [];
  // If no grant is missing, the reason is what the call says is unavailable.
  const shownChanges = changes?.length === 0 && call?.unavailable?.length ? undefined : changes;
  const nothingMissing = wanted ? whyNothingIsMissing(federation, wanted) : "";
  const head = call ? callText(call) : `${wanted?.cluster} does not consume ${wanted?.service} at present`;
  return {
    ok: true,
    findings: [],
    text: (style) => whyReport({ call: head, notes, outcomes, unknown, written, changes: shownChanges, nothingMissing, placeOf }, style),
    fields: {
      call: call ?? null,
      ...(unknown.length > 0 && { notKnown: unknown }),
      outcomes: outcomes.map(({ hops, end, share, granted, subset }) => ({
        share,
        end: { ...end, ...(granted !== undefined && { granted }), ...(subset !== undefined && { subset }) },
        hops: hops.map((hop) => ({ ...hop, by: hop.by.map((name) => ({ ...name, ...placeOf(hop.cluster, name) })) })),
      })),
      written: written.map(({ at, what }) => ({ what, ...placeAsJson(at) })),
      ...(changes && { changes: changes.map(({ at, ...change }) => ({ ...change, ...placeAsJson(at) })) }),
    },
  };
}

/** The reason why a call does not arrive although no grant is missing. */
function whyNothingIsMissing(federation: Federation, { cluster, service }: WantedCall): string {
  const exposures = federation.services.find(({ name }) => name === service)?.exposures ?? [];
  const own = exposures.find((exposure) => exposure.cluster.name === cluster);
  if (own) return `${service} is a service of ${cluster} itself, ${exposedServiceText(own)}: its own callers need no grant`;
  if (exposures.length === 0) return `no cluster exposes ${service}`;
  if (isPartner(federation, cluster)) return `no grant is missing: how ${cluster} gets there is its own configuration`;
  return "no grant is missing: a route or the caller's labels send this call elsewhere";
}

/** Explains names that the user did not give, and why a partner's call begins at another cluster's gateway. */
function notesOn(federation: Federation, { from, request }: Call, { cluster, caller, method }: WantedCall, exposer?: string) {
  const partner = from.kind === "externalClient" && isPartner(federation, cluster);
  const byGateway = partner && from.certificate?.uris.includes(federation.clusters.get(cluster)?.identity.egress ?? "");
  const chosen = [
    exposer !== undefined && `the exposing cluster ${exposer}`,
    caller === undefined && !partner && "the caller",
    request && method === undefined && "the request",
  ].filter((name) => typeof name === "string");
  return [
    partner && `(${cluster} configures itself: this is the call that it has to make)`,
    byGateway &&
      caller !== undefined &&
      `(${caller} makes no difference: in mode gateways, the gateway of ${cluster} stands for all of its callers)`,
    chosen.length > 0 && `(fedc chose ${chosen.join(" and ")}, since none is given)`,
  ].filter((note) => typeof note === "string");
}

/** The places in federation.yaml: the consuming cluster's entries for the service, and the allows for it. */
function writtenFor({ federation, loaded: { at } }: Followable, { cluster, service }: WantedCall): readonly Written[] {
  const entry = federation.services.find(({ name }) => name === service);
  if (!entry) return [];
  const halves = awaitingHalves(federation).filter((half) => half.service === service && half.consumer === cluster);
  const waits = (written: ConsumeEntry | AllowEntry) => {
    const reasons = halves.flatMap((half) => ([written].flat().includes(half.written) ? (half.reason ?? []) : []));
    return reasons.length === 0 ? "" : `; not in force: ${reasons.join(", ")}`;
  };
  const consumed = entry.consumptions.flatMap(({ cluster: consumer, written }): Written[] =>
    consumer.name === cluster && written.as !== undefined
      ? [{ at: at.value(written, "as"), what: `${cluster} consumes ${service} as ${written.as}${waits(written)}` }]
      : [],
  );
  const allowed = entry.exposures.flatMap(({ cluster: exposer, allows }) =>
    allows.flatMap((allow): Written[] =>
      allow.consumer.name === cluster
        ? [{ at: allowPlace(at, allow), what: `${exposer.name} allows it to ${cluster}${waits(allow.written)}` }]
        : [],
    ),
  );
  return [...consumed, ...allowed];
}

function isPartner({ clusters }: Federation, cluster: string): boolean {
  return clusters.get(cluster)?.managed === false;
}

/** If the caller or the request is not given, takes a listed caller and a granted request. */
function callOf(consumption: Consumption, host: string, { caller, method, path }: WantedCall): Call {
  const { cluster, port = 0, callers, callerLabels: labels = {}, service } = consumption;
  const [namespace = "", account = ""] = caller?.split("/") ?? [];
  const [listed = { namespace, account }] = caller === undefined ? listedAccounts(callers) : [];
  return {
    from: { kind: "workload", cluster: cluster.name, ...listed, labels, host, port },
    ...(service.protocol !== "tcp" && { request: askedRequest(consumption, method, path) }),
  };
}
