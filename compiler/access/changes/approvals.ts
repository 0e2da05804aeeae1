import type { Federation } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { sorted } from "../../2-resolve/names.ts";
import { compare } from "../../findings/finding.ts";
import type { Access } from "../who-may-call.ts";
import { type AccessChange, givesMore } from "./access-change.ts";

/** Who has a say in a change of access, by the `owner` of clusters and services. */
export interface Approvals {
  /** Those whose cluster or service gives more, or whose callers get more. */
  readonly asked: readonly Approval[];
  /** Those whose callers lose something: they need not approve. */
  readonly reported: readonly { readonly owner: string; readonly of: readonly string[] }[];
  /** What opens more while neither its cluster nor its service names an owner. */
  readonly unowned: readonly string[];
}

export interface Approval {
  readonly owner: string;
  readonly given: boolean;
  /** `shop -> stock of warehouse`, `warehouse gets another owner`. */
  readonly for: readonly string[];
}

interface Entry {
  readonly owner: string;
  readonly what: string;
}

/** Before and after have the same say: a change that also replaces an owner does not get past the former one. */
export function approvalsOf(
  changes: readonly AccessChange[],
  after: Federation,
  before: Federation | undefined,
  given: readonly string[],
): Approvals {
  const known = before ? [before, after] : [after];
  const more = changes.filter(givesMore).map(({ access }) => access);
  const less = changes.filter((change) => !givesMore(change)).map(({ access }) => access);
  const asked = more.flatMap((access) => [...exposersOwners(access, known), ...consumersOwners(access, known)]);
  const reported = less.flatMap((access) => consumersOwners(access, known));
  return {
    asked: byOwner([...asked, ...(before ? handedOver(before, after) : [])]).map(([owner, what]) => ({
      owner,
      given: given.includes(owner),
      for: what,
    })),
    reported: byOwner(reported).map(([owner, of]) => ({ owner, of })),
    unowned: sorted(more.filter((access) => exposersOwners(access, known).length === 0).map(inWords)),
  };
}

/** Why a change may not be made yet; nothing where it may. */
export function missingApprovals({ asked, unowned }: Approvals): readonly { readonly message: string; readonly help: string }[] {
  return [
    ...asked
      .filter(({ given }) => !given)
      .map(({ owner, for: what }) => ({
        message: `\`${owner}\` has not approved: ${what.join(", ")}`,
        help: `once that is given: \`--approved ${/^[\w@/.-]+$/.test(owner) ? owner : JSON.stringify(owner)}\``,
      })),
    ...unowned.map((what) => ({
      message: `nobody can approve: ${what}`,
      help: "name an `owner` of the cluster that exposes it, or of the service",
    })),
  ];
}

function inWords({ from, to, service }: Access): string {
  return `${from} -> ${service} of ${to}`;
}

/** By what it is locally too: a service that is renamed on the way keeps its owner. */
function exposersOwners(access: Access, known: readonly Federation[]): readonly Entry[] {
  return known.flatMap(({ clusters, services }) => {
    const exposed = services.filter(
      ({ name, exposures }) =>
        name === access.service ||
        exposures.some(
          ({ cluster, local, port }) => cluster.name === access.to && `${local.name}.${local.namespace}:${port}` === access.local,
        ),
    );
    return [clusters.get(access.to)?.owner, ...exposed.map(({ written }) => written.owner)].flatMap((owner) => entry(owner, access));
  });
}

function consumersOwners(access: Access, known: readonly Federation[]): readonly Entry[] {
  return known.flatMap(({ clusters }) => entry(clusters.get(access.from)?.owner, access));
}

function entry(owner: string | undefined, access: Access): readonly Entry[] {
  return owner === undefined ? [] : [{ owner, what: inWords(access) }];
}

/** Clusters and services that stay, and whose owner does not. */
function handedOver(before: Federation, after: Federation): readonly Entry[] {
  const ownersIn = ({ clusters, services }: Federation) =>
    new Map([
      ...[...clusters.values()].map(({ name, owner }) => [`cluster ${name}`, owner] as const),
      ...services.map(({ name, written }) => [`service ${name}`, written.owner] as const),
    ]);
  const now = ownersIn(after);
  return [...ownersIn(before)].flatMap(([what, owner]) =>
    owner === undefined || !now.has(what) || now.get(what) === owner ? [] : [{ owner, what: `${what} gets another owner` }],
  );
}

function byOwner(entries: readonly Entry[]): readonly (readonly [string, readonly string[]])[] {
  const groups = [...grouped(entries, ({ owner }) => owner)].sort(([a], [b]) => compare(a, b));
  return groups.map(([owner, all]) => [owner, sorted(all.map(({ what }) => what))] as const);
}
