import { grouped } from "../../2-resolve/grouped.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted } from "../../findings/formats/words.ts";
import type { AccountedObjects } from "../../import/accounted-objects.ts";
import type { ComparedAccess } from "../../import/compared-access.ts";
import type { HandMadeFederation } from "../../import/hand-made.ts";
import type { StandingObject } from "../../inventory/standing-object.ts";
import { accessChangeReport, accessReport, unknownReport } from "../access/report.ts";
import { reportBlock, reportLine } from "../report-lines.ts";

/** Objects of one cluster that go at the same time. */
export interface Removal {
  readonly when: "with the local names" | "at the end";
  readonly cluster: string;
  readonly objects: readonly StandingObject[];
}

interface Import {
  readonly handMade: HandMadeFederation;
  /** Undefined if the draft has errors. */
  readonly compared: ComparedAccess | undefined;
  readonly removal: readonly Removal[];
  readonly accounted: readonly AccountedObjects[];
  /** Undefined if nothing was written. */
  readonly file: string | undefined;
}

/** What was found, what was left out, what changes, and the way over. */
export function importReport({ handMade, compared, removal, accounted, file }: Import, style: Style): string {
  const { uses, leftOut } = handMade;
  const strong = (text: string) => style("strong", text);
  const lost = leftOut.map(({ cluster, object, what }) =>
    reportLine(`${cluster}: ${object.file}:${object.line}: ${object.title}: ${what}`),
  );
  const steps = removal.flatMap(({ when, cluster, objects }) =>
    objects.map(({ file, line, title }) => reportLine(`${when}, ${cluster}: ${title} (${file}:${line})`)),
  );
  return [
    `${strong(file === undefined ? "a draft" : `${file} is a draft`)}: ${counted(uses.length, "use")} of hand-made objects, read from the dumps\n`,
    compared
      ? comparedReport(compared, style)
      : `\n${strong("the draft has errors")}: correct them, and \`fedc access\` tells what it gives\n`,
    reportBlock(`\n${strong("not in the draft")}`, lost),
    reportBlock(`\n${strong("objects of Istio")}`, accounted.map(accountLine)),
    reportBlock(`\n${strong("to remove")}`, steps),
    `\n${strong("the way over")}\n`,
    ...way.map((line, index) => reportLine(`${index + 1}. ${line}`)),
  ].join("");
}

/** What the model of Istio says of both, and what it does not know. */
function comparedReport({ before, changes, notFollowed, unreached, asRead }: ComparedAccess, style: Style): string {
  const strong = (text: string) => style("strong", text);
  const names = counted(notFollowed.length, "name");
  const unknown = notFollowed.flatMap(({ from, as, reasons }) => reasons.map((reason) => ({ from, as, reason })));
  const nothing = unreached.length > 0 ? "" : "nothing that the model can follow\n";
  const open = notFollowed.length > 0 ? `${names} cannot be compared: see \`not known\`\n` : "";
  const followed = before.length + changes.length > 0 || notFollowed.length === 0;
  const lost = unreached.map(({ from, as, why }) => reportLine(`${from}: ${as}: no call arrives by hand: ${why}`));
  return [
    `\n${strong("by hand, as calls come through the objects")}\n${before.length > 0 ? accessReport(before, style) : nothing}${lost.join("")}`,
    `\n${strong("what the draft changes, once its gateways have addresses")}\n${followed ? accessChangeReport(changes, style) : ""}${open}`,
    unknownReport(unknown, style),
    asRead.length > 0 ? `\n${strong(`how import reads the ${names} not known`)}\n${accessReport(asRead, style)}` : "",
  ].join("");
}

/** Every object is in one of the three numbers. */
function accountLine({ cluster, expressed, leftOut, unrelated }: AccountedObjects): string {
  const kinds = grouped(unrelated, ({ kind }) => kind);
  const others = [...kinds].map(([kind, all]) => `${all.length} ${kind}`).join(", ");
  const rest = unrelated.length === 0 ? "none" : `${unrelated.length} (${others})`;
  return reportLine(`${cluster}: in the draft ${expressed.length}, left out ${leftOut.length}, not of the federation ${rest}`);
}

const way = [
  "fill in the draft; `fedc check` finds what is missing",
  "publish it under trial names beside the old ones, and try calls",
  "write the addresses of the new ingress gateways once they have them",
  "give the names their old form, and remove what is listed `with the local names` in the same commit",
  "after the last wave is synced everywhere and no call passes the old gateways, remove the rest",
];
