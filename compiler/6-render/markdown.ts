/** A code span around any text. Its fence is longer than any run of backticks in the text. */
export function codeSpan(text: string): string {
  if (!text.includes("`")) return `\`${text}\``;
  const fence = "`".repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return `${fence} ${text} ${fence}`;
}

/** Escapes the user's text, so that it has no effect as Markdown or HTML. */
export function escapedMarkdown(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>()#+!|@&~-]/g, "\\$&");
}
