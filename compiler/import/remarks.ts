import type { ClusterInventory } from "../inventory/cluster-inventory.ts";
import { gatewayNames } from "../inventory/host-names.ts";
import { type StandingObject, textsIn } from "../inventory/standing-object.ts";
import { principalsIn } from "./gateway-policies.ts";
import { rulesAt } from "./hand-made-rules.ts";
import type { HandMadeRoutes } from "./leaving-calls.ts";
import { passesThrough } from "./passing-gateways.ts";
import { isOfFedc } from "./remote-entries.ts";

/** A word on an object that no local name of the draft comes by. */
export interface ImportRemark {
  readonly cluster: string;
  readonly object: StandingObject;
  readonly what: string;
  /** Whether the object has no use without those that the draft replaces. */
  readonly isIdle?: true;
}

/** What the draft has of the objects of one cluster. */
export interface DraftedObjects {
  readonly routes: HandMadeRoutes;
  readonly expressed: ReadonlySet<StandingObject>;
  /** Objects of which something was said. */
  readonly leftOut: ReadonlySet<StandingObject>;
  /** The rules of VirtualServices by which calls of the draft come, in any cluster. */
  readonly usedRules: ReadonlySet<unknown>;
}

const multiPrimary =
  "it passes TLS by server name, and no object here leads to it: control planes that read each other's Services call every Service so; list the ones that are really called under `services`";

/** Says a word of objects that are a part of some way to other clusters, but by which no call of the draft comes. */
export function remarksOn({ routes, expressed, leftOut, usedRules }: DraftedObjects): readonly ImportRemark[] {
  const { standing, outer, deadEnds } = routes;
  const others = (kind: "VirtualService" | "Gateway" | "AuthorizationPolicy") =>
    standing.all(kind).filter((object) => !isOfFedc(object) && !expressed.has(object));
  const gateways = [...expressed].filter(({ kind }) => kind === "Gateway");
  const ended = new Set(deadEnds.map(({ object }) => object));
  const said = (object: StandingObject, what: string): ImportRemark => ({ cluster: standing.cluster, object, what });
  return [
    ...filters(standing),
    ...others("Gateway")
      .filter((object) => passesThrough(object))
      .map((object) => said(object, multiPrimary)),
    ...deadEnds.map(({ object, what }) => said(object, what)),
    ...others("VirtualService")
      .filter((object) => isAtOne(object, gateways))
      .map((object) => said(object, "a gateway of the federation serves it, and no local name of a dumped cluster leads there")),
    ...[...expressed].flatMap((object) => {
      const all = object.kind === "VirtualService" ? rulesAt(object, (gateway) => gateway !== "mesh") : [];
      const unused = all.filter(({ data }) => !usedRules.has(data)).length;
      return unused > 0 ? [said(object, `${unused} of its ${all.length} routes at gateways: no local name leads there`)] : [];
    }),
    ...others("AuthorizationPolicy")
      .filter((object) => isAboutOne(object, gateways))
      .map((object) => said(object, "it names a gateway of the federation, and the dump does not tell for which of its services")),
    ...outer
      .filter(({ object, endpoints }) => endpoints.length > 0 && !expressed.has(object) && !leftOut.has(object) && !ended.has(object))
      .map(({ object }) => said(object, "no local name leads to it, and it is called by no name of its own")),
  ];
}

function filters(standing: ClusterInventory): readonly ImportRemark[] {
  return standing.all("EnvoyFilter").flatMap((object): readonly ImportRemark[] => {
    const text = JSON.stringify(object.spec);
    const remark: ImportRemark = { cluster: standing.cluster, object, what: "an EnvoyFilter has no place in federation.yaml" };
    if (/global|cluster_rewrite/.test(text)) return [{ ...remark, isIdle: true }];
    return /sni|GATEWAY/.test(text) ? [remark] : [];
  });
}

function isAtOne(rule: StandingObject, gateways: readonly StandingObject[]): boolean {
  const names = gatewayNames(rule, textsIn(rule.spec, "gateways"));
  return gateways.some(({ namespace, name }) => names.includes(`${namespace}/${name}`));
}

function isAboutOne(policy: StandingObject, gateways: readonly StandingObject[]): boolean {
  return principalsIn(policy).some((principal) => gateways.some(({ namespace }) => principal.includes(`/ns/${namespace}/sa/`)));
}
