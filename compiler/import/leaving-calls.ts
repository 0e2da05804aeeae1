import type { ClusterInventory } from "../inventory/cluster-inventory.ts";
import { gatewayNames, wholeHost } from "../inventory/host-names.ts";
import { selectorOfService } from "../inventory/pod-template.ts";
import { labelsIn, listIn, mappingIn, numberIn, type StandingObject, textIn, textsIn } from "../inventory/standing-object.ts";
import { selects } from "../istio/objects/selects.ts";
import { coversHost, type HandMadeRule, localDomain, type RuleDestination, rulesAt, rulesForHost } from "./hand-made-rules.ts";
import { isOfFedc, type OuterHost, outerHosts } from "./remote-entries.ts";

/** What the other side sees of a call. */
export interface SentCall {
  /** The host of an HTTP request. */
  readonly authority: string;
  /** The server name of the TLS connection that arrives there. */
  readonly sni: string | undefined;
  /** The prefix that the call's path got on its way. */
  readonly prefix: string | undefined;
}

/** A call that leaves its cluster by hand-made objects. */
export interface LeavingCall {
  readonly sent: SentCall;
  readonly outer: OuterHost;
  readonly address: string;
  readonly port: number;
  /** In percent of the calls that reach the outer host. */
  readonly share: number;
  /** Whether it is one of several endpoints that are tried in order. */
  readonly inOrder: boolean;
  /** The Services of egress gateways on its way, with the call as it came there. */
  readonly through: readonly PassedGateway[];
  readonly objects: readonly StandingObject[];
  /** The rules of VirtualServices on its way. */
  readonly rules: readonly unknown[];
}

interface PassedGateway {
  readonly host: string;
  readonly sent: SentCall;
}

interface Onward {
  readonly host: string;
  readonly subset: string | undefined;
  readonly port: number | undefined;
  readonly sent: SentCall;
  readonly through: readonly PassedGateway[];
  readonly objects: readonly StandingObject[];
  readonly rules: readonly unknown[];
}

/** A call passes the application's proxy and one egress gateway, or two. */
const maxHops = 4;

/** The hand-made objects of one cluster, and where they lead calls. */
export class HandMadeRoutes {
  readonly standing: ClusterInventory;
  readonly outer: readonly OuterHost[];
  readonly meshRules: readonly HandMadeRule[];
  /** The objects at which a call was lost. */
  readonly deadEnds: { readonly object: StandingObject; readonly what: string }[] = [];
  readonly #virtualServices: readonly StandingObject[];
  readonly #destinationRules: readonly StandingObject[];

  constructor(standing: ClusterInventory) {
    this.standing = standing;
    this.outer = outerHosts(standing);
    this.#virtualServices = standing.all("VirtualService").filter((object) => !isOfFedc(object));
    this.#destinationRules = standing.all("DestinationRule").filter((object) => !isOfFedc(object));
    this.meshRules = this.#virtualServices.flatMap((object) => rulesAt(object, (gateway) => gateway === "mesh"));
  }

  /** The calls that leave by a destination of a rule; empty if it stays in the cluster. */
  leaving(rule: HandMadeRule, { host, subset, port, authority, uri }: RuleDestination, called: string): readonly LeavingCall[] {
    const sent = { authority: authority ?? called, sni: undefined, prefix: uri };
    return this.#follow({ host, subset, port, sent, through: [], objects: [rule.object], rules: [rule.data] }, maxHops);
  }

  /** The calls that leave by an outer host that applications call by its own name. */
  leavingBy(host: string, port: number): readonly LeavingCall[] {
    const sent = { authority: host, sni: undefined, prefix: undefined };
    return this.#follow({ host, subset: undefined, port, sent, through: [], objects: [], rules: [] }, maxHops);
  }

