import type { Chain } from "../objects/filter-chains.ts";
import type { GatewayPods } from "../objects/gateway-pods.ts";
import { type Identity, principalsOf } from "../objects/identity.ts";
import type { Mesh } from "../objects/mesh.ts";
import type { RouteDestination } from "../objects/read-virtual-service.ts";
import type { TrustStore } from "../objects/trust-store.ts";
import type { Hop, ObjectName, Outcome, RefusalStatus } from "../verdict.ts";
import type { ConnectionPolicies } from "./authorization.ts";
import type { WorkloadEnd } from "./endpoints.ts";
import type { Meshes } from "./meshes.ts";
import type { Requests } from "./requests.ts";
import type { SourceProxy } from "./source-proxy.ts";
import type { Upstream } from "./upstream.ts";

/** What stays the same from the caller to every end. */
interface Journey {
  readonly meshes: Meshes;
  readonly outbounds: Outbounds;
  readonly unavailable: readonly string[];
  /** Gets the results. */
  readonly outcomes: FlightOutcome[];
  /** Gets the names of the clusters whose objects decide the call. */
  readonly visited: Set<string> | undefined;
}

/**
 * Calls on their way that no proxy so far has told apart, or a share of them. Each step makes a new one: by the constructor, since V8 gives the
 * copies that spreads make other shapes, and reads objects of many shapes slowly.
 */
export class Flight {
  readonly journey: Journey;
  /** What is sent in each call; undefined if it is only bytes. */
  readonly requests: Requests | undefined;
  /** In percent. */
  readonly share: number;
  /** Whether a proxy that speaks HTTP has taken the call: later failures are a 503 to the caller, earlier ones no answer. */
  readonly answered: boolean;
  /** Undefined without a trace. */
  readonly hops: readonly Hop[] | undefined;
  /** The first gateway that ends TLS or passes it on, and the Host header there. */
  readonly firstGateway: GatewayArrival | undefined;
  /** Whether every server so far could have been an impostor, whose certificate the right root signed for another name. */
  readonly credulous: boolean;

  constructor(
    journey: Journey,
    requests: Requests | undefined,
    share: number,
    answered: boolean,
    hops: readonly Hop[] | undefined,
    firstGateway: GatewayArrival | undefined,
    credulous: boolean,
  ) {
    this.journey = journey;
    this.requests = requests;
    this.share = share;
    this.answered = answered;
    this.hops = hops;
    this.firstGateway = firstGateway;
    this.credulous = credulous;
  }

  with(requests: Requests, answered: boolean = this.answered): Flight {
    if (requests === this.requests && answered === this.answered) return this;
    return new Flight(this.journey, requests, this.share, answered, this.hops, this.firstGateway, this.credulous);
  }

  /** A part of it; 1 for all. */
  part(part: number): Flight {
    if (part === 1) return this;
    return new Flight(this.journey, this.requests, this.share * part, this.answered, this.hops, this.firstGateway, this.credulous);
  }

  /** At its first gateway. */
  arrivedAt(gateway: GatewayArrival): Flight {
    return new Flight(this.journey, this.requests, this.share, this.answered, this.hops, gateway, this.credulous);
  }

  /** Told by a server that only the right one could be. */
  assured(): Flight {
    return this.credulous ? new Flight(this.journey, this.requests, this.share, this.answered, this.hops, this.firstGateway, false) : this;
  }

  /** Adds a hop if there is a trace; only then calls `describe`. */
  stepped(describe: () => Hop): Flight {
    if (!this.hops) return this;
    const hops = [...this.hops, describe()];
    return new Flight(this.journey, this.requests, this.share, this.answered, hops, this.firstGateway, this.credulous);
  }
}

/** An outcome, and the requests that end so. */
export interface FlightOutcome extends Outcome {
  readonly requests: Requests | undefined;
  /** Undefined if it met none. */
  readonly firstGateway: GatewayArrival | undefined;
  /** Whether impostors in place of all servers would have got them as well. */
  readonly credulous: boolean;
}

/** How a proxy reaches a destination of a route. */
export interface Outbound {
  readonly upstream: Upstream;
  /** The way of the requests that a gateway sent there last: those of callers that follow one another are often the same. */
  latest: KnownWay | undefined;
  /** Undefined if it sends on what it gets. */
  readonly hello: ClientHello | undefined;
  /** Why it cannot begin TLS, in one sentence. */
  readonly problem: string | undefined;
}

/** Where requests for a host went from a gateway. */
export interface KnownWay extends Pick<Flight, "requests" | "share" | "credulous"> {
  readonly host: string;
  readonly outcomes: readonly FlightOutcome[];
}

type OutboundsByDestination = Map<RouteDestination, Outbound | undefined>;

