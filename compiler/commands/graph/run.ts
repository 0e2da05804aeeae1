import { uninterrupted } from "../../7-write/uninterrupted.ts";
import { check } from "../../compile.ts";
import type { Answer } from "../../findings/answer.ts";
import { counted } from "../../findings/formats/words.ts";
import { mustExist } from "../../findings/suggest.ts";
import { choose } from "../../graph/choose.ts";
import type { Graph } from "../../graph/graph.ts";
import { makeGraph } from "../../graph/make-graph.ts";
import { graphDocument } from "../../graph/numbered-graph.ts";
import { readFederation } from "../../inputs/federation-input.ts";
import { namedClusters } from "../named-clusters.ts";
import { writeMarkedFile } from "../write-marked-file.ts";
import type { GraphRequest } from "./command.ts";
import { drawn, graphFormatOf } from "./format.ts";

/** Every picture contains this near its beginning. */
const pictureMark = "made by fedc graph";

/** Draws a federation. Throws a Failure for what is not the file's fault. */
export async function runGraph(request: GraphRequest): Promise<Answer> {
  const { operands, out, cluster: clusters, service: services, maxBytes } = request;
  const format = graphFormatOf(request.format, out);
  const { source, options } = readFederation(operands[0], maxBytes);
  const { findings, federation } = check(source, options);
  const answer = { ok: federation !== undefined, ...findings.reported() };
  if (!federation) return answer;
  const serviceNames = federation.services.map(({ name }) => name);
  const shown = namedClusters(clusters, federation);
  mustExist("service", services, serviceNames);
  const graph = choose(makeGraph(federation), { clusters: new Set(shown), services: new Set(services) });
  const { text, warnings } = await drawn(graph, format);
  if (out === undefined) return { ...answer, warnings, text: () => text, fields: graphDocument(graph) };
  uninterrupted(() => writeMarkedFile(out, text, { mark: pictureMark, command: "fedc graph" }));
  return { ...answer, warnings, text: () => `${out}: ${summaryOf(graph)}\n`, fields: { out, ...graphDocument(graph) } };
}

function summaryOf({ clusters, services, calls }: Graph): string {
  return [
    counted(clusters.length, "cluster"),
    counted(new Set(services.map(({ service }) => service)).size, "exposed service"),
    counted(calls.length, "use"),
  ].join(", ");
}
