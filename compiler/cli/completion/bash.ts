import {
  type CompletedCommand,
  type Completes,
  firstWords,
  groupsOf,
  optionsWithValue,
  secondWords,
  valueCases,
} from "./completed-command.ts";

/** For bash 3.2, which macOS has, and newer. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const groups = groupsOf(commands);
  const values = valueCases(commands, offer);
  const rest = commands.map(
    (command) =>
      `    "${command.name}") if [[ $cur == -* ]]; then ${offer(command.options.map(({ name }) => `--${name}`))}; else ${offerOperands(command)}; fi ;;`,
  );
  return `# Completion of fedc for bash. In ~/.bashrc: eval "$(fedc completion bash)"

_fedc_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }

_fedc_names() { _fedc_words "$("\${COMP_WORDS[0]}" completion "$1" 2>/dev/null)"; }

# How many words stand before this one that are neither options nor their values; \`--x=y\` is three words here.
_fedc_count() {
  local at=$1 word
  count=0
  for ((; at < COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    if [[ \${COMP_WORDS[at+1]} == = ]]; then ((at += 2))
    elif [[ " $2 " == *" $word "* ]]; then ((at += 1))
    elif [[ $word != -* ]]; then ((count += 1)); fi
  done
}

_fedc_paths() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen "$1" -- "$cur"))
}

_fedc() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} next=2 count
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

function offerOperands(command: CompletedCommand): string {
  const { name, operands } = command;
  const [first = "nothing", ...others] = operands;
  if (others.length === 0) return offer(first);
  const cases = operands.map((what, index) => `${index === operands.length - 1 ? "*" : index}) ${offer(what)} ;;`);
  return `_fedc_count ${name.split(" ").length + 1} "${optionsWithValue(command).join(" ")}"; case $count in ${cases.join(" ")} esac`;
}

function offer(what: Completes): string {
  if (what === "files") return "_fedc_paths -f";
  if (what === "folders") return "_fedc_paths -d";
  if (what === "nothing") return ":";
  return typeof what === "string" ? `_fedc_names ${what}` : `_fedc_words "${what.join(" ")}"`;
}
