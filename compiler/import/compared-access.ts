import type { AlternativeEntry } from "../1-load/federation-file.ts";
import type { Federation } from "../2-resolve/federation.ts";
import { localName } from "../2-resolve/names.ts";
import { accessOf } from "../access/access.ts";
import { type AccessChange, accessChanges } from "../access/changes/access-change.ts";
import { plannedOnUse } from "../access/meshes-on-use.ts";
import type { Access } from "../access/who-may-call.ts";
import { usesByService } from "./draft-services.ts";
import type { HandMadeFederation } from "./hand-made.ts";

/** What the draft gives and takes beside the hand-made objects. Its own access is worked out from the objects that it compiles to. */
export function comparedWithDraft(
  handMade: HandMadeFederation,
  draft: Federation,
): { readonly changes: readonly AccessChange[]; readonly before: readonly Access[] } {
  const before = [...usesByService(handMade.uses)].flatMap(([service, uses]) =>
    uses.flatMap(({ name, exposure, callers, alternatives }) =>
      (callers === "any" ? ["any"] : callers).map((caller): Access => {
        const all: readonly AlternativeEntry[] = alternatives ?? [{}];
        const { service: local, port, protocol } = exposure;
        return {
          from: name.entry.consumer.cluster,
          caller,
          as: `${localName(name.as, "cluster.local").host}:${name.port}`,
          to: name.entry.exposer.cluster,
          service,
          local: `${local.name}.${local.namespace}:${port}`,
          share: name.weight,
          ...(protocol !== "tcp" && {
            requests: all.map((one) => ({
              methods: protocol === "grpc" ? ["POST"] : (one.methods ?? "any"),
              paths: one.paths ?? ("any" as const),
            })),
          }),
        };
      }),
    ),
  );
  return { before, changes: accessChanges(before, accessOf(draft, plannedOnUse(draft).objects)) };
}