  #follow(onward: Onward, left: number): readonly LeavingCall[] {
    if (left === 0) return [];
    const { host, subset, port, sent } = onward;
    const rules = this.rulesFor(host);
    const sni = rules.flatMap((rule) => serverName(rule, subset, port) ?? [])[0];
    const objects = [...onward.objects, ...rules];
    const next: Onward = { ...onward, sent: { ...sent, sni: sni ?? sent.sni }, objects };
    // The one that this name is written in before those whose wildcard covers it.
    const outer =
      this.outer.find(({ hosts }) => hosts.includes(host)) ?? this.outer.find(({ hosts }) => hosts.some((one) => coversHost(one, host)));
    if (!outer) return this.#throughGateway(next, left);
    const inOrder = rules.some(triesInOrder);
    const total = outer.endpoints.reduce((all, { weight }) => all + (weight ?? 1), 0);
    return outer.endpoints.flatMap((endpoint): readonly LeavingCall[] => {
      const { address, weight } = endpoint;
      if (isServiceName(address)) {
        const dialled = { ...next, host: wholeHost(address, outer.object.namespace, localDomain), subset: undefined };
        const calls = this.#throughGateway({ ...dialled, port: endpoint.dialled(port), objects: [...objects, outer.object] }, left);
        const what = `its endpoint \`${address}\` is a Service here, and no VirtualService at a Gateway of its pods leads on`;
        if (calls.length === 0) this.deadEnds.push({ object: outer.object, what });
        return calls;
      }
      const share = Math.round(((weight ?? 1) * 100) / total);
      const through = onward.through;
      const all = [...objects, outer.object, ...endpointsOf(this.standing, outer.object)];
      return [{ sent: next.sent, outer, address, port: endpoint.dialled(port), share, inOrder, through, objects: all, rules: next.rules }];
    });
  }

  /** Goes on at the egress gateway behind a Service: by the rules there for the host, or for the server name. */
  #throughGateway({ host, port, sent, through, objects, rules: before }: Onward, left: number): readonly LeavingCall[] {
    const [name = "", namespace = ""] = host.split(".");
    const service = this.standing.find("Service", namespace, name);
    const labels = service && selectorOfService(service);
    if (through.some((passed) => passed.host === host)) return [];
    const gateways = this.standing.all("Gateway").filter((gateway) => {
      const selector = labelsIn(gateway.spec, "selector");
      return !isOfFedc(gateway) && (labels ? selects(selector, labels) : service === undefined);
    });
    const names = new Set(gateways.map((gateway) => `${gateway.namespace}/${gateway.name}`));
    // A Gateway that the dump lacks may be that of these pods.
    const isThere = (gateway: string) => names.has(gateway) || (gateway !== "mesh" && !this.#hasGateway(gateway));
    const rules = this.#virtualServices.flatMap((object) => rulesAt(object, isThere));
    const chosen = gatewayRuleFor(rules, sent, undefined);
    if (!chosen) return [];
    const used = gateways.filter((gateway) =>
      gatewayNames(chosen.object, textsIn(chosen.object.spec, "gateways")).includes(`${gateway.namespace}/${gateway.name}`),
    );
    return chosen.destinations.flatMap((destination) => {
      const isHttp = chosen.kind === "http";
      const onward = {
        authority: destination.authority ?? sent.authority,
        // A gateway that ends TLS dials with the server name of its own rules.
        sni: chosen.kind === "tls" ? sent.sni : undefined,
        prefix: (isHttp ? destination.uri : undefined) ?? sent.prefix,
      };
      const calls = this.#follow(
        {
          host: destination.host,
          subset: destination.subset,
          port: destination.port ?? port,
          sent: onward,
          through: [...through, { host, sent }],
          objects: [...objects, chosen.object, ...used],
          rules: [...before, chosen.data],
        },
        left - 1,
      );
      return calls.map((call) => ({ ...call, share: Math.round((call.share * destination.weight) / 100) }));
    });
  }

  #hasGateway(gateway: string): boolean {
    const [namespace = "", name = ""] = gateway.split("/");
    return this.standing.find("Gateway", namespace, name) !== undefined;
  }

  /** The DestinationRules for a host. */
  rulesFor(host: string): readonly StandingObject[] {
    return this.#destinationRules.filter((object) => {
      const own = wholeHost(textIn(object.spec, "host") ?? "", object.namespace, localDomain);
      return own === host || (own.startsWith("*") && coversHost(own, host));
    });
  }

  /** The labels of a subset of a host. */
  subsetLabels(host: string, subset: string | undefined): Readonly<Record<string, string>> | undefined {
    if (subset === undefined) return undefined;
    const found = this.rulesFor(host).flatMap(({ spec }) => listIn(spec, "subsets").filter((one) => textIn(one, "name") === subset))[0];
    const labels = found === undefined ? {} : labelsIn(found, "labels");
    return Object.keys(labels).length > 0 ? { ...labels } : undefined;
  }
}

