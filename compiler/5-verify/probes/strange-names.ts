import { deploymentName } from "../../2-resolve/cluster.ts";
import type { Cluster, Federation } from "../../2-resolve/federation.ts";
import type { Call, HttpRequest } from "../../istio/call.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { atIngress, ownCertificate, waysToAsk } from "./at-gateways.ts";
import { pastSettings } from "./at-own-egress.ts";
import { certificateOf } from "./at-workloads.ts";
import { type Account, listedAccounts } from "./callers.ts";
import { localCall } from "./local-calls.ts";
import { grantedRequests, request } from "./requests.ts";

/** What objects name and federation.yaml does not: nothing, unless somebody or some mistake put it there. */
interface Strange {
  readonly methods: readonly string[];
  readonly paths: readonly string[];
  /** By trust domain. */
  readonly accounts: ReadonlyMap<string, readonly Account[]>;
}

/** Calls with what only objects name: each in place of what is granted, for every grant. */
export function* strangeCalls(known: FederationFacts, vocabulary: Vocabulary): Generator<Call> {
  const strange = strangeIn(known.federation, vocabulary);
  if (strange.methods.length + strange.paths.length + strange.accounts.size === 0) return;
  for (const { consumption } of known.grants.answers()) {
    const { cluster, as, port, service, callers, callerLabels = {} } = consumption;
    const allow = service.exposures.flatMap(({ allows }) => allows.filter(({ consumer }) => consumer === cluster))[0];
    const granted = allow ? grantedRequests(allow) : [];
    const [asked] = granted;
    const [caller] = listedAccounts(callers);
    const from = (account: Account) =>
      ({ kind: "workload", cluster: cluster.name, ...account, labels: callerLabels, host: as?.host ?? "", port: port ?? 0 }) as const;
    if (caller) for (const one of requestsLike(granted, strange)) yield { from: from(caller), request: one };
    if (service.protocol !== "tcp" && !asked) continue;
    for (const account of strange.accounts.get(cluster.trustDomain) ?? []) yield { from: from(account), ...(asked && { request: asked }) };
  }
  for (const exposure of known.federation.services.flatMap(({ exposures }) => exposures))
    if (exposure.cluster.managed && exposure.protect)
      for (const account of strange.accounts.get(exposure.cluster.trustDomain) ?? []) yield localCall(exposure, account);
  for (const grant of known.federation.grants) {
    if (grant.inactive !== undefined || !grant.exposure.cluster.managed) continue;
    const granted = grantedRequests(grant.allow);
    const [asked] = granted;
    if (grant.mode === "gateways")
      for (const account of strange.accounts.get(grant.consumer.trustDomain) ?? []) yield* pastSettings(known, grant, account);
    for (const flight of waysToAsk(known, grant)) {
      const [caller] = grant.users.flatMap(({ callers }) => listedAccounts(callers));
      const own = grant.mode === "gateways" ? ownCertificate(grant.consumer) : caller && certificateOf(grant.consumer, caller);
      if (own) for (const one of requestsLike(granted, strange)) yield atIngress(flight, own, one);
      if (grant.mode === "workloads")
        for (const account of strange.accounts.get(grant.consumer.trustDomain) ?? [])
          yield atIngress(flight, certificateOf(grant.consumer, account), asked);
    }
  }
}

/** A denial may forget a method on some paths only, so that each is tried with each. */
function requestsLike(granted: readonly (HttpRequest | undefined)[], { methods, paths }: Strange): readonly HttpRequest[] {
  const asked = granted.filter((one) => one !== undefined);
  const grantedPaths = [...new Set(asked.map(({ path }) => path))];
  const grantedMethods = [...new Set(asked.map(({ method }) => method))];
  return [
    ...methods.flatMap((method) => grantedPaths.map((path) => request(method, path))),
    ...paths.flatMap((path) => grantedMethods.map((method) => request(method, path))),
  ];
}

function strangeIn(federation: Federation, vocabulary: Vocabulary): Strange {
  const names = new Set([...everyTextOf(federation.written), ...[...federation.clusters.values()].flatMap(gatewayAccounts)]);
  const known = (text: string) => names.has(text) || names.has(text.slice(1));
  const served = federation.services.flatMap(({ exposures }) => exposures.flatMap(({ path }) => path ?? []));
  const isServed = (path: string) =>
    served.some((prefix) => path.startsWith(prefix) && (path === `${prefix}*` || known(`/${path.slice(prefix.length)}`)));
  const domains = [...new Set([...federation.clusters.values()].map(({ trustDomain }) => trustDomain))];
  const accounts = new Map<string, Account[]>();
  for (const principal of vocabulary.principals) {
    const [domain = "", , namespace = "", , account = "*"] = principal.split("/");
    if (namespace === "" || namespace === "*" || names.has(`${namespace}/${account}`)) continue;
    for (const one of domain === "*" ? domains : [domain]) accounts.set(one, [...(accounts.get(one) ?? []), someone(namespace, account)]);
  }
  return {
    methods: [...vocabulary.methods].filter((method) => !known(method) && method !== "POST"),
    paths: [...vocabulary.paths]
      .filter((path) => path !== "*" && !known(path) && !isServed(path))
      .map((path) => path.replace("*", "probe")),
    accounts,
  };
}

/** The gateways' own accounts: policies let them through, and nobody else has them. */
function gatewayAccounts({ namespace, ingress, egress }: Cluster): readonly string[] {
  return [
    `${namespace}/${ingress?.serviceAccount ?? deploymentName("ingress")}`,
    `${namespace}/${egress?.serviceAccount ?? deploymentName("egress")}`,
  ];
}

/** `*` stands for whoever, and so does what only begins a name. */
function someone(namespace: string, account: string): Account {
  return { namespace: namespace.replace("*", "probe"), account: account.replace("*", "probe") };
}

function everyTextOf(written: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof written === "string") found.add(written);
  else if (typeof written === "object" && written !== null) for (const inner of Object.values(written)) everyTextOf(inner, found);
  return found;
}
