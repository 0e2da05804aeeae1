import type { EditRequest } from "../edit/federation-edit.ts";
import { defaultFile } from "../environment/federation-input.ts";
import { Failure } from "../findings/failure.ts";
import type { Invocation, Option } from "./command.ts";
import { maxBytesOf, maxBytesOption } from "./max-bytes.ts";

/** Options of every command that edits a federation.yaml. */
export const editOptions: Readonly<Record<string, Option>> = {
  file: { value: "FILE", description: "the file to edit (default federation.yaml)" },
  "dry-run": { description: "write nothing, show what would change as a diff" },
  "max-bytes": maxBytesOption,
};

export const protocolOption: Option = {
  value: "PROTOCOL",
  values: ["http", "http2", "grpc", "tcp"],
  description: "http, http2, grpc or tcp; required for a new service",
};

export function editRequestOf(invocation: Invocation): EditRequest {
  const { options } = invocation;
  return { file: options.get("file")?.[0] ?? defaultFile, maxBytes: maxBytesOf(invocation), dryRun: options.has("dry-run") };
}

/** Throws a Failure where nothing is given. */
export function neededOperand(command: string, { operand }: Invocation, word: string, meaning: string): string {
  if (operand === undefined) throw new Failure(`\`fedc ${command}\` needs a ${word}: ${meaning}`, `\`fedc help ${command}\` shows how`);
  return operand;
}

/** Throws a Failure where it is not given. */
export function neededOption(command: string, { options }: Invocation, name: string, value: string): string {
  const given = options.get(name)?.[0];
  if (given === undefined) throw new Failure(`\`fedc ${command}\` needs \`--${name} ${value}\``, `\`fedc help ${command}\` shows how`);
  return given;
}

/** What is written with commas in between. */
export function listOf({ options }: Invocation, name: string): readonly string[] | undefined {
  return options
    .get(name)?.[0]
    ?.split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

/** Throws a Failure for what is no port. */
export function portOf(invocation: Invocation): number | undefined;
export function portOf(invocation: Invocation, command: string): number;
export function portOf(invocation: Invocation, command?: string): number | undefined {
  const written = command === undefined ? invocation.options.get("port")?.[0] : neededOption(command, invocation, "port", "N");
  if (written === undefined) return undefined;
  if (!/^[1-9]\d{0,4}$/.test(written)) throw new Failure(`\`--port ${written}\` is no port`, "write a number from 1 to 65535");
  return Number(written);
}
