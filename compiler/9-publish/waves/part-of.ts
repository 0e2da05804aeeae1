import { GENERATED } from "../../7-write/layout.ts";
import type { Piece } from "./pieces.ts";

/** What of a cluster an object belongs to, by what must not come or go before what. */
export type Part = "trust" | "gateways" | "exposing" | "consuming";

const consuming = /^(exposer|failover|as)-/;

/** Files are about one part each, but for the two that every cluster has. */
export function partOf({ file, object: { kind, metadata } }: Piece): Part {
  const name = file.slice(GENERATED.length + 1);
  if (name === "trust.yaml") return "trust";
  if (name !== "gateways.yaml") return consuming.test(name) ? "consuming" : "exposing";
  return metadata.name === "federation-egress" && (kind === "Gateway" || kind === "DestinationRule") ? "consuming" : "gateways";
}
