import type { CommandDeclaration, RequestOf } from "../command.ts";
import { onFile } from "../options.ts";

/** `fedc graph`: the federation as a picture. */
export const graph = {
  name: "graph",
  summary: "the federation as a picture: Mermaid, DOT, SVG or a page",
  description: `Draws FILE (federation.yaml if none is given, standard input for -): the
clusters, the services that each exposes, the local names under which others use
them, and how many of the calls go where. A dashed arrow is not in force.

  mermaid  for a README or a pull request; viewers draw 500 arrows at most
  dot      for Graphviz
  svg      one picture, in the reader's light or dark theme
  html     one page to search, filter and unfold, with tables that say the same;
           it needs no other file and no network

An SVG of very many uses shows only clusters, or a matrix of them.
fedc graph opens no connection.`,
  ...onFile({
    format: {
      value: "FORMAT",
      values: ["mermaid", "dot", "svg", "html"],
      description: "mermaid, dot, svg or html (default: by the ending of\n--out, else mermaid)",
    },
    out: { value: "FILE", description: "write to this file instead of standard output" },
    cluster: { value: "NAME", names: "members", repeatable: true, description: "only what this cluster, or group, exposes and uses" },
    service: { value: "NAME", names: "services", repeatable: true, description: "only this service" },
  }),
  examples: [
    { line: "fedc graph --out federation.html", effect: "a page for a browser" },
    { line: "fedc graph --cluster shop --format svg > shop.svg", effect: "one cluster and its partners" },
    { line: "fedc graph --service stock", effect: "one service, as Mermaid" },
    { line: "fedc graph --json", effect: "nodes and edges, for a program" },
  ],
  exit: ["drawn", "wrong input, or it could not be written; nothing was changed"],
} as const satisfies CommandDeclaration;

export type GraphRequest = RequestOf<typeof graph>;
