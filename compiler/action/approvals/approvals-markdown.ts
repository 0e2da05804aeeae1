import { subjectsInWords } from "../../change-report/owners-asked.ts";
import type { FailureReport } from "../../findings/answer.ts";
import { counted } from "../../findings/formats/words.ts";
import { listBlock, maxCharacters, piece } from "../../publish/forges/markdown-list.ts";
import { type ApprovalsDecision, isApproved, type OwnerDecision } from "./decide-approvals.ts";

const room = maxCharacters / 24;

/** Who has approved and who is missing, for the comment and the summary. */
export function approvalsMarkdown(decision: ApprovalsDecision): readonly string[] {
  const { owners, unowned } = decision;
  if (owners.length === 0 && unowned.length === 0) return ["**Asks for nobody's approval.**", ""];
  const missing = owners.filter((owner) => owner.missing).map((owner) => `- ${piece(missingLine(owner))}`);
  const nobody = unowned.map((subject) => `- ${piece(`${subject}: nobody can approve this, since it has no owner`)}`);
  const given = owners.filter((owner) => !owner.missing).map(({ owner, by }) => `- ${piece(`${owner}, by ${by.join(", ")}`)}`);
  return [
    ...(isApproved(decision) ? ["**Approved by every owner that the change asks.**", ""] : []),
    ...listBlock(`**Approval is missing** (${missing.length + nobody.length})`, [...missing, ...nobody], room),
    ...listBlock(`**Approval is given** (${given.length})`, given, room),
  ];
}

/** The same for the log. */
export function approvalsText({ owners, unowned }: ApprovalsDecision): string {
  const lines = owners.map((owner) =>
    owner.missing ? `missing: ${missingLine(owner)}` : `given: ${owner.owner}, by ${owner.by.join(", ")}`,
  );
  return [...lines, ...unowned.map((subject) => `missing: ${subject} has no owner`)].map((line) => `approval ${line}\n`).join("");
}

/** Why the step fails; undefined if every approval is given. */
export function approvalsFailure(decision: ApprovalsDecision): FailureReport | undefined {
  if (isApproved(decision)) return undefined;
  const { owners, unowned } = decision;
  const missing = owners.filter((owner) => owner.missing);
  return {
    message: `${counted(missing.length + unowned.length, "approval is", "approvals are")} missing`,
    reasons: [
      ...missing.map(({ owner, missing }) => ({
        message: `\`${owner}\`: ${missing?.message}`,
        ...(missing?.help && { help: missing.help }),
      })),
      ...unowned.map((subject) => ({
        message: `nobody can approve: ${subject}`,
        help: "name an `owner` of the cluster that exposes it, or of the service",
      })),
    ],
  };
}

/** The owners and changes whose approval is missing, for later steps. */
export function missingOwners({ owners, unowned }: ApprovalsDecision): readonly string[] {
  return [...owners.flatMap(({ owner, missing }) => (missing ? [owner] : [])), ...unowned];
}

function missingLine({ owner, missing, for: subjects }: OwnerDecision): string {
  return `${owner} (${missing?.message}): ${subjectsInWords(subjects)}`;
}
