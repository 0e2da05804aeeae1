import type { CommandDeclaration, RequestOf } from "../command.ts";
import { inventoryOption, onFile } from "../options.ts";

/** `fedc build`: the overlays of all clusters, or of some, into a folder. */
export const build = {
  name: "build",
  summary: "write a Kustomize overlay for every cluster",
  description: `Compiles FILE (federation.yaml if none is given, standard input for -) and
writes one Kustomize overlay per cluster into a folder. Everything is compiled
and checked first: wrong input writes nothing and changes nothing. Before it
writes, fedc works out from the overlays alone who can call what, and compares
that with FILE. If the two differ, which is a bug in fedc, it writes nothing and
says so. In each overlay, generated/ is fedc's; everything else is yours and is
left alone. Opens no connection.

Roots that FILE names by \`file:\` are read from FILE's folder. If
SOURCE_DATE_EPOCH is set, certificates are checked against that time; it changes
no byte of the output.`,
  ...onFile({
    out: { value: "DIR", default: "out", description: "the folder that overlays are written to (default out)" },
    cluster: {
      value: "NAME",
      names: "members",
      repeatable: true,
      description: "write only this cluster's overlay, or those of a\ngroup; the whole file is\nchecked all the same",
    },
    inventory: inventoryOption,
    "no-verify": { description: "do not try calls on the overlays before they are written" },
  }),
  examples: [
    { line: "fedc build", effect: "federation.yaml into out/" },
    { line: "fedc build federation.yaml --out overlays", effect: "into another folder" },
    { line: "fedc build --cluster cluster1 --cluster cluster2", effect: "two overlays; the others stay as they are" },
    { line: "fedc build --json", effect: "what was written, for a program" },
  ],
  exit: ["the overlays were written, or were up to date", "wrong input, or it could not be written; nothing was changed"],
} as const satisfies CommandDeclaration;

export type BuildRequest = RequestOf<typeof build>;
