import type { WrittenService } from "../../1-load/federation-file.ts";
import { membersOf } from "../../1-load/spelled-out/groups.ts";
import type { FederationEdit } from "../../edit/federation-edit.ts";
import { Failure } from "../../findings/failure.ts";

interface Loss {
  readonly name: string;
  readonly service: WrittenService;
  /** The consumer that was named and, if it is a group, its members. */
  readonly losers: ReadonlySet<string>;
  readonly from: string;
  readonly exposers: readonly string[];
  readonly half: "allow" | "consume" | undefined;
}

/** Throws a Failure if a half also belongs to others, because it stands under a group that has other members. */
export function refuseSharedEntries({ name, service, losers, from, exposers, half }: Loss, edit: FederationEdit): void {
  const { file } = edit.loaded;
  const shared = (entries: object) =>
    Object.keys(entries).find((key) => !losers.has(key) && membersOf(key, file).some((member) => losers.has(member)));
  const refuse = (entries: Readonly<Record<string, unknown>>, verb: string) => {
    const key = shared(entries);
    if (key === undefined) return;
    throw new Failure(
      `${verb} through the group \`${key}\`: ${edit.pointOf(entries, key)}`,
      `take it back \`--from ${key}\`, or write an entry there for each member but \`${from}\``,
    );
  };
  for (const exposer of half === "consume" ? [] : exposers)
    refuse(service.expose?.[exposer]?.allow ?? {}, `\`${exposer}\` allows \`${name}\` to \`${from}\``);
  if (half !== "allow") refuse(service.consume ?? {}, `\`${from}\` consumes \`${name}\``);
}

/** Throws a Failure for a cluster that exposes the service only as a member of a group. */
export function refuseSharedExposure(
  name: string,
  expose: NonNullable<WrittenService["expose"]>,
  exposers: readonly string[],
  edit: FederationEdit,
): void {
  const { file } = edit.loaded;
  for (const exposer of exposers) {
    const group = Object.keys(expose).find((key) => key !== exposer && membersOf(key, file).includes(exposer));
    if (group === undefined || Object.hasOwn(expose, exposer)) continue;
    throw new Failure(
      `\`${exposer}\` exposes \`${name}\` through the group \`${group}\`: ${edit.pointOf(expose, group)}`,
      `take it back \`--at ${group}\`, or write an entry there for each member but \`${exposer}\``,
    );
  }
}
