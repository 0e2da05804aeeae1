import type { ClusterView } from "../4-plan/cluster-view.ts";
import { awaitedInWords, nodePortInWords, sourceInWords, transportInWords } from "../4-plan/network/connection-words.ts";
import { type NetworkConnection, networkNeeds } from "../4-plan/network/connections.ts";

/** The README's tables of connections. Every text is Markdown already. */
export interface ReadmeNetwork {
  /** The same for every row. */
  readonly intro: string;
  readonly outbound: readonly (ConnectionRow & { readonly sources: string })[];
  readonly inbound: readonly ConnectionRow[];
  /** Sentences about clusters without an address. */
  readonly awaited: readonly string[];
}

interface ConnectionRow {
  /** The cluster at the other end. */
  readonly partner: string;
  readonly address: string;
  readonly port: string;
  readonly serverNames: string;
  readonly services: string;
}

/** The connections that leave a cluster, and those that enter it. `code` makes a code span. */
export function networkOf({ federation, inboundGrants, outboundGrants }: ClusterView, code: (text: string) => string): ReadmeNetwork {
  const outbound = networkNeeds(outboundGrants, federation);
  const inbound = networkNeeds(inboundGrants, federation);
  const row = (connection: NetworkConnection) => ({
    address: code(connection.address),
    serverNames: connection.serverNames.map(code).join(", "),
    services: connection.services.join(", "),
  });
  const isNothing = outbound.connections.length + inbound.connections.length === 0;
  return {
    intro: isNothing ? "Nothing between this cluster and others." : transportInWords,
    outbound: outbound.connections.map((connection) => ({
      ...row(connection),
      partner: connection.to,
      port: `${connection.port}`,
      sources: connection.sources.map((source) => sourceInWords(source, code)).join("; "),
    })),
    // Each cluster reads of its own pods and nodes only. Otherwise its overlay would change, and a wave wait for it, when a partner
    // changes what dials.
    inbound: inbound.connections.map((connection) => ({
      ...row(connection),
      partner: connection.from,
      port: [`${connection.port}`, nodePortInWords(connection)].filter((text) => text !== "").join(", "),
    })),
    awaited: [...outbound.awaited, ...inbound.awaited].map(awaitedInWords),
  };
}
