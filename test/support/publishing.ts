import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { type Ran, root, started } from "./fedc.ts";
import type { GitServer } from "./git-server.ts";
import { fedcInside, isInside } from "./inside.ts";
import { Openssl } from "./openssl.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface Row {
  readonly cluster: string;
  readonly outcome: string;
  readonly files: Readonly<Record<string, string>>;
  readonly commit?: string;
  readonly url?: string;
  readonly reasons: readonly { readonly message: string; readonly help?: string }[];
  readonly warnings: readonly { readonly message: string }[];
}

/** What `fedc publish --json` says. */
export interface PublishDocument {
  readonly ok: boolean;
  readonly overlays: readonly Row[];
  readonly error?: { readonly message: string; readonly help?: string };
  readonly findings: readonly { readonly message: string }[];
}

const openssl = new Openssl();
process.once("exit", () => openssl.remove());
const { pem } = openssl.root({ subject: "/O=example/CN=a", days: 400 });

export interface Cluster {
  readonly repository: string;
  readonly delivery?: string;
  readonly path?: string;
  readonly branch?: string;
  readonly inactive?: boolean;
  /** The status by which its cluster reports; it counts at once, unless `hold` says otherwise. */
  readonly synced?: string;
  readonly hold?: string;
  /** Whether its gateways come with the overlay; otherwise they run already, and nobody has to wait for them. */
  readonly deploy?: boolean;
}

const issuer = "{ issuerRef: { kind: ClusterIssuer, name: federation-ca } }";
const keyPairs = "{ secrets: { ingress: border-in, egress: border-out } }";
const running = (side: string) => `deploy: false, selector: { app: border-${side} }, serviceAccount: border-${side}`;

/** A federation in which the first cluster offers one service to all others. */
export function federation(clusters: Readonly<Record<string, Cluster>>, methods = "GET"): string {
  const [first = "", ...others] = Object.keys(clusters);
  const users = others.filter((name) => !clusters[name]?.inactive && !clusters[first]?.inactive);
  const entries = Object.entries(clusters).map(
    ([
      name,
      { repository, delivery = "commit", path = "federation", branch, inactive, deploy = false, synced, hold = "1ms" },
    ]) => `  ${name}:
    hostname: ${name}.example.com
${inactive ? "    inactive: it leaves\n" : ""}    trust: { gateways: { root: own, certificate: ${deploy ? issuer : keyPairs} } }
    gateways: { egress: { ${deploy ? "" : running("egress")} }${name === first ? `, ingress: { addresses: [192.0.2.2], ${deploy ? "" : running("ingress")} }` : ""} }
    istio: { pathNormalization: DECODE_AND_MERGE_SLASHES }
    gitops: { repository: "${repository}", path: ${path}, delivery: ${delivery}${branch ? `, branch: ${branch}` : ""}${synced ? `, synced: { status: "${synced}", hold: ${hold} }` : ""} }
`,
  );
  const service = `services:
  bar:
    protocol: http
    expose:
      ${first}:
        service: bar.xyz
        port: 9080
        allow:
${users.map((name) => `          ${name}: { methods: [${methods}] }\n`).join("")}    consume:
${users.map((name) => `      ${name}: { as: rbar.shop, port: 9080, localService: create, callers: [shop/foo] }\n`).join("")}`;
  return `apiVersion: fedc.dev/v1alpha1
kind: Federation
metadata: { name: shop }
clusters:
${entries.join("")}trust:
  mode: gateways
  roots:
    own:
      - file: trust/own.pem
${users.length > 0 ? service : "services: {}\n"}`;
}

/** A folder with a federation.yaml, from which fedc publishes. */
export class Publisher {
  readonly folder = temporaryFolder();
  readonly server: GitServer;
  readonly environment: Record<string, string> = {};

  constructor(server: GitServer) {
    this.server = server;
    mkdirSync(join(this.folder, "trust"));
    writeFileSync(join(this.folder, "trust/own.pem"), pem);
  }

  write(text: string): this {
    writeFileSync(join(this.folder, "federation.yaml"), text);
    return this;
  }

  run(...args: readonly string[]): Promise<Ran> {
    return this.answer("publish", ...args);
  }

  start(...args: readonly string[]) {
    return this.command("publish", ...args);
  }

  /** Any command, in this process; in a process of its own if a run is on its way here, or if only a new one knows the server. */
  async answer(...args: readonly string[]): Promise<Ran> {
    if (isInside() || this.environment.NODE_EXTRA_CA_CERTS) return this.command(...args).result;
    return this.#shown(args, await fedcInside(args, this.folder, { ...this.server.environment, ...this.environment }));
  }

  /** Any command, in a process of its own. */
  command(...args: readonly string[]) {
    const environment = { ...this.server.environment, ...this.environment };
    const { child, result } = started(join(root, "dist/cli/main.js"), args, this.folder, environment);
    return { child, result: result.then((ran) => this.#shown(args, ran)) };
  }

  /** What fedc showed. Whatever fails, it never shows a token, in any of its forms. */
  #shown(args: readonly string[], published: Ran): Ran {
    const { token } = this.server;
    for (const form of [token, Buffer.from(`x-access-token:${token}`).toString("base64"), Buffer.from(token).toString("base64")])
      if ((published.stdout + published.stderr).includes(form)) throw new Error(`fedc ${args.join(" ")} printed the token`);
    return published;
  }

  async publish(...args: readonly string[]): Promise<PublishDocument> {
    const { status, stdout, stderr } = await this.run(...args, "--json");
    assert.ok(stdout.startsWith("{"), stderr);
    const document = JSON.parse(stdout) as PublishDocument;
    assert.is(status, document.ok ? 0 : 1);
    return document;
  }

  /** `cluster outcome`, for each. */
  async outcomes(...args: readonly string[]): Promise<readonly string[]> {
    const { overlays = [], error, findings } = await this.publish(...args);
    if (overlays.length === 0) return [...findings, ...(error ? [error] : [])].map(({ message }) => message);
    return overlays.map(({ cluster, outcome }) => `${cluster} ${outcome}`);
  }
}
