import { grouped } from "../../2-resolve/grouped.ts";
import { awaitedInWords, encryption, nodePortInWords, socketAddress, sourceInWords } from "../../4-plan/network/connection-words.ts";
import type { NetworkConnection, NetworkNeeds } from "../../4-plan/network/connections.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted, wrapped } from "../../findings/formats/words.ts";
import { reportBlock, reportLine } from "../report-lines.ts";

/** The connections by dialling cluster, and the clusters that have no address yet. `filter` is empty if nothing is left out. */
export function networkReport({ connections, awaited }: NetworkNeeds, filter: string, style: Style): string {
  const blocks = [...grouped(connections, ({ from }) => from)].map(([from, ofCluster]) =>
    reportBlock(
      `${style("strong", printable(from))} dials`,
      ofCluster.map((connection) => connectionBlock(connection, style)),
    ),
  );
  const waiting = reportBlock(
    style("note", "not yet"),
    awaited.map((one) => reportLine(awaitedInWords(one))),
  );
  const none = `no cluster dials another${filter === "" ? "" : ` that matches ${filter}`}`;
  const sum = connections.length === 0 ? none : `${countsOf(connections)}: TCP with ${encryption}`;
  return [...blocks, waiting, `${sum}\n`].filter((block) => block !== "").join("\n");
}

/** One row for each address, with a heading. Lists are separated by spaces, sources by semicolons. */
export function networkAsCsv(connections: readonly NetworkConnection[]): string {
  const heading = ["from", "source", "to", "address", "port", "node_port", "protocol", "tls", "server_names", "services"];
  const rows = connections.map((connection) => [
    connection.from,
    connection.sources.map((source) => sourceInWords(source)).join("; "),
    connection.to,
    connection.address,
    connection.port,
    connection.nodePort ?? "",
    connection.protocol,
    encryption,
    connection.serverNames.join(" "),
    connection.services.join(" "),
  ]);
  return [heading, ...rows].map((row) => `${row.map(csvField).join(",")}\n`).join("");
}

function connectionBlock(connection: NetworkConnection, style: Style): string {
  const { to, services, serverNames, sources } = connection;
  const rows: readonly (readonly [label: string, lines: readonly string[]])[] = [
    ["behind", [nodePortInWords(connection)].filter((text) => text !== "")],
    ["from", sources.map((source) => sourceInWords(source))],
    ["SNI", [serverNames.join(", ")]],
    ["for", [services.join(", ")]],
  ];
  const lines = rows.flatMap(([label, texts]) =>
    texts.map((text, i) => `    ${style("faint", (i === 0 ? label : "").padEnd(7))}${wrapped(printable(text), 11)}\n`),
  );
  return reportBlock(`  ${printable(`${socketAddress(connection)} of ${to}`)}`, lines);
}

function countsOf(connections: readonly NetworkConnection[]): string {
  const pairs = new Set(connections.map(({ from, to }) => `${from} ${to}`)).size;
  return `${counted(connections.length, "connection")} between ${counted(pairs, "pair")} of clusters`;
}

/** As RFC 4180 quotes a field. */
function csvField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
