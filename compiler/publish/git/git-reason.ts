import { printable } from "../../findings/formats/printable.ts";

const maxReason = 400;
const maxLines = 4;

/** Remarks of git and ssh, and lines that every failure has. */
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

/** Words of a refusal, which set it apart from a greeting to everybody. */
const refusing =
  /error|denied|\bden(?:y|ies)|reject|refus|forbid|prohibit|not (?:allowed|permitted|accepted|found)|cannot|could not|can't|must\b|may not|mustn't|unable|expired|locked|required|invalid|fail|protected|policy|violat|exceed|too (?:large|big|many|long)|\bmoved\b|secret|disabled|unauthori[sz]ed|GH\d{3}/i;

/** The reason of a failure, in the words of git, ssh or the server. */
export interface GitReason {
  readonly text: string;
  /** Whether the server itself said it, and not a program on this machine. */
  readonly ofServer: boolean;
}

/** The lines that give the reason: the server's own first, then those of ssh and git. The text cannot control a terminal. */
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

/** The lines of the server. Over ssh, only the first of them is marked. */
function linesOfServer(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.startsWith("ERROR:"));
  const isMarked = (line: string) => line.startsWith("remote:") || line.startsWith("ERROR:");
  return lines
    .filter((line, index) => isMarked(line) || (first !== -1 && index > first && index < first + 3 && !/^(?:fatal|error):/.test(line)))
    .map(bare)
    .filter((line) => line !== "");
}

/** If there are many lines, those from the first refusal on. The lines before it are a greeting. */
function mostTelling(lines: readonly string[]): readonly string[] {
  if (lines.length <= maxLines - 1) return lines;
  const start = lines.findIndex((line) => refusing.test(line));
  return start === -1 ? lines.slice(1 - maxLines) : lines.slice(start, start + maxLines - 1);
}

function bare(line: string): string {
  return line.replace(/^remote:\s*/, "").replace(/^(?:fatal|error|ERROR):\s*/, "");
}
