import { GENERATED } from "../7-write/layout.ts";
import type { StoredManifest } from "./stored-manifests.ts";

/** What of a cluster an object belongs to, by what must not come or go before what. */
export type Layer = "trust" | "gateways" | "exposing" | "ways" | "names";

const ways = /^(exposer|failover)-/;
const names = /^as-/;

/** Files are about one part each, but for the two that every cluster has. */
export function layerOf({ file, object }: StoredManifest): Layer {
  const { kind, metadata } = object;
  const name = file.slice(GENERATED.length + 1);
  if (name === "trust.yaml") return "trust";
  if (name === "gateways.yaml")
    return metadata.name === "federation-egress" && (kind === "Gateway" || kind === "DestinationRule") ? "ways" : "gateways";
  // Pods of the local Service that a local name tells apart: there before a route says so, and until none does.
  if (names.test(name)) return kind === "DestinationRule" && !object.spec.trafficPolicy ? "ways" : "names";
  return ways.test(name) ? "ways" : "exposing";
}