/** The rule by which a gateway routes a call: by the host of a request, or else by the server name. */
export function gatewayRuleFor(rules: readonly HandMadeRule[], sent: SentCall, port: number | undefined): HandMadeRule | undefined {
  const { authority, sni, prefix } = sent;
  const http = rulesForHost(
    rules.filter(({ kind }) => kind === "http"),
    authority,
  );
  const isFor = ({ matches }: HandMadeRule) =>
    matches.length === 0 ||
    matches.some((match) => {
      const number = numberIn(match, "port");
      const [exact, start] = [textIn(match, "authority", "exact"), textIn(match, "authority", "prefix")];
      const [path, whole] = [textIn(match, "uri", "prefix"), textIn(match, "uri", "exact")];
      const hosts = textsIn(match, "sniHosts");
      return (
        (port === undefined || number === undefined || number === port) &&
        (exact === undefined || exact === authority) &&
        (start === undefined || authority.startsWith(start)) &&
        (prefix === undefined || path === undefined || prefix.startsWith(path)) &&
        (prefix === undefined || whole === undefined || whole.startsWith(prefix)) &&
        (hosts.length === 0 || hosts.some((one) => coversHost(one, sni ?? authority)))
      );
    });
  const bytes = rulesForHost(
    rules.filter(({ kind }) => kind !== "http"),
    sni ?? authority,
  );
  const [byHost, byName] = [http.find(isFor), bytes.find(isFor)];
  // A server name that is written out is that of a connection; hosts of requests share one.
  const isWritten = (rule: HandMadeRule | undefined) => rule?.hosts.includes(sni ?? authority) === true;
  return isWritten(byName) && !http.some(({ hosts }) => hosts.includes(authority) && authority !== sni) ? byName : (byHost ?? byName);
}

function serverName(rule: StandingObject, subset: string | undefined, port: number | undefined): string | undefined {
  const named = listIn(rule.spec, "subsets").find((one) => textIn(one, "name") === subset);
  const policies = [mappingIn(named, "trafficPolicy"), mappingIn(rule.spec, "trafficPolicy")];
  return policies
    .flatMap((policy) => [
      ...listIn(policy, "portLevelSettings").flatMap((one) => (numberIn(one, "port", "number") === port ? textIn(one, "tls", "sni") : [])),
      textIn(policy, "tls", "sni"),
    ])
    .find((sni) => sni !== undefined);
}

/** Whether a DestinationRule tries endpoints one after the other by health, instead of sharing calls among them. */
function triesInOrder({ spec }: StandingObject): boolean {
  const policies = [mappingIn(spec, "trafficPolicy"), ...listIn(spec, "subsets").map((one) => mappingIn(one, "trafficPolicy"))];
  return policies.some((policy) => {
    const setting = mappingIn(policy, "loadBalancer", "localityLbSetting");
    return (
      policy.outlierDetection !== undefined && (listIn(setting, "failoverPriority").length > 0 || listIn(setting, "failover").length > 0)
    );
  });
}

function isServiceName(address: string): boolean {
  return /\.svc(?:\.|$)/.test(address);
}

function endpointsOf(standing: ClusterInventory, { kind, namespace, name }: StandingObject): readonly StandingObject[] {
  const found = kind === "Service" ? standing.find("Endpoints", namespace ?? "", name) : undefined;
  return found ? [found] : [];
}
