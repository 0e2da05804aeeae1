import { printable } from "../findings/formats/printable.ts";
import type { Mark } from "./changed-graph.ts";
import type { Graph, GraphCall } from "./graph.ts";
import { callLabel, clusterNote, countedWithSeparators, cut } from "./labels.ts";
import { nodeNumbers, subgraphsOf } from "./numbered-graph.ts";

/** The arrow also says it by a word, since some readers cannot tell the colours apart. */
const colours: Readonly<Record<Mark, string>> = { added: "#1a7f37", changed: "#bf8700", removed: "#cf222e" };

/** A Mermaid flowchart. Each cluster is a subgraph with its local names and its exposed services. Marked calls have marked arrows. */
export function asMermaid(graph: Graph, marks: ReadonlyMap<GraphCall, Mark> = new Map()): string {
  const numberOf = nodeNumbers(graph);
  const lines = [
    "%% made by fedc graph",
    "flowchart LR",
    ...subgraphsOf(graph).flatMap(({ cluster, nodes }, i) => {
      const head = `c${i}["${label(cluster.name, clusterNote(cluster))}"]`;
      // Mermaid draws a subgraph without nodes like a node, so it is written as one.
      if (nodes.length === 0) return [`  ${head}${classOf(cluster)}`];
      const inside = nodes.map((node) => {
        const text = `["${label(node.head, node.note)}"]`;
        return `    ${node.id}${node.kind === "name" ? `(${text})` : text}${classOf(node)}`;
      });
      return [`  subgraph ${head}`, ...inside, "  end"];
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
export function mermaidLimit({ calls }: Graph, text: string): string | undefined {
  if (calls.length > 500) return `${countedWithSeparators(calls.length, "arrow")}, of which most viewers of Mermaid draw 500`;
  if (text.length <= 50_000) return undefined;
  return `${countedWithSeparators(text.length, "character")}, of which most viewers of Mermaid take 50,000`;
}

function classOf({ inactive }: { readonly inactive: string | undefined }): string {
  return inactive === undefined ? "" : ":::off";
}

function arrow(call: GraphCall, mark: Mark | undefined): string {
  const text = [mark, callLabel(call)].filter(Boolean).join(": ");
  const line = call.state === "in force" && mark !== "removed" ? "-->" : "-.->";
  return text === "" ? line : `${line}|"${escaped(text)}"|`;
}

function label(head: string, note: string): string {
  return [head, ...(note === "" ? [] : [note])].map((line) => escaped(cut(line, 80))).join("<br/>");
}

/** Mermaid reads HTML, character codes and Markdown even in quotes, so every sign of these becomes a character code. */
function escaped(text: string): string {
  return printable(text).replace(/[#"<>&`@\\*_~[\]{}|;]/g, (character) => `#${character.charCodeAt(0)};`);
}
