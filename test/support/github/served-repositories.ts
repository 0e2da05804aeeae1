import { GitServer } from "../git-server.ts";
import { GitHubDouble } from "./github-double.ts";

/** A git server and GitHub's API for it, both up until the suite has run; the token of the one is a writer's at the other. */
export async function servedRepositories(suite: { readonly after: (callback: () => Promise<void>) => void }) {
  const server = await GitServer.start();
  const github = await new GitHubDouble().start();
  github.tokens.set(server.token, { login: "robot", write: true });
  suite.after(async () => {
    github.stop();
    await server.close();
  });
  return { server, github };
}
