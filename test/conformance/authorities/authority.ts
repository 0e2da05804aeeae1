import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { state } from "../machine/paths.ts";
import { run } from "../machine/run-command.ts";

/** A certificate and its private key, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** The names in a certificate. A forged one may have a SPIFFE identity as its DNS name. */
export interface SubjectNames {
  readonly uris?: readonly string[];
  readonly dns?: readonly string[];
  readonly addresses?: readonly string[];
}

const days = ["-days", "365"];
const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
const ofAuthority = ["keyUsage=critical,keyCertSign,cRLSign,digitalSignature"];
const made = new Map<string, Promise<Authority>>();

/** The root with this name. It is made when it is first asked for, and all who name it mean the same key. */
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
  await request(folder, name, `${folder}/root`, ["basicConstraints=critical,CA:true", ...ofAuthority], []);
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
  intermediate(name: string): Promise<KeyPair> {
    return this.#sign(name, ["basicConstraints=critical,CA:true,pathlen:0", ...ofAuthority]);
  }

  /** A certificate for a server or a client. */
  leaf({ uris = [], dns = [], addresses = [] }: SubjectNames): Promise<KeyPair> {
    const named = [...numbered("URI", uris), ...numbered("DNS", dns), ...numbered("IP", addresses)];
    const names = named.length > 0 ? ["subjectAltName=@names", "[names]", ...named] : [];
    return this.#sign("leaf", ["basicConstraints=critical,CA:false", "extendedKeyUsage=clientAuth,serverAuth", ...names]);
  }

  async #sign(name: string, extensions: readonly string[]): Promise<KeyPair> {
    const path = `${this.#folder}/${++this.#issued}`;
    await request(this.#folder, name, path, extensions, ["-CA", `${this.#folder}/root.pem`, "-CAkey", `${this.#folder}/root.key`]);
    return { certificate: readFileSync(`${path}.pem`, "utf8"), key: readFileSync(`${path}.key`, "utf8") };
  }
}

async function request(
  folder: string,
  name: string,
  path: string,
  extensions: readonly string[],
  signer: readonly string[],
): Promise<void> {
  const config = `${path}.cnf`;
  writeFileSync(
    config,
    `[req]\nprompt=no\ndistinguished_name=subject\nx509_extensions=made\n[subject]\nCN=${name}\n[made]\n${extensions.join("\n")}\n`,
  );
  const files = ["-config", config, "-keyout", `${path}.key`, "-out", `${path}.pem`];
  await run(["openssl", "req", "-x509", ...newKey, ...days, ...signer, ...files], { cwd: folder });
}

function numbered(kind: string, names: readonly string[]): readonly string[] {
  return names.map((name, index) => `${kind}.${index} = ${name}`);
}