/** How proxies reach destinations, as far as it was worked out. */
export interface Outbounds {
  readonly ofCaller: OutboundsByDestination;
  /** For all callers. */
  readonly ofGateways: Map<GatewayPods, OutboundsByDestination>;
}

/** A connection as it goes over the wire. */
export interface Connection {
  /** Undefined for plain text. */
  readonly tls: ClientHello | undefined;
  /** The Host header of its requests; empty without any. */
  readonly host: string;
}

export interface ClientHello {
  readonly sni: string | undefined;
  readonly certificate: Identity | undefined;
  /** The names in the certificate, as policies compare them. */
  readonly principals: readonly string[];
  /** Undefined if the client accepts every server. */
  readonly trust: ExpectedServer | undefined;
  /** What servers make of it. Requests cannot change that, so it is worked out once for all of them. */
  readonly atGateways: GatewayAdmission[];
  readonly atWorkloads: WorkloadAdmission[];
}

interface ExpectedServer {
  readonly store: TrustStore;
  readonly subjectAltNames: readonly string[] | undefined;
}

export function clientHello(sni: string | undefined, certificate: Identity | undefined, trust: ExpectedServer | undefined): ClientHello {
  return { sni, certificate, principals: certificate ? principalsOf(certificate) : [], trust, atGateways: [], atWorkloads: [] };
}

/** What a server makes of a connection, before it sees a request. */
interface Admission {
  /** Why the handshake fails, in one sentence; undefined if it succeeds. */
  readonly problem: string | undefined;
  /** Whether it would succeed with an impostor too. */
  readonly admitsImpostor: boolean;
  readonly policies: ConnectionPolicies;
}

export interface GatewayAdmission extends Admission {
  readonly pods: GatewayPods;
  readonly port: number;
  /** Undefined if nothing is served under the server name. */
  readonly chain: Chain | undefined;
}

/** A connection that a gateway serves. */
export interface GatewayArrival {
  readonly mesh: Mesh;
  readonly admission: GatewayAdmission;
  readonly sni: string | undefined;
  readonly host: string;
}

export interface WorkloadAdmission extends Admission {
  readonly at: WorkloadEnd;
}

/** Calls that a proxy sends to a destination. */
export interface ForwardedCall {
  readonly flight: Flight;
  readonly source: SourceProxy;
  readonly destination: RouteDestination;
  /** The route that chose the destination; undefined if the host was called as it is. */
  readonly by: ObjectName | undefined;
  readonly connection: Connection;
}

/** Sends a call to its destinations, by their weights. */
export function sendTo(
  destinations: readonly RouteDestination[],
  flight: Flight,
  source: SourceProxy,
  by: ObjectName | undefined,
  connectionTo: (destination: RouteDestination) => Connection,
): readonly ForwardedCall[] {
  return destinations.map((destination) => ({
    flight: flight.part(destination.weight / 100),
    source,
    destination,
    by,
    connection: connectionTo(destination),
  }));
}

const nothing: readonly never[] = [];

/** Ends a call without a response of any server. This function and those below return the calls that go on: none. */
export function fail(flight: Flight, why: string, by?: ObjectName): readonly never[] {
  return refuse(flight, flight.answered ? 503 : "none", why, by);
}

/** Ends a call before a TLS connection is there. */
export function failHandshake(flight: Flight, why: string, by?: ObjectName): readonly never[] {
  return finish(flight, { kind: "refused", answer: flight.answered ? 503 : "none", at: "handshake", why, ...(by && { by }) });
}

export function refuse(flight: Flight, answer: RefusalStatus | "none", why: string, by?: ObjectName): readonly never[] {
  return finish(flight, { kind: "refused", answer, why, ...(by && { by }) });
}

/** Ends a call that the objects do not decide. */
export function leave(flight: Flight, why: string): readonly never[] {
  return finish(flight, { kind: "outside", why });
}

/** Ends a call that arrives at a cluster whose objects are not given. */
export function leaveFor(flight: Flight, cluster: string): readonly never[] {
  return finish(flight, { kind: "outside", why: `${cluster} configures itself`, cluster });
}

export function finish(flight: Flight, end: Outcome["end"]): readonly never[] {
  const { share, hops = nothing, requests, firstGateway, credulous } = flight;
  flight.journey.outcomes.push({ share, end, hops, requests, firstGateway, credulous });
  return nothing;
}

/** Whether a cluster, or this part of it, does not answer. */
export function isDown({ journey: { unavailable } }: Flight, { facts }: Mesh, part: string): boolean {
  return unavailable.length > 0 && (unavailable.includes(facts.name) || unavailable.includes(`${facts.name}/${part}`));
}
