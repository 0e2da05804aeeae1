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

/** A thing in a picture that the reader can point at or select. */
export type PictureTarget =
  | { readonly kind: "cluster"; readonly cluster: ClusterNode }
  | { readonly kind: "service"; readonly service: ServiceNode }
  | { readonly kind: "name"; readonly name: NameNode }
  | { readonly kind: "call"; readonly call: GraphCall }
  | { readonly kind: "pair"; readonly from: string; readonly to: string; readonly calls: readonly GraphCall[] };

/** Everything known about a target, in lines. The first line names it. */
export function describe(target: PictureTarget): readonly string[] {
  switch (target.kind) {
    case "cluster":
      return lines(`cluster ${target.cluster.name}`, printable(target.cluster.hostname), clusterNote(target.cluster));
    case "service":
      return describeService(target.service);
    case "name":
      return describeName(target.name);
    case "call":
      return describeCall(target.call);
    case "pair":
      return lines(`${target.from} to ${target.to}`, pairText(target.calls));
  }
}

function describeService(node: ServiceNode): readonly string[] {
  const { service, cluster, description } = node;
  return lines(
    `service ${service} of ${cluster}`,
    offerText(node),
    description === undefined ? "" : printable(description),
    ownerText(node),
    inactiveText(node),
  );
}

function describeName(node: NameNode): readonly string[] {
  const callers = callersText(node);
  return lines(
    `${nameText(node)} in ${node.cluster}, for ${node.service}`,
    useText(node),
    callers === "" ? "" : `callers: ${callers}`,
    inactiveText(node),
  );
}

function describeCall(call: GraphCall): readonly string[] {
  const { from, to } = call;
  const callers = callersText(from);
  const share = portionText(call);
  return lines(
    `${from.cluster} uses ${to.service} of ${to.cluster}`,
    `as ${nameText(from)}`,
    callers === "" ? "" : `callers: ${callers}`,
    `allowed: ${allowedText(call) || "nothing"}`,
    share === "" ? "" : `share: ${share}`,
    `mode ${modeText(call)}`,
    stateText(call),
  );
}

/** `12 uses, 2 not in force`. */
export function pairText(calls: readonly GraphCall[]): string {
  const waiting = calls.filter(({ state }) => state !== "in force").length;
  return `${calls.length} ${calls.length === 1 ? "use" : "uses"}${waiting > 0 ? `, ${waiting} not in force` : ""}`;
}

function lines(...all: readonly string[]): readonly string[] {
  return all.filter((line) => line !== "");
}
