import { printable } from "../findings/formats/printable.ts";
import type { ClusterNode, GraphCall, NameNode, Portion, ServiceNode } from "./graph.ts";

/** What a name is shown as. */
export function nameText({ as, service }: NameNode): string {
  return printable(as ?? `${service}, no name here`);
}

/** The Service behind an exposed service, and which part of it. */
export function offerText({ protocol, local, subset, path }: ServiceNode): string {
  return printable([protocol, local, subset, path && `at ${path}`].filter(Boolean).join(" "));
}

export function ownerText({ owner }: { readonly owner: string | undefined }): string {
  return owner === undefined ? "" : printable(`owner: ${owner}`);
}

/** What the local Service of a name keeps, and what kind of name it is. */
export function useText({ kind, keeps }: NameNode): string {
  const kinds = { created: "", existing: "existing", host: "DNS proxy", outside: "outside", unknown: "" };
  const share = keeps && portionText(keeps);
  return printable([kinds[kind], keeps && `keeps ${share || "all"}`].filter(Boolean).join(", "));
}

/** `50 %`, `choice 2`; empty where everything goes there. */
export function portionText({ shares, choice }: Portion): string {
  if (choice !== undefined) return `choice ${choice}`;
  if (shares.length === 1 && shares[0]?.percent === 100 && shares[0].when === undefined) return "";
  return printable(shares.map(({ percent, when }) => `${percent} %${when === undefined ? "" : ` if ${when}`}`).join(", then "));
}

/** The same in so few words that it stands on an arrow. */
export function shortPortion({ shares, choice }: Portion): string {
  if (choice !== undefined) return `choice ${choice}`;
  const whole = shares.find(({ when }) => when === undefined);
  const isMatched = shares.some(({ when }) => when !== undefined);
  if (!whole) return isMatched ? "what matches" : "";
  if (isMatched) return `${whole.percent} % + what matches`;
  return whole.percent === 100 ? "" : `${whole.percent} %`;
}

/** What stands on a call's arrow. */
export function callLabel(call: GraphCall, most = 34): string {
  const [first = "", ...others] = call.allows;
  const allowed = others.length > 0 ? `${first} + ${others.length} more` : first;
  return [cut(printable(allowed), most), shortPortion(call), call.state === "in force" ? "" : call.state].filter(Boolean).join(" · ");
}

export function callersText({ callers, callerLabels }: NameNode): string {
  const who = callers === "any" ? "any" : callers.join(", ");
  return printable(callerLabels === undefined ? who : `${who} with ${callerLabels}`);
}

export function allowedText({ allows }: GraphCall): string {
  return printable(allows.join("; "));
}

/** `in force`, or with the reason why not. */
export function stateText({ state, reason }: GraphCall): string {
  return reason === undefined ? state : printable(`${state}: ${reason}`);
}

export function modeText({ mode, via }: GraphCall): string {
  return via === undefined ? mode : `${mode}, via ${via}`;
}

/** What is said of a cluster below its name; empty where there is nothing. */
export function clusterNote(cluster: ClusterNode): string {
  return [ownerText(cluster), cluster.managed ? "" : "configures itself", inactiveText(cluster)].filter(Boolean).join(", ");
}

/** Why something is not in force; empty if it is. */
export function inactiveText({ inactive }: { readonly inactive: string | undefined }): string {
  return inactive === undefined ? "" : printable(`inactive: ${inactive}`);
}

/** A text of at most so many characters. */
export function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

/** `1 use`, `5,000 uses`: the same in every locale. */
export function countedWithSeparators(count: number, one: string): string {
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, ",")} ${one}${count === 1 ? "" : "s"}`;
}
