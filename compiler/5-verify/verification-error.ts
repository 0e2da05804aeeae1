import type { Call } from "../istio/call.ts";
import type { Hop, ObjectName, Outcome } from "../istio/verdict.ts";
import type { Disagreement } from "./disagreement.ts";
import type { Intent } from "./intent/intent.ts";

/** The planned objects do not do what federation.yaml says. This is a bug of fedc, found before anything was written. */
export class VerificationError extends Error {
  readonly disagreements: readonly Disagreement[];

  constructor(disagreements: readonly Disagreement[]) {
    const [first] = disagreements;
    super(first ? `${callText(first.call)}: ${first.sentence}` : "nothing disagrees");
    this.name = "VerificationError";
    this.disagreements = disagreements;
  }
}

/** A call in one line. */
export function callText({ from, request, unavailable = [] }: Call): string {
  const sent = request ? `${request.method} ${request.path}` : "a connection";
  const headers = Object.entries(request?.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  const notes = [...headers, ...unavailable.map((name) => `without ${name}`)];
  const noted = notes.length > 0 ? ` (${notes.join(", ")})` : "";
  if (from.kind === "workload")
    return `${sent} of ${from.host}:${from.port} by ${from.namespace}/${from.account} in ${from.cluster}${noted}`;
  const { at, port, sni, host, certificate } = from;
  const place = "gateway" in at ? `the ${at.gateway} gateway of ${at.cluster}` : `a pod in ${at.namespace} of ${at.cluster}, port ${port},`;
  const names = certificate && [...certificate.uris, ...certificate.dns.map((name) => `DNS:${name}`), ...(certificate.emails ?? [])];
  const shown = names ? `${names.join(", ")}, signed by ${certificate.root}` : "no certificate";
  return `${sent} of ${place} as ${sni}, host ${host}, with ${shown}${noted}`;
}

/** Both answers and the hops of the call, line by line. */
export function answerLines({ expected, found }: Disagreement): readonly string[] {
  return [`federation.yaml: ${intentText(expected)}`, ...found.outcomes.flatMap(outcomeLines)];
}

function intentText(intent: Intent): string {
  if (intent.kind !== "granted") return `${intent.kind}: ${intent.why}`;
  const ends = intent.ends.map(({ share, service, port, cluster }) => `${share} percent to ${service}:${port} of ${cluster}`);
  return `granted: ${ends.join(", ")}`;
}

function outcomeLines({ share, end, hops }: Outcome): readonly string[] {
  const result = end.kind === "reached" ? `reaches ${end.service}:${end.port} of ${end.cluster}` : `${end.kind}: ${end.why}`;
  return [`${share} percent ${result}`, ...hops.map(hopText)];
}

function hopText({ cluster, at, what, by }: Hop): string {
  return `  ${cluster}, ${at}: ${what}${by.length > 0 ? ` (${by.map(objectText).join("; ")})` : ""}`;
}

function objectText({ kind, namespace, name, field }: ObjectName): string {
  return `${kind} ${namespace}/${name}${field === undefined ? "" : ` ${field}`}`;
}
