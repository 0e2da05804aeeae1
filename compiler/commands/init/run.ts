import { existsSync, lstatSync, mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { check } from "../../compile.ts";
import { clock } from "../../environment/clock.ts";
import { defaultFile } from "../../environment/federation-input.ts";
import { gitFolderAbove } from "../../environment/git-folder-above.ts";
import { rootReader } from "../../environment/root-reader.ts";
import { uninterrupted } from "../../environment/uninterrupted.ts";
import type { Answer, Remark } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { Finding } from "../../findings/finding.ts";
import { Source } from "../../findings/source.ts";
import { hostName, parseAddress } from "../../publish/forges/repository-address.ts";
import { gitOrigin } from "./git-origin.ts";
import { type ScaffoldCluster, scaffoldFederation } from "./starter-federation.ts";
import { actionWorkflow, trustReadme } from "./starter-workflow.ts";

/** What `fedc init` was asked for. */
export interface InitRequest {
  readonly folder: string;
  readonly name: string | undefined;
  readonly clusters: readonly ScaffoldCluster[] | undefined;
  /** The GitHub Action that the workflow is to use. */
  readonly action: string | undefined;
}

/** As the schema calls itself. */
export const schemaAddress = "https://fedc.dev/schemas/federation.schema.json";

const examples: readonly ScaffoldCluster[] = [
  { name: "cluster1", hostname: "c1.example.com" },
  { name: "cluster2", hostname: "c2.example.com" },
];

/** Writes what a federation begins with. Throws a Failure where something is there already. */
export async function runInit({ folder, name, clusters, action }: InitRequest): Promise<Answer> {
  const wanted = realFolder(folder);
  const above = nearestFolder(wanted);
  const git = gitFolderAbove(above);
  const origin = git && (await gitOrigin(above));
  const text = federationText(wanted, name ?? nameOf(wanted), clusters ?? examples, origin);
  if ("findings" in text)
    return {
      ok: false,
      findings: text.findings,
      failure: { message: "nothing was written: with these names, `federation.yaml` would be wrong" },
    };

  const repository = git ?? wanted;
  const below = relative(repository, wanted).replaceAll("\\", "/");
  const elsewhere = origin !== undefined && !isOfGitHub(origin, process.env) ? hostName(parseAddress(origin).host) : undefined;
  const workflow = action === undefined || elsewhere !== undefined ? undefined : actionWorkflow(action, below);
  const files = new Map([
    [join(wanted, defaultFile), text.federation],
    [join(wanted, "trust/README.md"), trustReadme],
    ...(workflow === undefined ? [] : [[join(repository, ".github/workflows/federation.yaml"), workflow] as const]),
  ]);
  const shown = [...files.keys()].map((path) => relative(realpathSync("."), path) || path);
  const taken = [...files.keys()].flatMap((path, index) => (isThere(path) ? [shown[index] ?? path] : []));
  if (taken.length > 0)
    throw new Failure(
      `nothing was written: ${taken.map((path) => `\`${path}\``).join(", ")} ${taken.length === 1 ? "is" : "are"} there already`,
      "`fedc init` is for where there is no federation yet; `fedc expose` and `fedc consume` edit one",
    );
  uninterrupted(() => writeAll(files));
  return {
    ok: true,
    findings: [],
    warnings: action === undefined ? [] : warningsAbout(action, elsewhere),
    text: () =>
      `written:\n${shown.map((path) => `  ${path}\n`).join("")}${nextSteps(shown[0] ?? defaultFile, clusters)}${workflow === undefined && elsewhere === undefined ? workflowStep : ""}`,
    fields: { written: shown },
  };
}

/** Nothing is fetched by a name that anybody may take: the Action comes from where the user says. */
const workflowStep = `  5. pull requests that are checked: the documentation's page about the GitHub
     Action has the workflow; \`--action OWNER/REPO@COMMIT\` writes it as well
`;

function warningsAbout(action: string, elsewhere: string | undefined): readonly Remark[] {
  if (elsewhere !== undefined)
    return [
      {
        message: `no workflow was written: the repository is a clone from \`${elsewhere || "elsewhere"}\`, and workflows of GitHub run there nowhere`,
        help: "let its own CI run `fedc check` and `fedc build`; for GitHub Enterprise, set `GITHUB_SERVER_URL` to its address",
      },
    ];
  if (/@[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(action)) return [];
  return [{ message: `\`${action}\` may lead to something else tomorrow`, help: "name a commit: `OWNER/REPO@` and its 40 digits" }];
}

/** Whether workflows of GitHub run in a clone from an address. */
function isOfGitHub(address: string, { GITHUB_SERVER_URL: server = "" }: Readonly<Record<string, string | undefined>>): boolean {
  const host = hostName(parseAddress(address).host);
  const named = URL.canParse(server) ? new URL(server).hostname : "github.com";
  return host === named || host === "github.com" || /(?:^|\.)github\.|\.ghe\.com$/.test(host);
}

/** Right as it is; a repository whose address fedc would refuse is left to the user. */
function federationText(folder: string, name: string, clusters: readonly ScaffoldCluster[], repository: string | undefined) {
  const schema = existsSync(join(folder, "node_modules/fedc/schemas/federation.schema.json"))
    ? "./node_modules/fedc/schemas/federation.schema.json"
    : schemaAddress;
  let wrong: readonly Finding[] = [];
  for (const address of [repository, undefined]) {
    const federation = scaffoldFederation({ name, clusters, repository: address, schema });
    const { findings } = check(new Source(defaultFile, federation), { readFile: rootReader(folder), ...clock() });
    if (!findings.hasErrors) return { federation };
    wrong = findings.sorted().filter(({ severity }) => severity === "error");
  }
  return { findings: wrong };
}

function nextSteps(file: string, clusters: readonly ScaffoldCluster[] | undefined): string {
  const where = dirname(file) === "." ? "" : dirname(file);
  const [user, server] = [clusters ?? examples].map((all) => [all[0]?.name, all.at(-1)?.name])[0] ?? [];
  return `next:
  1. in ${file}:
     ${clusters ? "" : "the clusters' own names and hostnames, "}each cluster's repository
  2. the public certificate of what signs for the gateways into the folder trust
     beside it, and \`roots\` and every cluster's \`trust\` and \`gateways\` as the
     comments show
  3. ${where === "" ? "" : `cd ${quotedForShell(where)}\n     `}fedc expose stock --cluster ${server} --service stock.logistics \\
       --port 8080 --protocol http --to ${user} --methods GET
     fedc consume stock --cluster ${user} --as stock.default --port 80 \\
       --callers default/web --create
  4. fedc check, then fedc build
`;
}

/** A folder as a shell takes it. */
function quotedForShell(folder: string): string {
  return /^[\w./-]+$/.test(folder) && !folder.startsWith("-") ? folder : `'${folder.replaceAll("'", "'\\''")}'`;
}

/** All of them, or none. */
function writeAll(files: ReadonlyMap<string, string>): void {
  const written: string[] = [];
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { flag: "wx" });
      written.push(path);
    }
  } catch (error) {
    for (const path of written) rmSync(path);
    throw error;
  }
}

/** With the links of its parents resolved, whether or not it is there. */
function realFolder(folder: string): string {
  const wanted = resolve(folder);
  const above = nearestFolder(wanted);
  if (!lstatSync(realpathSync(above)).isDirectory())
    throw new Failure(`\`${folder}\` is no folder`, "name a folder, or one that is not there yet");
  return join(realpathSync(above), relative(above, wanted));
}

function nearestFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}

/** The folder's name as a federation's, as far as it can be one. */
function nameOf(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-|-$/g, "");
  return name === "" ? "federation" : name;
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
