import type { Remark } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { didYouMean } from "../../findings/suggest.ts";
import { asDot } from "../../graph/dot.ts";
import type { Graph } from "../../graph/graph.ts";
import { layOut, maxUses, readableDetail } from "../../graph/layout.ts";
import { asMermaid, mermaidLimit } from "../../graph/mermaid.ts";
import { asSvgFile } from "../../graph/svg.ts";

/** What a federation can be drawn as. */
export type GraphFormat = "mermaid" | "dot" | "svg" | "html";

const formats: readonly GraphFormat[] = ["mermaid", "dot", "svg", "html"];
const endings: Readonly<Record<string, GraphFormat>> = { html: "html", htm: "html", svg: "svg", dot: "dot", gv: "dot" };
/** Under such a name nobody expects a text. */
const pictures: readonly string[] = ["png", "jpg", "jpeg", "gif", "webp", "pdf"];

/** As it was asked for, or by the name of the file. Throws a Failure for a format that there is not. */
export function graphFormatOf(named: string | undefined, out: string | undefined): GraphFormat {
  const ending = /\.([a-z]+)$/i.exec(out ?? "")?.[1]?.toLowerCase() ?? "";
  const help = `\`--format\` takes ${formats.slice(0, -1).join(", ")} or ${formats.at(-1)}`;
  if (named === undefined && pictures.includes(ending)) throw new Failure(`there is no format \`${ending}\``, help);
  if (named === undefined) return Object.hasOwn(endings, ending) ? (endings[ending] ?? "mermaid") : "mermaid";
  const format = formats.find((one) => one === named);
  if (!format) throw new Failure(`there is no format \`${named}\``, didYouMean(named, formats) ?? help);
  return format;
}

/** The text of a format, and what its reader should know. */
export async function drawn(graph: Graph, format: GraphFormat): Promise<{ readonly text: string; readonly warnings: readonly Remark[] }> {
  const help = "`--cluster` and `--service` choose a part; `--format html` has it all";
  if (format === "mermaid") {
    const text = asMermaid(graph);
    const limit = mermaidLimit(graph, text);
    return { text, warnings: limit === undefined ? [] : [{ message: `the diagram has ${limit}`, help }] };
  }
  if (format === "dot") return { text: asDot(graph), warnings: [] };
  if (format === "html") {
    const { asPage } = await import("../../graph/page.ts"); // brings the page's script along
    return { text: asPage(graph), warnings: [] };
  }
  const detail = readableDetail(graph, maxUses.file);
  const text = asSvgFile(layOut(graph, detail, 1200), `federation ${graph.federation}: who calls what`);
  const less = { clusters: "clusters and how many uses are between them", matrix: "a matrix of clusters" };
  return {
    text,
    warnings: detail === "services" ? [] : [{ message: `there is so much that the picture shows only ${less[detail]}`, help }],
  };
}
