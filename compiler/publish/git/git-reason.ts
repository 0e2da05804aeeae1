import { printable } from "../../findings/formats/printable.ts";

const maxReason = 400;
const maxLines = 4;

/** What git and ssh say in addition, and what is on every failure. */
const noise: readonly RegExp[] = [
  /^(?:fatal: )?Could not read from remote repository\.?$/i,
  /^Please make sure you have the correct access rights$/,
  /^and the repository exists\.$/,
  /^(?:fatal: )?the remote end hung up unexpectedly$/i,
  /^error: failed to push some refs/,
  /^(?:To |hint:|Everything up-to-date|Warning: Permanently added|!|[0-9a-f]{7,} -> )/,
  /^remote:\s*(?:$|Resolving|Compressing|Counting|Enumerating|Total|GitLab:?$)/,
  /^(?:remote:\s*)?(?:error: )?(?:Another git process seems to be running|an editor opened by 'git commit'|are terminated then try again|may have crashed in this repository|remove the file manually)/,
  // Frames of banners, and OpenSSH's remark on how it encrypts.
  /^(?:remote:\s*)?[^\p{L}\p{N}]+$/u,
  /^\*\* /,
  /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/,
  /^fast-import: dumping crash report/,
];

/** How a server says that it refuses, apart from what it says to everybody. */
const refusing =
  /error|denied|\bden(?:y|ies)|reject|refus|forbid|prohibit|not (?:allowed|permitted|accepted|found)|cannot|could not|can't|must\b|may not|mustn't|unable|expired|locked|required|invalid|fail|protected|policy|violat|exceed|too (?:large|big|many|long)|\bmoved\b|secret|disabled|unauthori[sz]ed|GH\d{3}/i;

/** Why, in the words of others. */
export interface GitReason {
  readonly text: string;
  /** Whether these are the server's own words, and not those of a program here. */
  readonly ofServer: boolean;
}

/** The lines that tell why: the server's own first, then those of ssh and git. Nothing in it steers a terminal. */
export function reasonIn(text: string): GitReason {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  const telling = lines.filter((line) => line !== "" && !noise.some((sign) => sign.test(line)));
  const rejected = lines.find((line) => /^! \[(?:remote )?rejected\]/.test(line));
  const because = rejected === undefined ? [] : [/\(([^()]*(?:\([^()]*\)[^()]*)*)\)$/.exec(rejected)?.[1] ?? rejected];
  const ofServer = mostTelling(linesOfServer(telling));
  const fatal = telling.filter((line) => /^(?:fatal|error):/.test(line)).map(bare);
  const others = telling.filter((line) => !/^(?:remote|ERROR|fatal|error):/.test(line));
  const found = ofServer.length + because.length > 0 ? [...ofServer, ...because] : [...others.slice(-2), ...fatal.slice(0, 1)];
  const fallback = lines.find((line) => line !== "") ?? "it does not say why";
  const reason = found.length > 0 ? [...new Set(found)].join("; ") : bare(fallback);
  return { text: printable(reason).slice(0, maxReason), ofServer: ofServer.length > 0 };
}

/** What the server said. Over ssh only the first line of it is marked. */
function linesOfServer(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.startsWith("ERROR:"));
  const isMarked = (line: string) => line.startsWith("remote:") || line.startsWith("ERROR:");
  return lines
    .filter((line, index) => isMarked(line) || (first !== -1 && index > first && index < first + 3 && !/^(?:fatal|error):/.test(line)))
    .map(bare);
}

/** Of many lines those from the first on that refuses: what stands before is said to everybody. */
function mostTelling(lines: readonly string[]): readonly string[] {
  if (lines.length <= maxLines - 1) return lines;
  const start = lines.findIndex((line) => refusing.test(line));
  return start === -1 ? lines.slice(1 - maxLines) : lines.slice(start, start + maxLines - 1);
}

function bare(line: string): string {
  return line.replace(/^remote:\s*/, "").replace(/^(?:fatal|error|ERROR):\s*/, "");
}
