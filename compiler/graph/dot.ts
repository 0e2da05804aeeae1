import { printable } from "../findings/formats/printable.ts";
import type { Graph } from "./graph.ts";
import { callLabel, clusterNote } from "./labels.ts";
import { nodeNumbers, subgraphsOf } from "./numbered-graph.ts";

/** A directed graph for Graphviz. Each cluster is a subgraph with its local names and its exposed services. */
export function asDot(graph: Graph): string {
  const numberOf = nodeNumbers(graph);
  const lines = [
    "// made by fedc graph",
    `digraph ${label(graph.federation)} {`,
    '  graph [rankdir=LR, fontname="sans-serif"];',
    '  node [fontname="sans-serif", fontsize=11];',
    '  edge [fontname="sans-serif", fontsize=10];',
    ...subgraphsOf(graph).flatMap(({ cluster, nodes }, i) => [
      `  subgraph cluster_${i} {`,
      `    label=${label(cluster.name, clusterNote(cluster))};`,
      `    style="${styleOf("rounded", cluster)}";`,
      ...nodes.map((node) => {
        const style = styleOf(node.kind === "name" ? "rounded" : "solid", node);
        return `    ${node.id} [shape=box, style="${style}", label=${label(node.head, node.note)}];`;
      }),
      // Graphviz leaves out a cluster with nothing in it.
      ...(nodes.length === 0 ? [`    c${i} [shape=point, style=invis];`] : []),
      "  }",
    ]),
    ...graph.calls.map((call) => {
      const style = call.state === "in force" ? "" : ", style=dashed";
      return `  n${numberOf(call.from)} -> s${numberOf(call.to)} [label=${label(callLabel(call))}${style}];`;
    }),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

function styleOf(usual: string, { inactive }: { readonly inactive: string | undefined }): string {
  return inactive === undefined ? usual : `${usual},dashed`;
}

/** Lines below each other. Escapes of Graphviz, such as `\n` or `\N`, come only from here. */
function label(...lines: readonly string[]): string {
  const shown = lines.filter((line) => line !== "").map((line) => printable(line).replace(/["\\]/g, "\\$&"));
  return `"${shown.join("\\n")}"`;
}
