import { membersOf } from "../1-load/spelled-out/groups.ts";
import type { FederationEdit } from "../edit/federation-edit.ts";
import { Failure } from "../findings/failure.ts";

/** Throws a Failure if a cluster, or each member of a group, has an entry already because another group has one. `what` says what it does by that. */
export function refuseGroupMember(entries: object | undefined, name: string, what: string, edit: FederationEdit): void {
  if (!entries || Object.hasOwn(entries, name)) return;
  const { file } = edit.loaded;
  const members = membersOf(name, file);
  const isWhole = (group: string) => {
    const others = new Set(membersOf(group, file));
    return group !== name && Object.hasOwn(file.groups ?? {}, group) && members.every((member) => others.has(member));
  };
  const group = Object.keys(entries).find(isWhole);
  if (group === undefined) return;
  throw new Failure(
    `${what} through the group \`${group}\` already: ${edit.pointOf(entries as Readonly<Record<string, unknown>>, group)}`,
    "edit that entry, or write one there for each member in its place",
  );
}
