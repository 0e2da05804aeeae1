import type { IngressEntry } from "../1-load/federation-file.ts";

/** What keeps connections to a gateway alive, in seconds. */
export interface LastingConnections {
  /** Callers close HTTP connections that have been idle for so long. */
  readonly idleTimeout: number;
  /** After `time` without data, callers probe a connection every `interval`. After so many probes without an answer, they close it. */
  readonly keepalive: { readonly time: number; readonly interval: number; readonly probes: number };
}

export function lastingConnectionsOf({ idleTimeout = "180s", keepalive }: IngressEntry): LastingConnections {
  return {
    idleTimeout: secondsOf(idleTimeout),
    keepalive: {
      time: secondsOf(keepalive?.time ?? "60s"),
      interval: secondsOf(keepalive?.interval ?? "20s"),
      probes: keepalive?.probes ?? 3,
    },
  };
}

/** Reads whole seconds or minutes, such as `50s` and `3m`. */
function secondsOf(written: string): number {
  return Number(written.slice(0, -1)) * (written.endsWith("m") ? 60 : 1);
}
