/** Why git failed, as far as the user has to act differently. */
export type GitProblem =
  | "missing-git"
  | "no-ssh"
  | "no-user"
  | "host-key"
  | "full"
  | "in-the-way"
  | "archived"
  | "sign-on"
  | "refused-token"
  | "not-found"
  | "proxy"
  | "certificate"
  | "limit"
  | "network"
  | "race"
  | "rejected"
  | "other";

/** In the words of git, ssh and large hosts, in the C locale. The first match counts. */
const problemPatterns: readonly (readonly [GitProblem, RegExp])[] = [
  ["missing-git", /spawn git ENOENT/],
  ["no-ssh", /cannot run ssh|ssh: (?:command )?not found|unable to fork/i],
  ["no-user", /No user exists for uid|You don't exist/i],
  ["host-key", /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|no matching host key/i],
  ["full", /No space left on device|Disk quota exceeded/i],
  ["archived", /\barchived\b|is read-only/i],
  ["sign-on", /single sign-on|\bSAML\b|re-?authorize|enabled or enforced SSO/i],
  ["in-the-way", /' exists; cannot create '|directory file conflict|there are still refs under|D\/F conflict/i],
  [
    "race",
    /\((?:non-fast-forward|fetch first|stale info|incorrect old value provided|reference already exists)\)|couldn't find remote ref|\bis at [0-9a-f]+ but expected\b|reference already exists|remote ref is at/i,
  ],
  ["rejected", /\bGH0\d\d\b|hook declined|protected branch|shallow update not allowed|unpacker error|denying (?:non-fast-forward|ref)/i],
  ["race", /\(failed to update ref\)|cannot lock ref|failed to lock/i],
  ["rejected", /\[remote rejected\]/],
  [
    "proxy",
    /CONNECT tunnel failed|Proxy CONNECT aborted|Could not resolve proxy|from proxy after CONNECT|\bproxy\b.*(?:refused|failed|denied)/i,
  ],
  [
    "refused-token",
    /Authentication failed|could not read (?:Username|Password)|returned error: 40[13]|HTTP 40[13]|Permission denied \(|Invalid username|Too many authentication failures|Write access to repository not granted|marked as read only|Permission to .* denied|not allowed to (?:push|download|upload)/i,
  ],
  [
    "not-found",
    /returned error: 404|HTTP 404|repository '.*' not found|Repository not found|does not appear to be a git repository|could not be found/i,
  ],
  ["limit", /returned error: 429|HTTP 429|rate limit|too many requests/i],
  [
    "certificate",
    /SSL certificate|certificate verif|self[- ]signed|unable to get local issuer|server certificate|certificate has expired|no alternative certificate/i,
  ],
  [
    "network",
    /Could not resolve|Connection (?:refused|reset|timed out|closed)|Failed to connect|timed out|timeout|SSL|returned error: 5\d\d|HTTP 5\d\d|early EOF|hung up|Empty reply|RPC failed|Operation too slow|unexpected disconnect|redirect|TLS|unable to access|No route to host|Network is unreachable|kex_exchange_identification|Broken pipe/i,
  ],
];

/** The problem that git's output describes. */
export function problemIn(text: string): GitProblem {
  return problemPatterns.find(([, sign]) => sign.test(text))?.[0] ?? "other";
}

/** Whether a refusal is not about this branch, so that a pull request would meet it too. */
export function affectsEveryBranch(reason: string): boolean {
  return /unpacker error|shallow update|unable to (?:create|write|migrate)|internal|quota|too large|exceeds|secret|signature|verified/i.test(
    reason,
  );
}
