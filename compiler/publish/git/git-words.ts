import type { GitReason } from "./git-reason.ts";
import type { SecretToken } from "./secret.ts";

/** The way to a repository, for those who have to put it right. */
export interface GitWay {
  readonly address: string;
  readonly token: SecretToken | undefined;
  readonly tokenHint: string;
  readonly delivery: "commit" | "pull-request";
  /** The proxy on the way, without user and password, and the variable that names it. */
  readonly proxy: { readonly shown: string; readonly variable: string } | undefined;
  /** Why fedc cannot use the proxy that a variable names. */
  readonly unusableProxy?: { readonly message: string; readonly help: string | undefined } | undefined;
  /** Whether commits are signed. */
  readonly signs?: boolean | undefined;
  /** The variable that names another program than ssh, if one does. */
  readonly sshVariable?: string | undefined;
}

/** A problem in words: what happened, in one sentence, and what to do. "Publish again" only if that may help without any repair before. */
interface ProblemWords {
  readonly message: (reason: string, way: GitWay) => string;
  readonly help: string | ((reason: GitReason, way: GitWay) => string);
}

const at = ({ address }: GitWay) => `\`${address}\``;
const denied: ProblemWords["message"] = (reason, way) => `${at(way)} does not let fedc in: ${reason}`;
const refused: ProblemWords["message"] = (reason, way) => `${at(way)} refuses the commit: ${reason}`;
const unreached: ProblemWords["message"] = (reason, way) => `${at(way)} cannot be reached: ${reason}`;
const failed: ProblemWords["message"] = (reason, way) => `git failed for ${at(way)}: ${reason}`;
const unreachedThroughProxy: ProblemWords["message"] = (reason, way) => {
  const through = way.proxy ? ` through the proxy \`${way.proxy.shown}\`, which \`${way.proxy.variable}\` names` : "";
  return `${at(way)} cannot be reached${through}: ${reason}`;
};
const asServerSays = "put right what the server says, or ask its operators";
/** Gitea 1.26 fails so where it would say that a commit is not signed. */
const unsaidByGitea =
  "if that branch demands signed commits, sign them: `--sign ssh` or `--sign openpgp`; otherwise the log of Gitea says why";

