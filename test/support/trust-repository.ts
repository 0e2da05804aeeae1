import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { fedcInside } from "./inside.ts";
import { Openssl } from "./openssl.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export type Mode = "gateways" | "workloads";
export type Roots = Readonly<Record<string, readonly string[]>>;

export interface Condition {
  readonly clusters: readonly string[];
  readonly what: string;
}

/** What is said of one root. */
export interface Entry {
  readonly root: string;
  readonly mode: Mode;
  readonly step: number | null;
  readonly change: string;
  readonly refused: boolean;
  readonly before: readonly Condition[];
  readonly next: readonly string[];
  readonly until: string | null;
  readonly owners: readonly string[];
  readonly partners: readonly string[];
  readonly certificates: readonly { name: string; state: string | null; before: string | null; days: number }[];
}

/** What `fedc trust plan --json` says. */
export interface Document {
  readonly ok: boolean;
  readonly refused: boolean;
  readonly roots: readonly Entry[];
  readonly findings: readonly { code: string; severity: string; line: number; message: string; help: string }[];
  readonly warnings: readonly { message: string; help: string }[];
  readonly error?: { message: string; help?: string };
}

const openssl = new Openssl();
process.once("exit", () => openssl.remove());
const old = openssl.root({ subject: "/O=example/CN=a", days: 400 });
const certificates = {
  old,
  new: openssl.root({ subject: "/O=example/CN=a", days: 900 }),
  "old-renewed": openssl.root({ subject: "/O=example/CN=a", key: old.key, days: 800 }),
  other: openssl.root({ subject: "/O=example/CN=b", days: 400 }),
  short: openssl.root({ subject: "/O=example/CN=short", days: 10 }),
};

/** `old`, or `new incoming`: a file, and its state where that is not `active`. */
const asYaml = (items: readonly string[]) =>
  items.map((item) => {
    const [name, state] = item.split(" ");
    return `      - { file: trust/${name}.pem${state ? `, state: ${state}` : ""} }\n`;
  });

export interface Shape {
  readonly mode?: Mode;
  /** Of a; b has `b`. */
  readonly root?: string;
  readonly rootOfB?: string;
  readonly grant?: string;
  /** Whether a signs by Secrets of its own. */
  readonly secrets?: boolean;
  readonly third?: boolean;
}

/** a calls b, and c calls b where there is a c, which configures itself and has a's root. */
export function federation(
  roots: Roots,
  { mode = "gateways", root = "a", rootOfB = "b", grant = "methods: [GET]", secrets, third }: Shape = {},
) {
  const certificate = secrets ? "secrets: { ingress: in, egress: eg }" : "issuerRef: { kind: ClusterIssuer, name: federation-ca }";
  const trust = (name: string, its: string, more = `, certificate: { ${certificate} }`) =>
    mode === "gateways" ? `gateways: { root: ${its}${more} }` : `workloads: { root: ${its}, domain: ${name}.example }`;
  const gitops = (name: string) =>
    `gitops: { repository: https://github.com/example/${name}, path: federation, delivery: directory }\n    istio: { pathNormalization: DECODE_AND_MERGE_SLASHES }`;
  const callers = mode === "workloads" ? ", callers: any" : "";
  const allow = grant.startsWith("inactive") ? "methods: [GET]" : grant;
  const inactive = grant.startsWith("inactive") ? `, ${grant}` : "";
  return `apiVersion: fedc.dev/v1alpha1
kind: Federation
metadata: { name: shop }
clusters:
  a:
    hostname: a.example.com
    trust: { ${trust("a", root)} }
    gateways: { egress: {} }
    ${gitops("a")}
  b:
    hostname: b.example.com
    trust: { ${trust("b", rootOfB)} }
    gateways: { ingress: { addresses: [192.0.2.2] } }
    ${gitops("b")}
${third ? `  c:\n    hostname: c.example.com\n    managed: false\n    trust: { ${trust("c", root, "")} }\n    gateways: { egress: {} }\n` : ""}trust:
  mode: ${mode}
  roots:
${Object.entries(roots)
  .map(([name, items]) => `    ${name}:\n${asYaml(items).join("")}`)
  .join("")}services:
  bar:
    protocol: http
    expose:
      b:
        service: bar.xyz
        port: 9080
        selector: { app: bar }
        targetPort: 9080
        serviceAccounts: [bar]
        allow:
          a: { ${allow}${callers}${inactive} }
${third ? `          c: { ${allow}${callers} }\n` : ""}    consume:
      a: { as: rbar.shop, port: 9080, localService: create, callers: [shop/foo] }
${third ? "      c: { as: rbar.shop, port: 9080, localService: create, callers: [shop/foo] }\n" : ""}`;
}

/** A repository of its own, in a folder of which the federation lies. */
export class Repository {
  readonly #top = temporaryFolder();
  readonly folder = join(this.#top, "mesh");

  constructor() {
    this.git("init", "--quiet", "--initial-branch=main");
    mkdirSync(join(this.folder, "trust"), { recursive: true });
    for (const [name, { pem }] of Object.entries(certificates)) writeFileSync(join(this.folder, `trust/${name}.pem`), pem);
  }

  git(...words: readonly string[]): string {
    const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
    return execFileSync("git", [...identity, ...words], { cwd: this.#top, encoding: "utf8" });
  }

  write(text: string): this {
    writeFileSync(join(this.folder, "federation.yaml"), text);
    return this;
  }

  commit(): this {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message=x");
    return this;
  }

  async build(): Promise<this> {
    const { status, stderr } = await fedcInside(["build"], this.folder);
    assert.is(status, 0, stderr);
    return this;
  }

  async plan(...args: readonly string[]): Promise<Document> {
    const { status, stdout } = await fedcInside(["trust", "plan", ...args, "--json"], this.folder);
    const document = JSON.parse(stdout) as Document;
    assert.is(status, document.ok ? 0 : 1);
    return document;
  }

  async text(...args: readonly string[]): Promise<string> {
    const { stdout, stderr } = await fedcInside(["trust", "plan", ...args], this.folder);
    const wide = `${stdout}`
      .split("\n")
      .filter((line) => line.length > 80 && line.trim().includes(" ") && !/^ +sha256 +[0-9A-F:]{95}$/.test(line));
    assert.equal(wide, []);
    return stdout + stderr;
  }
}

/** a has these, and b something else. */
export const rootsOf = (items: readonly string[], more: Roots = { b: ["other"] }): Roots => ({ a: items, ...more });
/** The conditions, a line for each. */
export const reported = ({ before }: Entry) => before.map(({ clusters, what }) => `${clusters.join(",")}: ${what}`).join("\n");
/** The lines under `trust.roots` that stand for these. */
export const linesOf = (items: readonly string[]) => ["a:", ...asYaml(items).map((line) => line.trimEnd().slice(4))];
