import { printable } from "../findings/formats/printable.ts";
import type { ClusterNode, GraphCall, NameNode, Portion, ServiceNode } from "./graph.ts";

/** The text for a local name. */
export function nameText({ as, service }: NameNode): string {
  return printable(as ?? `${service}, no name here`);
}

/** The Service behind an exposed service, with its subset and path. */
export function offerText({ protocol, local, subset, path }: ServiceNode): string {
  return printable([protocol, local, subset, path && `at ${path}`].filter(Boolean).join(" "));
}

export function ownerText({ owner }: { readonly owner: string | undefined }): string {
  return owner === undefined ? "" : printable(`owner: ${owner}`);
}

/** The kind of a name, and the portion that its local Service keeps. */
export function useText({ kind, keeps }: NameNode): string {
  const kinds = { created: "", existing: "existing", host: "DNS proxy", outside: "outside", unknown: "" };
  const share = keeps && portionText(keeps);
  return printable([kinds[kind], keeps && `keeps ${share || "all"}`].filter(Boolean).join(", "));
}

/** `50 %` or `choice 2`. Empty if every call goes there. */
export function portionText({ shares, choice }: Portion): string {
  if (choice !== undefined) return `choice ${choice}`;
  const [first] = shares;
  if (shares.length === 1 && first?.percent === 100 && first.when === undefined && first.subset === undefined) return "";
  const texts = shares.map(({ percent, subset, when }) =>
    [`${percent} %`, subset === undefined ? "" : ` to ${subset}`, when === undefined ? "" : ` if ${when}`].join(""),
  );
  return printable(texts.join(", then "));
}

/** The same, short enough for an arrow. */
function shortPortion({ shares, choice }: Portion): string {
  if (choice !== undefined) return `choice ${choice}`;
  const whole = shares.filter(({ when }) => when === undefined);
  const isMatched = shares.some(({ when }) => when !== undefined);
  if (whole.length === 0) return isMatched ? "what matches" : "";
  const percent = whole.reduce((sum, share) => sum + share.percent, 0);
  if (isMatched) return `${percent} % + what matches`;
  return percent === 100 ? "" : `${percent} %`;
}

/** The text at a call's arrow. */
export function callLabel(call: GraphCall): string {
  const [first = "", ...more] = call.allows;
  const allowed = more.length > 0 ? `${first} + ${more.length} more` : first;
  return [cut(printable(allowed), 34), shortPortion(call), call.state === "in force" ? "" : call.state].filter(Boolean).join(" · ");
}

export function callersText({ callers, callerLabels }: NameNode): string {
  const accounts = callers === "any" ? "any" : callers.join(", ");
  return printable(callerLabels === undefined ? accounts : `${accounts} with ${callerLabels}`);
}

export function allowedText({ allows }: GraphCall): string {
  return printable(allows.join("; "));
}

/** `in force`, or another state with its reason. */
export function stateText({ state, reason }: GraphCall): string {
  return reason === undefined ? state : printable(`${state}: ${reason}`);
}

export function modeText({ mode, via }: GraphCall): string {
  return via === undefined ? mode : `${mode}, via ${via}`;
}

/** The note below a cluster's name. It may be empty. */
export function clusterNote(cluster: ClusterNode): string {
  return [ownerText(cluster), cluster.managed ? "" : "configures itself", inactiveText(cluster)].filter(Boolean).join(", ");
}

/** Why something is not in force; empty if it is. */
export function inactiveText({ inactive }: { readonly inactive: string | undefined }): string {
  return inactive === undefined ? "" : printable(`inactive: ${inactive}`);
}

/** A text of at most so many characters. */
export function cut(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join("")}…`;
}

/** `5,000`, `1 use`, `5,000 uses`: the same in every locale. */
export function countedWithSeparators(count: number, one?: string): string {
  const digits = String(count).replace(/\B(?=(\d{3})+$)/g, ",");
  return one === undefined ? digits : `${digits} ${one}${count === 1 ? "" : "s"}`;
}
