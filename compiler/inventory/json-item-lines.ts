/** The line of each item in a list of kubectl in JSON, from 1. The text must be JSON. */
export function jsonItemLines(text: string): readonly number[] {
  const lines: number[] = [];
  const open: string[] = [];
  let line = 1;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "\n") line++;
    else if (character === '"') at = endOfText(text, at);
    else if (character === "{" || character === "[") {
      if (character === "{" && open.length === 2 && open[1] === "[") lines.push(line);
      open.push(character);
    } else if (character === "}" || character === "]") open.pop();
  }
  return lines;
}

function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}
