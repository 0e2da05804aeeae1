import { defaultMaxBytes } from "../environment/federation-input.ts";
import { Failure } from "../findings/failure.ts";
import type { Invocation, Option } from "./command.ts";

/** `--max-bytes`, of every command that reads a federation.yaml. */
export const maxBytesOption: Option = {
  value: "N",
  description: "refuse a federation.yaml that is larger\n(default 8388608, 8 MiB)",
};

/** The value of `--max-bytes`. Throws a Failure where it is no number that makes sense. */
export function maxBytesOf({ options }: Invocation): number {
  const written = options.get("max-bytes")?.[0];
  if (written === undefined) return defaultMaxBytes;
  const most = /^\d{1,10}$/.test(written) ? Number(written) : 0;
  if (most < 1 || most > 2 ** 30) throw new Failure(`\`--max-bytes ${written}\` is no number of bytes between 1 and 1073741824`);
  return most;
}
