import type { Consumption, Federation } from "../2-resolve/federation.ts";
import { allowPlace } from "../3-check/written-places.ts";
import type { Call, HttpRequest } from "../6-verify/call.ts";
import { type Change, grantingChanges } from "../6-verify/changes/granting-changes.ts";
import type { WantedCall } from "../6-verify/changes/wanted-call.ts";
import { callText } from "../6-verify/disproved.ts";
import { listedAccounts } from "../6-verify/probes/callers.ts";
import { grantedRequests, request } from "../6-verify/probes/requests.ts";
import type { Outcome } from "../6-verify/verdict.ts";
import { placeAsJson } from "../findings/formats/json.ts";
import { didYouMeanOneOf } from "../findings/suggest.ts";
import { readCall } from "./call-input.ts";
import type { Answer } from "./command.ts";
import { Failure } from "./failure.ts";
import { type Followable, followable } from "./followed.ts";
import { type Written, whyReport } from "./why-report.ts";

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
  readonly method?: string;
  readonly path?: string;
}

/** Follows a call of a local name. Throws a Failure for what is not the file's fault. */
export function runWhy({ file, maxBytes }: Where, asked: AskedCall): Answer {
  const known = followable(file, maxBytes);
  if ("findings" in known) return { ok: false, findings: known.findings };
  const { federation } = known;
  const [cluster = "", namespace, account] = asked.caller.split("/");
  if (!federation.clusters.has(cluster))
    throw new Failure(`there is no cluster \`${cluster}\` in the federation`, didYouMeanOneOf(cluster, [...federation.clusters.keys()]));
  if (namespace !== undefined && !account)
    throw new Failure("a caller is `CLUSTER/NAMESPACE/ACCOUNT`", "or `CLUSTER` alone: somebody who is listed");
  const consumption = consumptionOf(federation, cluster, asked.service);
  const service = consumption?.service.name ?? asked.service;
  const { method, path } = asked;
  const wanted: WantedCall = {
    cluster,
    service,
    ...(namespace !== undefined && { caller: `${namespace}/${account}` }),
    ...(method !== undefined && { method }),
    ...(path !== undefined && { path }),
  };
  if (!consumption?.as) {
    const names = [...federation.services.map(({ name }) => name), ...namesIn(federation, cluster)];
    if (!federation.services.some(({ name }) => name === asked.service))
      throw new Failure(`there is no service or local name \`${asked.service}\` in \`${cluster}\``, didYouMeanOneOf(asked.service, names));
    return answer(known, undefined, [], grantingChanges(federation, known.loaded.at, wanted) ?? [], wanted);
  }
  const call = callOf(consumption, wanted);
  return follow(known, call, wanted);
}

/** Follows any call. Throws a Failure for what is not the file's fault. */
export function runWhyCall({ file, maxBytes }: Where, callFile: string): Answer {
  const known = followable(file, maxBytes);
  if ("findings" in known) return { ok: false, findings: known.findings };
  const call = readCall(callFile);
  const { from, request } = call;
  if (from.kind === "stranger") return answer(known, call, known.follow(call).outcomes, undefined, undefined);
  const consumption = consumptionOf(known.federation, from.cluster, `${from.host}:${from.port}`, from.namespace);
  const wanted = consumption && {
    cluster: from.cluster,
    service: consumption.service.name,
    caller: `${from.namespace}/${from.account}`,
    ...(request && { method: request.method, path: request.path.split("?", 1)[0] ?? "/" }),
  };
  return follow(known, call, wanted);
}

function follow(known: Followable, call: Call, wanted: WantedCall | undefined): Answer {
  const { outcomes } = known.follow(call);
  const refused = outcomes.every(({ end, share }) => share === 0 || end.kind !== "reached");
  const changes = refused && wanted ? grantingChanges(known.federation, known.loaded.at, wanted) : undefined;
  return answer(known, call, outcomes, changes, wanted);
}

function answer(
  known: Followable,
  call: Call | undefined,
  outcomes: readonly Outcome[],
  changes: readonly Change[] | undefined,
  wanted: WantedCall | undefined,
): Answer {
  const { placeOf } = known;
  const unnamed = `${wanted?.cluster} has no local name for ${wanted?.service} in force`;
  const chosen = call && wanted && chosenText(call, wanted);
  const written = wanted ? writtenFor(known, wanted) : [];
  // Where no grant is missing, what is down is the reason.
  const told = changes?.length === 0 && call?.down?.length ? undefined : changes;
  return {
    ok: true,
    findings: [],
    text: (paint) => whyReport({ call: call ? callText(call) : unnamed, chosen, outcomes, written, changes: told, placeOf }, paint),
    fields: {
      call: call ?? null,
      outcomes: outcomes.map(({ hops, end, share }) => ({
        share,
        end,
        hops: hops.map((hop) => ({ ...hop, by: hop.by.map((name) => ({ ...name, ...placeOf(hop.cluster, name) })) })),
      })),
      written: written.map(({ at, ...one }) => ({ ...one, ...placeAsJson(at) })),
      ...(changes && { changes: changes.map(({ at, ...change }) => ({ ...change, ...placeAsJson(at) })) }),
    },
  };
}

/** Names in an answer that nobody gave would puzzle. */
function chosenText({ request }: Call, { caller, method }: WantedCall): string | undefined {
  const chosen = [...(caller === undefined ? ["the caller"] : []), ...(request && method === undefined ? ["the request"] : [])];
  return chosen.length === 0 ? undefined : `(${chosen.join(" and ")} chosen by fedc, as none is given)`;
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
    consumptions.flatMap(({ as, port, ...one }) => (one.cluster.name === cluster && as ? [`${as.name}.${as.namespace}:${port}`] : [])),
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
