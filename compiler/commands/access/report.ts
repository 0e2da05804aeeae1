import { grouped } from "../../2-resolve/grouped.ts";
import { accessChangeInWords, requestsInWords } from "../../access/access-in-words.ts";
import { widestCallers } from "../../access/asking-callers.ts";
import { type AccessChange, accessChangeKinds, givesMore } from "../../access/changes/access-change.ts";
import type { Access } from "../../access/who-may-call.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted, wrapped } from "../../findings/formats/words.ts";
import { reportBlock, reportLine } from "../report-lines.ts";

/** Who may call what, by consuming cluster and local name. */
export function accessReport(accesses: readonly Access[], style: Style): string {
  return [...grouped(accesses, ({ from }) => from)]
    .map(([from, ofCluster]) => {
      const names = [...grouped(ofCluster, ({ as }) => as)].map(([as, rows]) => nameBlock(as, rows));
      return reportBlock(`${style("strong", printable(from))} may call`, names);
    })
    .join("\n");
}

/** A local name, and what keeps the answer about it from being certain. */
export interface UnknownAccess {
  readonly from: string;
  readonly as: string;
  readonly reason: string;
}

/** Empty if everything is known. Each reason is said once, with the names that it concerns. */
export function unknownReport(unknown: readonly UnknownAccess[], style: Style): string {
  const byReason = grouped(unknown, ({ reason }) => reason);
  const lines = [...byReason].map(([reason, all]) =>
    reportLine(`${[...new Set(all.map(({ from, as }) => `${from}: ${as}`))].join(", ")}: ${reason}`),
  );
  return lines.length === 0 ? "" : reportBlock(`\n${style("warning", "not known")}`, lines);
}

/** The access that a change gives and takes, gains first. */
export function accessChangeReport(changes: readonly AccessChange[], style: Style): string {
  if (changes.length === 0) return `${style("good", "access does not change")}\n`;
  return accessChangeKinds
    .map((kind) => {
      const lines = changes.filter((change) => change.kind === kind).map((change) => reportLine(accessChangeInWords(change)));
      return reportBlock(style(givesMore({ kind }) ? "warning" : "note", kind), lines);
    })
    .filter((block) => block !== "")
    .join("\n");
}

/** Counts each service once, even if several clusters expose it, and each pair of clusters once for both directions. */
export function accessCounts(accesses: readonly Access[]): string {
  const pairs = new Set(accesses.map(({ from, to }) => [from, to].sort().join(" "))).size;
  const services = new Set(accesses.map(({ service }) => service)).size;
  return `${counted(services, "service")} across ${counted(pairs, "pair")} of clusters`;
}

function nameBlock(as: string, rows: readonly Access[]): string {
  const byRoute = [...grouped(rows, ({ when }) => when ?? "")];
  const lines = byRoute.map(([when, routed]) => {
    const head = when === "" && byRoute.length === 1 ? "" : `    ${wrapped(printable(when === "" ? "otherwise" : `when ${when}`), 4)}\n`;
    return head + [...grouped(routed, destinationText)].map(([destination, same]) => destinationLines(destination, same)).join("");
  });
  return reportBlock(`  ${printable(as)}`, lines);
}

function destinationText({ service, to, local, subset, share, order }: Access): string {
  const portion = order !== undefined ? `, as number ${order} in the order` : share < 100 ? `, ${share} percent of the calls` : "";
  const pods = subset === undefined ? "" : `, subset ${subset}`;
  return `${service} of ${to} (${local})${pods}${portion}`;
}

/** Callers with the same requests share a line. */
function destinationLines(destination: string, rows: readonly Access[]): string {
  const rights = ({ requests, pods }: Access) => `${requestsInWords(requests)}${pods === undefined ? "" : `, from pods with ${pods} only`}`;
  const lines = [...grouped(rows, rights)].map(([right, same]) => {
    const callers = widestCallers(same.map(({ caller }) => caller)).map((caller) => (caller === "any" ? "everyone" : caller));
    return reportLine(`${callers.join(", ")}: ${right}`, 6);
  });
  return `    ${wrapped(printable(`-> ${destination}`), 7)}\n${lines.join("")}`;
}
