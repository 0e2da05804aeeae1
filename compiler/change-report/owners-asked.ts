import { grouped } from "../2-resolve/grouped.ts";
import { sorted } from "../2-resolve/names.ts";
import { Failure } from "../findings/failure.ts";
import { compare } from "../findings/finding.ts";
import { didYouMeanOneOf } from "../findings/suggest.ts";
import type { ChangeReport, Entry } from "./change-report.ts";

/** The owners of clusters and services who must approve a change, or hear of it. */
export interface Approvals {
  readonly asked: readonly Approval[];
  /** The owners of callers that lose access. They need not approve. */
  readonly reported: readonly { readonly owner: string; readonly of: readonly string[] }[];
  /** Changes that nobody can approve, since those who must decide do not name an owner. */
  readonly unowned: readonly string[];
}

export interface Approval {
  readonly owner: string;
  readonly given: boolean;
  /** The subjects of the entries: `shop -> stock of warehouse`, `cluster warehouse gets another owner`. */
  readonly for: readonly string[];
}

/** The one list of the owners who are asked. `given` are those who have approved. Throws a Failure if one of these owns nothing. */
export function ownersAsked({ entries, owners }: Pick<ChangeReport, "entries" | "owners">, given: readonly string[] = []): Approvals {
  for (const owner of given)
    if (!owners.includes(owner))
      throw new Failure(`\`${owner}\` does not own a cluster or a service, so its approval does not count`, didYouMeanOneOf(owner, owners));
  return {
    asked: byOwner(entries, ({ asks }) => asks).map(({ owner, subjects }) => ({ owner, given: given.includes(owner), for: subjects })),
    reported: byOwner(entries, ({ informs }) => informs).map(({ owner, subjects }) => ({ owner, of: subjects })),
    unowned: sorted(entries.flatMap(({ unowned, subject }) => (unowned ? [subject] : []))),
  };
}

const maxSubjects = 8;

/** The subjects of an owner's entries in a line. Of many it has the first ones, since the sections have all. */
export function subjectsInWords(subjects: readonly string[]): string {
  const more = subjects.length - maxSubjects;
  return more > 1 ? `${subjects.slice(0, maxSubjects).join(", ")} and ${more} more` : subjects.join(", ");
}

/** Why a change may not be made yet. Empty if it may. */
export function missingApprovals({ asked, unowned }: Approvals): readonly { readonly message: string; readonly help: string }[] {
  return [
    ...asked
      .filter(({ given }) => !given)
      .map(({ owner, for: subjects }) => ({
        message: `\`${owner}\` has not approved: ${subjectsInWords(subjects)}`,
        help: `once that is given: \`--approved ${/^[\w@/.-]+$/.test(owner) ? owner : JSON.stringify(owner)}\``,
      })),
    ...unowned.map((subject) => ({
      message: `nobody can approve: ${subject}`,
      help: "name an `owner` of the cluster or the service that decides",
    })),
  ];
}

function byOwner(entries: readonly Entry[], ownersOf: (entry: Entry) => readonly string[]) {
  const all = entries.flatMap((entry) => ownersOf(entry).map((owner) => ({ owner, subject: entry.subject })));
  return [...grouped(all, ({ owner }) => owner)]
    .sort(([a], [b]) => compare(a, b))
    .map(([owner, own]) => ({ owner, subjects: sorted(own.map(({ subject }) => subject)) }));
}
