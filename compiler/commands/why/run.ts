import type { Cluster, Consumption, Federation } from "../../2-resolve/federation.ts";
import { allowPlace } from "../../2-resolve/written-places.ts";
import { listedAccounts } from "../../5-verify/probes/callers.ts";
import { grantedRequests, request } from "../../5-verify/probes/requests.ts";
import { callText } from "../../5-verify/verification-error.ts";
import type { GrantEdit } from "../../access/granting/grant-edit.ts";
import { grantingChanges } from "../../access/granting/granting-changes.ts";
import type { WantedCall } from "../../access/granting/wanted-call.ts";
import { callsOfPartner, isAllowed } from "../../access/partner-calls.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { placeAsJson } from "../../findings/formats/json.ts";
import { didYouMeanOneOf } from "../../findings/suggest.ts";
import type { Call, HttpRequest } from "../../istio/call.ts";
import type { Outcome } from "../../istio/verdict.ts";
import { askedCaller } from "./asked-caller.ts";
import { askedRequest, type RequestWords } from "./asked-request.ts";
import { readCall } from "./call-input.ts";
import { type Followable, followable } from "./followed.ts";
import { type ToldOutcome, type Written, whyReport } from "./report.ts";

interface Where {
  readonly file: string | undefined;
  readonly maxBytes: number;
}

/** A call in few words. */
export interface AskedCall {
  /** `cluster` or `cluster/namespace/account`. */
  readonly caller: string;
  /** A service's name, or `local name:port`. */
  readonly service: string;
  readonly request: RequestWords;
}

/** Follows a call of a local name. Throws a Failure for what is not the file's fault. */
export function runWhy({ file, maxBytes }: Where, asked: AskedCall): Answer {
  const known = followable(file, maxBytes);
  if ("findings" in known) return { ok: false, findings: known.findings };
  const { federation } = known;
  const { cluster: name, account } = askedCaller(federation, asked.caller);
  const cluster = federation.clusters.get(name) as Cluster;
  const consumption = consumptionOf(federation, name, asked.service);
  const service = consumption?.service ?? federation.services.find((one) => one.name === asked.service);
  if (!service) {
    const names = [...federation.services.map((one) => one.name), ...namesIn(federation, name)];
    throw new Failure(`there is no service or local name \`${asked.service}\` in \`${name}\``, didYouMeanOneOf(asked.service, names));
  }
  const request = askedRequest(service, asked.request);
  const wanted: WantedCall = {
    cluster: name,
    service: service.name,
    ...(account !== undefined && { caller: account }),
    ...request,
  };
  if (!cluster.managed) return answerForPartner(known, wanted);
  if (!consumption?.as) return answer(known, { outcomes: [], changes: changesFor(known, wanted), wanted });
  return follow(known, callOf(consumption, wanted), wanted);
}

/** Follows any call. Throws a Failure for what is not the file's fault. */
export function runWhyCall({ file, maxBytes }: Where, callFile: string): Answer {
  const known = followable(file, maxBytes);
  if ("findings" in known) return { ok: false, findings: known.findings };
  const call = readCall(callFile);
  const { from, request } = call;
  if (from.kind === "externalClient") return answer(known, { call, outcomes: known.follow(call).outcomes });
  const consumption = consumptionOf(known.federation, from.cluster, `${from.host}:${from.port}`, from.namespace);
  const wanted = consumption && {
    cluster: from.cluster,
    service: consumption.service.name,
    caller: `${from.namespace}/${from.account}`,
    ...(request && { method: request.method, path: request.path.split("?", 1)[0] ?? "/" }),
  };
  return follow(known, call, wanted);
}

/** A call that ends at a partner is told by what the file says of it; every other by the objects. */
function follow(known: Followable, call: Call, wanted: WantedCall | undefined): Answer {
  const outcomes = known.follow(call).outcomes.map((outcome) => toPartner(known, call, wanted, outcome));
  const refused = outcomes.every(({ end, share, granted }) => share === 0 || (end.kind !== "reached" && granted !== true));
  return answer(known, { call, outcomes, ...(refused && wanted && { changes: changesFor(known, wanted) }), ...(wanted && { wanted }) });
}

function toPartner({ federation }: Followable, call: Call, wanted: WantedCall | undefined, outcome: Outcome): ToldOutcome {
  const { end } = outcome;
  if (end.kind !== "outside" || end.cluster === undefined) return outcome;
  const grant = federation.grants.find(
    ({ consumer, exposure }) =>
      consumer.name === wanted?.cluster && exposure.service.name === wanted.service && exposure.cluster.name === end.cluster,
  );
  return grant ? { ...outcome, granted: isAllowed(grant, call) } : outcome;
}

