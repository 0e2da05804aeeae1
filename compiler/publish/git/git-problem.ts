/** Why git failed, as far as the user has to act differently. */
export type GitProblem =
  | "missing-git"
  | "no-ssh"
  | "no-user"
  | "host-key"
  | "ssh-terms"
  | "ssh-setup"
  | "full"
  | "in-the-way"
  | "ambiguous"
  | "archived"
  | "sign-on"
  | "refused-token"
  | "not-found"
  | "moved"
  | "proxy"
  | "authority-file"
  | "certificate"
  | "limit"
  | "unreachable"
  | "network"
  | "race"
  | "locked"
  | "rejected"
  | "other";

/** In the words of git, ssh and large hosts, in the C locale. The first match counts. */
const problemPatterns: readonly (readonly [GitProblem, RegExp])[] = [
  ["missing-git", /spawn git ENOENT/],
  ["no-ssh", /cannot (?:run|exec) |ssh: (?:command )?not found|unable to fork|: \d+: .+: not found$/im],
  ["no-user", /No user exists for uid|You don't exist/i],
  ["ssh-terms", /no matching (?:host key type|key exchange method|cipher|MAC) found/i],
  ["host-key", /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/i],
  ["ssh-setup", /Bad configuration option|bad configuration options|Bad owner or permissions on/i],
  ["full", /No space left on device|Disk quota exceeded|Out of diskspace/i],
  ["archived", /\barchived\b|is read-only/i],
  ["sign-on", /single sign-on|\bSAML\b|re-?authorize|enabled or enforced SSO/i],
  ["in-the-way", /' exists; cannot create '|directory file conflict|there are still refs under|D\/F conflict/i],
  ["ambiguous", /dst refspec .* matches more than one/i],
  ["rejected", /denying non-fast-forward|\[remote rejected\].*\(non-fast-forward\)|Unable to create '.+\.lock': (?!File exists)/i],
  ["locked", /Unable to create '.+\.lock': File exists/i],
  [
    "race",
    /\((?:non-fast-forward|fetch first|stale info|incorrect old value provided|reference already exists)\)|couldn't find remote ref|\bis at [0-9a-f]+ but expected\b|reference already exists|remote ref is at/i,
  ],
  [
    "rejected",
    /\bGH0\d\d\b|hook declined|protected branch|shallow update not allowed|unpacker error|denying ref|returned error: 413|HTTP 413/i,
  ],
  ["locked", /\(failed to update ref\)|cannot lock ref|failed to lock/i],
  ["rejected", /\[remote rejected\]/],
  [
    "proxy",
    /CONNECT tunnel failed|Proxy CONNECT aborted|Could not resolve proxy|Unsupported proxy|from proxy after CONNECT|returned error: 407|\bproxy\b.*(?:refused|failed|denied)/i,
  ],
  ["limit", /returned error: 429|HTTP 429|rate limit|too many requests|maintenance mode|try again later/i],
  [
    "refused-token",
    /Authentication failed|could not read (?:Username|Password)|returned error: 40[13]|HTTP 40[13]|Permission denied \(|Invalid username|Too many authentication failures|Write access to repository not granted|marked as read only|Permission to .* denied|not allowed to (?:push|download|upload)|access denied|\bUnauthorized\b|key has expired|account has expired|account is (?:currently )?not available|not permitted to access|Two-factor/i,
  ],
  ["moved", /returned error: 3\d\d|HTTP 3\d\d|redirect|repository moved|has moved/i],
  [
    "not-found",
    /returned error: (?:404|410)|HTTP (?:404|410)|repository '.*' not found|(?:Repository|Project) not found|does not appear to be a git repository|could not be found/i,
  ],
  ["authority-file", /Problem with the SSL CA cert|error setting certificate (?:verify locations|file)|error adding trust anchors/i],
  [
    "certificate",
    /SSL certificate|certificate verif|self[- ]signed|unable to get local issuer|server certificate|certificate has expired|no alternative certificate/i,
  ],
  [
    "unreachable",
    /Could not resolve host|Name or service not known|name resolution|Connection refused|Failed to connect|No route to host|Network is unreachable|wrong version number|unexpected TLS packet/i,
  ],
  [
    "network",
    /Connection (?:reset|timed out|closed)|timed out|timeout|SSL|returned error: 5\d\d|HTTP 5\d\d|early EOF|hung up|Empty reply|RPC failed; (?:curl|result)|Operation too slow|unexpected disconnect|TLS|kex_exchange_identification|Broken pipe/i,
  ],
];

/** The problem that git's output describes. */
export function problemIn(text: string): GitProblem {
  return problemPatterns.find(([, sign]) => sign.test(text))?.[0] ?? "other";
}

/** Whether the way may be open again in a moment. */
export function mayBePassing(problem: GitProblem): boolean {
  return problem === "network" || problem === "unreachable";
}

/** Whether somebody else holds, or has moved, the branch. */
export function isContended(problem: GitProblem): boolean {
  return problem === "race" || problem === "locked";
}
