import { grouped } from "../../2-resolve/grouped.ts";
import { widestCallers } from "../../access/asking-callers.ts";
import { type AccessChange, accessChangeKinds, givesMore } from "../../access/changes/access-change.ts";
import type { Access, AllowedRequests } from "../../access/who-may-call.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted, wrapped } from "../../findings/formats/words.ts";

/** Who may call what, by consuming cluster and local name. */
export function accessReport(accesses: readonly Access[], style: Style): string {
  const blocks: string[] = [];
  for (const [from, ofCluster] of grouped(accesses, ({ from }) => from)) {
    const names = [...grouped(ofCluster, ({ as }) => as)].map(([as, rows]) => nameBlock(as, rows));
    blocks.push(`${style("strong", printable(from))} may call\n${names.join("")}`);
  }
  return blocks.join("\n");
}

/** The access that a change gives and takes, gains first. */
export function accessChangeReport(changes: readonly AccessChange[], style: Style): string {
  if (changes.length === 0) return `${style("good", "access does not change")}\n`;
  return accessChangeKinds
    .map((kind) => ({ kind, lines: changes.filter((change) => change.kind === kind).map(changeLine) }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ kind, lines }) => `${style(givesMore({ kind }) ? "warning" : "note", kind)}\n${lines.join("")}`)
    .join("\n");
}

/** Counts each service once, even if several clusters expose it, and each pair of clusters once for both directions. */
export function accessCounts(accesses: readonly Access[]): string {
  const pairs = new Set(accesses.map(({ from, to }) => [from, to].sort().join(" "))).size;
  const services = new Set(accesses.map(({ service }) => service)).size;
  return `${counted(services, "service")} across ${counted(pairs, "pair")} of clusters`;
}

/** The allowed requests, in one line. */
export function requestsInWords(requests: readonly AllowedRequests[] | undefined): string {
  if (!requests) return "every connection";
  return requests
    .map(({ methods, paths }) => {
      const verbs = methods === "any" ? "every method" : methods.join(", ");
      return `${verbs} on ${paths === "any" ? "every path" : paths.join(", ")}`;
    })
    .join("; ");
}

/** One change of access, in one line. */
export function accessChangeInWords({ access, before, kind }: AccessChange, arrow = "->"): string {
  const { from, caller, pods, service, to, local, requests } = access;
  const who = `${caller === "any" ? "everyone" : caller} in ${from}${pods === undefined ? "" : ` (pods with ${pods})`}`;
  const was = before && (kind === "widened" || kind === "narrowed") ? `; before: ${requestsInWords(before.requests)}` : "";
  return `${who} ${arrow} ${service} of ${to} (${local}): ${requestsInWords(requests)}${was}`;
}

function nameBlock(as: string, rows: readonly Access[]): string {
  const byRoute = [...grouped(rows, ({ when }) => when ?? "")];
  const lines = byRoute.map(([when, routed]) => {
    const condition = when === "" ? "otherwise" : `when ${when}`;
    const head = when === "" && byRoute.length === 1 ? "" : `    ${wrapped(printable(condition), 4)}\n`;
    return head + [...grouped(routed, wayOf)].map(([way, same]) => wayLines(way, same)).join("");
  });
  return `  ${printable(as)}\n${lines.join("")}`;
}

function wayOf({ service, to, local, share, order }: Access): string {
  const how = order !== undefined ? `, as number ${order} in the order` : share < 100 ? `, ${share} percent of the calls` : "";
  return `${service} of ${to} (${local})${how}`;
}

/** Callers with the same requests share a line. */
function wayLines(way: string, rows: readonly Access[]): string {
  const groups = [
    ...grouped(rows, ({ requests, pods }) => `${requestsInWords(requests)}${pods === undefined ? "" : `, from pods with ${pods} only`}`),
  ];
  const lines = groups.map(([what, same]) => {
    const callers = widestCallers(same.map(({ caller }) => caller)).map((caller) => (caller === "any" ? "everyone" : caller));
    return `      ${wrapped(printable(`${callers.join(", ")}: ${what}`), 8)}\n`;
  });
  return `    ${wrapped(printable(`-> ${way}`), 7)}\n${lines.join("")}`;
}

function changeLine(change: AccessChange): string {
  return `  ${wrapped(printable(accessChangeInWords(change)), 4)}\n`;
}
