import type { GitProblem } from "./git-words.ts";

/** In the words of git, ssh and large hosts, in the C locale. The first match counts. */
const signs: readonly { readonly problem: GitProblem; readonly sign: RegExp }[] = [
  { problem: "missing-git", sign: /spawn git ENOENT/ },
  { problem: "ended", sign: /^git was ended by / },
  { problem: "no-ssh", sign: /cannot (?:run|exec) |ssh: (?:command )?not found|unable to fork|: \d+: .+: not found$/im },
  { problem: "no-user", sign: /No user exists for uid|You don't exist/i },
  { problem: "ssh-terms", sign: /no matching (?:host key type|key exchange method|cipher|MAC) found/i },
  { problem: "host-key", sign: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/i },
  { problem: "ssh-setup", sign: /Bad configuration option|bad configuration options|Bad owner or permissions on/i },
  { problem: "full", sign: /No space left on device|Disk quota exceeded|Out of diskspace/i },
  { problem: "archived", sign: /\barchived\b|is read-only/i },
  { problem: "sign-on", sign: /single sign-on|\bSAML\b|re-?authorize|enabled or enforced SSO/i },
  { problem: "in-the-way", sign: /' exists; cannot create '|directory file conflict|there are still refs under|D\/F conflict/i },
  { problem: "ambiguous", sign: /dst refspec .* matches more than one/i },
  {
    problem: "rejected",
    sign: /denying non-fast-forward|\[remote rejected\].*\(non-fast-forward\)|Unable to create '.+\.lock': (?!File exists)/i,
  },
  { problem: "locked", sign: /Unable to create '.+\.lock': File exists/i },
  {
    problem: "race",
    sign: /\((?:non-fast-forward|fetch first|stale info|incorrect old value provided|reference already exists)\)|couldn't find remote ref|\bis at [0-9a-f]+ but expected\b|reference already exists|remote ref is at/i,
  },
  {
    problem: "unsigned",
    sign: /must have verified signatures|(?:must|has to|have to) be signed|requires? (?:a )?signed commits?|(?:unsigned|not signed|unverified) (?:and|commit)|commit\b.* (?:is not|isn't|was not) signed|no valid signature|could not verify signature/i,
  },
  {
    problem: "rejected",
    sign: /\bGH0\d\d\b|hook declined|protected branch|shallow update not allowed|unpacker error|denying ref|returned error: 413|HTTP 413/i,
  },
  { problem: "locked", sign: /\(failed to update ref\)|cannot lock ref|failed to lock/i },
  { problem: "rejected", sign: /\[remote rejected\]/ },
  {
    problem: "proxy",
    sign: /CONNECT tunnel failed|Proxy CONNECT aborted|Could not resolve proxy|Unsupported proxy|from proxy after CONNECT|returned error: 407|\bproxy\b.*(?:refused|failed|denied)/i,
  },
  { problem: "limit", sign: /returned error: 429|HTTP 429|rate limit|too many requests|maintenance mode|try again later/i },
  {
    problem: "refused-token",
    sign: /Authentication failed|could not read (?:Username|Password)|returned error: 40[13]|HTTP 40[13]|Permission denied \(|Invalid username|Too many authentication failures|Write access to repository not granted|marked as read only|Permission to .* denied|not allowed to (?:push|download|upload)|access denied|\bUnauthorized\b|key has expired|account has expired|account is (?:currently )?not available|not permitted to access|Two-factor/i,
  },
  { problem: "moved", sign: /returned error: 3\d\d|HTTP 3\d\d|redirect|repository moved|has moved/i },
  {
    problem: "not-found",
    sign: /returned error: (?:404|410)|HTTP (?:404|410)|repository '.*' not found|(?:Repository|Project) not found|does not appear to be a git repository|could not be found/i,
  },
  {
    problem: "authority-file",
    sign: /Problem with the SSL CA cert|error setting certificate (?:verify locations|file)|error adding trust anchors/i,
  },
  {
    problem: "certificate",
    sign: /SSL certificate|certificate verif|self[- ]signed|unable to get local issuer|server certificate|certificate has expired|no alternative certificate/i,
  },
  {
    problem: "unreachable",
    sign: /Could not resolve host|Name or service not known|name resolution|Connection refused|Failed to connect|No route to host|Network is unreachable|wrong version number|unexpected TLS packet/i,
  },
  {
    problem: "network",
    sign: /Connection (?:reset|timed out|closed)|timed out|timeout|SSL|returned error: 5\d\d|HTTP 5\d\d|early EOF|hung up|Empty reply|RPC failed; (?:curl|result)|Operation too slow|unexpected disconnect|TLS|kex_exchange_identification|Broken pipe/i,
  },
];

/** The problem that git's output describes. */
export function problemIn(text: string): GitProblem {
  return signs.find(({ sign }) => sign.test(text))?.problem ?? "other";
}

/** Whether a later attempt may reach the server. */
export function mayBePassing(problem: GitProblem): boolean {
  return problem === "network" || problem === "unreachable";
}

/** Whether somebody else holds, or has moved, the branch. */
export function isContended(problem: GitProblem): boolean {
  return problem === "race" || problem === "locked";
}
