import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Paths of a certificate and of its private key. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
  readonly pem: string;
}

/** Arguments of `openssl req -newkey` by the name that fedc has for the kind of key. */
export const keyTypes = {
  "RSA 2048": ["rsa:2048"],
  "RSA 4096": ["rsa:4096"],
  "P-256": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
  "P-384": ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
  Ed25519: ["ed25519"],
} as const;

const authority = ["basicConstraints=critical,CA:true", "keyUsage=critical,keyCertSign,cRLSign", "subjectKeyIdentifier=hash"];

export interface RootOptions {
  readonly type?: keyof typeof keyTypes;
  readonly subject?: string;
  /** Lines of openssl's configuration in place of those that make an authority. */
  readonly extensions?: readonly string[];
  /** Lines besides. */
  readonly more?: readonly string[];
  /** Signed once more under this one's key. */
  readonly key?: string;
  readonly days?: number;
  readonly arguments?: readonly string[];
}

/** The real openssl in a folder of its own: authorities, what they sign, and what it thinks of it. */
export class Openssl {
  readonly #folder = mkdtempSync(join(tmpdir(), "fedc-certificates-"));
  readonly #requests = new Map<string, { key: string; request: string }>();
  #files = 0;

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  root({
    type = "P-256",
    subject = "/O=example/CN=root",
    extensions = authority,
    more = [],
    key,
    days = 30,
    ...rest
  }: RootOptions = {}): Issued {
    const issued = { certificate: this.#path("crt"), key: key ?? this.#path("key") };
    const section = [...extensions, ...more].join("\n");
    const config = this.write(`[req]\nprompt=no\ndistinguished_name=dn\nx509_extensions=root\n[dn]\n[root]\n${section}\n`);
    const keyArguments = key ? ["-key", key] : ["-newkey", ...keyTypes[type], "-nodes", "-keyout", issued.key];
    const named = ["-config", config, "-subj", subject, "-multivalue-rdn", "-days", String(days), ...(rest.arguments ?? [])];
    this.run(["req", "-x509", ...keyArguments, ...named, "-out", issued.certificate]);
    return { ...issued, pem: readFileSync(issued.certificate, "utf8") };
  }

  intermediate(issuer: Issued, ...more: readonly string[]): Issued {
    return this.#sign("intermediate", issuer, [...authority, ...more]);
  }

  /** `names` as openssl writes them: `URI:spiffe://…`, `DNS:…`, `email:…`. */
  leaf(issuer: Issued, names: readonly string[], ...more: readonly string[]): Issued {
    const list = names.map((name, index) => name.replace(":", `.${index} = `));
    return this.#sign("leaf", issuer, ["subjectAltName=@names", ...more, "[names]", ...list]);
  }

  /** `OK` or why not, in the order of `leaves`, with nothing trusted but `anchors`. */
  verify(anchors: string, leaves: readonly Issued[], intermediates: readonly Issued[] = []): string[] {
    const untrusted = intermediates.flatMap(({ certificate }) => ["-untrusted", certificate]);
    const only = ["-no-CAfile", "-no-CApath", "-no-CAstore", "-partial_chain", "-trusted", this.write(anchors)];
    const paths = leaves.map(({ certificate }) => certificate);
    const { stdout, stderr } = spawnSync("openssl", ["verify", ...only, ...untrusted, ...paths], { encoding: "utf8" });
    const verdicts = new Map<string, string>();
    for (const [, path = ""] of stdout.matchAll(/^(.+): OK$/gm)) verdicts.set(path, "OK");
    let reason = "";
    for (const line of stderr.split("\n")) {
      reason = /^error \d+ at \d+ depth lookup: (.+)$/.exec(line)?.[1] ?? reason;
      const path = /^error (.+): verification failed$/.exec(line)?.[1];
      if (path) verdicts.set(path, reason);
    }
    return paths.map((path) => verdicts.get(path) ?? stderr);
  }

  /** A certificate and its key as PKCS #12. */
  store({ certificate, key }: Issued): Buffer {
    const path = this.#path("p12");
    this.run(["pkcs12", "-export", "-inkey", key, "-in", certificate, "-passout", "pass:x", "-out", path]);
    return readFileSync(path);
  }

  write(text: string): string {
    const path = this.#path("txt");
    writeFileSync(path, text);
    return path;
  }

  run(words: readonly string[], input?: string): string {
    const { status, stdout, stderr } = spawnSync("openssl", words, { encoding: "utf8", ...(input !== undefined && { input }) });
    if (status !== 0) throw new Error(`openssl ${words.join(" ")}: ${stderr}`);
    return stdout;
  }

  /** All of one subject have the same key: making keys takes the most time. */
  #sign(subject: string, issuer: Issued, extensions: readonly string[]): Issued {
    let made = this.#requests.get(subject);
    if (!made) {
      made = { key: this.#path("key"), request: this.#path("csr") };
      const key = ["-newkey", ...keyTypes["P-256"], "-nodes", "-keyout", made.key];
      this.run(["req", "-new", ...key, "-out", made.request, "-subj", `/CN=${subject}`]);
      this.#requests.set(subject, made);
    }
    const certificate = this.#path("crt");
    const by = ["-CA", issuer.certificate, "-CAkey", issuer.key, "-set_serial", String(++this.#files), "-days", "9"];
    this.run(["x509", "-req", "-in", made.request, ...by, "-extfile", this.write(extensions.join("\n")), "-out", certificate]);
    return { certificate, key: made.key, pem: readFileSync(certificate, "utf8") };
  }

  #path(ending: string): string {
    return join(this.#folder, `${++this.#files}.${ending}`);
  }
}
