import type { Federation } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { sorted } from "../../2-resolve/names.ts";
import { compare } from "../../findings/finding.ts";
import type { Access } from "../who-may-call.ts";
import { type AccessChange, givesMore } from "./access-change.ts";

/** The owners of clusters and services who must approve a change of access, or hear of it. */
export interface Approvals {
  /** The owners on both sides of an access that is gained or widened. */
  readonly asked: readonly Approval[];
  /** The owners of callers that lose access. They need not approve. */
  readonly reported: readonly { readonly owner: string; readonly of: readonly string[] }[];
  /** Accesses that are gained or widened, and neither the exposing cluster nor the service names an owner. */
  readonly unowned: readonly string[];
}

export interface Approval {
  readonly owner: string;
  readonly given: boolean;
  /** `shop -> stock of warehouse`, `warehouse gets another owner`. */
  readonly for: readonly string[];
}

interface OwnersSubject {
  readonly owner: string;
  readonly subject: string;
}

/** The owners before and after the change must both approve: a change that also replaces an owner does not bypass the former one. */
export function approvalsOf(
  changes: readonly AccessChange[],
  after: Federation,
  before: Federation | undefined,
  given: readonly string[],
): Approvals {
  const federations = before ? [before, after] : [after];
  const more = changes.filter(givesMore).map(({ access }) => access);
  const less = changes.filter((change) => !givesMore(change)).map(({ access }) => access);
  const asked = more.flatMap((access) => [...exposersOwners(access, federations), ...consumersOwners(access, federations)]);
  const reported = less.flatMap((access) => consumersOwners(access, federations));
  return {
    asked: byOwner([...asked, ...(before ? handedOver(before, after) : [])]).map(({ owner, subjects }) => ({
      owner,
      given: given.includes(owner),
      for: subjects,
    })),
    reported: byOwner(reported).map(({ owner, subjects }) => ({ owner, of: subjects })),
    unowned: sorted(more.filter((access) => exposersOwners(access, federations).length === 0).map(accessText)),
  };
}

/** Why a change may not be made yet. Empty if it may. */
export function missingApprovals({ asked, unowned }: Approvals): readonly { readonly message: string; readonly help: string }[] {
  return [
    ...asked
      .filter(({ given }) => !given)
      .map(({ owner, for: subjects }) => ({
        message: `\`${owner}\` has not approved: ${subjects.join(", ")}`,
        help: `once that is given: \`--approved ${/^[\w@/.-]+$/.test(owner) ? owner : JSON.stringify(owner)}\``,
      })),
    ...unowned.map((subject) => ({
      message: `nobody can approve: ${subject}`,
      help: "name an `owner` of the cluster that exposes it, or of the service",
    })),
  ];
}

function accessText({ from, to, service }: Access): string {
  return `${from} -> ${service} of ${to}`;
}

/** Finds the service by its local name too, so that a service that the change renames keeps its owner. */
function exposersOwners(access: Access, federations: readonly Federation[]): readonly OwnersSubject[] {
  return federations.flatMap(({ clusters, services }) => {
    const exposed = services.filter(
      ({ name, exposures }) =>
        name === access.service ||
        exposures.some(
          ({ cluster, local, port }) => cluster.name === access.to && `${local.name}.${local.namespace}:${port}` === access.local,
        ),
    );
    return subjects(access, [clusters.get(access.to)?.owner, ...exposed.map(({ written }) => written.owner)]);
  });
}

function consumersOwners(access: Access, federations: readonly Federation[]): readonly OwnersSubject[] {
  return federations.flatMap(({ clusters }) => subjects(access, [clusters.get(access.from)?.owner]));
}

function subjects(access: Access, owners: readonly (string | undefined)[]): readonly OwnersSubject[] {
  return owners.flatMap((owner) => (owner === undefined ? [] : [{ owner, subject: accessText(access) }]));
}

/** Clusters and services that stay and get another owner. */
function handedOver(before: Federation, after: Federation): readonly OwnersSubject[] {
  const ownersIn = ({ clusters, services }: Federation) =>
    new Map([
      ...[...clusters.values()].map(({ name, owner }) => [`cluster ${name}`, owner] as const),
      ...services.map(({ name, written }) => [`service ${name}`, written.owner] as const),
    ]);
  const now = ownersIn(after);
  return [...ownersIn(before)].flatMap(([name, owner]) =>
    owner === undefined || !now.has(name) || now.get(name) === owner ? [] : [{ owner, subject: `${name} gets another owner` }],
  );
}

function byOwner(all: readonly OwnersSubject[]): readonly { readonly owner: string; readonly subjects: readonly string[] }[] {
  return [...grouped(all, ({ owner }) => owner)]
    .sort(([a], [b]) => compare(a, b))
    .map(([owner, own]) => ({ owner, subjects: sorted(own.map(({ subject }) => subject)) }));
}