/** The problems that the user has to solve in different ways. */
const problems = {
  "missing-git": { message: () => "git cannot be run", help: "install git" },
  ended: {
    message: failed,
    help: "publish again: fedc continues where it stopped; if git is ended again, see whether this machine has enough memory",
  },
  "no-ssh": {
    message: unreached,
    help: (_, { sshVariable }) =>
      sshVariable === undefined
        ? "install ssh, or write an `https` address into `gitops.repository`"
        : `see that \`${sshVariable}\` names a program that can be run, with its whole path: git runs it in a folder of fedc's`,
  },
  "no-user": {
    message: unreached,
    help: "ssh needs a user that the system knows: run fedc as a user with an entry in /etc/passwd",
  },
  "host-key": {
    message: unreached,
    help: "put the server's key, as its owner publishes it, into `known_hosts` of the user who runs fedc",
  },
  "ssh-terms": {
    message: unreached,
    help: "this ssh and the server have no such method in common: update the older one, or allow the method for that server in ssh's configuration",
  },
  "ssh-setup": { message: unreached, help: "put ssh's configuration right; `ssh` with the server's name says the same" },
  full: {
    message: failed,
    help: ({ text }) =>
      /remote/i.test(text)
        ? "free space there first"
        : "free space first: on the server, or here in the folder for temporary files, which `TMPDIR` names",
  },
  "in-the-way": {
    message: (reason, way) => `${at(way)} has a branch that blocks the branch of fedc: ${reason}`,
    help: "rename or delete that branch: git keeps branches like files, and cannot have one below another",
  },
  ambiguous: {
    message: (reason, way) => `${at(way)} has another branch or tag that git cannot tell from this branch: ${reason}`,
    help: "rename or delete the one whose own name begins with `refs/heads/`",
  },
  archived: {
    message: refused,
    help: "nothing can be changed in an archived repository: take it out of the archive, or out of federation.yaml",
  },
  "sign-on": {
    message: denied,
    help: "authorize the key or token for the organization, in the settings of its owner",
  },
  "refused-token": {
    message: denied,
    help: ({ text }, { tokenHint }) => (/IP allow|account|two-factor|policy/i.test(text) ? asServerSays : tokenHint),
  },
  "not-found": {
    message: (_, way) => `${at(way)} is not a repository, or is hidden from this ${isSsh(way) ? "key" : "token"}`,
    help: (_, { tokenHint }) => `correct \`gitops.repository\` if it is wrong; ${tokenHint}`,
  },
  moved: {
    message: (reason, way) => `${at(way)} has moved: ${reason}`,
    help: "write its new address into `gitops.repository`; a sign-in page on the way may answer the same",
  },
  proxy: {
    message: unreachedThroughProxy,
    help: (_, { proxy }) =>
      `see that \`${proxy?.variable ?? "HTTPS_PROXY"}\` is right, with a user and password if the proxy wants them, and that the proxy allows connections to that server; if that needs no proxy, name the server in \`NO_PROXY\``,
  },
  "authority-file": {
    message: unreached,
    help: "see that the file which `GIT_SSL_CAINFO` names exists, may be read, and holds certificates in PEM form",
  },
  certificate: {
    message: unreachedThroughProxy,
    help: (_, { proxy }) =>
      `name a file with the certificate of the server's authority${proxy ? ", or of a proxy that reads along," : ""} in \`GIT_SSL_CAINFO\``,
  },
  limit: { message: unreached, help: "the server accepts no more requests for now: try again later" },
  unreachable: { message: unreachedThroughProxy, help: (_, way) => `${leadsThere(way)}; if it does, try again later` },
  network: { message: unreachedThroughProxy, help: "try again later: fedc continues where it stopped" },
  race: { message: (reason, way) => `somebody else wrote to ${at(way)} at the same time: ${reason}`, help: "publish again" },
  locked: {
    message: (reason, way) => `${at(way)} cannot move the branch: ${reason}`,
    help: "try again later; if it stays like this, the server's operators have to remove a lock or a broken branch there",
  },
  unsigned: {
    message: refused,
    help: (_, { signs }) =>
      signs
        ? "the commit is signed, and that server does not know the key for its committer: add the public key to the account of the address in `GIT_COMMITTER_EMAIL`"
        : "that branch takes only signed commits: publish with `--sign github` as a GitHub App, or with `--sign ssh` or `--sign openpgp` and a key that the server knows",
  },
  rejected: {
    message: refused,
    help: ({ text }, { delivery }) =>
      /no message for end users/i.test(text) ? unsaidByGitea : againstAll.test(text) ? asServerSays : helpForRule[delivery],
  },
  other: {
    message: failed,
    help: ({ ofServer }, { address }) => (ofServer ? asServerSays : `see what \`git ls-remote ${address}\` says here, and put that right`),
  },
} as const satisfies Readonly<Record<string, ProblemWords>>;

export type GitProblem = keyof typeof problems;

/** The message and the help for a problem. */
export function inWords(problem: GitProblem, reason: GitReason, way: GitWay): { readonly message: string; readonly help: string } {
  const { message, help }: ProblemWords = problems[problem];
  return { message: message(reason.text, way), help: typeof help === "string" ? help : help(reason, way) };
}

function leadsThere(way: GitWay): string {
  if (way.proxy) return `see that \`${way.proxy.variable}\` is right, and that the address leads there`;
  const other = isSsh(way) ? "" : ", or name the proxy on the way in `HTTPS_PROXY`";
  return `see that the address is right and leads there from this machine${other}`;
}

/** The other kind of delivery may meet a rule about the branch. It meets these reasons just the same. */
const againstAll =
  /unpacker error|shallow update|unable to (?:create|write|migrate)|internal|quota|too large|exceeds|413|GH00[1-57-9]|secret|signature|verified/i;

const helpForRule = {
  commit: "a rule of the repository forbids it: let fedc past it, or use `delivery: pull-request`",
  "pull-request": "a rule of the repository forbids it: let fedc make, rewrite and delete branches `fedc/…`",
} as const;

export function isSsh({ address }: Pick<GitWay, "address">): boolean {
  return !/^(?:https?|file):/i.test(address);
}
