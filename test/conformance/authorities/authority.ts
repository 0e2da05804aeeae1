import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { state } from "../machine/paths.ts";
import { run } from "../machine/run-command.ts";
import { withValidity } from "./validity.ts";

/** A certificate and its private key, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate that a stranger shows, and what is odd about it. */
export interface OddCertificate extends SubjectNames {
  /** Who signs instead of the authority itself: an authority under it, or a leaf of it that plays one. */
  readonly by?: "intermediate" | "leaf";
  /** Not valid any more, or not yet. */
  readonly state?: "expired" | "early";
  /** The kind of its own key; P-256 by default. */
  readonly keyKind?: KeyKind;
}

/** The names in a certificate. A forged one may have a SPIFFE identity as its DNS name. */
export interface SubjectNames {
  readonly uris?: readonly string[];
  readonly dns?: readonly string[];
  readonly addresses?: readonly string[];
}

/** The files are `PATH.pem` and `PATH.key`. */
interface SignedPair extends KeyPair {
  readonly path: string;
}

const days = ["-days", "365"];

/** Kinds of keys, with the words that make openssl create one. */
const keyKinds = {
  "p-224": ["ec", "-pkeyopt", "ec_paramgen_curve:P-224"],
  "p-256": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
  "p-384": ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
  "p-521": ["ec", "-pkeyopt", "ec_paramgen_curve:P-521"],
  ed25519: ["ed25519"],
  "rsa-2048": ["rsa:2048"],
  "rsa-4096": ["rsa:4096"],
} as const;
type KeyKind = keyof typeof keyKinds;

/** The kind of key with this name, if there is one. */
export function keyKindOf(name: string): KeyKind | undefined {
  return Object.hasOwn(keyKinds, name) ? (name as KeyKind) : undefined;
}

const ofAuthority = ["keyUsage=critical,keyCertSign,cRLSign,digitalSignature"];
const made = new Map<string, Promise<Authority>>();

/**
 * The root with this name. It is made when it is first asked for, and all who name it mean the same key. Its key is on P-256, unless the name
 * ends in another kind: `ours.rsa-4096`.
 */
export function authority(name: string): Promise<Authority> {
  const folder = join(state, "authorities", name);
  const found = made.get(name);
  if (found && existsSync(folder)) return found;
  const authority = makeAuthority(name, folder);
  made.set(name, authority);
  return authority;
}

async function makeAuthority(name: string, folder: string): Promise<Authority> {
  mkdirSync(folder, { recursive: true });
  const kind = keyKindOf(name.split(".").at(-1) ?? "");
  await request(folder, name, `${folder}/root`, ["basicConstraints=critical,CA:true", ...ofAuthority], [], kind);
  return new Authority(folder);
}

/** A root that signs what the suite asks of it, also what no honest one would. */
export class Authority {
  readonly #folder: string;
  #issued = 0;
  readonly certificate: string;
  readonly key: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.certificate = readFileSync(`${folder}/root.pem`, "utf8");
    this.key = readFileSync(`${folder}/root.key`, "utf8");
  }

  /** An authority under this one, as an istiod has it. */
  intermediate(name: string): Promise<SignedPair> {
    return this.#sign(name, ["basicConstraints=critical,CA:true,pathlen:0", ...ofAuthority]);
  }

  /** A certificate for a server or a client. */
  leaf({ uris = [], dns = [], addresses = [] }: SubjectNames, signer?: SignedPair, kind?: KeyKind): Promise<SignedPair> {
    const named = [...numbered("URI", uris), ...numbered("DNS", dns), ...numbered("IP", addresses)];
    const names = named.length > 0 ? ["subjectAltName=@names", "[names]", ...named] : [];
    return this.#sign("leaf", ["basicConstraints=critical,CA:false", "extendedKeyUsage=clientAuth,serverAuth", ...names], signer, kind);
  }

  /** A certificate for a client that is no honest one. */
  async shown({ by, state, keyKind, ...names }: OddCertificate): Promise<KeyPair> {
    const signer = by && (await (by === "leaf" ? this.leaf({ uris: names.uris ?? [] }) : this.intermediate("intermediate")));
    const { certificate, key } = await this.leaf(names, signer, keyKind);
    const valid = state ? withValidity(certificate, signer?.key ?? this.key, state) : certificate;
    return { certificate: valid + (signer?.certificate ?? ""), key };
  }

  async #sign(name: string, extensions: readonly string[], signer = { path: `${this.#folder}/root` }, kind?: KeyKind): Promise<SignedPair> {
    const path = `${this.#folder}/${++this.#issued}`;
    await request(this.#folder, name, path, extensions, ["-CA", `${signer.path}.pem`, "-CAkey", `${signer.path}.key`], kind);
    return { path, certificate: readFileSync(`${path}.pem`, "utf8"), key: readFileSync(`${path}.key`, "utf8") };
  }
}

async function request(
  folder: string,
  name: string,
  path: string,
  extensions: readonly string[],
  signer: readonly string[],
  kind: KeyKind = "p-256",
): Promise<void> {
  const config = `${path}.cnf`;
  writeFileSync(
    config,
    `[req]\nprompt=no\ndistinguished_name=subject\nx509_extensions=made\n[subject]\nCN=${name}\n[made]\n${extensions.join("\n")}\n`,
  );
  const files = ["-config", config, "-keyout", `${path}.key`, "-out", `${path}.pem`];
  await run(["openssl", "req", "-x509", "-newkey", ...keyKinds[kind], "-nodes", ...days, ...signer, ...files], { cwd: folder });
}

function numbered(kind: string, names: readonly string[]): readonly string[] {
  return names.map((name, index) => `${kind}.${index} = ${name}`);
}
