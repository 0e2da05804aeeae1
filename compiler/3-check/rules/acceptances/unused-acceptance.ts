import { quoted } from "../../../findings/formats/words.ts";
import { isAboutInventory, warning } from "../../rule.ts";

/** The most entries that help names. */
const maxNamed = 4;

export const unusedAcceptance = warning("FED462", "acceptance that hits nothing", {
  afterOthers: true,
  finds: `\
An entry under "accept" accepts no finding: there is no such finding at the
entry that "at" names or below it, or an earlier item of the list accepts it.`,
  why: `\
The warning is gone, or "at" is misspelled and the warning is still shown. A
leftover would accept the same warning silently when it comes back.`,
  wrongLead: `Wrong, where the service is called ratings:`,
  wrong: `\
accept:
  - finding: FED346
    at: services.rating.expose.cluster2
    because: ratings decodes no paths`,
  right: `\
accept:
  - finding: FED346
    at: services.ratings.expose.cluster2
    because: ratings decodes no paths`,
  remark: `\
"at" has the names that lead to the entry from the top of the file. An item of a
list counts by its text, or by its "as", "cluster" or "file". An assertion
counts by its "to", and a pair by its clusters. Any other item is skipped.
Everything below the entry is included.`,
  check({ acceptances, inventory, at, report }) {
    // Without a dump nothing is compared with one.
    const unused = acceptances.unused().filter(({ entry }) => inventory.clusters.size > 0 || !isAboutInventory(entry.finding));
    for (const { entry, found } of unused)
      report({
        at: at.value(entry, "at"),
        message: `no \`${entry.finding}\` is left to accept at \`${entry.at}\``,
        help: found.length === 0 ? "remove the entry" : `such findings are at ${quoted(named(found))}`,
      });
  },
});

function named(paths: readonly string[]): readonly string[] {
  return paths.length <= maxNamed ? paths : [...paths.slice(0, maxNamed - 1), `${paths.length - maxNamed + 1} more`];
}
