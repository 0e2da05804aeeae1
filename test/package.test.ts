import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { example, fedc, inFolder, root } from "./support/fedc.ts";

const published = suite("the package");

/** Packs what `npm run build` made and installs it, without a network, as a user would. */
function withInstalled(work: (folder: string, tarball: string) => void): void {
  inFolder((folder) => {
    const npm = (cwd: string, ...args: string[]) => execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    const [{ filename } = { filename: "" }] = JSON.parse(npm(root, "pack", "--ignore-scripts", "--json", "--pack-destination", folder)) as {
      filename: string;
    }[];
    mkdirSync(join(folder, "user"));
    writeFileSync(join(folder, "user/package.json"), '{"private":true}');
    npm(join(folder, "user"), "install", "--offline", "--no-audit", "--no-fund", "--cache", join(folder, "cache"), `../${filename}`);
    work(join(folder, "user"), join(folder, filename));
  });
}

published("it installs offline, needs nothing else, and builds the same bytes as the sources do", () => {
  withInstalled((folder, tarball) => {
    assert.equal(
      readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith(".")),
      ["fedc"],
    );
    assert.ok(statSync(tarball).size < 1_000_000, `${statSync(tarball).size} bytes`);
    const files = readdirSync(join(folder, "node_modules/fedc"), { recursive: true, encoding: "utf8" });
    assert.equal(
      files.filter((name) => /\.(ts|hbs|map)$|^(compiler|test|\.)/.test(name)),
      [],
    );
    for (const name of ["LICENSE", "README.md", "dist/THIRD-PARTY-LICENSES.txt"]) assert.ok(files.includes(name), name);

    const installed = execFileSync(join(folder, "node_modules/.bin/fedc"), ["build", example, "--out", "installed"], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.match(installed, "installed: 2 overlays");
    const source = ["--import", "tsx", join(root, "compiler/cli/main.ts"), "build", example, "--out", join(folder, "sources")];
    execFileSync(process.execPath, source, { cwd: root });
    assert.equal(tree(join(folder, "installed")), tree(join(folder, "sources")));
  });
});

published("no library is loaded for help and version, and none is missing from the licences", () => {
  const main = readFileSync(join(root, "dist/cli/main.js"), "utf8");
  assert.match(main, /^#!\/usr\/bin\/env node\n/);
  assert.ok((statSync(join(root, "dist/cli/main.js")).mode & 0o111) === 0o111);
  assert.not.match(main, "Handlebars");
  assert.ok(main.length < 60_000, `${main.length} characters`);
  const licences = readFileSync(join(root, "dist/THIRD-PARTY-LICENSES.txt"), "utf8");
  for (const name of ["node-forge", "yaml"]) assert.match(licences, new RegExp(`^${name} \\d`, "m"));
  assert.not.match(licences, /^(esbuild|typescript|uvu|tsx) \d/m);
});

published("the library for regular expressions is loaded only where a file has one", () => {
  inFolder((folder) => {
    for (const name of ["dist", "package.json"]) cpSync(join(root, name), join(folder, name), { recursive: true });
    rmSync(join(folder, "dist/cli/re2js.cjs"));
    for (const name of readdirSync(join(folder, "dist/cli")))
      assert.not.match(readFileSync(join(folder, "dist/cli", name), "utf8"), "RE2JSSyntaxException extends", name);
    const check = (file: string) => spawnSync(process.execPath, [join(folder, "dist/cli/main.js"), "check", file], { encoding: "utf8" });
    assert.is(check(example).status, 0);
    const built = spawnSync(process.execPath, [join(folder, "dist/cli/main.js"), "build", example, "--out", "out"], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.is(built.status, 0, built.stderr);
    assert.match(check(join(root, "test/samples/build/mosaic/federation.yaml")).stderr, "re2js.cjs");
  });
});

published("the YAML library is loaded only where fedc's own reader gives up", () => {
  inFolder((folder) => {
    for (const name of ["dist", "package.json"]) cpSync(join(root, name), join(folder, name), { recursive: true });
    rmSync(join(folder, "dist/cli/yaml.cjs"));
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [join(folder, "dist/cli/main.js"), ...args], { cwd: folder, encoding: "utf8" });
    assert.is(run("build", example, "--out", "out").status, 0);
    assert.is(run("verify", example, "--out", "out").status, 0);
    writeFileSync(join(folder, "odd.yaml"), readFileSync(example, "utf8").replace("kind: Federation", 'kind: "\\x46ederation"'));
    assert.match(run("check", "odd.yaml").stderr, "yaml.cjs");
  });
});

published("the bundle compiles neither schema nor templates when it starts", () => {
  const code = readdirSync(join(root, "dist/cli")).map((name) => readFileSync(join(root, "dist/cli", name), "utf8"));
  assert.not.match(code.join(""), /new Function\(/);
  assert.is(fedc(["check", example]).status, 0);
});

function tree(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(files.sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

published.run();
