import type { Federation } from "../../2-resolve/federation.ts";
import { check } from "../../compile.ts";
import { clock } from "../../environment/clock.ts";
import { readFederation } from "../../environment/federation-input.ts";
import { rootReader } from "../../environment/root-reader.ts";
import type { Answer } from "../../findings/answer.ts";
import { printable } from "../../findings/formats/printable.ts";
import { counted } from "../../findings/formats/words.ts";

/** Checks a file, and says what it holds where nothing is wrong with it. Throws a Failure for what is not the file's fault. */
export function runCheck(file: string | undefined, maxBytes: number): Answer {
  const { source, folder } = readFederation(file, maxBytes);
  const { findings, federation } = check(source, { readFile: rootReader(folder), ...clock(), maxBytes });
  const answer = { ok: federation !== undefined, findings: findings.sorted() };
  if (!federation) return answer;
  const name = printable(source.name);
  return {
    ...answer,
    text: (paint) => `${paint("good", `${name} is fine`)}: ${contents(federation)}\n`,
    fields: { contains: counts(federation) },
  };
}

function counts({ clusters, services, grants }: Federation): Readonly<Record<string, number>> {
  const inForce = grants.filter(({ inactive, pending }) => inactive === undefined && !pending).length;
  return { clusters: clusters.size, services: services.length, grants: grants.length, grantsInForce: inForce };
}

/** `2 clusters, 3 services, 4 grants (1 not in force)`. */
export function contents(federation: Federation): string {
  const { clusters = 0, services = 0, grants = 0, grantsInForce = 0 } = counts(federation);
  const waiting = grants > grantsInForce ? ` (${grants - grantsInForce} not in force)` : "";
  return `${counted(clusters, "cluster")}, ${counted(services, "service")}, ${counted(grants, "grant")}${waiting}`;
}
