import type { AlternativeEntry } from "../1-load/federation-file.ts";
import { coversCaller } from "../2-resolve/caller-lists.ts";
import type { Federation } from "../2-resolve/federation.ts";
import { accessOf } from "../access/access.ts";
import { type AccessChange, accessChanges } from "../access/changes/access-change.ts";
import { plannedOnUse } from "../access/meshes-on-use.ts";
import type { Access } from "../access/who-may-call.ts";
import type { StandingInventory } from "../inventory/cluster-inventory.ts";
import { type DraftService, draftServices } from "./draft-services.ts";
import { grantsOf, type HandMadeFederation, type HandMadeUse } from "./hand-made.ts";
import { calledName, followedByHand, type NotFollowed, type UnreachedName } from "./model/followed-by-hand.ts";

/** What may be called by hand beside what may be called by the draft. */
export interface ComparedAccess {
  readonly changes: readonly AccessChange[];
  /** By hand, as the model of Istio follows the calls through the hand-made objects. */
  readonly before: readonly Access[];
  /** Names that the model cannot follow by hand; they are not among the changes. */
  readonly notFollowed: readonly NotFollowed[];
  /** Names of which no call arrives by hand. */
  readonly unreached: readonly UnreachedName[];
  /** What `fedc import` reads of those that the model cannot follow, so that it can be looked through. */
  readonly asRead: readonly Access[];
}

/** What the draft gives and takes beside the hand-made objects. Both are worked out by the model of Istio, from objects alone. */
export function comparedWithDraft(handMade: HandMadeFederation, draft: Federation, inventory: StandingInventory): ComparedAccess {
  const { objects } = plannedOnUse(draft);
  const byHand = followedByHand(handMade, draft, objects, inventory);
  const grpc = new Set(draft.services.flatMap(({ name, protocol }) => (protocol === "grpc" ? [name] : [])));
  const after = accessOf(draft, objects, byHand.words).filter(byHand.isFollowed);
  const open = new Set(byHand.notFollowed.flatMap(({ uses }) => uses));
  const asRead = draftServices(handMade).flatMap((service) =>
    service.uses.filter((use) => open.has(use)).flatMap((use) => accessByHand(service, use, handMade)),
  );
  const { notFollowed, unreached } = byHand;
  const before = byHand.access.map((access) => (grpc.has(access.service) ? asCalls(access) : access));
  return { before, changes: accessChanges(before, after), notFollowed, unreached, asRead };
}

/** A call of gRPC is a POST: that another method would pass too means nothing. */
function asCalls(access: Access): Access {
  const { requests } = access;
  const calls = requests?.filter(({ methods }) => methods === "any" || methods.includes("POST"));
  return calls === undefined ? access : { ...access, requests: calls.map(({ paths }) => ({ methods: ["POST"], paths })) };
}

function accessByHand({ name: service, protocol }: DraftService, use: HandMadeUse, { reached }: HandMadeFederation): readonly Access[] {
  const { name, exposure, callers, exposer } = use;
  const all: readonly AlternativeEntry[] = grantsOf(use) ?? [{}];
  const named = all.flatMap(({ callers: own }) => (own === undefined || own === "any" ? [] : own));
  const who = use.workloads && named.length > 0 ? [...new Set(named)] : callers === "any" ? ["any"] : callers;
  const pods = Object.entries(name.callerLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const shares = name.routes.map(({ to }) =>
    to.reduce(
      (sum, { calls, weight }) => sum + (weight * calls.reduce((part, call) => part + shareAt(call, exposer, reached), 0)) / 100,
      0,
    ),
  );
  const { local, port } = exposure;
  return who.map((caller): Access => {
    const own = all.filter((one) => one.callers === undefined || one.callers === "any" || coversCaller(one.callers, caller));
    return {
      from: use.consumer,
      caller,
      ...(pods.length > 0 && { pods: pods.join(", ") }),
      as: calledName(use),
      to: exposer,
      service,
      local: `${local.name}.${local.namespace}:${port}`,
      share: Math.round(Math.max(...shares)),
      ...(protocol !== "tcp" && {
        requests: own.map((one) => ({
          methods: protocol === "grpc" ? ["POST"] : (one.methods ?? "any"),
          paths: one.paths ?? ("any" as const),
        })),
      }),
    };
  });
}

function shareAt(call: HandMadeUse["call"], exposer: string, reached: HandMadeFederation["reached"]): number {
  return reached.get(call) === exposer ? (call.inOrder ? 100 : call.share) : 0;
}
