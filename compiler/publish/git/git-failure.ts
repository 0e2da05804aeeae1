import { errorCode } from "../../7-write/disk.ts";
import { systemReason } from "../../7-write/write-failure.ts";
import { Failure } from "../../findings/failure.ts";
import { mayBePassing, problemIn } from "./git-problem.ts";
import { reasonIn } from "./git-reason.ts";
import { type GitProblem, type GitWay, inWords } from "./git-words.ts";
import { withoutSecret } from "./secret.ts";

/** A failure of git in one sentence, without secrets. */
export class GitFailure extends Failure {
  readonly problem: GitProblem;

  constructor(problem: GitProblem, message: string, help?: string) {
    super(message, help);
    this.problem = problem;
  }

  /** Another writer was faster. */
  static race(address: string): GitFailure {
    return new GitFailure("race", `somebody else wrote to \`${address}\` at the same time`, "publish again");
  }

  /** The meaning of an error of a run of git. */
  static of(error: unknown, way: GitWay): GitFailure {
    if (error instanceof GitFailure) return error;
    const text = withoutAccounts(withoutSecret(error instanceof Error ? error.message : String(error), way.token));
    const problem = isOfProxy(text, way) ? "proxy" : problemIn(text);
    const { unusableProxy } = way;
    if (unusableProxy && (problem === "proxy" || mayBePassing(problem)))
      return new GitFailure("proxy", unusableProxy.message, unusableProxy.help);
    const { message, help } = inWords(problem, reasonIn(text), way);
    return new GitFailure(problem, message, help);
  }
}

/** Works on fedc's own copy of a repository in a temporary folder. Throws a GitFailure if the disk refuses. */
export function locally<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw new GitFailure(
      "full",
      `\`${folder}\` cannot be written to: ${systemReason(code)}`,
      "put that right, or name another folder for temporary files in `TMPDIR`",
    );
  }
}

/** Removes users and passwords from addresses, also from those of proxies. */
function withoutAccounts(text: string): string {
  return text.replace(/\/\/[^\s/]*@/g, "//").replace(/Unsupported proxy syntax in '.*?'(?=$|[:\s])/gm, "Unsupported proxy syntax");
}

/** Whether a failure is about the proxy although git names it like any other server. */
function isOfProxy(text: string, { proxy }: GitWay): boolean {
  if (!proxy) return false;
  const { host, hostname, port } = new URL(proxy.shown);
  return (
    text.includes(`for '${proxy.shown}`) ||
    text.includes(`Failed to connect to ${host} `) ||
    (port !== "" && text.includes(`Failed to connect to ${hostname} port ${port} `))
  );
}
