import { printable } from "../findings/formats/printable.ts";
import type { Mark } from "./changed-graph.ts";
import type { Graph, GraphCall } from "./graph.ts";
import { callLabel, clusterNote, countedWithSeparators, cut, nameText, offerText, useText } from "./labels.ts";
import { nodeNumbers } from "./packed-graph.ts";

/** The arrow also says it by a word, since some readers cannot tell the colours apart. */
const colours: Readonly<Record<Mark, string>> = { added: "#1a7f37", changed: "#bf8700", removed: "#cf222e" };

/** A Mermaid flowchart. Each cluster is a subgraph with its local names and its exposed services. Marked calls have marked arrows. */
export function asMermaid(graph: Graph, marks: ReadonlyMap<GraphCall, Mark> = new Map()): string {
  const numberOf = nodeNumbers(graph);
  const lines = [
    "%% made by fedc graph",
    "flowchart LR",
    ...graph.clusters.flatMap((cluster, i) => {
      const note = clusterNote(cluster);
      const inside = [
        ...graph.names
          .filter((name) => name.cluster === cluster.name)
          .map(
            (name) => `    n${numberOf(name)}(["${label(nameText(name), useText(name))}"])${name.inactive === undefined ? "" : ":::off"}`,
          ),
        ...graph.services
          .filter((service) => service.cluster === cluster.name)
          .map((node) => `    s${numberOf(node)}["${label(node.service, offerText(node))}"]${node.inactive === undefined ? "" : ":::off"}`),
      ];
      // Mermaid draws a subgraph without nodes like a node, so it is written as one.
      if (inside.length === 0) return [`  c${i}["${label(cluster.name, note)}"]${cluster.inactive === undefined ? "" : ":::off"}`];
      return [`  subgraph c${i}["${label(cluster.name, note)}"]`, ...inside, "  end"];
    }),
    ...graph.calls.map((call) => `  n${numberOf(call.from)} ${arrow(call, marks.get(call))} s${numberOf(call.to)}`),
    ...graph.calls.flatMap((call, i) => {
      const mark = marks.get(call);
      return mark ? [`  linkStyle ${i} stroke:${colours[mark]},stroke-width:3px`] : [];
    }),
    "  classDef off stroke-dasharray:4 3,opacity:0.7",
  ];
  return `${lines.join("\n")}\n`;
}

/** The limit of Mermaid that a diagram exceeds (`maxEdges`, `maxTextSize`): most viewers would show an error. */
export function mermaidLimit(graph: Graph, text: string): string | undefined {
  if (graph.calls.length > 500) return `${countedWithSeparators(graph.calls.length, "arrow")}, of which most viewers of Mermaid draw 500`;
  return text.length > 50_000
    ? `${countedWithSeparators(text.length, "character")}, of which most viewers of Mermaid take 50,000`
    : undefined;
}

function arrow(call: GraphCall, mark: Mark | undefined): string {
  const text = [mark ?? "", callLabel(call)].filter(Boolean).join(": ");
  const line = call.state === "in force" && mark !== "removed" ? "-->" : "-.->";
  return text === "" ? line : `${line}|"${escaped(text)}"|`;
}

function label(head: string, note: string): string {
  return note === "" ? escaped(cut(head, 80)) : `${escaped(cut(head, 80))}<br/>${escaped(cut(note, 80))}`;
}

/** Mermaid reads HTML, character codes and Markdown even in quotes, so every sign of these becomes a character code. */
function escaped(text: string): string {
  return printable(text).replace(/[#"<>&`@\\*_~[\]{}|;]/g, (character) => `#${character.charCodeAt(0)};`);
}
