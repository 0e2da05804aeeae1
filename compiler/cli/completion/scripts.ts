import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { CompletionRequest } from "./command.ts";

/** Prints the script for a shell. It asks `fedc __complete` with each press of the key, and knows no command itself. */
export function runCompletion({ operands: [shell = ""] }: CompletionRequest): Answer {
  if (!Object.hasOwn(scripts, shell))
    throw new Failure(`fedc has no completion for \`${shell}\``, "`fedc completion bash`, `zsh` or `fish`");
  const text = scripts[shell] ?? "";
  return { ok: true, findings: [], text: () => text, fields: { text } };
}

const scripts: Readonly<Record<string, string>> = {
  // bash 3.2, which macOS has, and newer. bash splits `--out=DIR` into three words.
  bash: `# Completion of fedc for bash. In ~/.bashrc: eval "$(fedc completion bash)"

_fedc_paths() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen "$1" -- "$cur"))
}

_fedc() {
  local cur=\${COMP_WORDS[COMP_CWORD]} word description
  COMPREPLY=()
  if [[ $cur == = ]]; then cur=; fi
  while IFS=$'\\t' read -r word description; do
    case $word in
      :files) _fedc_paths -f ;;
      :folders) _fedc_paths -d ;;
      "$cur"*) COMPREPLY+=("$word") ;;
    esac
  done < <("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}

complete -F _fedc fedc
`,
  // zsh 5.
  zsh: `#compdef fedc
# Completion of fedc for zsh. In ~/.zshrc, after compinit: source <(fedc completion zsh)

_fedc() {
  local line
  local -a offered
  [[ $PREFIX == --*=* ]] && compset -P '*='
  for line in "\${(@f)$("\${(Q)words[1]}" __complete "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      :files) _files ;;
      :folders) _files -/ ;;
      ?*) offered+=("\${line/$'\\t'/:}") ;;
    esac
  done
  (($#offered == 0)) || _describe fedc offered
}

if [[ \${funcstack[1]} == _fedc ]]; then _fedc "$@"; else compdef _fedc fedc; fi
`,
  // fish 3.
  fish: `# Completion of fedc for fish. In ~/.config/fish/config.fish: fedc completion fish | source

function __fedc_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l option (string match -r -- '^--[^=]*=' $current)
    set -l value (string replace -r -- '^--[^=]*=' '' $current)
    for line in ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path "$value" | string replace -r '^' -- "$option"
            case :folders
                __fish_complete_directories "$value" | string replace -r '^' -- "$option"
            case '*'
                echo "$option$line"
        end
    end
end

complete -c fedc -f -a '(__fedc_complete)'
`,
};
