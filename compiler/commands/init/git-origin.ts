import { gitIn } from "../../environment/git-revision.ts";

/** The address of the repository that a folder is a clone of, without user and password; undefined where it has none. */
export async function gitOrigin(folder: string): Promise<string | undefined> {
  try {
    const address = (await gitIn(folder).raw(["config", "--get", "remote.origin.url"])).trim();
    return address === "" ? undefined : address.replace(/^(https:\/\/)[^/@]*@/, "$1").replace(/^(https:.*?)(?:\.git)?\/*$/, "$1");
  } catch {
    return undefined;
  }
}
