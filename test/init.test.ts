import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import { schemaAddress } from "../compiler/commands/init/run.ts";
import { inFolder, root } from "./support/fedc.ts";
import { fedcInside } from "./support/inside.ts";
import { fences } from "./support/markdown.ts";
import { Openssl } from "./support/openssl.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const beginning = suite("init");
const openssl = new Openssl();
const clusters = ["--cluster", "shop=shop.example.com", "--cluster", "warehouse=warehouse.example.com"];
const written = ["federation.yaml", "trust/README.md"];

beginning("what it writes is right as it is, and runs nothing by a name that anybody may take", async () => {
  await inFolder(async (folder) => {
    const { status, stdout, stderr } = await fedcInside(["init", "Our Retail"], folder);
    assert.equal([status, stderr], [0, ""]);
    assert.match(stdout, /^written:\n[\s\S]*\nnext:\n {2}1\. /);
    assert.match(stdout, "\n  3. cd 'Our Retail'\n     fedc expose ");
    assert.equal(
      stdout.split("\n").filter((line) => line.length > 80),
      [],
    );
    const made = join(folder, "Our Retail");
    for (const path of written) assert.ok(existsSync(join(made, path)), path);
    const checked = await fedcInside(["check", "--json"], made);
    const { ok, findings } = JSON.parse(checked.stdout) as { ok: boolean; findings: { severity: string }[] };
    assert.equal([ok, findings.filter(({ severity }) => severity !== "note")], [true, []]);
    const text = readFileSync(join(made, "federation.yaml"), "utf8");
    assert.match(text, "\n  name: our-retail\n");
    assert.is(text.split("\n", 1)[0], `# yaml-language-server: $schema=${schemaAddress}`);
    assert.is((JSON.parse(readFileSync(join(root, "schemas/federation.schema.json"), "utf8")) as { $id: string }).$id, schemaAddress);
    assert.not.ok(existsSync(join(made, ".github")));
    assert.match(stdout, "`--action OWNER/REPO@COMMIT`");
  });
});

