import { execFileSync } from "node:child_process";
import type { DoubleAnswer } from "./double-answers.ts";
import { branch, type DoubleRepository, type DoubleToken, git } from "./double-state.ts";

interface Input {
  readonly branch: { readonly repositoryNameWithOwner: string; readonly branchName: string };
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string };
  readonly fileChanges: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[];
    readonly deletions?: readonly { readonly path: string }[];
  };
}

/** GraphQL says 200 to everything, and what is wrong in the body. */
function failed(type: string, message: string): DoubleAnswer {
  return { status: 200, body: { data: { createCommitOnBranch: null }, errors: [{ type, path: ["createCommitOnBranch"], message }] } };
}

/**
 * The mutation `createCommitOnBranch`: files keep the mode that they have, GitHub is the committer, and its own key signs. No hook of the
 * repository runs.
 */
export function committedOnBranch(
  body: { readonly query: string; readonly variables: { readonly input: Input } },
  token: DoubleToken | undefined,
  repositories: ReadonlyMap<string, DoubleRepository>,
  signingKey: string,
): DoubleAnswer {
  if (!token) return { status: 401, body: { message: "Bad credentials", documentation_url: "https://docs.github.com/graphql" } };
  const { branch: where, expectedHeadOid, message, fileChanges } = body.variables.input;
  const repository = repositories.get(where.repositoryNameWithOwner);
  if (!repository || token.repositories?.includes(where.repositoryNameWithOwner) === false)
    return failed("NOT_FOUND", `Could not resolve to a Repository with the name '${where.repositoryNameWithOwner}'.`);
  if (!token.write) return failed("FORBIDDEN", "Resource not accessible by integration");
  const head = branch(repository, where.branchName);
  if (head === undefined) return failed("NOT_FOUND", `No such branch: ${where.branchName}`);
  if (head !== expectedHeadOid)
    return failed("STALE_DATA", `Expected branch to point to "${expectedHeadOid}" but it did not. Pull and try again.`);
  const { additions = [], deletions = [] } = fileChanges;
  const data = (bytes: Buffer) => Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from("\n")]);
  const modeOf = (path: string) => /^(\d{6})/.exec(git(repository.folder, ["ls-tree", head, "--", path]) ?? "")?.[1] ?? "100644";
  const text = `${message.headline}${message.body ? `\n\n${message.body}` : ""}`;
  const stream = Buffer.concat([
    Buffer.from(`commit refs/double\nmark :1\ncommitter x <x@example.com> 1 +0000\n`),
    data(Buffer.from(text)),
    Buffer.from(`from ${head}\n`),
    ...deletions.map(({ path }) => Buffer.from(`D ${path}\n`)),
    ...additions.flatMap(({ path, contents }) => [
      Buffer.from(`M ${modeOf(path)} inline ${path}\n`),
      data(Buffer.from(contents, "base64")),
    ]),
  ]);
  execFileSync("git", ["--git-dir", repository.folder, "fast-import", "--quiet", "--force"], { input: stream });
  const people = ["AUTHOR", "COMMITTER"].flatMap((who) => {
    const name = who === "AUTHOR" ? token.login : "GitHub";
    return [
      [`GIT_${who}_NAME`, name],
      [`GIT_${who}_EMAIL`, who === "AUTHOR" ? `${name}@users.noreply.github.com` : "noreply@github.com"],
    ] as const;
  });
  const settings = ["-c", "gpg.format=ssh", "-c", `user.signingKey=${signingKey}`];
  const words = [...settings, "--git-dir", repository.folder, "commit-tree", "-S", "-p", head, "-F", "-", "refs/double^{tree}"];
  const env = { PATH: process.env.PATH ?? "", ...Object.fromEntries(people) };
  const oid = execFileSync("git", words, { input: text, encoding: "utf8", env }).trim();
  git(repository.folder, ["update-ref", `refs/heads/${where.branchName}`, oid, head]);
  git(repository.folder, ["update-ref", "-d", "refs/double"]);
  return { status: 200, body: { data: { createCommitOnBranch: { commit: { oid } } } } };
}
