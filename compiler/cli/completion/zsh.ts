import { type CompletedCommand, type Completes, firstWords, groupsOf, optionsWithValue, valueCases } from "./completed-command.ts";

/** For zsh 5, with what each word does beside it. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const groups = groupsOf(commands);
  const first = described([...firstWords(commands)]);
  const values = valueCases(commands, offer);
  const rest = commands.map((command) => {
    const { name, options } = command;
    const flags = described(options.map((option) => [`--${option.name}`, option.description] as const));
    return `    "${name}")\n      if [[ $cur == -* ]]; then offered=(${flags}); _describe -o option offered\n      else ${offerOperands(command)}; fi ;;`;
  });
  const members = [...groups].map(
    ([group, some]) =>
      `    ${group})\n      if ((CURRENT == next)); then offered=(${described(some.map(({ name, summary }) => [name.split(" ")[1] ?? "", summary] as const))}); _describe command offered; return; fi\n      command="${group} \${words[next]}" ;;`,
  );
  return `#compdef fedc
# Completion of fedc for zsh. In ~/.zshrc, after compinit: source <(fedc completion zsh)

_fedc_names() { compadd -- \${(f)"$("\${(Q)words[1]}" completion "$1" 2>/dev/null)"}; }

# How many words stand before this one that are neither options nor their values.
_fedc_count() {
  local -i at=$1
  count=0
  for ((; at < CURRENT; at++)); do
    if [[ " $2 " == *" \${words[at]} "* ]]; then ((at += 1))
    elif [[ \${words[at]} != -* ]]; then ((count += 1)); fi
  done
}

_fedc() {
  local -i count
  local cur=\${words[CURRENT]} prev=\${words[CURRENT-1]} command=\${words[2]} next=3
  local -a offered
  # \`--out=DIR\` is an option and the beginning of its value.
  if [[ $cur == --*=* ]]; then prev=\${cur%%=*} cur=\${cur#*=}; compset -P '--*='; fi
  if ((CURRENT == 2)); then offered=(${first}); _describe command offered; return; fi
  if [[ $command == help ]]; then
    if ((CURRENT == 3)); then offered=(${first}); _describe command offered; return; fi
    command=\${words[3]} next=4
  fi
  case $command in
${members.join("\n")}
  esac
  if [[ \${words[2]} == help ]]; then return; fi
  case "$command $prev" in
${values.join("\n")}
  esac
  case $command in
${rest.join("\n")}
  esac
}

if [[ \${funcstack[1]} == _fedc ]]; then _fedc "$@"; else compdef _fedc fedc; fi
`;
}

function described(words: readonly (readonly [word: string, description: string])[]): string {
  return words.map(([word, description]) => `'${`${word}:${description}`.replaceAll("'", "'\\''")}'`).join(" ");
}

function offerOperands(command: CompletedCommand): string {
  const { name, operands } = command;
  const [first = "nothing", ...others] = operands;
  if (others.length === 0) return offer(first);
  const cases = operands.map((what, index) => `${index === operands.length - 1 ? "*" : index}) ${offer(what)} ;;`);
  return `_fedc_count ${name.split(" ").length + 2} "${optionsWithValue(command).join(" ")}"; case $count in ${cases.join(" ")} esac`;
}

function offer(what: Completes): string {
  if (what === "files") return "_files";
  if (what === "folders") return "_files -/";
  if (what === "nothing") return ":";
  return typeof what === "string" ? `_fedc_names ${what}` : `compadd -- ${what.join(" ")}`;
}
