import { Failure } from "../../findings/failure.ts";
import { type SignCommit, signAtForge, signWithKey, withoutSignature } from "../../publish/delivery/sign-commit.ts";
import type { Variables } from "../../publish/environment.ts";
import type { CommitMaker } from "../../publish/forges/forge.ts";
import type { ForgeAccess } from "../../publish/forges/forge-access.ts";
import { signingKey } from "../../publish/git/commit-signature.ts";
import type { DeliveryPlace } from "../../publish/target.ts";

/** Who makes the commits, and how they are signed. */
export interface Authorship {
  readonly author: string;
  readonly committer: string;
  readonly sign: SignCommit;
  readonly signs: boolean;
}

interface AuthorshipOptions {
  /** `NAME <ADDRESS>`, in place of the variables of the environment. */
  readonly author: string | undefined;
  /** `ssh`, `openpgp` or `github`, in place of FEDC_SIGN. */
  readonly sign: string | undefined;
  readonly federation: string;
}

const ways = ["github", "ssh", "openpgp"] as const;

/** The way that `--sign` or FEDC_SIGN names; undefined for none. Throws a Failure for another word. */
function wayOf(option: string | undefined, { FEDC_SIGN: variable = "" }: Variables): (typeof ways)[number] | undefined {
  const written = option ?? variable.trim();
  const way = ways.find((known) => known === written);
  if (way || written === "" || written === "none") return way;
  throw new Failure(
    `\`${option === undefined ? "FEDC_SIGN=" : "--sign "}${written}\` is not a way to sign`,
    "write `github`, `ssh`, `openpgp` or `none`",
  );
}

/** Reads options and environment. Throws a Failure if they contradict each other or name nothing. */
export function authorshipOf(
  { author: given, sign, federation }: AuthorshipOptions,
  environment: Variables,
  accessOf: (place: DeliveryPlace) => Promise<ForgeAccess & { readonly forge: string }>,
): Authorship {
  const way = wayOf(sign, environment);
  if (way === "github" && given !== undefined)
    throw new Failure("`--author` and `--sign github` contradict each other: GitHub names the author itself", "leave one of them out");
  const {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: committerName,
    GIT_COMMITTER_EMAIL: committerEmail,
  } = environment;
  const author = given === undefined ? person(name, email, "fedc <fedc@fedc.invalid>") : writtenPerson(given);
  const people = { author, committer: person(committerName, committerEmail, author) };
  if (way === undefined) return { ...people, sign: withoutSignature, signs: false };
  if (way === "github") return { ...people, sign: signAtForge(makerAt(accessOf), federation), signs: true };
  return { ...people, sign: signWithKey(signingKey(way, "FEDC_SIGNING_KEY", environment)), signs: true };
}

function makerAt(accessOf: (place: DeliveryPlace) => Promise<ForgeAccess & { readonly forge: string }>) {
  return async (place: DeliveryPlace): Promise<CommitMaker> => {
    const { forge, ...access } = await accessOf(place);
    if (forge !== "github")
      throw new Failure(
        `\`${place.repository}\` is not at GitHub, so GitHub cannot sign its commits`,
        "sign with a key: `--sign ssh` or `--sign openpgp`",
      );
    return (await import("../../publish/forges/github/commit-on-branch.ts")).commitsOnBranch(access);
  };
}

/** The person that git itself would take from its environment. */
function person(name: string | undefined, email: string | undefined, fallback: string): string {
  const [, fallbackName = "", fallbackEmail = ""] = /^(.*) <(.*)>$/.exec(fallback) ?? [];
  const cleaned = (text: string | undefined, other: string) => text?.replace(/[<>\p{Cc}]/gu, "").trim() || other;
  return `${cleaned(name, fallbackName)} <${cleaned(email, fallbackEmail)}>`;
}

function writtenPerson(written: string): string {
  if (/^[^<>\p{Cc}\s](?:[^<>\p{Cc}]*[^<>\p{Cc}\s])? <[^<>\p{Cc}\s]+>$/u.test(written)) return written;
  throw new Failure(`\`--author ${written}\` is not a name with an address`, "write `--author 'Mesh Team <mesh@example.com>'`");
}
