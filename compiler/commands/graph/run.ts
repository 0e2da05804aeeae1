import type { Federation } from "../../2-resolve/federation.ts";
import { check } from "../../compile.ts";
import { clock } from "../../environment/clock.ts";
import { readFederation } from "../../environment/federation-input.ts";
import { rootReader } from "../../environment/root-reader.ts";
import { uninterrupted } from "../../environment/uninterrupted.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { counted } from "../../findings/formats/words.ts";
import { didYouMeanOneOf } from "../../findings/suggest.ts";
import { choose } from "../../graph/choose.ts";
import type { Graph } from "../../graph/graph.ts";
import { graphDocument } from "../../graph/graph-document.ts";
import { makeGraph } from "../../graph/make-graph.ts";
import { drawn, graphFormatOf } from "./format.ts";
import { writeGraph } from "./write-graph.ts";

/** The options of `fedc graph`. */
interface GraphRequest {
  readonly file: string | undefined;
  readonly format: string | undefined;
  readonly out: string | undefined;
  readonly clusters: readonly string[];
  readonly services: readonly string[];
  readonly maxBytes: number;
}

/** Draws a federation. Throws a Failure if the cause is not in the file. */
export async function runGraph({ file, format: named, out, clusters, services, maxBytes }: GraphRequest): Promise<Answer> {
  const format = graphFormatOf(named, out);
  const { source, folder } = readFederation(file, maxBytes);
  const { findings, federation } = check(source, { readFile: rootReader(folder), ...clock(), maxBytes });
  const answer = { ok: federation !== undefined, findings: findings.sorted() };
  if (!federation) return answer;
  mustExist("cluster", clusters, [...federation.clusters.keys()]);
  mustExist("service", services, namesOfServices(federation));
  const graph = choose(makeGraph(federation), { clusters: new Set(clusters), services: new Set(services) });
  const { text, warnings } = await drawn(graph, format);
  if (out === undefined) return { ...answer, warnings, text: () => text, fields: graphDocument(graph) };
  uninterrupted(() => writeGraph(out, text));
  return { ...answer, warnings, text: () => `${out}: ${summaryOf(graph)}\n`, fields: { out, ...graphDocument(graph) } };
}

function mustExist(kind: string, names: readonly string[], existing: readonly string[]): void {
  for (const name of names)
    if (!existing.includes(name)) throw new Failure(`there is no ${kind} \`${name}\` in the federation`, didYouMeanOneOf(name, existing));
}

function namesOfServices({ services }: Federation): readonly string[] {
  return services.map(({ name }) => name);
}

function summaryOf({ clusters, services, calls }: Graph): string {
  return [
    counted(clusters.length, "cluster"),
    counted(new Set(services.map(({ service }) => service)).size, "exposed service"),
    counted(calls.length, "use"),
  ].join(", ");
}
