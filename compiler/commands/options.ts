import type { Labels } from "../1-load/federation-file.ts";
import { Failure } from "../findings/failure.ts";
import { defaultMaxBytes } from "../inputs/federation-input.ts";
import type { Option } from "./command.ts";

/** `--max-bytes`, of every command that reads a federation.yaml. */
export const maxBytesOption = {
  value: "N",
  description: "refuse a federation.yaml that is larger\n(default 8388608, 8 MiB)",
  default: defaultMaxBytes,
  parse: (written: string): number => {
    const count = /^\d{1,10}$/.test(written) ? Number(written) : 0;
    if (count < 1 || count > 2 ** 30) throw new Failure(`\`--max-bytes ${written}\` is not a number of bytes between 1 and 1073741824`);
    return count;
  },
} as const satisfies Option;

/** `--inventory`, of every command that compares a federation.yaml with what stands in its clusters. */
export const inventoryOption = {
  value: "DIR",
  repeatable: true,
  description: "compare with what stands in the clusters: DIR holds a\nfolder or file of dumps per cluster, or give CLUSTER=DIR",
} as const satisfies Option;

/** `--inventory`, of commands that take names from dumps. */
export const namesInventoryOption = {
  value: "DIR",
  repeatable: true,
  description: "take what is left out from what stands in the\nclusters, and compare the entry with it; as for\n`fedc check`",
} as const satisfies Option;

/** The operand and the options of a command that reads one federation.yaml: `--max-bytes` follows options of its own. */
export function onFile<const Options extends Readonly<Record<string, Option>>>(options: Options) {
  return { operand: "[FILE]", options: { ...options, "max-bytes": maxBytesOption } } as const;
}

/** `--protocol`, of commands that may add a service. */
export const protocolOption = {
  value: "PROTOCOL",
  values: ["http", "http2", "grpc", "tcp"],
  description: "http, http2, grpc or tcp; a new service needs it",
} as const satisfies Option;

/** Options of every command that edits a federation.yaml. */
export const editOptions = {
  file: { value: "FILE", description: "the file to edit (default federation.yaml)" },
  "dry-run": { description: "write nothing, show what would change as a diff" },
  "max-bytes": maxBytesOption,
} as const satisfies Readonly<Record<string, Option>>;

/** The parser of an option that takes one of a few words. Throws a Failure for any other. */
export function oneWordOf<const Word extends string>(name: string, words: readonly Word[]): (written: string) => Word {
  return (written) => {
    const found = words.find((word) => word === written);
    if (found !== undefined) return found;
    throw new Failure(`\`--${name} ${written}\` is not known`, `write one of ${words.map((word) => `\`${word}\``).join(", ")}`);
  };
}

/** The items of a text that separates them by commas. */
export function listOf(written: string): readonly string[] {
  return written
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** `v2:version=v2,track=new`: a name and labels. */
export function subsetOf(written: string): { readonly name: string; readonly labels: Labels } {
  const [name = "", ...labels] = written.split(/[:,]/).map((part) => part.trim());
  const pairs = labels.map((label) => label.split("="));
  if (name === "" || pairs.length === 0 || pairs.some((pair) => pair.length !== 2 || pair[0] === ""))
    throw new Failure(`\`--subset ${written}\` is not a name with labels`, "write `--subset NAME:LABEL=VALUE`");
  return { name, labels: Object.fromEntries(pairs) };
}

export function portOf(written: string): number {
  if (!/^[1-9]\d{0,4}$/.test(written)) throw new Failure(`\`--port ${written}\` is not a port`, "write a number from 1 to 65535");
  return Number(written);
}
