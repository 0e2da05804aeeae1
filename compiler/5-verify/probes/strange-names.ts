import { deploymentName } from "../../2-resolve/cluster.ts";
import type { Cluster, Federation } from "../../2-resolve/federation.ts";
import type { Call, HttpRequest } from "../../istio/call.ts";
import { addTo } from "../../istio/objects/indexed.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { ingressAddresses, ingressProbe, ownCertificate } from "./at-gateways.ts";
import { pastSettings } from "./at-own-egress.ts";
import { certificateOf } from "./at-workloads.ts";
import { type Account, listedAccounts, workloadCalling } from "./callers.ts";
import { localCall } from "./local-calls.ts";
import { callsIn, type Probe } from "./probe.ts";
import { grantedRequests, request } from "./requests.ts";

/** Names in objects that federation.yaml does not have: none, unless an edit or a mistake put them there. */
interface StrangeNames {
  readonly methods: readonly string[];
  readonly paths: readonly string[];
  readonly accountsOf: (cluster: Cluster) => readonly Account[];
}

/** The calls of `strangeProbes`, one by one. */
export function strangeCalls(facts: FederationFacts, vocabulary: Vocabulary): Generator<Call> {
  return callsIn(strangeProbes(facts, vocabulary));
}

/** Calls with names that only objects have, in place of the granted ones: for every local name, protected service and grant. */
export function* strangeProbes(facts: FederationFacts, vocabulary: Vocabulary): Generator<Probe> {
  const strange = strangeNames(facts.federation, vocabulary);
  if (!strange) return;
  for (const { consumption } of facts.grants.answers()) {
    const { cluster, service, callers } = consumption;
    const allow = service.exposures.flatMap(({ allows }) => allows.filter(({ consumer }) => consumer === cluster))[0];
    const granted = allow ? grantedRequests(allow) : [];
    const [caller] = listedAccounts(callers);
    if (caller) yield { from: workloadCalling(consumption, caller), requests: requestsLike(granted, strange) };
    if (service.protocol !== "tcp" && !granted[0]) continue;
    for (const account of strange.accountsOf(cluster)) yield { from: workloadCalling(consumption, account), requests: [granted[0]] };
  }
  for (const exposure of facts.federation.services.flatMap(({ exposures }) => exposures))
    if (exposure.cluster.managed && exposure.protect)
      for (const account of strange.accountsOf(exposure.cluster)) yield localCall(exposure, account);
  for (const grant of facts.federation.grants) {
    const { consumer, mode, users } = grant;
    if (grant.inactive !== undefined || !grant.exposure.cluster.managed) continue;
    const granted = grantedRequests(grant.allow);
    const accounts = strange.accountsOf(consumer);
    if (mode === "gateways") for (const account of accounts) yield* pastSettings(facts, grant, account);
    const [caller] = users.flatMap(({ callers }) => listedAccounts(callers));
    const own = mode === "gateways" ? ownCertificate(consumer) : caller && certificateOf(consumer, caller);
    for (const address of ingressAddresses(facts, grant)) {
      if (own) yield ingressProbe(address, own, requestsLike(granted, strange));
      if (mode === "workloads")
        for (const account of accounts) yield ingressProbe(address, certificateOf(consumer, account), granted.slice(0, 1));
    }
  }
}

/** Every strange method with every granted path, and the reverse: a denial may forget a method on some paths only. */
function requestsLike(granted: readonly (HttpRequest | undefined)[], { methods, paths }: StrangeNames): readonly HttpRequest[] {
  const grantedPaths = [...new Set(granted.flatMap((one) => one?.path ?? []))];
  const grantedMethods = [...new Set(granted.flatMap((one) => one?.method ?? []))];
  return [
    ...methods.flatMap((method) => grantedPaths.map((path) => request(method, path))),
    ...paths.flatMap((path) => grantedMethods.map((method) => request(method, path))),
  ];
}

/** Undefined if there are none. */
function strangeNames(federation: Federation, vocabulary: Vocabulary): StrangeNames | undefined {
  const clusters = [...federation.clusters.values()];
  const written = new Set(clusters.flatMap(gatewayAccounts));
  addTexts(federation.written, written);
  const isWritten = (text: string) => written.has(text) || written.has(text.slice(1));
  const prefixes = federation.services.flatMap(({ exposures }) => exposures.flatMap(({ path }) => path ?? []));
  const isBelowPrefix = (path: string) =>
    prefixes.some((prefix) => path.startsWith(prefix) && (path === `${prefix}*` || isWritten(`/${path.slice(prefix.length)}`)));
  const domains = new Set(clusters.map(({ trustDomain }) => trustDomain));
  const accounts = new Map<string, Account[]>();
  for (const principal of vocabulary.principals) {
    const [domain = "", , namespace = "", , account = "*"] = principal.split("/");
    if (namespace === "" || namespace === "*" || written.has(`${namespace}/${account}`)) continue;
    // `*` stands for anyone, and so does the end of a name that is only begun.
    const strange = { namespace: namespace.replace("*", "probe"), account: account.replace("*", "probe") };
    for (const one of domain === "*" ? domains : [domain]) addTo(accounts, one, strange);
  }
  const methods = [...vocabulary.methods].filter((method) => !isWritten(method) && method !== "POST");
  const paths = [...vocabulary.paths]
    .filter((path) => path !== "*" && !isWritten(path) && !isBelowPrefix(path))
    .map((path) => path.replace("*", "probe"));
  if (methods.length + paths.length + accounts.size === 0) return undefined;
  return { methods, paths, accountsOf: ({ trustDomain }) => accounts.get(trustDomain) ?? [] };
}

/** The gateways' own accounts: policies name them, and no application has them. */
function gatewayAccounts(cluster: Cluster): readonly string[] {
  return (["ingress", "egress"] as const).map((side) => `${cluster.namespace}/${cluster[side]?.serviceAccount ?? deploymentName(side)}`);
}

function addTexts(written: unknown, texts: Set<string>): void {
  if (typeof written === "string") texts.add(written);
  else if (typeof written === "object" && written !== null)
    for (const key in written) addTexts((written as Readonly<Record<string, unknown>>)[key], texts);
}
