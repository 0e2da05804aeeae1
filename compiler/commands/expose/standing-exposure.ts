import { Failure } from "../../findings/failure.ts";
import { didYouMean } from "../../findings/suggest.ts";
import type { ClusterInventory } from "../../inventory/cluster-inventory.ts";
import { type ExposableService, exposableServices } from "../../inventory/exposable-services.ts";
import type { ExposeRequest } from "./command.ts";

/** The parts of a new exposure that a dump can tell. */
type StandingPart = Pick<ExposeRequest, "service" | "port" | "protocol">;

interface AskedExposure extends StandingPart {
  readonly name: string;
  /** Whether the federation does not have the service yet, so that its protocol is asked. */
  readonly isNew: boolean;
}

/** The most choices that are told. */
const maxChoices = 8;

/** Fills in what the command line leaves out, if the dump leaves one choice. Throws a Failure with the choices if it leaves several. */
export function standingExposure(asked: AskedExposure, standing: ClusterInventory | undefined): StandingPart {
  const { name, service, port, protocol, isNew } = asked;
  if (!standing || (service !== undefined && port !== undefined && (protocol !== undefined || !isNew))) return { service, port, protocol };
  const all = exposableServices(standing);
  const titleOf = (one: ExposableService) => `${one.name}.${one.namespace}`;
  const named = all.filter((one) => (service === undefined ? one.name === name : titleOf(one) === service));
  const titles = [...new Set(named.map(titleOf))];
  if (titles.length > 1)
    throw new Failure(
      `\`${standing.cluster}\` has several Services \`${name}\``,
      `add \`--service\`: ${titles.slice(0, maxChoices).join(", ")}`,
    );
  // What is named in full is left to the rules, which know more than this list.
  if (named.length === 0 && service !== undefined) return { service, port, protocol };
  if (named.length === 0) throw unknownService(name, standing.cluster, all);
  const fitting = port === undefined ? named : named.filter((one) => one.port === port);
  const [only, ...others] = fitting;
  if (!only) return { service: titles[0], port, protocol };
  if (others.length > 0) {
    const ports = fitting.map((one) => `${one.port} (${one.protocol ?? "no protocol is named"})`).join(", ");
    throw new Failure(`\`${titles[0]}\` of \`${standing.cluster}\` has several ports`, `add \`--port\`: ${ports}`);
  }
  return { service: titles[0], port: only.port, protocol: protocol ?? (isNew ? only.protocol : undefined) };
}

function unknownService(name: string, cluster: string, all: readonly ExposableService[]): Failure {
  const names = [...new Set(all.map((one) => `${one.name}.${one.namespace}`))];
  const meant = didYouMean(name, [...new Set(all.map((one) => one.name))]);
  const more = names.length > maxChoices ? ` and ${names.length - maxChoices} more` : "";
  const listed =
    names.length === 0 ? "its dump has no Service with pods in the mesh" : `it has ${names.slice(0, maxChoices).join(", ")}${more}`;
  return new Failure(`\`${cluster}\` has no Service \`${name}\`, and \`--service\` is left out`, [meant, listed].filter(Boolean).join(" "));
}
