import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import { schemaAddress } from "../compiler/commands/init/run.ts";
import { fedc, inFolder, root } from "./support/fedc.ts";
import { fences } from "./support/markdown.ts";
import { Openssl } from "./support/openssl.ts";

const beginning = suite("init");
const openssl = new Openssl();
const clusters = ["--cluster", "shop=shop.example.com", "--cluster", "warehouse=warehouse.example.com"];
const written = ["federation.yaml", "trust/README.md"];

beginning("what it writes is right as it is, and runs nothing by a name that anybody may take", () => {
  inFolder((folder) => {
    const { status, stdout, stderr } = fedc(["init", "Our Retail"], { cwd: folder });
    assert.equal([status, stderr], [0, ""]);
    assert.match(stdout, /^written:\n[\s\S]*\nnext:\n {2}1\. /);
    assert.match(stdout, "\n  3. cd 'Our Retail'\n     fedc expose ");
    assert.equal(
      stdout.split("\n").filter((line) => line.length > 80),
      [],
    );
    const made = join(folder, "Our Retail");
    for (const path of written) assert.ok(existsSync(join(made, path)), path);
    const checked = fedc(["check", "--json"], { cwd: made });
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

beginning("from nothing to overlays by what it says is next", () => {
  inFolder((folder) => {
    const { stdout } = fedc(["init", ...clusters], { cwd: folder });
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
    for (const line of lines) assert.is(fedc(line, { cwd: folder }).status, 0);
    assert.not.match(readFileSync(join(folder, "federation.yaml"), "utf8"), "awaits: ");
    assert.match(fedc(["check"], { cwd: folder }).stdout, "is fine: 2 clusters, 1 service, 1 grant");
    assert.is(fedc(["build"], { cwd: folder }).status, 0);
    assert.equal(readdirSync(join(folder, "out")), ["shop", "warehouse"]);
  });
});

beginning("with an Action, pull requests are previewed and what is merged is published", () => {
  inFolder((folder) => {
    execFileSync("git", ["-C", folder, "init", "-q"]);
    assert.is(fedc(["init", "mesh", ...clusters, "--action", "acme/fedc@v1"], { cwd: folder }).status, 0);
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
    const refused = fedc(["init", "other", "--action", "acme/fedc@v1\n      - run: x"], { cwd: folder });
    assert.equal([refused.status, existsSync(join(folder, "other"))], [1, false]);
    assert.match(refused.stderr, /does not name an action/);
  });
});

beginning("with approvals, it writes the workflows that the page about them shows, and one of them comments", () => {
  inFolder((folder) => {
    execFileSync("git", ["-C", folder, "init", "-q"]);
    const action = "acme/fedc@0123456789abcdef0123456789abcdef01234567";
    const alone = fedc(["init", "mesh", ...clusters, "--approvals"], { cwd: folder });
    assert.equal([alone.status, readdirSync(folder)], [1, [".git"]]);
    assert.match(alone.stderr, "add `--action OWNER/REPO@COMMIT`");
    const { status, stdout, stderr } = fedc(["init", "mesh", ...clusters, "--action", action, "--approvals"], { cwd: folder });
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

beginning("a clone from elsewhere than GitHub gets no workflow of GitHub, and is told why", () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  for (const [origin, env, made] of [
    ["git@gitlab.com:acme/fleet.git", {}, false],
    ["https://git.example.com/acme/fleet", {}, false],
    ["https://git.example.com/acme/fleet", { GITHUB_SERVER_URL: "https://git.example.com" }, true],
    ["git@github.com:acme/fleet.git", {}, true],
    ["https://github.example.com/acme/fleet.git", {}, true],
  ] as const)
    inFolder((folder) => {
      execFileSync("git", ["-C", folder, "init", "-q"]);
      execFileSync("git", ["-C", folder, "remote", "add", "origin", origin]);
      const { status, stderr } = fedc(["init", ...clusters, "--action", `acme/fedc@${commit}`], { cwd: folder, env });
      assert.equal([status, existsSync(join(folder, ".github"))], [0, made], origin);
      if (made) assert.is(stderr, "");
      else assert.match(stderr, /no workflow was written: the repository is a clone from `(gitlab\.com|git\.example\.com)`/);
    });
});

beginning("in a clone it finds the repository", () => {
  inFolder((folder) => {
    const git = (...args: string[]) => execFileSync("git", ["-C", folder, ...args]);
    git("init", "-q");
    git("remote", "add", "origin", "https://someone:secret@git.example.com/acme/fleet.git");
    assert.is(fedc(["init", "teams/mesh", ...clusters], { cwd: folder }).status, 0);
    const text = readFileSync(join(folder, "teams/mesh/federation.yaml"), "utf8");
    assert.match(text, "      repository: https://git.example.com/acme/fleet\n      path: clusters/shop/federation\n");
    assert.not.match(text, "secret");

    git("remote", "set-url", "origin", "file:///srv/fleet");
    assert.is(fedc(["init", "other", ...clusters], { cwd: folder }).status, 0);
    assert.match(readFileSync(join(folder, "other/federation.yaml"), "utf8"), "https://github.com/example/shop-gitops");
  });
});

beginning("the schema of an installed fedc is preferred, which an editor needs no network for", () => {
  inFolder((folder) => {
    mkdirSync(join(folder, "node_modules/fedc/schemas"), { recursive: true });
    writeFileSync(join(folder, "node_modules/fedc/schemas/federation.schema.json"), "{}");
    fedc(["init"], { cwd: folder });
    assert.match(readFileSync(join(folder, "federation.yaml"), "utf8"), "$schema=./node_modules/fedc/schemas/federation.schema.json\n");
  });
});

beginning("nothing is overwritten, and where something is wrong nothing is written", () => {
  for (const path of written)
    inFolder((folder) => {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), "mine\n");
      const { status, stdout, stderr } = fedc(["init"], { cwd: folder });
      assert.equal([status, stdout], [1, ""]);
      assert.match(stderr, `nothing was written: \`${path}\` exists already`);
      assert.is(readFileSync(join(folder, path), "utf8"), "mine\n");
      assert.equal(readdirSync(folder), [path.split("/")[0]]);
    });
  inFolder((folder) => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [["--name", "A_b"], /`A_b`[\s\S]*nothing was written/],
      [["--name", "a\nclusters: {}"], /nothing was written/],
      [["--cluster", "a"], /write `--cluster shop=shop\.example\.com`/],
      [["--cluster", "a=localhost"], /^error\[FED\d+\][\s\S]*nothing was written/],
      [["--cluster", "a=a.example.com", "--cluster", "a=b.example.com"], /`a` is written twice[\s\S]*nothing was written/],
    ];
    for (const [args, expected] of wrong) {
      const { status, stderr } = fedc(["init", ...args], { cwd: folder });
      assert.is(status, 1, args.join(" "));
      assert.match(stderr, expected);
    }
    assert.equal(readdirSync(folder), []);
  });
});

beginning.after(() => openssl.remove());

beginning.run();