beginning("from nothing to overlays by what it says is next", async () => {
  await inFolder(async (folder) => {
    const { stdout } = await fedcInside(["init", ...clusters], folder);
    writeFileSync(join(folder, "trust/our-ca.pem"), openssl.root({ days: 30, subject: "/CN=trial" }).pem);
    const edit = (change: (text: string) => string) =>
      writeFileSync(join(folder, "federation.yaml"), change(readFileSync(join(folder, "federation.yaml"), "utf8")));
    // Every comment that shows YAML becomes YAML.
    edit((text) =>
      text
        .replace(/^ {4}# ( *(?:trust|gateways|root|certificate):)/gm, "    $1")
        .replace(/^ {6}# ( *(?:ingress|addresses):)/gm, "      $1")
        .replace("  roots: {}\n", "  roots:\n    our-ca:\n      - file: trust/our-ca.pem\n"),
    );
    const lines = [...stdout.replaceAll("\\\n", "").matchAll(/fedc (expose|consume) .*/g)].map(([line]) =>
      line.trim().split(/\s+/).slice(1),
    );
    assert.is(lines.length, 2);
    for (const line of lines) assert.is((await fedcInside(line, folder)).status, 0);
    assert.not.match(readFileSync(join(folder, "federation.yaml"), "utf8"), "awaits: ");
    assert.match((await fedcInside(["check"], folder)).stdout, "is fine: 2 clusters, 1 service, 1 grant");
    assert.is((await fedcInside(["build"], folder)).status, 0);
    assert.equal(readdirSync(join(folder, "out")), ["shop", "warehouse"]);
  });
});

beginning("with an Action, pull requests are previewed and what is merged is published", async () => {
  await inFolder(async (folder) => {
    execFileSync("git", ["-C", folder, "init", "-q"]);
    assert.is((await fedcInside(["init", "mesh", ...clusters, "--action", "acme/fedc@v1"], folder)).status, 0);
    const text = readFileSync(join(folder, ".github/workflows/federation.yaml"), "utf8");
    const { jobs } = parse(text) as { jobs: Record<string, { steps: readonly { uses?: string; with?: object; env?: object }[] }> };
    const used = Object.entries(jobs).map(([name, { steps }]) => [name, steps.find(({ uses }) => uses === "acme/fedc@v1")] as const);
    assert.equal(used, [
      ["preview", { uses: "acme/fedc@v1", with: { file: "mesh/federation.yaml" } }],
      [
        "publish",
        {
          uses: "acme/fedc@v1",
          with: { file: "mesh/federation.yaml", mode: "publish" },
          env: { FEDC_TOKEN: "$" + "{{ secrets.FEDC_TOKEN }}" },
        },
      ],
    ]);
    const refused = await fedcInside(["init", "other", "--action", "acme/fedc@v1\n      - run: x"], folder);
    assert.equal([refused.status, existsSync(join(folder, "other"))], [1, false]);
    assert.match(refused.stderr, /does not name an action/);
  });
});

beginning("with approvals, it writes the workflows that the page about them shows, and one of them comments", async () => {
  await inFolder(async (folder) => {
    execFileSync("git", ["-C", folder, "init", "-q"]);
    const action = "acme/fedc@0123456789abcdef0123456789abcdef01234567";
    const alone = await fedcInside(["init", "mesh", ...clusters, "--approvals"], folder);
    assert.equal([alone.status, readdirSync(folder)], [1, [".git"]]);
    assert.match(alone.stderr, "add `--action OWNER/REPO@COMMIT`");
    const { status, stdout, stderr } = await fedcInside(["init", "mesh", ...clusters, "--action", action, "--approvals"], folder);
    assert.equal([status, stderr], [0, ""]);
    assert.match(stdout, /\n {2}5\. make the GitHub App, the environment and the rules of the branch/);
    const own = (name: string) => readFileSync(join(folder, ".github/workflows", name), "utf8");
    const page = fences(readFileSync(join(root, ".github/docs/approvals.md"), "utf8"), "yml");
    // The page leaves out what every workflow has, and the file, which is the usual one there.
    const bare = (text: string) =>
      parse(text.replaceAll(action, "example/fedc@v0.1.0").replace(/^ +(?:timeout-minutes|file): .*\n/gm, "")) as object;
    for (const [i, name] of ["approvals.yaml", "notice.yaml"].entries()) assert.equal(bare(own(name)), parse(page[i] ?? ""), name);
    const { jobs } = parse(own("federation.yaml"));
    assert.equal(jobs.preview.permissions, { contents: "read" });
    assert.equal(jobs.preview.steps.at(-1).with, { file: "mesh/federation.yaml", comment: false });
    assert.match(own("approvals.yaml"), '          file: "mesh/federation.yaml"\n          require-approval: true\n');
  });
});

beginning("a clone from elsewhere than GitHub gets no workflow of GitHub, and is told why", async () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  for (const [origin, env, made] of [
    ["git@gitlab.com:acme/fleet.git", {}, false],
    ["https://git.example.com/acme/fleet", {}, false],
    ["https://git.example.com/acme/fleet", { GITHUB_SERVER_URL: "https://git.example.com" }, true],
    ["git@github.com:acme/fleet.git", {}, true],
    ["https://github.example.com/acme/fleet.git", {}, true],
  ] as const)
    await inFolder(async (folder) => {
      execFileSync("git", ["-C", folder, "init", "-q"]);
      execFileSync("git", ["-C", folder, "remote", "add", "origin", origin]);
      const { status, stderr } = await fedcInside(["init", ...clusters, "--action", `acme/fedc@${commit}`], folder, env);
      assert.equal([status, existsSync(join(folder, ".github"))], [0, made], origin);
      if (made) assert.is(stderr, "");
      else assert.match(stderr, /no workflow was written: the repository is a clone from `(gitlab\.com|git\.example\.com)`/);
    });
});

beginning("in a clone it finds the repository", async () => {
  await inFolder(async (folder) => {
    const git = (...args: string[]) => execFileSync("git", ["-C", folder, ...args]);
    git("init", "-q");
    git("remote", "add", "origin", "https://someone:secret@git.example.com/acme/fleet.git");
    assert.is((await fedcInside(["init", "teams/mesh", ...clusters], folder)).status, 0);
    const text = readFileSync(join(folder, "teams/mesh/federation.yaml"), "utf8");
    assert.match(text, "      repository: https://git.example.com/acme/fleet\n      path: clusters/shop/federation\n");
    assert.not.match(text, "secret");

    git("remote", "set-url", "origin", "file:///srv/fleet");
    assert.is((await fedcInside(["init", "other", ...clusters], folder)).status, 0);
    assert.match(readFileSync(join(folder, "other/federation.yaml"), "utf8"), "https://github.com/example/shop-gitops");
  });
});

beginning("the schema of an installed fedc is preferred, which an editor needs no network for", async () => {
  await inFolder(async (folder) => {
    mkdirSync(join(folder, "node_modules/fedc/schemas"), { recursive: true });
    writeFileSync(join(folder, "node_modules/fedc/schemas/federation.schema.json"), "{}");
    await fedcInside(["init"], folder);
    assert.match(readFileSync(join(folder, "federation.yaml"), "utf8"), "$schema=./node_modules/fedc/schemas/federation.schema.json\n");
  });
});

beginning("nothing is overwritten, and where something is wrong nothing is written", async () => {
  for (const path of written)
    await inFolder(async (folder) => {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), "mine\n");
      const { status, stdout, stderr } = await fedcInside(["init"], folder);
      assert.equal([status, stdout], [1, ""]);
      assert.match(stderr, `nothing was written: \`${path}\` exists already`);
      assert.is(readFileSync(join(folder, path), "utf8"), "mine\n");
      assert.equal(readdirSync(folder), [path.split("/")[0]]);
    });
  await inFolder(async (folder) => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [["--name", "A_b"], /`A_b`[\s\S]*nothing was written/],
      [["--name", "a\nclusters: {}"], /nothing was written/],
      [["--cluster", "a"], /write `--cluster shop=shop\.example\.com`/],
      [["--cluster", "a=localhost"], /^error\[FED\d+\][\s\S]*nothing was written/],
      [["--cluster", "a=a.example.com", "--cluster", "a=b.example.com"], /`a` is written twice[\s\S]*nothing was written/],
    ];
    for (const [args, expected] of wrong) {
      const { status, stderr } = await fedcInside(["init", ...args], folder);
      assert.is(status, 1, args.join(" "));
      assert.match(stderr, expected);
    }
    assert.equal(readdirSync(folder), []);
  });
});

