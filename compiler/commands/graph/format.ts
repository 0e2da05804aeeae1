import type { Remark } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { didYouMean } from "../../findings/suggest.ts";
import { asDot } from "../../graph/dot.ts";
import type { Graph } from "../../graph/graph.ts";
import { countedWithSeparators } from "../../graph/labels.ts";
import { layOut, maxUses, readableDetail } from "../../graph/layout.ts";
import { asMermaid, mermaidLimit } from "../../graph/mermaid.ts";
import { asSvgFile } from "../../graph/svg.ts";
import { graph as command } from "./command.ts";

type GraphFormat = (typeof formats)[number];

const formats = command.options.format.values;
const endings = new Map<string, GraphFormat>(Object.entries({ html: "html", htm: "html", svg: "svg", dot: "dot", gv: "dot" }));
/** A file with such a name cannot hold one of the formats. */
const pictures: readonly string[] = ["png", "jpg", "jpeg", "gif", "webp", "pdf"];

/** The format that the user named, or the one that the file name suggests. Throws a Failure for an unknown format. */
export function graphFormatOf(named: string | undefined, out: string | undefined): GraphFormat {
  const ending = /\.([a-z]+)$/i.exec(out ?? "")?.[1]?.toLowerCase() ?? "";
  const help = `\`--format\` takes ${formats.slice(0, -1).join(", ")} or ${formats.at(-1)}`;
  if (named === undefined && pictures.includes(ending)) throw new Failure(`there is no format \`${ending}\``, help);
  if (named === undefined) return endings.get(ending) ?? "mermaid";
  const format = formats.find((candidate) => candidate === named);
  if (!format) throw new Failure(`there is no format \`${named}\``, didYouMean(named, formats) ?? help);
  return format;
}

/** The federation in a format, with warnings for the user. */
export async function drawn(graph: Graph, format: GraphFormat): Promise<{ readonly text: string; readonly warnings: readonly Remark[] }> {
  const help = "`--cluster` and `--service` choose a part; `--format html` shows all of it";
  if (format === "mermaid") {
    const text = asMermaid(graph);
    const limit = mermaidLimit(graph, text);
    return { text, warnings: limit === undefined ? [] : [{ message: `the diagram has ${limit}`, help }] };
  }
  if (format === "dot") return { text: asDot(graph), warnings: [] };
  if (format === "html") {
    const { asPage } = await import("../../graph/page.ts"); // it loads the page's script
    return { text: asPage(graph), warnings: [] };
  }
  const detail = readableDetail(graph, maxUses.file);
  const text = asSvgFile(layOut(graph, detail, 1200), `federation ${graph.federation}: who calls what`);
  if (detail === "services") return { text, warnings: [] };
  const shown = { clusters: "clusters and the number of uses between them", matrix: "a matrix of clusters" }[detail];
  const uses = countedWithSeparators(graph.calls.length, "use");
  return { text, warnings: [{ message: `the picture shows only ${shown}, since ${uses} would be unreadable`, help }] };
}
