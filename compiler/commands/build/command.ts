import type { Answer } from "../../findings/answer.ts";
import type { Command, Invocation } from "../command.ts";
import { maxBytesOf, maxBytesOption } from "../max-bytes.ts";

/** `fedc build`: the overlays of all clusters, or of some, into a folder. */
export const build: Command = {
  name: "build",
  summary: "write a Kustomize overlay for every cluster",
  operand: "[FILE]",
  description: `Compiles FILE (federation.yaml where none is given, standard input for -) and
writes one Kustomize overlay per cluster into a folder. Everything is compiled
and checked first: wrong input writes nothing and changes nothing. Before it
writes, fedc works out from the overlays alone who can call what, and compares
that with FILE; if the two differ, which is a mistake of fedc's, it writes
nothing and says so. In each overlay, generated/ is fedc's; all else is yours
and is left alone. Opens no connection.

Roots that FILE names by \`file:\` are read from FILE's folder. SOURCE_DATE_EPOCH,
where it is set, is the time that certificates are held against; it changes no
byte of the output.`,
  options: {
    out: { value: "DIR", description: "the folder that overlays are written to (default out)" },
    cluster: { value: "NAME", repeatable: true, description: "write this cluster's overlay only; the whole file is\nchecked all the same" },
    "no-verify": { description: "do not try calls on what was made before it is written" },
    "max-bytes": maxBytesOption,
  },
  examples: [
    { line: "fedc build", effect: "federation.yaml into out/" },
    { line: "fedc build federation.yaml --out overlays", effect: "into another folder" },
    { line: "fedc build --cluster cluster1 --cluster cluster2", effect: "two overlays; the others stay as they are" },
    { line: "fedc build --json", effect: "what was written, for a program" },
  ],
  exit: ["the overlays are written, or were up to date", "wrong input, or it could not be written; nothing was changed"],
  async run(invocation: Invocation): Promise<Answer> {
    const { runBuild } = await import("./run.ts");
    return runBuild({
      file: invocation.operand,
      folder: invocation.options.get("out")?.[0] ?? "out",
      clusters: invocation.options.get("cluster") ?? [],
      maxBytes: maxBytesOf(invocation),
      verify: !invocation.options.has("no-verify"),
    });
  },
};
