import type { Mode } from "../1-load/federation-file.ts";
import type { Grant } from "../2-resolve/federation.ts";
import type { ClusterView, Group, RemoteService } from "./cluster-view.ts";

/** Grants of one mode: a cluster may have pairs in both. */
export function grantsIn(mode: Mode, grants: readonly Grant[]): readonly Grant[] {
  return grants.filter((grant) => grant.mode === mode);
}

/** What is used of others in one mode. */
export function usedIn(
  mode: Mode,
  { remoteServices: uses, groups }: ClusterView,
): { readonly uses: readonly RemoteService[]; readonly groups: readonly Group[] } {
  return { uses: uses.filter(({ grant }) => grant.mode === mode), groups: groups.filter((group) => group.mode === mode) };
}
