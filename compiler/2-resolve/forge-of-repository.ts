import { hostName, parseAddress } from "./repository-address.ts";

/** The forges whose pull requests fedc can open. Forgejo has the API of Gitea, and GitHub Enterprise that of GitHub. */
export type ForgeName = "github" | "gitlab" | "gitea";

/** `gitops`, as far as it decides which forge serves a repository. */
interface ForgeFacts {
  readonly repository: string;
  readonly forge?: "github" | "gitlab" | "gitea" | "forgejo";
}

const publicForges: Readonly<Record<string, ForgeName>> = {
  "github.com": "github",
  "gitlab.com": "gitlab",
  "gitea.com": "gitea",
  "codeberg.org": "gitea",
};

/** Servers of a company are named after what runs there: `gitlab.example.com`. */
const namedAfter: readonly (readonly [RegExp, ForgeName])[] = [
  [/^(?:[^.]+\.)*github\.|\.ghe\.com$/, "github"],
  [/^(?:[^.]+\.)*gitlab\./, "gitlab"],
  [/^(?:[^.]+\.)*(?:gitea|forgejo)\./, "gitea"],
];

/** The forge of a public server; undefined for others. It cannot be anything else, whatever federation.yaml says. */
export function publicForge(address: string): ForgeName | undefined {
  return publicForges[hostName(parseAddress(address).host)];
}

/** The forge that federation.yaml names for a repository. */
export function writtenForge({ forge }: Pick<ForgeFacts, "forge">): ForgeName | undefined {
  return forge === "forgejo" ? "gitea" : forge;
}

/** The forge of a server by its name; undefined if the name does not tell. */
export function forgeByHost(address: string): ForgeName | undefined {
  const host = hostName(parseAddress(address).host);
  return publicForges[host] ?? namedAfter.find(([pattern]) => pattern.test(host))?.[1];
}

/** The forge of a repository, as far as federation.yaml tells it. */
export function forgeOf(facts: ForgeFacts): ForgeName | undefined {
  return publicForge(facts.repository) ?? writtenForge(facts) ?? forgeByHost(facts.repository);
}
