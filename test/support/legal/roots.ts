import { generateKeyPairSync, sign } from "node:crypto";
import { issueCertificate } from "../../../compiler/certificates/issue-certificate.ts";
import { certificatePem } from "../../../compiler/certificates/pem.ts";
import type { Anything } from "../planned.ts";
import { type Chance, rootTexts } from "../random-federation.ts";
import { sampleTime } from "../samples.ts";

const made: string[] = [...rootTexts];

/** The certificate of an authority by its number; a new one each time that the tests run, but for the first three. */
function certificate(index: number): string {
  while (made.length <= index) made.push(authority(made.length));
  return made[index] as string;
}

/** A new authority's certificate, which holds until long after the time of the samples. */
export function authority(index: number): string {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const own = publicKey.export({ type: "spki", format: "der" });
  const name = { organization: "Example: Trust & Co", commonName: `authority ${index}` };
  const der = issueCertificate(
    {
      serial: Buffer.alloc(16, index + 1),
      issuer: name,
      subject: name,
      notBefore: new Date(sampleTime.getTime() - 3_600_000),
      notAfter: new Date("2040-01-01T00:00:00Z"),
      publicKey: own,
      issuerKey: own,
    },
    (body) => sign("sha256", body, privateKey),
  );
  return certificatePem(der);
}

/** Roots as they are used: `take` gives the name of one, `written` what stands in the file. */
export class Roots {
  readonly written: Anything = {};
  /** Texts of files that roots are in. */
  readonly files = new Map<string, string>();
  readonly #chance: Chance;
  readonly #nameOf: (index: number) => string;
  readonly #shared: boolean;
  #certificates = 0;

  constructor(chance: Chance, nameOf: (index: number) => string) {
    this.#chance = chance;
    this.#nameOf = nameOf;
    this.#shared = chance.in(30);
  }

  take(): string {
    const names = Object.keys(this.written);
    if (names.length > 0 && (this.#shared || this.#chance.in(25))) return this.#chance.of(names);
    const name = this.#nameOf(names.length);
    // Two names for one authority, now and then.
    this.written[name] = this.#chance.in(10) && names[0] !== undefined ? structuredClone(this.written[names[0]]) : this.#items(name);
    return name;
  }

  #items(name: string): Anything {
    const active = { ...this.#item(name, 0), ...(this.#chance.in(30) && { state: "active" }) };
    if (!this.#chance.in(30)) return [active];
    const others = Array.from({ length: 1 + this.#chance.below(2) }, (_, i) => ({
      ...this.#item(name, i + 1),
      state: this.#chance.of(["incoming", "retiring"]),
    }));
    return this.#chance.in(50) ? [active, ...others] : [...others, active];
  }

  #item(name: string, index: number): Anything {
    const pem = certificate(this.#certificates++);
    if (!this.#chance.in(30)) return { pem };
    const file = `trust/${name} ${index}.pem`;
    this.files.set(file, `# root ${name}\n${pem}`);
    return { file: this.#chance.in(50) ? `./${file}` : file };
  }
}
