import type { AlternativeEntry } from "../1-load/federation-file.ts";
import { coversCaller } from "../2-resolve/caller-lists.ts";
import type { Federation } from "../2-resolve/federation.ts";
import { localName } from "../2-resolve/names.ts";
import { accessOf } from "../access/access.ts";
import { type AccessChange, accessChanges } from "../access/changes/access-change.ts";
import { plannedOnUse } from "../access/meshes-on-use.ts";
import type { Access } from "../access/who-may-call.ts";
import { type DraftService, draftServices } from "./draft-services.ts";
import { grantsOf, type HandMadeFederation, type HandMadeUse } from "./hand-made.ts";

/** What the draft gives and takes beside the hand-made objects. Its own access is worked out from the objects that it compiles to. */
export function comparedWithDraft(
  handMade: HandMadeFederation,
  draft: Federation,
): { readonly changes: readonly AccessChange[]; readonly before: readonly Access[] } {
  const before = draftServices(handMade).flatMap((service) => service.uses.flatMap((use) => accessByHand(service, use, handMade)));
  return { before, changes: accessChanges(before, accessOf(draft, plannedOnUse(draft).objects)) };
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
      as: `${localName(name.as, "cluster.local").host}:${name.port}`,
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
