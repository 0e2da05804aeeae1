import { printable } from "../findings/formats/printable.ts";
import type { ClusterNode, GraphCall, NameNode, ServiceNode } from "./graph.ts";
import {
  allowedText,
  callersText,
  clusterNote,
  inactiveText,
  modeText,
  nameText,
  offerText,
  ownerText,
  portionText,
  stateText,
  useText,
} from "./labels.ts";
import type { Pair } from "./pairs.ts";

/** A thing in a picture that the reader can point at or select. */
export type PictureTarget =
  | { readonly kind: "cluster"; readonly item: ClusterNode }
  | { readonly kind: "service"; readonly item: ServiceNode }
  | { readonly kind: "name"; readonly item: NameNode }
  | { readonly kind: "call"; readonly item: GraphCall }
  | { readonly kind: "pair"; readonly item: Pair };

/** Everything known about a target, in lines. The first line names it. */
export function describe(target: PictureTarget): readonly string[] {
  return linesAbout(target).filter((line) => line !== "");
}

function linesAbout({ kind, item }: PictureTarget): readonly string[] {
  switch (kind) {
    case "cluster":
      return [`cluster ${item.name}`, printable(item.hostname), clusterNote(item)];
    case "service":
      return [
        `service ${item.service} of ${item.cluster}`,
        offerText(item),
        printable(item.description ?? ""),
        ownerText(item),
        inactiveText(item),
      ];
    case "name":
      return [`${nameText(item)} in ${item.cluster}, for ${item.service}`, useText(item), callersLine(item), inactiveText(item)];
    case "call": {
      const { from, to } = item;
      const share = portionText(item);
      return [
        `${from.cluster} uses ${to.service} of ${to.cluster}`,
        `as ${nameText(from)}`,
        callersLine(from),
        `allowed: ${allowedText(item) || "nothing"}`,
        share && `share: ${share}`,
        `mode ${modeText(item)}`,
        stateText(item),
      ];
    }
    case "pair":
      return [`${item.from} to ${item.to}`, pairText(item.calls)];
  }
}

function callersLine(name: NameNode): string {
  const callers = callersText(name);
  return callers && `callers: ${callers}`;
}

/** `12 uses, 2 not in force`. */
export function pairText(calls: readonly GraphCall[]): string {
  const waiting = calls.filter(({ state }) => state !== "in force").length;
  return `${calls.length} ${calls.length === 1 ? "use" : "uses"}${waiting > 0 ? `, ${waiting} not in force` : ""}`;
}