/** Nothing is emitted for a partner that configures itself: its call is followed from the gateway on that it reaches. */
function answerForPartner(known: Followable, wanted: WantedCall): Answer {
  const { method, path } = wanted;
  const given = method !== undefined && path !== undefined ? request(method, path) : undefined;
  const calls = callsOfPartner(known.known, wanted.cluster, wanted.service, wanted.caller, ({ allow }) =>
    allow.exposure.service.protocol === "tcp" ? undefined : (given ?? grantedRequests(allow)[0]),
  ).map(({ grant, call }) => ({ grant, call, outcomes: known.follow(call).outcomes }));
  const arrives = ({ outcomes }: { outcomes: readonly Outcome[] }) => outcomes.some(({ end }) => end.kind === "reached");
  const chosen = calls.find(arrives) ?? calls[0];
  if (!chosen) return answer(known, { outcomes: [], changes: changesFor(known, wanted), wanted });
  const { grant, call, outcomes } = chosen;
  const exposer = calls.length > 1 ? grant.exposure.cluster.name : undefined;
  const changes = arrives(chosen) ? undefined : changesFor(known, { ...wanted, exposer: grant.exposure.cluster.name });
  return answer(known, { call, outcomes, wanted, exposer, ...(changes && { changes }) });
}

/** None where a cluster serves it itself and uses nobody else's. */
function changesFor({ federation, loaded }: Followable, wanted: WantedCall): readonly GrantEdit[] {
  const service = federation.services.find(({ name }) => name === wanted.service);
  const isItself = ({ cluster }: { readonly cluster: Cluster }) => cluster.name === wanted.cluster;
  if (service?.exposures.some(isItself) && !service.consumptions.some(isItself)) return [];
  return grantingChanges(federation, loaded.at, wanted) ?? [];
}

/** What came of a question. */
interface Told {
  readonly call?: Call;
  readonly outcomes: readonly ToldOutcome[];
  /** Those that would grant the call; missing where it is granted. */
  readonly changes?: readonly GrantEdit[];
  readonly wanted?: WantedCall;
  /** The one of several exposing clusters that a partner's call was followed at. */
  readonly exposer?: string | undefined;
}

function answer(known: Followable, { call, outcomes, changes, wanted, exposer }: Told): Answer {
  const { placeOf, federation } = known;
  const notes = call && wanted ? notesOn(federation, call, wanted, exposer) : [];
  const written = wanted ? writtenFor(known, wanted) : [];
  // Where no grant is missing, what is down is the reason.
  const reported = changes?.length === 0 && call?.unavailable?.length ? undefined : changes;
  const nothingMissing = wanted ? whyNothingIsMissing(federation, wanted) : "";
  const head = call ? callText(call) : `${wanted?.cluster} does not use ${wanted?.service} at present`;
  return {
    ok: true,
    findings: [],
    text: (paint) => whyReport({ call: head, notes, outcomes, written, changes: reported, nothingMissing, placeOf }, paint),
    fields: {
      call: call ?? null,
      outcomes: outcomes.map(({ hops, end, share, granted }) => ({
        share,
        end: { ...end, ...(granted !== undefined && { granted }) },
        hops: hops.map((hop) => ({ ...hop, by: hop.by.map((name) => ({ ...name, ...placeOf(hop.cluster, name) })) })),
      })),
      written: written.map(({ at, ...one }) => ({ ...one, ...placeAsJson(at) })),
      ...(changes && { changes: changes.map(({ at, ...change }) => ({ ...change, ...placeAsJson(at) })) }),
    },
  };
}

/** Why a call that no change would grant does not arrive. */
function whyNothingIsMissing({ services, clusters }: Federation, { cluster, service }: WantedCall): string {
  const exposures = services.find(({ name }) => name === service)?.exposures ?? [];
  const own = exposures.find((exposure) => exposure.cluster.name === cluster);
  if (own) return `${service} is a service of ${cluster} itself, ${own.written.service}:${own.port}: its own callers need no grant`;
  if (exposures.length === 0) return `no cluster exposes ${service}`;
  if (clusters.get(cluster)?.managed === false) return `no grant is missing: how ${cluster} gets there is its own configuration`;
  return "no grant is missing: a route or the caller's labels send this call elsewhere";
}

