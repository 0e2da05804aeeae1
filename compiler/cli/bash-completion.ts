import { type CompletedCommand, type Completes, firstWords, groupsOf, secondWords, valueCases } from "./completed-command.ts";

/** For bash 3.2, which macOS has, and newer. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const groups = groupsOf(commands);
  const values = valueCases(commands, offer);
  const rest = commands.map(
    ({ name, operand, options }) =>
      `    "${name}") if [[ $cur == -* ]]; then ${offer(options.map((option) => `--${option.name}`))}; else ${offer(operand)}; fi ;;`,
  );
  return `# Completion of fedc for bash. In ~/.bashrc: eval "$(fedc completion bash)"

_fedc_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }

_fedc_names() { _fedc_words "$("\${COMP_WORDS[0]}" completion "$1" 2>/dev/null)"; }

_fedc_paths() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen "$1" -- "$cur"))
}

_fedc() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} next=2
  COMPREPLY=()
  # bash takes \`--out=DIR\` apart.
  if [[ $cur == = ]]; then cur=
  elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  if ((COMP_CWORD == 1)); then ${offer([...firstWords(commands).keys(), "--help", "--version"])}; return; fi
  if [[ $command == help ]]; then
    if ((COMP_CWORD == 2)); then ${offer([...firstWords(commands).keys()])}; return; fi
    command=\${COMP_WORDS[2]} next=3
  fi
  case $command in
${[...groups].map(([group, members]) => `    ${group})\n      if ((COMP_CWORD == next)); then ${offer(secondWords(members))}; return; fi\n      command="${group} \${COMP_WORDS[next]}" ;;`).join("\n")}
  esac
  if [[ \${COMP_WORDS[1]} == help ]]; then return; fi
  case "$command $prev" in
${values.join("\n")}
  esac
  case $command in
${rest.join("\n")}
  esac
}

complete -F _fedc fedc
`;
}

function offer(what: Completes): string {
  if (what === "files") return "_fedc_paths -f";
  if (what === "folders") return "_fedc_paths -d";
  if (what === "nothing") return ":";
  return typeof what === "string" ? `_fedc_names ${what}` : `_fedc_words "${what.join(" ")}"`;
}
