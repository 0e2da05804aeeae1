import type { CommandDeclaration, RequestOf } from "../../commands/command.ts";

/** `fedc completion`: the script that makes a shell complete fedc's command line. */
export const completion = {
  name: "completion",
  summary: "makes your shell complete commands, options and names",
  operand: "bash|zsh|fish",
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
} as const satisfies CommandDeclaration;

export type CompletionRequest = RequestOf<typeof completion>;
