import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { systemReason } from "../../7-write/write-failure.ts";
import { Failure } from "../../findings/failure.ts";
import { inherited, type Variables } from "../environment.ts";
import { gitOutput } from "./git-process.ts";
import { reasonIn } from "./git-reason.ts";

/** A key of this machine, or of its agent, with which git signs. fedc never reads a private key. */
export interface SigningKey {
  readonly format: "openpgp" | "ssh";
  /** As git's `user.signingKey`: the id of a key, or a file; undefined for the key that gpg has for the committer. */
  readonly key: string | undefined;
  /** The variable that names the key, for messages. */
  readonly variable: string;
}

/** The parts of a commit besides its files. */
export interface CommitText {
  readonly message: string;
  /** As `name <address>`. */
  readonly author: string;
  readonly committer: string;
  /** In seconds. */
  readonly time: number;
}

/** The variables by which gpg and ssh-keygen find keys and agents. */
const kept = ["PATH", "HOME", "GNUPGHOME", "XDG_RUNTIME_DIR", "SSH_AUTH_SOCK", "SYSTEMROOT", "USERPROFILE", "TMPDIR", "TEMP", "TMP"];

/** Nobody sits before a run of fedc, so no program may ask for a passphrase. */
const quiet = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  GIT_ALLOW_PROTOCOL: "none",
  GIT_NO_LAZY_FETCH: "1",
  SSH_ASKPASS: "false",
  SSH_ASKPASS_REQUIRE: "force",
};

/** In milliseconds. An agent on a card may be slow. */
const patience = 60_000;

/** Makes the same commit again with a signature, in a bare repository, and returns its id. Throws a Failure if the key does not sign. */
export async function signedCommit(
  { folder, environment, abort }: { readonly folder: string; readonly environment: Variables; readonly abort: AbortSignal },
  { commit, parent }: { readonly commit: string; readonly parent: string | undefined },
  text: CommitText,
  signing: SigningKey,
): Promise<string> {
  const { format, key } = signing;
  const settings = [`gpg.format=${format}`, ...(key === undefined ? [] : [`user.signingKey=${key}`])].flatMap((setting) => ["-c", setting]);
  const words = ["commit-tree", "-S", ...(parent === undefined ? [] : ["-p", parent]), "-F", "-", `${commit}^{tree}`];
  const variables = { ...inherited(environment, kept), ...quiet, ...persons(text), LC_ALL: "C" };
  try {
    const run = { folder, words: [...settings, ...words], environment: variables, input: text.message, patience, abort };
    const id = (await gitOutput(run)).toString().trim();
    if (!/^[0-9a-f]{40,64}$/.test(id)) throw new Error("git named no commit");
    return id;
  } catch (error) {
    throw unsignable(signing, error instanceof Error ? error.message : String(error));
  }
}

function persons({ author, committer, time }: CommitText): Readonly<Record<string, string>> {
  const [authorName = "", authorAddress = ""] = partsOf(author);
  const [committerName = "", committerAddress = ""] = partsOf(committer);
  const date = `@${time} +0000`;
  return {
    GIT_AUTHOR_NAME: authorName,
    GIT_AUTHOR_EMAIL: authorAddress,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: committerName,
    GIT_COMMITTER_EMAIL: committerAddress,
    GIT_COMMITTER_DATE: date,
  };
}

function partsOf(person: string): readonly string[] {
  return /^(.*) <(.*)>$/.exec(person)?.slice(1) ?? [];
}

function unsignable({ format, key, variable }: SigningKey, written: string): Failure {
  const { text } = reasonIn(written);
  const which = key === undefined ? "the key that gpg has for the committer" : `the key in \`${variable}\``;
  if (/ENOENT/.test(written)) return new Failure("git cannot be run", "install git");
  if (/unsupported value for gpg\.format/.test(written))
    return new Failure("this git cannot sign with an SSH key", "update git to 2.34 or newer, or use `--sign openpgp`");
  if (/cannot (?:run|exec|spawn)/.test(written)) {
    const program = format === "ssh" ? "ssh-keygen" : "gpg";
    return new Failure(`git cannot run \`${program}\`, which signs: ${text}`, `install \`${program}\``);
  }
  return new Failure(
    `git cannot sign a commit with ${which}: ${text}`,
    format === "ssh"
      ? "see that the file holds a private key without a passphrase, or a public key whose private key is in the agent of `SSH_AUTH_SOCK`"
      : "see that `gpg --list-secret-keys` in the same environment has that key, and that its passphrase is in gpg-agent",
  );
}

/** The key as git gets it: git runs in a folder of fedc's, so a file needs its whole path. Throws a Failure for a key that names nothing. */
export function signingKey(format: SigningKey["format"], variable: string, environment: Variables): SigningKey {
  const written = (environment[variable] ?? "").trim();
  if (/PRIVATE KEY/.test(written))
    throw new Failure(
      `\`${variable}\` holds a private key itself`,
      "write the key into a file that only this user may read, and name the file in that variable; or load it into an agent, and name its public key",
    );
  if (format === "openpgp") return { format, key: written === "" ? undefined : written, variable };
  if (written === "")
    throw new Failure(`\`--sign ssh\` needs a key, and \`${variable}\` is not set`, `name the file of the key in \`${variable}\``);
  if (/^(?:key::|ssh-|ecdsa-|sk-)/.test(written))
    return { format, key: written.startsWith("key::") ? written : `key::${written}`, variable };
  const path = resolve(written.replace(/^~(?=\/)/, environment.HOME ?? "~"));
  if (!existsSync(path))
    throw new Failure(`\`${path}\`, which \`${variable}\` names as the key to sign with, cannot be read: ${systemReason("ENOENT")}`);
  return { format, key: path, variable };
}