beginning.after(() => openssl.remove());

beginning("a clone from GitLab gets a pipeline, whose scripts a shell and a YAML reader understand", async () => {
  for (const [origin, args] of [
    ["git@gitlab.com:group/mesh/federation.git", []],
    ["https://gitlab.example.com/group/federation.git", []],
    [undefined, ["--gitlab"]],
  ] as const)
    await inFolder(async (folder) => {
      execFileSync("git", ["init", "--quiet", folder]);
      if (origin !== undefined) execFileSync("git", ["-C", folder, "remote", "add", "origin", origin]);
      const { status, stdout, stderr } = await fedcInside(["init", "our mesh", ...args], folder);
      assert.equal([status, stderr], [0, ""]);
      assert.match(stdout, "  .gitlab-ci.yml\n");
      assert.match(stdout, "FEDC_COMMENT_TOKEN");
      const text = readFileSync(join(folder, ".gitlab-ci.yml"), "utf8");
      assert.not.match(text, /\bnpx\b/, "npx would install a name that anybody may take");
      const { default: _default, stages, ...jobs } = parse(text) as Record<string, { script: string[]; stage: string }>;
      assert.equal(stages, ["check", "publish"]);
      for (const { script } of Object.values(jobs)) execFileSync("bash", ["-n"], { input: script.join("\n") });
      assert.equal(jobs.publish?.script[1], "fedc publish 'our mesh/federation.yaml'");
    });
  const both = await fedcInside(["init", "--gitlab", "--action", `org/fedc@${"a".repeat(40)}`], root);
  assert.match(both.stderr, "`--gitlab` writes a pipeline for GitLab");
});

beginning("the pipeline's comment is written once, changed afterwards, and never somebody else's", async () => {
  const notes = [{ id: 1, author: { id: 9 }, body: "<!-- fedc diff -->\nsomebody else's" }];
  const writes: string[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    const { body = "" } = text === "" ? {} : JSON.parse(text);
    if (request.method !== "GET") writes.push(`${request.method} ${request.url}`);
    if (request.method === "POST") notes.push({ id: notes.length + 1, author: { id: 7 }, body });
    const note = notes.find(({ id }) => request.url?.endsWith(`/notes/${id}`));
    if (note) note.body = body;
    const answer = request.url === "/user" ? { id: 7 } : request.method === "GET" ? notes : {};
    response.writeHead(request.headers.authorization === "Bearer t" ? 200 : 401).end(JSON.stringify(answer));
  });
  await new Promise<void>((done) => server.listen(0, "localhost", done));
  const folder = temporaryFolder();
  assert.is((await fedcInside(["init", "--gitlab"], folder)).status, 0);
  const { check } = parse(readFileSync(join(folder, ".gitlab-ci.yml"), "utf8")) as { check: { script: string[] } };
  const api = `http://localhost:${(server.address() as AddressInfo).port}`;
  const variables = { CI_API_V4_URL: api, CI_PROJECT_ID: "5", CI_MERGE_REQUEST_IID: "3", FEDC_COMMENT_TOKEN: "t" };
  for (const version of ["first", "second"]) {
    writeFileSync(join(folder, "fedc-diff.md"), `<!-- fedc diff -->\n${version}\n`);
    const env = { PATH: process.env.PATH, ...variables };
    const shell = spawn("bash", ["-euo", "pipefail", "-c", check.script.at(-1) ?? ""], { cwd: folder, env });
    assert.is(await new Promise((done) => shell.on("close", done)), 0);
  }
  server.close();
  assert.equal(writes, ["POST /projects/5/merge_requests/3/notes", "PUT /projects/5/merge_requests/3/notes/2"]);
  assert.equal(
    notes.map(({ body }) => body),
    ["<!-- fedc diff -->\nsomebody else's", "<!-- fedc diff -->\nsecond\n"],
  );
});

beginning.run();
