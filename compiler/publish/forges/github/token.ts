import type { GitHubAccess } from "./access.ts";
import { GitHubFailure } from "./github-failure.ts";

/** Names of the machine that fedc runs on. */
export const thisMachine = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

const addressHelp = "`GITHUB_API_URL` is `https://api.github.com`, or `https://HOST/api/v3` of GitHub Enterprise; tokens go elsewhere";

/** The token for a call, if it fits into a header and the server may see it. Fetch would put a broken token into its message. */
export async function usableToken(access: GitHubAccess): Promise<string> {
  if (!URL.canParse(access.apiUrl)) throw new GitHubFailure("token", `\`${access.apiUrl}\` is not the address of an API`, addressHelp);
  const { protocol, hostname, username, password } = new URL(access.apiUrl);
  if (username !== "" || password !== "")
    throw new GitHubFailure("token", `the address of the API at \`${hostname}\` has a password in it`, addressHelp);
  if (protocol !== "https:" && !thisMachine.test(hostname))
    throw new GitHubFailure(
      "token",
      `\`${access.apiUrl}\` is not https, and a token would be read on the way`,
      "name an address with https",
    );
  const token = (await access.token()).trim();
  const fault = token === "" ? "is empty" : /[^!-~]/.test(token) ? "has characters that no token has" : undefined;
  if (fault) throw new GitHubFailure("token", `the token for ${tokenOf(access)} ${fault}`, `put a token into ${sourceOf(access)}`);
  return token;
}

/** The repository of a token, and the variable that holds it. */
export function tokenOf({ owner, repository, tokenName }: GitHubAccess): string {
  return `\`${owner}/${repository}\`${tokenName === undefined ? "" : ` in \`${tokenName}\``}`;
}

export function sourceOf({ tokenName }: GitHubAccess): string {
  return tokenName === undefined ? "the variable that it is read from" : `\`${tokenName}\``;
}
