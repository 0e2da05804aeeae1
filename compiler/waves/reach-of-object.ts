import type { AuthorizationPolicy, AuthorizationRule, FederationObject, Gateway, Secret } from "../4-plan/objects.ts";
import { bundleLimits } from "../certificates/pem.ts";
import { readCertificates } from "../certificates/read-certificate.ts";
import { delegateHost } from "../istio/objects/read-virtual-service.ts";
import type { ClusterFacts } from "../istio/world.ts";

/**
 * The calls that a change of an object may affect: `all` calls of the cluster, or those that have one of these names on their way, which are
 * hosts, server names (both perhaps with `*.` before them) and principals, or that show a certificate of one of these anchors.
 */
type Reach = "all" | { readonly names?: readonly string[]; readonly anchors?: readonly string[] };

/** All versions of one object. One of them is undefined if the object comes or goes. */
export type Versions<Kind extends FederationObject = FederationObject> = readonly (Kind | undefined)[];

interface Surroundings {
  readonly facts: ClusterFacts;
  /** Whether an ALLOW policy for these pods stays as it is. */
  readonly allowsElsewhere: (policy: AuthorizationPolicy) => boolean;
}

/**
 * The reach of a change of one object. Of a kind that is not listed here, a change may affect every call. Proxies find objects by the names
 * that a call has, so a change of others does not affect it.
 */
export function reachOf(versions: Versions, { facts, allowsElsewhere }: Surroundings): Reach {
  const present = versions.flatMap((object) => object ?? []);
  const reaches = present.map((object): Reach => {
    switch (object.kind) {
      case "AuthorizationPolicy":
        return reachOfPolicy(object, versions as Versions<AuthorizationPolicy>, facts, allowsElsewhere);
      case "Gateway":
        return { names: changedHosts(versions as Versions<Gateway>) };
      case "VirtualService": {
        const { hosts, tls = [] } = object.spec;
        if (hosts.length === 0) return { names: [delegateHost(object.metadata)] };
        return { names: [...hosts, ...tls.flatMap(({ match }) => match.flatMap(({ sniHosts }) => sniHosts))] };
      }
      case "ServiceEntry":
        return { names: object.spec.hosts };
      case "DestinationRule":
        return { names: [object.spec.host] };
      case "Service": {
        const { name, namespace } = object.metadata;
        // The Service of a gateway tells its ports.
        return namespace === facts.gatewaysNamespace ? "all" : { names: [`${name}.${namespace}.svc.${facts.domain}`] };
      }
      case "Secret":
        return reachOfBundle(versions as Versions<Secret>);
      case "ConfigMap":
        return object.metadata.namespace === facts.rootNamespace ? "all" : {};
      case "Namespace":
      case "ServiceAccount":
      case "HorizontalPodAutoscaler":
      case "PodDisruptionBudget":
        return {};
      default:
        return "all";
    }
  });
  return together(reaches);
}

function together(reaches: readonly Reach[]): Reach {
  const limited = reaches.flatMap((reach) => (reach === "all" ? [] : [reach]));
  if (limited.length < reaches.length) return "all";
  return { names: limited.flatMap(({ names = [] }) => names), anchors: limited.flatMap(({ anchors = [] }) => anchors) };
}

/** A policy on a gateway affects the calls of the rules that change, and one on other pods those of all Services of its namespace. */
function reachOfPolicy(
  policy: AuthorizationPolicy,
  versions: Versions<AuthorizationPolicy>,
  { rootNamespace, gatewaysNamespace, services, domain }: ClusterFacts,
  allowsElsewhere: Surroundings["allowsElsewhere"],
): Reach {
  const { namespace } = policy.metadata;
  if (namespace === rootNamespace || new Set(versions.map((one) => one && forWhom(one))).size > (versions.includes(undefined) ? 2 : 1))
    return "all";
  if (namespace !== gatewaysNamespace)
    return { names: services.filter((service) => service.namespace === namespace).map(({ name }) => `${name}.${namespace}.svc.${domain}`) };
  // Without any ALLOW policy everything is allowed.
  if (policy.spec.action !== "DENY" && versions.includes(undefined) && !allowsElsewhere(policy)) return "all";
  return together(inSomeOnly(versions.map((one) => one?.spec.rules ?? [])).map((rule) => reachOfRule(rule, policy.spec.action === "DENY")));
}

