import type { CommandDeclaration, RequestOf } from "../command.ts";
import { inventoryOption, oneWordOf, onFile } from "../options.ts";

const formats = ["text", "sarif", "codequality"] as const;
const severities = ["error", "warning"] as const;

/** `fedc check`: every finding, nothing written. */
export const checkCommand = {
  name: "check",
  summary: "every finding in a federation.yaml, and what to do about it",
  description: `Reads FILE (federation.yaml if none is given, standard input for -) and tells
everything that is wrong with it: each finding with its code, its place, the
line underlined, and what to do. Writes nothing and opens no connection.

With --spelled-out it prints the file as fedc understands it: every cluster and
service with the defaults that it takes, and clusters in the place of groups.
The printed file compiles to the same overlays.

Roots that FILE names by \`file:\` are read from FILE's folder. If
SOURCE_DATE_EPOCH is set, certificates are checked against that time.

With --inventory it also compares FILE with what stands in the clusters, as
dumps tell it: Services, ports, pods, policies and other people's objects that
are in the way. \`fedc inventory --print-commands\` prints how to make a dump.

With \`--format\`, standard output is a report for a pipeline, whatever is found:
SARIF 2.1.0 for code scanning, or \`codequality\` as GitLab shows it in a merge
request. Run it at the top of the repository, so that paths are right.`,
  ...onFile({
    format: {
      value: "FORMAT",
      values: formats,
      parse: oneWordOf("format", formats),
      default: "text",
      description: "text (default), sarif or codequality",
    },
    "fail-on": {
      value: "SEVERITY",
      values: severities,
      parse: oneWordOf("fail-on", severities),
      default: "error",
      description: "fail if there is an error (default), or a warning",
    },
    "spelled-out": { description: "print the file with its defaults filled in and its\ngroups spelled out" },
    inventory: inventoryOption,
  }),
  examples: [
    { line: "fedc check", effect: "check federation.yaml" },
    { line: "fedc check teams/federation.yaml --json", effect: "one JSON document, for a program" },
    { line: "fedc check --inventory dumps", effect: "and what the clusters have: dumps/CLUSTER/*.yaml" },
    { line: "fedc check --spelled-out", effect: "what does a cluster have that writes nothing?" },
    { line: "fedc check --format codequality > gl-code-quality.json", effect: "for GitLab" },
    { line: "git show HEAD:federation.yaml | fedc check -", effect: "check what was committed" },
  ],
  exit: ["no errors; there may be warnings and notes", "errors, or warnings with `--fail-on warning`; or the file could not be read"],
} as const satisfies CommandDeclaration;

export type CheckRequest = RequestOf<typeof checkCommand>;
