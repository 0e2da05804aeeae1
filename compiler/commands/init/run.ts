import { existsSync, lstatSync, mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { hostName, parseAddress } from "../../2-resolve/repository-address.ts";
import { uninterrupted } from "../../7-write/uninterrupted.ts";
import { check } from "../../compile.ts";
import type { Answer, Remark } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { quotedForShell } from "../../findings/formats/words.ts";
import { Source } from "../../findings/source.ts";
import { clock } from "../../inputs/clock.ts";
import { defaultFile } from "../../inputs/federation-input.ts";
import { gitFolderAbove } from "../../inputs/git-folder-above.ts";
import { readDumps } from "../../inputs/inventory-folder.ts";
import { exists } from "../../inputs/regular-file.ts";
import { rootReader } from "../../inputs/root-reader.ts";
import type { StandingInventory } from "../../inventory/cluster-inventory.ts";
import { findForge } from "../../publish/forges/find-forge.ts";
import { localGit } from "../../publish/git/local-git.ts";
import type { InitRequest } from "./command.ts";
import { proposedClusters } from "./proposed-clusters.ts";
import { federationName } from "./proposed-services.ts";
import { approvalsWorkflow, noticeWorkflow } from "./scaffold-approvals.ts";
import { proposedRootName, scaffoldFederation } from "./scaffold-federation.ts";
import { gitLabPipeline } from "./scaffold-pipeline.ts";
import { actionWorkflow, trustReadme } from "./scaffold-workflow.ts";
import type { ScaffoldCluster } from "./standing-cluster.ts";

/** The `$id` of the schema. */
export const schemaAddress = "https://fedc.dev/schemas/federation.schema.json";

const examples: readonly ScaffoldCluster[] = [
  { name: "cluster1", hostname: "c1.example.com" },
  { name: "cluster2", hostname: "c2.example.com" },
];

/** Writes the files that a federation begins with. Throws a Failure if one of them exists already. */
export async function runInit({
  operands: [folder = "."],
  name,
  cluster: given,
  action,
  gitlab,
  approvals,
  inventory: dumps,
}: InitRequest): Promise<Answer> {
  if (approvals && action === undefined)
    throw new Failure(
      "`--approvals` writes workflows, and nothing says where they get the Action from",
      "add `--action OWNER/REPO@COMMIT`",
    );
  if (gitlab && action !== undefined)
    throw new Failure("`--gitlab` writes a pipeline for GitLab, and `--action` a workflow for GitHub", "give one of them");
  const target = realFolder(folder);
  const above = nearestFolder(target);
  const git = gitFolderAbove(above);
  const origin = git && (await gitOrigin(above));
  const inventory = dumps.length > 0 ? readDumps(dumps, undefined) : undefined;
  const clusters = inventory ? proposedClusters(inventory, given) : given;
  const roots = new Map(
    clusters.flatMap((one) => (one.standing?.root ? [[`trust/${proposedRootName(one)}.pem`, one.standing.root.pem] as const] : [])),
  );
  const federation = federationText(target, name ?? nameOf(target), clusters.length > 0 ? clusters : examples, {
    repository: origin,
    roots,
    inventory,
  });

  const repository = git ?? target;
  const below = relative(repository, target).replaceAll("\\", "/");
  const isOnGitLab = gitlab || (origin !== undefined && findForge({ repository: origin }, process.env) === "gitlab");
  const otherHost = origin !== undefined && !isOfGitHub(origin, process.env) ? hostName(parseAddress(origin).host) : undefined;
  const files = new Map([
    [join(target, defaultFile), federation],
    [join(target, "trust/README.md"), trustReadme],
    ...[...roots].map(([file, pem]) => [join(target, file), `${pem.trim()}\n`] as const),
  ]);
  const workflows = action === undefined || otherHost !== undefined ? [] : workflowsOf(action, below, approvals);
  if (isOnGitLab) files.set(join(repository, ".gitlab-ci.yml"), gitLabPipeline(below));
  for (const [file, text] of workflows) files.set(join(repository, ".github/workflows", file), text);
  const shownPath = (path: string) => relative(realpathSync("."), path) || path;
  const taken = [...files.keys()].filter(exists).map((path) => `\`${shownPath(path)}\``);
  if (taken.length > 0)
    throw new Failure(
      `nothing was written: ${taken.join(", ")} ${taken.length === 1 ? "exists" : "exist"} already`,
      "`fedc init` begins a new federation; `fedc expose` and `fedc consume` edit an existing one",
    );
  uninterrupted(() => writeAll(files));
  const written = [...files.keys()].map(shownPath);
  return {
    ok: true,
    findings: [],
    warnings: action === undefined ? [] : warningsAbout(action, otherHost, isOnGitLab),
    text: () => {
      const list = written.map((path) => `  ${path}\n`).join("");
      const lastStep = isOnGitLab
        ? pipelineStep
        : workflows.length > 1
          ? approvalsStep
          : action === undefined && otherHost === undefined
            ? workflowStep
            : "";
      return `written:\n${list}${nextSteps(written[0] ?? defaultFile, clusters)}${lastStep}`;
    },
    fields: { written },
  };
}

/** fedc names no Action of its own accord: somebody else could take that name. */
const workflowStep = `  5. to check pull requests, take the workflow from the documentation's page
     about the GitHub Action, or let \`--action OWNER/REPO@COMMIT\` write it
`;

const pipelineStep = `  5. add fedc to package.json, and set the variables FEDC_TOKEN and
     FEDC_COMMENT_TOKEN that .gitlab-ci.yml names
`;

const approvalsStep = `  5. make the GitHub App, the environment and the rules of the branch that the
     documentation's page about approvals lists, and name every \`owner\`:
     the workflow approvals fails until then
`;

/** The texts by the name of the file. */
function workflowsOf(action: string, folder: string, approvals: boolean): readonly (readonly [file: string, text: string])[] {
  const federation = ["federation.yaml", actionWorkflow(action, folder, { approvals })] as const;
  if (!approvals) return [federation];
  return [federation, ["approvals.yaml", approvalsWorkflow(action, folder)], ["notice.yaml", noticeWorkflow]];
}

function warningsAbout(action: string, otherHost: string | undefined, isOnGitLab: boolean): readonly Remark[] {
  if (otherHost !== undefined) {
    const message = `no workflow was written: the repository is a clone from \`${otherHost || "elsewhere"}\`, which does not run workflows of GitHub`;
    if (isOnGitLab) return [{ message, help: "the pipeline in `.gitlab-ci.yml` does the same; leave `--action` out" }];
    const help = "let its own CI run `fedc check` and `fedc build`; for GitHub Enterprise, set `GITHUB_SERVER_URL` to its address";
    return [{ message, help }];
  }
  if (/@[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(action)) return [];
  return [{ message: `\`${action}\` may point to something else tomorrow`, help: "name a commit: `OWNER/REPO@` and its 40 digits" }];
}

/** Whether workflows of GitHub run in the repository at an address. */
function isOfGitHub(address: string, { GITHUB_SERVER_URL: server = "" }: Readonly<Record<string, string | undefined>>): boolean {
  const host = hostName(parseAddress(address).host);
  const named = URL.canParse(server) ? new URL(server).hostname : "github.com";
  return host === named || host === "github.com" || /(?:^|\.)github\.|\.ghe\.com$/.test(host);
}

/** What a first federation.yaml is written with. */
interface Beginning {
  readonly repository: string | undefined;
  /** The public roots beside it, by file. */
  readonly roots: ReadonlyMap<string, string>;
  readonly inventory: StandingInventory | undefined;
}

/** A valid federation.yaml. If fedc would refuse the repository's address, the user has to write one. Throws a Failure for invalid names. */
function federationText(folder: string, name: string, clusters: readonly ScaffoldCluster[], beginning: Beginning): string {
  const { repository, roots, inventory } = beginning;
  const ownSchema = "node_modules/fedc/schemas/federation.schema.json";
  const schema = existsSync(join(folder, ownSchema)) ? `./${ownSchema}` : schemaAddress;
  const text = scaffoldFederation({ name, clusters, repository, schema });
  const besideFile = rootReader(folder);
  const readFile: typeof besideFile = (file) => {
    const pem = roots.get(file);
    return pem === undefined ? besideFile(file) : { text: `${pem.trim()}\n` };
  };
  const { findings } = check(new Source(defaultFile, text), { readFile, readInventory: inventory && (() => inventory), ...clock() });
  if (!findings.hasErrors) return text;
  if (repository !== undefined) return federationText(folder, name, clusters, { ...beginning, repository: undefined });
  const errors = findings.sorted().filter(({ severity }) => severity === "error");
  throw new Failure("nothing was written: with these names, `federation.yaml` would be wrong", undefined, { findings: errors });
}

function nextSteps(file: string, given: readonly ScaffoldCluster[]): string {
  const folder = dirname(file);
  const clusters = given.length > 0 ? given : examples;
  const exposing = clusters.findLast(({ standing }) => standing?.services.some(({ protocol }) => protocol === "http")) ?? clusters.at(-1);
  const [consumer, exposer] = [clusters.find((one) => one !== exposing)?.name ?? "CLUSTER", exposing?.name];
  const standing = exposing?.standing?.services.find(({ protocol }) => protocol === "http");
  const { name, namespace, port } = standing ?? { name: "stock", namespace: "logistics", port: 8080 };
  const service = federationName(name);
  const consuming = clusters.find((one) => one.name === consumer)?.standing;
  const made = consuming?.hasService(service, "default") ? "--existing" : "--create";
  return `next:
  1. in ${file}:
     write ${given.length > 0 ? "" : "the clusters' own names and hostnames, "}each cluster's repository
  2. put the public certificate of the gateways' authority into the folder trust
     beside it, and write \`roots\` and every cluster's \`trust\` and \`gateways\`
     as the comments show
  3. ${folder === "." ? "" : `cd ${quotedForShell(folder)}\n     `}fedc expose ${service} --cluster ${exposer} --service ${name}.${namespace} \\
       --port ${port} --protocol http --to ${consumer} --methods GET
     fedc consume ${service} --cluster ${consumer} --as ${service}.default --port 80 \\
       --callers default/web ${made}
  4. fedc check, then fedc build
`;
}

/** Writes all files, or none. */
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

/** The path with its links resolved, whether or not the folder exists. */
function realFolder(folder: string): string {
  const path = resolve(folder);
  const above = nearestFolder(path);
  if (!lstatSync(realpathSync(above)).isDirectory())
    throw new Failure(`\`${folder}\` is not a folder`, "name a folder, or one that does not exist yet");
  return join(realpathSync(above), relative(above, path));
}

function nearestFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}

/** A valid name of a federation, as close to the folder's name as possible. */
function nameOf(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-|-$/g, "");
  return name === "" ? "federation" : name;
}

/** The address of the repository that a folder is a clone of, without user and password; undefined if there is none. */
async function gitOrigin(folder: string): Promise<string | undefined> {
  try {
    const address = (await localGit(folder, ["config", "--get", "remote.origin.url"])).trim();
    return address === "" ? undefined : address.replace(/^(https:\/\/)[^/@]*@/, "$1").replace(/^(https:.*?)(?:\.git)?\/*$/, "$1");
  } catch {
    return undefined;
  }
}