/** Names in an answer that nobody gave would puzzle, and so would a partner's call that begins at another cluster's gateway. */
function notesOn(
  { clusters }: Federation,
  { from, request }: Call,
  { cluster, caller, method }: WantedCall,
  exposer?: string,
): readonly string[] {
  const partner = from.kind === "externalClient" && clusters.get(cluster)?.managed === false;
  const chosen = [
    ...(exposer === undefined ? [] : [`the exposing cluster ${exposer}`]),
    ...(caller === undefined && !partner ? ["the caller"] : []),
    ...(request && method === undefined ? ["the request"] : []),
  ];
  return [
    ...(partner ? [`(${cluster} configures itself: this is the call that it has to make)`] : []),
    ...(partner && caller !== undefined && from.certificate?.uris.includes(clusters.get(cluster)?.identity.egress ?? "")
      ? [`(${caller} makes no difference: in mode gateways the gateway of ${cluster} stands for all of its callers)`]
      : []),
    ...(chosen.length === 0 ? [] : [`(${listed(chosen)} chosen by fedc, as none is given)`]),
  ];
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** Where federation.yaml says it: the consuming cluster's entries for the service, and what is allowed to it. */
function writtenFor({ federation, loaded: { at } }: Followable, { cluster, service }: WantedCall): readonly Written[] {
  const found = federation.services.find(({ name }) => name === service);
  if (!found) return [];
  const consumed = found.consumptions.flatMap((one): Written[] =>
    one.cluster.name === cluster && one.written.as !== undefined
      ? [{ at: at.value(one.written, "as"), what: `${cluster} consumes ${service} as ${one.written.as}` }]
      : [],
  );
  const allowed = found.exposures.flatMap(({ cluster: exposer, allows }) =>
    allows.flatMap((allow): Written[] =>
      allow.consumer.name === cluster ? [{ at: allowPlace(at, allow), what: `${exposer.name} allows it to ${cluster}` }] : [],
    ),
  );
  return [...consumed, ...allowed];
}

/** By the service's name the first local name of it; else the local name itself, as its namespace completes it. */
function consumptionOf({ services }: Federation, cluster: string, name: string, namespace?: string): Consumption | undefined {
  const all = services.flatMap(({ consumptions }) => consumptions.filter((one) => one.cluster.name === cluster && one.as));
  const byService = all.filter(({ service }) => service.name === name);
  const spellings = ({ as, port }: Consumption) => {
    const short = as?.namespace === undefined ? [] : [`${as.name}.${as.namespace}`, ...(as.namespace === namespace ? [as.name] : [])];
    return [as?.host, ...short].flatMap((host) => [`${host}:${port}`, ...(namespace === undefined ? [host] : [])]);
  };
  const active = (found: readonly Consumption[]) => found.find(({ inactive }) => inactive === undefined) ?? found[0];
  return active(byService) ?? active(all.filter((one) => spellings(one).includes(name)));
}

function namesIn({ services }: Federation, cluster: string): readonly string[] {
  return services.flatMap(({ consumptions }) =>
    consumptions.flatMap(({ as, port, ...one }) =>
      one.cluster.name === cluster && as ? [`${[as.name, as.namespace].filter(Boolean).join(".")}:${port}`] : [],
    ),
  );
}

/** What is not said is somebody who is listed, and something that is granted. */
function callOf(consumption: Consumption, { caller, method, path }: WantedCall): Call {
  const { cluster, as, port, callers, callerLabels = {}, service } = consumption;
  const [namespace = "", account = ""] = caller?.split("/") ?? [];
  const [listed] = listedAccounts(callers);
  const who = caller === undefined && listed ? listed : { namespace, account };
  const from = { kind: "workload", cluster: cluster.name, ...who, labels: callerLabels, host: as?.host ?? "", port: port ?? 0 } as const;
  const asked = service.protocol === "tcp" ? undefined : requestOf(consumption, method, path);
  return { from, ...(asked && { request: asked }) };
}

function requestOf({ service, cluster }: Consumption, method: string | undefined, path: string | undefined): HttpRequest {
  if (method !== undefined && path !== undefined) return request(method, path);
  const allows = service.exposures.flatMap(({ allows }) => allows.filter(({ consumer }) => consumer === cluster));
  return allows.flatMap(grantedRequests).find((one) => one !== undefined) ?? request("GET", "/");
}