/** The pods that a policy holds for, and its action, as text. */
export function forWhom({ metadata, spec: { selector, action } }: AuthorizationPolicy): string {
  return JSON.stringify([metadata.namespace, Object.entries(selector?.matchLabels ?? {}).sort(), action ?? "ALLOW"]);
}

/**
 * A rule holds only for calls that fulfil all its conditions, so one of them is enough to know which these are. A denial of bytes holds
 * whatever hosts it names.
 */
export function reachOfRule({ from, to, when = [] }: AuthorizationRule, isDenial: boolean): Reach {
  const hosts = isDenial ? undefined : namesIn(to?.map(({ operation }) => operation.hosts?.map((host) => host.replace(/:(\*|\d+)$/, ""))));
  const serverNames = when.flatMap(({ key, values }) => (key === "connection.sni" ? (namesIn([values]) ?? []) : []));
  const names = hosts ?? (serverNames.length > 0 ? serverNames : namesIn(from?.map(({ source }) => source.principals)));
  return names ? { names } : "all";
}

/** The names in all lists. Undefined if a list is missing, or has a pattern that is no name. Istio itself makes the server names that begin with `outbound_`. */
function namesIn(lists: readonly (readonly string[] | undefined)[] | undefined): readonly string[] | undefined {
  const names = lists?.flatMap((list) => list ?? [""]) ?? [];
  return names.length > 0 && names.every((name) => /^(?!outbound_)(\*\.)?[^*]+$/.test(name)) ? names : undefined;
}

/** The hosts of the servers that change; of a server that differs in its hosts alone, these hosts. */
function changedHosts(versions: Versions<Gateway>): readonly string[] {
  const isSame = new Set(versions.map((gateway) => gateway && JSON.stringify(gateway.spec.selector))).size === 1;
  const servers = versions.map((gateway) => gateway?.spec.servers ?? []);
  const withoutHosts = servers.map((all) => all.map(({ hosts: _, ...server }) => server));
  const changed = new Set(inSomeOnly(withoutHosts).map(({ port }) => port.name));
  const ofServer = (name: string) => servers.map((all) => all.flatMap(({ port, hosts }) => (port.name === name ? hosts : [])));
  const names = [...new Set(servers.flat().map(({ port }) => port.name))];
  const hosts = names.flatMap((name) => (isSame && !changed.has(name) ? inSomeOnly(ofServer(name)) : ofServer(name).flat()));
  return hosts.map((host) => host.slice(host.lastIndexOf("/") + 1));
}

/** An anchor decides about the certificates of its own root only. Without any bundle a gateway trusts its own authority. */
function reachOfBundle(versions: Versions<Secret>): Reach {
  const bundles = versions.map((secret) => secret?.stringData["ca.crt"]);
  if (bundles.includes(undefined)) return "all";
  const blocks = bundles.map((bundle = "") => bundle.split(/(?<=-----END CERTIFICATE-----\n)/));
  return { anchors: inSomeOnly(blocks).flatMap((pem) => readCertificates(pem, bundleLimits).certificates.map(({ anchorId }) => anchorId)) };
}

/** The items that some lists have and others do not. */
function inSomeOnly<Item>(lists: readonly (readonly Item[])[]): readonly Item[] {
  const counts = new Map<string, { readonly item: Item; readonly lists: Set<number> }>();
  for (const [number, list] of lists.entries())
    for (const item of list) {
      const text = JSON.stringify(item);
      const counted = counts.get(text) ?? { item, lists: new Set() };
      counted.lists.add(number);
      counts.set(text, counted);
    }
  return [...counts.values()].filter((counted) => counted.lists.size < lists.length).map(({ item }) => item);
}
