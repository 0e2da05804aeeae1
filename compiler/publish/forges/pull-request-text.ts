import type { PullRequestText } from "./hosting.ts";

/** A text with a mark that only programs see: which content it asks for. */
export function pullRequestText(text: PullRequestText, digest: string): PullRequestText {
  return { ...text, body: `${text.body.trimEnd()}\n\n${mark(digest)}\n` };
}

/** Which content a pull request asks, or asked, for. */
export function digestIn(body: string): string | undefined {
  return [...body.matchAll(/<!-- fedc: (sha256:[0-9a-f]{64}) -->/g)].at(-1)?.[1];
}

function mark(digest: string): string {
  return `<!-- fedc: ${digest} -->`;
}
