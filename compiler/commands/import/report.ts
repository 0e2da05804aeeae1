import { grouped } from "../../2-resolve/grouped.ts";
import type { AccessChange } from "../../access/changes/access-change.ts";
import type { Access } from "../../access/who-may-call.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted } from "../../findings/formats/words.ts";
import type { AccountedObjects } from "../../import/accounted-objects.ts";
import type { HandMadeFederation } from "../../import/hand-made.ts";
import type { StandingObject } from "../../inventory/standing-object.ts";
import { accessChangeReport, accessReport } from "../access/report.ts";
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
  readonly compared: { readonly changes: readonly AccessChange[]; readonly before: readonly Access[] } | undefined;
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
    compared ? `\n${strong("by hand")}\n${accessReport(compared.before, style)}` : "",
    compared
      ? `\n${strong("what the draft changes, once its gateways have addresses")}\n${accessChangeReport(compared.changes, style)}`
      : `\n${strong("the draft has errors")}: correct them, and \`fedc access\` tells what it gives\n`,
    reportBlock(`\n${strong("not in the draft")}`, lost),
    reportBlock(`\n${strong("objects of Istio")}`, accounted.map(accountLine)),
    reportBlock(`\n${strong("to remove")}`, steps),
    `\n${strong("the way over")}\n`,
    ...way.map((line, index) => reportLine(`${index + 1}. ${line}`)),
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
