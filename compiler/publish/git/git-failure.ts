import { Failure } from "../../findings/failure.ts";
import { printable } from "../../findings/formats/printable.ts";
import { type GitProblem, isAgainstAll, problemIn } from "./git-problem.ts";
import { type SecretToken, withoutSecret } from "./secret.ts";

/** What is known of the way to a repository, for those who have to put it right. */
export interface GitWay {
  readonly address: string;
  readonly token: SecretToken | undefined;
  readonly tokenHint: string;
  /** The proxy on the way, without user and password, and the variable that names it. */
  readonly proxy: { readonly shown: string; readonly variable: string } | undefined;
}

/** git failed, said in one sentence without anything secret. */
export class GitFailure extends Failure {
  readonly problem: GitProblem;

  constructor(problem: GitProblem, message: string, help?: string) {
    super(message, help);
    this.problem = problem;
  }

  /** Somebody else wrote to the same place. */
  static race(address: string): GitFailure {
    return new GitFailure("race", `somebody else wrote to \`${address}\` at the same time`, "publish again");
  }

  /** What an error of simple-git means. */
  static of(error: unknown, way: GitWay): GitFailure {
    if (error instanceof GitFailure) return error;
    const said = withoutSecret(error instanceof Error ? error.message : String(error), way.token);
    // An address may hold a user and a password, that of a proxy too.
    const text = said.replace(/\/\/[^\s/@]+@/g, "//");
    const problem = problemIn(text);
    const reason = printable(reasonIn(text)).slice(0, mostReason);
    return new GitFailure(problem, sentence(problem, reason, way), helpFor(problem, reason, way));
  }
}

const mostReason = 400;

function sentence(problem: GitProblem, reason: string, { address, proxy }: GitWay): string {
  const at = `\`${address}\``;
  switch (problem) {
    case "missing-git":
      return "git cannot be run";
    case "refused-token":
    case "sign-on":
      return `${at} does not let fedc in: ${reason}`;
    case "not-found":
      return `${at} is no repository, or is hidden from this token`;
    case "proxy":
      return `${at} cannot be reached through the proxy${proxy ? ` \`${proxy.shown}\`, which \`${proxy.variable}\` names` : ""}: ${reason}`;
    case "network":
    case "certificate":
    case "limit":
    case "host-key":
    case "no-user":
    case "no-ssh":
      return `${at} cannot be reached: ${reason}`;
    case "race":
      return `somebody else wrote to ${at} at the same time: ${reason}`;
    case "in-the-way":
      return `${at} has a branch beside which git can have no branch of fedc's: ${reason}`;
    case "archived":
    case "rejected":
      return `${at} refuses the commit: ${reason}`;
    default:
      return `git failed for ${at}: ${reason}`;
  }
}

/** "Publish again" only where that may help without anything being put right before. */
function helpFor(problem: GitProblem, reason: string, { address, tokenHint, proxy }: GitWay): string | undefined {
  switch (problem) {
    case "missing-git":
      return "install git";
    case "no-ssh":
      return "install ssh, or write an `https` address into `gitops.repository`";
    case "refused-token":
    case "not-found":
      return tokenHint;
    case "sign-on":
      return "authorize the key or token for the organization, in the settings of whoever owns it";
    case "proxy":
      return `see that \`${proxy?.variable ?? "HTTPS_PROXY"}\` is right and its user may go there; where that needs no proxy, name the server in \`NO_PROXY\``;
    case "host-key":
      return "put the server's key, as its owner publishes it, into `known_hosts` of the user who runs fedc";
    case "no-user":
      return "ssh knows only users whom the system knows: run fedc as one who has an entry in /etc/passwd";
    case "certificate":
      return "name a file with the certificate of the server's authority in `GIT_SSL_CAINFO`";
    case "network":
      return `see that the address is right; where it is, publish again later${address.startsWith("https") ? "; an authority of your own is named by `GIT_SSL_CAINFO`" : ""}`;
    case "limit":
      return "the server takes no more for now: publish again later";
    case "race":
      return "publish again";
    case "in-the-way":
      return "rename or delete that branch: git keeps branches like files, and cannot have one below another";
    case "archived":
      return "nothing can be changed in an archived repository: take it out of the archive, or out of federation.yaml";
    case "full":
      return "make room there first";
    case "rejected":
      return isAgainstAll(reason)
        ? "put right what the server says, or ask those who run it"
        : "a rule of the repository forbids it: let fedc past it, or use `delivery: pull-request`";
    default:
      return undefined;
  }
}

/** What git and ssh say in addition, and what is on every failure. */
const noise: readonly RegExp[] = [
  /^(?:fatal: )?Could not read from remote repository\.?$/i,
  /^Please make sure you have the correct access rights$/,
  /^and the repository exists\.$/,
  /^(?:fatal: )?the remote end hung up unexpectedly$/i,
  /^error: failed to push some refs/,
  /^(?:To |hint:|Everything up-to-date|Warning: Permanently added|!|[0-9a-f]{7,} -> )/,
  /^remote:\s*(?:$|Resolving|Compressing|Counting|Enumerating|Total|=+$|-+$)/,
];

/** The lines that tell why: the server's own first, then those of ssh and git. */
function reasonIn(text: string): string {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  const telling = lines.filter((line) => line !== "" && !noise.some((sign) => sign.test(line)));
  const bare = (line: string) => line.replace(/^remote:\s*/, "").replace(/^(?:fatal|error|ERROR):\s*/, "");
  const ofServer = telling.filter((line) => /^(?:remote|ERROR):/.test(line)).map(bare);
  const rejected = lines.find((line) => /^! \[(?:remote )?rejected\]/.test(line));
  const because = rejected === undefined ? [] : [/\(([^()]*(?:\([^()]*\)[^()]*)*)\)$/.exec(rejected)?.[1] ?? rejected];
  const fatal = telling.filter((line) => /^(?:fatal|error):/.test(line)).map(bare);
  const others = telling.filter((line) => !/^(?:remote|ERROR|fatal|error):/.test(line));
  const found = ofServer.length + because.length > 0 ? [...ofServer.slice(0, 3), ...because] : [...others.slice(-2), ...fatal.slice(0, 1)];
  const fallback = lines.find((line) => line !== "") ?? "it does not say why";
  return found.length > 0 ? [...new Set(found)].join("; ") : bare(fallback);
}
