import { type Secret, withoutSecret } from "./secret.ts";

/** Why git could not do it, as far as it matters for what to do next. */
export type GitProblem = "missing-git" | "refused-token" | "not-found" | "network" | "race" | "rejected" | "other";

/** git failed, said in one sentence without anything secret. */
export class GitFailure extends Error {
  override readonly name = "GitFailure";
  readonly problem: GitProblem;
  readonly help: string | undefined;

  constructor(problem: GitProblem, message: string, help?: string) {
    super(message);
    this.problem = problem;
    this.help = help;
  }

  /** Somebody else wrote to the same place. */
  static race(address: string): GitFailure {
    return new GitFailure("race", sentence("race", address, ""), helpFor("race", ""));
  }

  /** What an error of simple-git means. */
  static of(error: unknown, address: string, token: Secret | undefined, tokenHint: string): GitFailure {
    if (error instanceof GitFailure) return error;
    const text = withoutSecret(error instanceof Error ? error.message : String(error), token);
    const problem = signs.find(([, sign]) => sign.test(text))?.[0] ?? "other";
    return new GitFailure(problem, sentence(problem, address, reasonIn(text)), helpFor(problem, tokenHint));
  }
}

/** In git's own words, in the C locale; the first that fits counts. */
const signs: readonly (readonly [GitProblem, RegExp])[] = [
  ["missing-git", /spawn git ENOENT/],
  ["race", /\((?:non-fast-forward|fetch first|stale info|failed to update ref|incorrect old value provided|reference already exists)\)/],
  ["race", /cannot lock ref|failed to lock|remote ref is at/i],
  ["rejected", /\[remote rejected\]|\bGH0\d\d\b|pre-receive hook declined/],
  [
    "refused-token",
    /Authentication failed|could not read (?:Username|Password)|returned error: 40[13]|HTTP 40[13]|Permission denied \(|Invalid username/i,
  ],
  ["not-found", /returned error: 404|HTTP 404|repository '.*' not found|Repository not found|does not appear to be a git repository/i],
  [
    "network",
    /Could not resolve|Connection (?:refused|reset|timed out)|Failed to connect|timed out|timeout reached|SSL|certificate|returned error: (?:429|5\d\d)|HTTP (?:429|5\d\d)|early EOF|hung up|Empty reply|RPC failed|Operation too slow|unexpected disconnect|redirect|TLS|unable to access/i,
  ],
];

function sentence(problem: GitProblem, address: string, reason: string): string {
  const at = `\`${address}\``;
  if (problem === "missing-git") return "git cannot be run";
  if (problem === "refused-token") return `${at} does not let fedc in: ${reason}`;
  if (problem === "not-found") return `${at} is no repository, or is hidden from this token`;
  if (problem === "network") return `${at} cannot be reached: ${reason}`;
  if (problem === "race") return `somebody else wrote to ${at} at the same time`;
  if (problem === "rejected") return `${at} refuses the commit: ${reason}`;
  return `git failed for ${at}: ${reason}`;
}

function helpFor(problem: GitProblem, tokenHint: string): string | undefined {
  if (problem === "missing-git") return "install git";
  if (problem === "refused-token" || problem === "not-found") return tokenHint;
  if (problem === "network") return "publish again; an authority of your own is named by `GIT_SSL_CAINFO`";
  if (problem === "rejected") return "a rule of the repository forbids it: let fedc past it, or use `delivery: pull-request`";
  return problem === "race" ? "publish again" : undefined;
}

/** The line that tells the most. */
function reasonIn(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  const rejected = lines.find((line) => line.startsWith("! [remote rejected]"));
  const remote = lines.filter((line) => line.startsWith("remote:")).map((line) => line.slice(7).trim());
  const spoken = remote.filter((line) => line !== "" && !/^(?:Resolving|Compressing|Counting|Enumerating|Total)/.test(line));
  if (rejected) return [...spoken.slice(0, 2), /\(([^()]*)\)$/.exec(rejected)?.[1] ?? rejected].join("; ").slice(0, 300);
  const fatal = lines.find((line) => /^(?:fatal|error):/.test(line));
  return (fatal ?? lines.find((line) => line !== "") ?? "it does not say why").replace(/^(?:fatal|error): /, "").slice(0, 300);
}
