import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import { actionBundle } from "../compiler/bundle/action-bundle.ts";
import { root } from "./support/fedc.ts";
import { fences } from "./support/markdown.ts";

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}
interface Workflow {
  readonly on: object;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly environment?: string;
        readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: object }[];
      }
    >
  >;
}

const bundle = suite("the GitHub Action as it is published");
const action = parse(text("action.yml")) as ActionFile;
const page = text(".github/docs/github-action.md");
const sources = readdirSync(join(root, "compiler/action"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => text(`compiler/action/${name}`));

bundle("the bundle is what the sources make: `npm run action` writes it", async () => {
  const made = await actionBundle();
  assert.ok(made.size > 0);
  for (const [path, wanted] of made) assert.ok(readFileSync(path, "utf8") === wanted, `${path} is stale: \`npm run action\``);
  const names = [...made.keys()].map((path) => path.slice(path.lastIndexOf("/") + 1));
  assert.equal(
    readdirSync(join(root, ".github/action")).filter((name) => name !== ".gitattributes"),
    names.sort(),
  );
});

bundle("it is one file that needs nothing beside it but the version, and compiles no code", () => {
  const code = text(".github/action/index.mjs");
  const imported = [...code.matchAll(/(?:^|[;}])(?:import|export)[^"';()]*?from"([^"]+)"|\bimport\("([^"]+)"\)/g)].map(
    ([, a, b]) => a ?? b ?? "",
  );
  assert.ok(imported.length > 5);
  const builtIn = /^(node:|(assert|buffer|child_process|crypto|events|fs|os|path|process|stream|tty|url|util)(\/|$))/;
  assert.equal(
    imported.filter((name) => !builtIn.test(name)),
    [],
  );
  assert.not.match(code, "new Function(");
  assert.not.match(code, root);
});

bundle("action.yml runs it on Node 24 and hands no words of a pull request to anything", () => {
  assert.equal(action.runs, { using: "node24", main: ".github/action/index.mjs" });
  assert.equal(text("action.yml").match(/\$\{\{.*?\}\}/g), ["${" + "{ github.token }}"]);
});

bundle("every input and output is declared, and spoken of in the documentation", () => {
  const read = sources.flatMap((source) => [...source.matchAll(/\binput\("([\w-]+)"\)/g)].map(([, name]) => name ?? ""));
  assert.equal([...new Set(read)].sort(), Object.keys(action.inputs).sort());
  for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)]) assert.match(page, `\`${name}\``);
  for (const { description } of [...Object.values(action.inputs), ...Object.values(action.outputs)]) assert.ok(description.length > 5);
});

bundle("the documented workflows are whole, ask for no more than they need, and give nothing to a shell", () => {
  // One fence is a part of a workflow alone.
  const workflows = fences(page, "yml")
    .map((block) => parse(block) as Workflow)
    .filter(({ jobs }) => jobs);
  assert.is(workflows.length, 3);
  for (const { permissions, jobs } of workflows) {
    assert.is(permissions.contents, "read");
    for (const { steps } of Object.values(jobs)) {
      assert.ok(steps.some(({ uses }) => uses?.startsWith("example/fedc@")));
      assert.equal(
        steps.filter(({ run }) => run !== undefined),
        [],
      );
    }
  }
  assert.equal(
    workflows.map(({ permissions }) => permissions["pull-requests"]),
    ["write", undefined, undefined],
  );
});

bundle("the documented workflows of approvals run nothing of a pull request, and decide by a token that it cannot get", () => {
  const [deciding, passingOn, trusting, ...others] = fences(text(".github/docs/approvals.md"), "yml").map(
    (block) => parse(block) as Workflow,
  );
  assert.equal(others, []);
  const steps = [deciding, trusting].flatMap((workflow) => Object.values(workflow?.jobs ?? {}).flatMap((job) => job.steps));
  assert.ok(steps.every(({ uses, run }) => run === undefined && uses !== undefined && !uses.startsWith(".")));
  for (const { with: given = {} } of steps.filter(({ uses }) => uses?.startsWith("example/fedc@"))) {
    const known = Object.keys(given).filter((name) => name in action.inputs);
    assert.equal(known, Object.keys(given));
    assert.is("require-approval" in given && given["require-approval"], true);
  }
  assert.equal(deciding?.permissions, { contents: "read" });
  assert.is(Object.values(deciding?.jobs ?? {})[0]?.environment, "approvals");
  assert.equal(Object.keys(deciding?.on ?? {}), ["pull_request_target", "workflow_run", "workflow_dispatch"]);
  assert.equal([passingOn?.permissions, Object.keys(passingOn?.on ?? {})], [{}, ["pull_request_review", "merge_group"]]);
  assert.equal(trusting?.permissions, { contents: "read", "pull-requests": "write", statuses: "write" });
});

function text(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

bundle.run();
