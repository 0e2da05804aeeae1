import { askedForField } from "../asked-for-field.ts";
import type { Entry } from "../change-report.ts";
import { type ComparedVersions, type Describe, entryAbout } from "../describe.ts";
import type { Difference } from "../differences.ts";
import { thingText } from "./plain-entries.ts";

/** Who owns and who deploys what, and what is in force. Repositories and branches are plain entries. */
export const deliveryEntries: Describe = (comparison) => [
  ...kept(
    comparison,
    [
      ["clusters", "*", "owner"],
      ["services", "*", "owner"],
    ],
    ownerInWords,
  ),
  ...kept(comparison, [["clusters", "*", "managed"]], managedInWords),
  ...kept(
    comparison,
    [
      ["clusters", "*", "inactive"],
      ["services", "*", "inactive"],
      ["services", "*", "consume", "*", "*", "inactive"],
    ],
    inactiveInWords,
  ),
];

type Words = Pick<Entry, "change" | "subject" | "text" | "before" | "after">;

/** A field of things that are in both versions. */
function kept(
  { differences, owners }: ComparedVersions,
  patterns: readonly string[][],
  inWords: (thing: string, field: Difference) => Words,
) {
  return patterns.flatMap((pattern) =>
    differences
      .take(pattern, ({ path, entry }) => entry === undefined && path.length === pattern.length)
      .map((field) => entryAbout("delivery", [field], inWords(thingText(field.path.slice(0, -1)), field), askedForField(field, owners))),
  );
}

/** Both the former and the new owner are asked. */
function ownerInWords(thing: string, { before, after }: Difference): Words {
  const value = (owner: unknown) => (owner === undefined ? "nobody" : String(owner));
  return {
    change: "changed",
    subject: `${thing} gets another owner`,
    text: `owner of ${thing}`,
    before: value(before),
    after: value(after),
  };
}

function managedInWords(thing: string, { after }: Difference): Words {
  const text = after === false ? `${thing} configures itself from now on (managed: false)` : `fedc configures ${thing} from now on`;
  return { change: "changed", subject: `management of ${thing}`, text };
}

function inactiveInWords(thing: string, { before, after }: Difference): Words {
  const subject = `whether ${thing} is in force`;
  if (after === undefined) return { change: "added", subject, text: `${thing} is in force again; it was inactive`, before: String(before) };
  if (before === undefined) return { change: "removed", subject, text: `${thing} is no longer in force`, after: String(after) };
  return { change: "changed", subject, text: `why ${thing} is not in force`, before: String(before), after: String(after) };
}
