import type { Command, Invocation } from "../../commands/command.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { type Names, names, shells } from "./operands.ts";

/** `fedc completion`: what makes a shell complete fedc's command line, which `all` commands make, this one too. */
export const completion = (all: () => readonly Command[]): Command => ({
  name: "completion",
  summary: "what makes your shell complete commands, options and names",
  operand: shells.join("|"),
  description: `Prints a script that makes bash, zsh or fish complete fedc's command line:
commands, options, the values of those that take one of a few, files, and the
names of clusters and services in this folder's federation.yaml.`,
  options: {},
  examples: [
    { line: 'eval "$(fedc completion bash)"', effect: "in ~/.bashrc" },
    { line: "source <(fedc completion zsh)", effect: "in ~/.zshrc, after compinit" },
    { line: "fedc completion fish | source", effect: "in ~/.config/fish/config.fish" },
  ],
  exit: ["printed", "there is no such shell"],
  async run({ operand }: Invocation): Promise<Answer> {
    const shell = shells.find((name) => name === operand);
    const asked = names.find((name) => name === operand);
    if (!shell && !asked)
      throw new Failure(
        operand === undefined ? "for which shell?" : `fedc has no completion for \`${operand}\``,
        "`fedc completion bash`, `zsh` or `fish`",
      );
    const { namesFor, scriptFor } = await import("./run.ts");
    const text = shell ? scriptFor(shell, all()) : (await namesFor(asked as Names)).map((name) => `${name}\n`).join("");
    return { ok: true, findings: [], text: () => text, fields: { text } };
  },
});
