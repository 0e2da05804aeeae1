import type { GitProblem } from "./git-problem.ts";
import type { GitReason } from "./git-reason.ts";
import type { SecretToken } from "./secret.ts";

/** What is known of the way to a repository, for those who have to put it right. */
export interface GitWay {
  readonly address: string;
  readonly token: SecretToken | undefined;
  readonly tokenHint: string;
  readonly delivery: "commit" | "pull-request";
  /** The proxy on the way, without user and password, and the variable that names it. */
  readonly proxy: { readonly shown: string; readonly variable: string } | undefined;
  /** Why fedc can use no proxy by what a variable holds. */
  readonly unusableProxy?: { readonly message: string; readonly help: string | undefined } | undefined;
  /** The variable that names another program than ssh, if one does. */
  readonly sshVariable?: string | undefined;
}

/** What happened, in one sentence. */
export function sentence(problem: GitProblem, reason: string, { address, proxy }: GitWay): string {
  const at = `\`${address}\``;
  const through = proxy ? ` through the proxy \`${proxy.shown}\`, which \`${proxy.variable}\` names` : "";
  switch (problem) {
    case "missing-git":
      return "git cannot be run";
    case "refused-token":
    case "sign-on":
      return `${at} does not let fedc in: ${reason}`;
    case "not-found":
      return `${at} is not a repository, or is hidden from this ${isSsh(address) ? "key" : "token"}`;
    case "moved":
      return `${at} is elsewhere by now: ${reason}`;
    case "proxy":
    case "unreachable":
    case "network":
    case "certificate":
      return `${at} cannot be reached${through}: ${reason}`;
    case "authority-file":
    case "limit":
    case "host-key":
    case "ssh-terms":
    case "ssh-setup":
    case "no-user":
    case "no-ssh":
      return `${at} cannot be reached: ${reason}`;
    case "race":
      return `somebody else wrote to ${at} at the same time: ${reason}`;
    case "locked":
      return `${at} cannot move the branch: ${reason}`;
    case "in-the-way":
      return `${at} has a branch beside which git can have no branch of fedc's: ${reason}`;
    case "ambiguous":
      return `${at} has a branch or tag that git cannot tell from the branch that is meant: ${reason}`;
    case "archived":
    case "rejected":
      return `${at} refuses the commit: ${reason}`;
    default:
      return `git failed for ${at}: ${reason}`;
  }
}

/** The way out. "Publish again" only where that may help without anything being put right before. */
export function helpFor(problem: GitProblem, { text: reason, ofServer }: GitReason, way: GitWay): string {
  const { address, tokenHint, proxy, sshVariable } = way;
  switch (problem) {
    case "missing-git":
      return "install git";
    case "no-ssh":
      return sshVariable === undefined
        ? "install ssh, or write an `https` address into `gitops.repository`"
        : `see that \`${sshVariable}\` names a program that can be run, with its whole path: git runs it in a folder of fedc's`;
    case "refused-token":
      return /IP allow|account|two-factor|policy/i.test(reason) ? asServerSays : tokenHint;
    case "not-found":
      return `correct \`gitops.repository\` if it is wrong; ${tokenHint}`;
    case "moved":
      return "write its new address into `gitops.repository`; a page for signing in that stands in between answers like this too";
    case "sign-on":
      return "authorize the key or token for the organization, in the settings of whoever owns it";
    case "proxy":
      return `see that \`${proxy?.variable ?? "HTTPS_PROXY"}\` is right, with a user and password if the proxy wants them, and that it lets through to that server; where that needs no proxy, name the server in \`NO_PROXY\``;
    case "host-key":
      return "put the server's key, as its owner publishes it, into `known_hosts` of the user who runs fedc";
    case "ssh-terms":
      return "this ssh and the server have no such method in common: renew the older one, or allow the method for that server in ssh's configuration";
    case "ssh-setup":
      return "put ssh's configuration right; `ssh` with the server's name says the same";
    case "no-user":
      return "ssh knows only users whom the system knows: run fedc as one who has an entry in /etc/passwd";
    case "authority-file":
      return "see that the file which `GIT_SSL_CAINFO` names is there, may be read, and holds certificates in PEM form";
    case "certificate":
      return `name a file with the certificate of the server's authority${proxy ? ", or of a proxy that reads along," : ""} in \`GIT_SSL_CAINFO\``;
    case "unreachable":
      return `${leadsThere(way)}; where it does, try again later`;
    case "network":
      return "try again later: it goes on where it stopped";
    case "limit":
      return "the server takes no more for now: try again later";
    case "race":
      return "publish again";
    case "locked":
      return "try again later; where it stays like this, those who run the server have to take away a lock or a broken branch that was left there";
    case "in-the-way":
      return "rename or delete that branch: git keeps branches like files, and cannot have one below another";
    case "ambiguous":
      return "rename or delete the one whose own name begins with `refs/heads/`";
    case "archived":
      return "nothing can be changed in an archived repository: take it out of the archive, or out of federation.yaml";
    case "full":
      return /remote/i.test(reason)
        ? "free space there first"
        : "free space first: on the server, or here in the folder for temporary files, which `TMPDIR` names";
    case "rejected":
      return helpAgainst(reason, way);
    default:
      if (ofServer) return asServerSays;
      return `see what \`git ls-remote ${address}\` says here, and put that right`;
  }
}

const asServerSays = "put right what the server says, or ask those who run it";

function leadsThere({ address, proxy }: GitWay): string {
  if (proxy) return `see that \`${proxy.variable}\` is right, and that the address leads there`;
  const other = isSsh(address) ? "" : ", or name the proxy on the way in `HTTPS_PROXY`";
  return `see that the address is right and leads there from this machine${other}`;
}

/** A rule about the branch can be met by another way of delivery; others meet both. */
function helpAgainst(reason: string, { delivery }: GitWay): string {
  if (isAgainstAll(reason)) return asServerSays;
  if (delivery === "commit") return "a rule of the repository forbids it: let fedc past it, or use `delivery: pull-request`";
  return "a rule of the repository forbids it: let fedc make, rewrite and delete branches `fedc/…`";
}

function isAgainstAll(reason: string): boolean {
  return /unpacker error|shallow update|unable to (?:create|write|migrate)|internal|quota|too large|exceeds|413|GH00[1-57-9]|secret|signature|verified/i.test(
    reason,
  );
}

function isSsh(address: string): boolean {
  return !/^https?:/i.test(address);
}
