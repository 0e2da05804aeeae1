import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { authority } from "../authorities/authority.ts";
import { fedc } from "./fedc.ts";

/** The parts of a federation.yaml that the suite reads. */
export interface FederationDocument {
  readonly clusters?: Readonly<Record<string, { readonly istio?: object }>>;
  readonly trust?: { readonly roots?: Readonly<Record<string, readonly { readonly file?: string }[]>> };
}

/** By cluster. */
type Versions = ReadonlyMap<string, string>;

/** The folder in which fedc runs: federation.yaml, and the certificates of the authorities that it names. */
export class Workspace {
  readonly folder: string;
  /** A cluster that configures itself, by the overlay that is handed over to it. */
  readonly handedOver: string | undefined;
  readonly #authorities: ReadonlyMap<string, string>;
  readonly #certificateOf: (authority: string) => Promise<string>;
  readonly #versions: Versions;
  /** Goes up with each federation that is written. */
  version = 0;

  /**
   * `authorities`: which authority a file `trust/NAME.pem` holds, by NAME; that of the same name if nothing is said. `versions`: what clusters
   * say as their `istio.version`.
   */
  constructor(
    folder: string,
    authorities: ReadonlyMap<string, string>,
    {
      certificateOf = certificateOfAuthority,
      versions = new Map(),
      handedOver,
    }: { certificateOf?: typeof certificateOfAuthority; versions?: Versions; handedOver?: string | undefined } = {},
  ) {
    this.#certificateOf = certificateOf;
    this.#versions = versions;
    this.handedOver = handedOver;
    this.folder = folder;
    this.#authorities = authorities;
    mkdirSync(folder, { recursive: true });
  }

  get file(): string {
    return join(this.folder, "federation.yaml");
  }

  get federation(): FederationDocument {
    return parse(readFileSync(this.file, "utf8")) as FederationDocument;
  }

  /** Takes a federation.yaml as it stands, or a document of one. */
  async write(federation: string | FederationDocument): Promise<void> {
    if (typeof federation === "string" && this.#versions.size === 0) cpSync(federation, this.file);
    else {
      const document = typeof federation === "string" ? (parse(readFileSync(federation, "utf8")) as FederationDocument) : federation;
      writeFileSync(this.file, stringify(statingVersions(document, this.#versions), { aliasDuplicateObjects: false }));
    }
    this.version++;
    for (const [, files] of this.#roots())
      for (const file of files) {
        mkdirSync(dirname(join(this.folder, file)), { recursive: true });
        writeFileSync(join(this.folder, file), await this.#certificateOf(this.#authorityOf(file)));
      }
  }

  /** Builds the overlays. Throws what fedc says if it refuses. Returns the folder that has one folder for each cluster. */
  async build(): Promise<string> {
    const out = join(this.folder, "out");
    await this.#run(["build", "federation.yaml", "--out", "out"]);
    if (this.handedOver !== undefined) await this.#run(["handover", this.handedOver, "--overlay", "out"]);
    if (!existsSync(out)) throw new Error("fedc build wrote nothing");
    return out;
  }

  async #run(words: readonly string[]): Promise<void> {
    const { status, stdout, stderr } = await fedc(words, { cwd: this.folder });
    if (status !== 0) throw new Error(`fedc ${words[0]}: exit status ${status}\n${stdout}${stderr}`);
  }

  /** The name under `trust.roots` that has an authority's certificate; undefined if the federation does not know it. */
  rootOf(authorityName: string): string | undefined {
    return this.#roots().find(([, files]) => files.some((file) => this.#authorityOf(file) === authorityName))?.[0];
  }

  #authorityOf(file: string): string {
    const name = basename(file, ".pem");
    return this.#authorities.get(name) ?? name;
  }

  #roots(): readonly (readonly [string, readonly string[]])[] {
    const roots = this.federation.trust?.roots ?? {};
    return Object.entries(roots).map(([name, all]) => [name, all.flatMap(({ file }) => file ?? [])]);
  }
}

function statingVersions(document: FederationDocument, versions: Versions): FederationDocument {
  const clusters = Object.entries(document.clusters ?? {}).map(([name, cluster]) => {
    const version = versions.get(name);
    return [name, version === undefined ? cluster : { ...cluster, istio: { ...cluster.istio, version } }] as const;
  });
  return { ...document, clusters: Object.fromEntries(clusters) };
}

async function certificateOfAuthority(name: string): Promise<string> {
  return (await authority(name)).certificate;
}
