import { type CompletedCommand, type Completes, firstWords, groupsOf, optionsWithValue } from "./completed-command.ts";

/** For fish 3, with what each word does beside it. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const first = [...firstWords(commands)];
  const lines = [
    ...first.map(([word, summary]) => argument("__fedc_at 1", word, summary)),
    ...first.map(([word, summary]) => argument("__fedc_at 2 help", word, summary)),
    ...[...groupsOf(commands)].flatMap(([group, members]) =>
      members.flatMap(({ name, summary }) => {
        const word = name.split(" ")[1] ?? "";
        return [argument(`__fedc_at 2 ${group}`, word, summary), argument(`__fedc_at 3 help ${group}`, word, summary)];
      }),
    ),
    ...commands.flatMap(({ name, operands, options, ...rest }) => [
      ...options.map((option) => {
        const takes = option.value === undefined ? "" : ` -r${option.value === "files" ? "" : " -f"}${offer(option.value)}`;
        return `complete -c fedc -n '__fedc_at 0 ${name}' -l ${option.name} -d ${quoted(option.description)}${takes}`;
      }),
      ...operands.flatMap((what, index) => {
        const valued = optionsWithValue({ name, operands, options, ...rest }).join(" ");
        const place = operands.length === 1 ? "" : `; and __fedc_count ${index} ${name.split(" ").length + 2} ${valued}`;
        return what === "nothing" ? [] : [`complete -c fedc -n '__fedc_at 0 ${name}${place}'${offer(what)}`];
      }),
    ]),
  ];
  return `# Completion of fedc for fish. In ~/.config/fish/config.fish: fedc completion fish | source

# Whether the line begins with these words, and has so many of them; any number where it is 0.
function __fedc_at
    set -l words (commandline -opc)
    test $argv[1] -eq 0 -o (count $words) -eq $argv[1]; or return 1
    set -l wanted $argv[2..-1]
    test (count $wanted) -eq 0; and return 0
    test (count $words) -gt (count $wanted); or return 1
    set -l last (math (count $wanted) + 1)
    test "$words[2..$last]" = "$wanted"
end

# Whether so many words stand from a place on that are neither options nor their values.
function __fedc_count
    set -l words (commandline -opc)
    set -l count 0
    set -l at $argv[2]
    while test $at -le (count $words)
        if contains -- $words[$at] $argv[3..-1]
            set at (math $at + 1)
        else if not string match -q -- '-*' $words[$at]
            set count (math $count + 1)
        end
        set at (math $at + 1)
    end
    test $count -eq $argv[1]
end

function __fedc_names
    set -l words (commandline -opc)
    $words[1] completion $argv[1] 2>/dev/null
end

complete -c fedc -f
complete -c fedc -n '__fedc_at 1' -l help -d 'the list of commands'
complete -c fedc -n '__fedc_at 1' -l version -d 'the version'
${lines.join("\n")}
`;
}

function argument(condition: string, word: string, description: string): string {
  return `complete -c fedc -n '${condition}' -a ${word} -d ${quoted(description)}`;
}

function offer(what: Completes): string {
  if (what === "files") return " -F";
  if (what === "folders") return " -a '(__fish_complete_directories)'";
  if (what === "nothing") return "";
  return typeof what === "string" ? ` -a '(__fedc_names ${what})'` : ` -a '${what.join(" ")}'`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
