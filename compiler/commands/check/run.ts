import type { Federation } from "../../2-resolve/federation.ts";
import { check } from "../../compile.ts";
import type { Answer } from "../../findings/answer.ts";
import { printable } from "../../findings/formats/printable.ts";
import { counted } from "../../findings/formats/words.ts";
import { readFederation } from "../../inputs/federation-input.ts";
import { inventoryReader } from "../../inputs/inventory-folder.ts";
import type { CheckRequest } from "./command.ts";

/** Checks a file, and counts its contents if it does not have errors. Throws a Failure if the file cannot be read. */
export function runCheck({ operands: [file], inventory, maxBytes }: CheckRequest): Answer {
  const { source, options } = readFederation(file, maxBytes);
  const { findings, federation } = check(source, { ...options, readInventory: inventoryReader(inventory) });
  if (!federation) return { ok: false, ...findings.reported() };
  return {
    ok: true,
    ...findings.reported(),
    text: (style) => `${style("good", `${printable(source.name)} is fine`)}: ${contents(federation)}\n`,
    fields: { contains: counts(federation) },
  };
}

function counts({ clusters, services, grants }: Federation) {
  const inForce = grants.filter(({ inactive, pending }) => inactive === undefined && !pending).length;
  return { clusters: clusters.size, services: services.length, grants: grants.length, grantsInForce: inForce };
}

/** `2 clusters, 3 services, 4 grants (1 not in force)`. */
export function contents(federation: Federation): string {
  const { clusters, services, grants, grantsInForce } = counts(federation);
  const waiting = grants > grantsInForce ? ` (${grants - grantsInForce} not in force)` : "";
  return `${counted(clusters, "cluster")}, ${counted(services, "service")}, ${counted(grants, "grant")}${waiting}`;
}
