/** The account at GitHub that the `owner` of a cluster or service names. */
export type OwnerAccount = { readonly user: string } | { readonly org: string; readonly team: string };

/**
 * Reads `@user` or `@org/team`. Undefined for any other text: nobody can approve for it at GitHub. The names go into addresses of the API, so a
 * name such as `..` is no name.
 */
export function accountOf(owner: string): OwnerAccount | undefined {
  const [, name, team] = /^@([a-z\d][a-z\d_-]*)(?:\/([a-z\d_][a-z\d_-]*))?$/i.exec(owner) ?? [];
  if (name === undefined) return undefined;
  return team === undefined ? { user: name } : { org: name, team };
}
