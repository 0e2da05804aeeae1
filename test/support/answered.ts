import { commandIn } from "../../compiler/cli/help.ts";
import { readArguments } from "../../compiler/cli/options.ts";
import type { Answer } from "../../compiler/findings/answer.ts";
import { plain } from "../../compiler/findings/formats/style.ts";

/** What a command answers, with its text and its document made as well; runs in this process, where no time is lost. */
export async function answered(args: readonly string[]): Promise<Answer & { readonly printed: string }> {
  const found = commandIn(args);
  if ("group" in found) throw new Error(`${args[0]} is no command`);
  const request = readArguments(found.command, found.rest);
  if (!request) throw new Error("help has no answer");
  const answer = await found.command.run(request);
  JSON.stringify(answer.fields ?? {});
  return { ...answer, printed: answer.text?.(plain) ?? "" };
}
