import type { ExposableService } from "../../inventory/exposable-services.ts";
import type { StandingObject } from "../../inventory/standing-object.ts";

/** A cluster of a first federation.yaml. */
export interface ScaffoldCluster {
  readonly name: string;
  readonly hostname: string;
  /** What its dump tells; undefined without a dump. */
  readonly standing?: StandingCluster | undefined;
}

/** What the dump of a cluster tells for the beginning of a federation. */
export interface StandingCluster {
  /** The folder or file of the dump. */
  readonly from: string;
  /** Undefined for `cluster.local`, or if no dump tells it. */
  readonly trustDomain: string | undefined;
  /** Settings that differ from what fedc takes for given. */
  readonly istio: Readonly<Record<string, string>>;
  /** A namespace of somebody else that has the name of fedc's. */
  readonly takenNamespace: StandingObject | undefined;
  /** Of an ingress gateway that fedc made. */
  readonly addresses: readonly string[];
  /** The Services of other load balancers. */
  readonly balanced: readonly { readonly title: string; readonly addresses: readonly string[] }[];
  /** Whether the dump has a Service. */
  readonly hasService: (name: string, namespace: string) => boolean;
  readonly issuers: readonly ProposedIssuer[];
  readonly root: ProposedRoot | undefined;
  readonly services: readonly ExposableService[];
}

/** A ClusterIssuer that may sign certificates of gateways. */
export interface ProposedIssuer {
  readonly name: string;
  readonly object: StandingObject;
}

/** A public root, and the object that it comes from. */
export interface ProposedRoot {
  readonly pem: string;
  readonly object: StandingObject;
}
