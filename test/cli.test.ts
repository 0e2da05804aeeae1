import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { example, fedc, inFolder, root } from "./support/fedc.ts";

const cli = suite("the command line");
const commands =
  "init,import,expose,consume,retract,rename service,rename cluster,check,inventory,build,diff,verify,access,why,graph,publish,trust inspect,trust plan,trust dev,explain,completion".split(
    ",",
  );
/** The example, with the one thing set that it is warned of, and without the subset that takes the place of the user's rules. */
const exampleText = readFileSync(example, "utf8")
  .replace("    hostname: c2.example.com\n", "    hostname: c2.example.com\n    istio: { pathNormalization: DECODE_AND_MERGE_SLASHES }\n")
  .replace("local: { subset: { version: v2 } }, weight", "local: {}, weight");

interface Document {
  readonly version: number;
  readonly command?: string;
  readonly ok: boolean;
  readonly findings: readonly { code: string; severity: string; file?: string; line?: number; column?: number; message: string }[];
  readonly error?: { message: string; help?: string };
  readonly [field: string]: unknown;
}

function document(stdout: string): Document {
  assert.is(stdout.trimEnd().split("\n").length, 1, "one document on one line");
  const parsed = JSON.parse(stdout) as Document;
  assert.is(parsed.version, 1);
  return parsed;
}

cli("--version is what package.json says", () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  assert.equal(fedc(["--version"]), { status: 0, stdout: `${version}\n`, stderr: "" });
  assert.is(document(fedc(["--version", "--json"]).stdout).fedc, version);
});

cli("help is an answer, fits 80 columns, and is the same however it is asked for", () => {
  const overview = fedc(["--help"]);
  assert.equal([overview.status, overview.stderr], [0, ""]);
  assert.equal(fedc(["help"]), overview);
  assert.equal(fedc(["-h"]), overview);
  for (const command of commands) {
    assert.match(overview.stdout, new RegExp(`^ {2}${command} `, "m"));
    const words = command.split(" ");
    const page = fedc(["help", ...words]);
    assert.equal([page.status, page.stderr], [0, ""]);
    assert.equal(fedc([...words, "--help"]), page);
    assert.equal(fedc([...words, "-h"]), page);
    for (const part of ["Usage", "Options", "--json", "Examples", "Exit status"]) assert.match(page.stdout, part);
    assert.equal(
      `${overview.stdout}${page.stdout}`.split("\n").filter((line) => line.length > 80),
      [],
    );
  }
});

cli("what is not understood is said, with the closest that is", () => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /no command is given/],
    [["biuld"], /no command `biuld`[\s\S]*did you mean `build`\?/],
    [["help", "chekc"], /no command `chekc`[\s\S]*did you mean `check`\?/],
    [["--verbose"], /no option `--verbose`/],
    [["build", "--clutser", "a"], /no option `--clutser`[\s\S]*did you mean `--cluster`\?[\s\S]*fedc help build/],
    [["build", "-x"], /no option `-x`/],
    [["build", "--constructor"], /no option `--constructor`/],
    [["build", "--out"], /`--out` needs a value: `--out DIR`/],
    [["build", "--cluster", "--out", "x"], /`--cluster` needs a value/],
    [["build", "--out=a", "--out=b"], /`--out` is given twice/],
    [["check", "--json=yes"], /`--json` takes no value/],
    [["check", "a.yaml", "b.yaml"], /takes one FILE, not also `b.yaml`/],
    [["check", "--max-bytes", "lots"], /`--max-bytes lots` is not a number of bytes/],
    [["explain", "FED0"], /there is no finding `FED0`/],
  ];
  for (const [args, expected] of wrong) {
    const { status, stdout, stderr } = fedc(args);
    assert.is(status, 1, args.join(" "));
    assert.match(stderr, expected);
    assert.not.match(stderr, /\n\s+at /);
    if (args.length > 0) assert.is(stdout, "");
    const reported = document(fedc([...args, "--json"]).stdout);
    assert.is(reported.ok, false);
    assert.ok(reported.error?.message);
  }
});

cli("check says what is fine, and that it is", () => {
  const { status, stdout, stderr } = fedc(["check", "-"], { input: exampleText });
  assert.equal([status, stderr], [0, ""]);
  assert.match(stdout, /is fine: 2 clusters, 2 services/);
  const reported = document(fedc(["check", "-", "--json"], { input: exampleText }).stdout);
  assert.equal([reported.command, reported.ok, reported.findings], ["check", true, []]);
});

cli("the example gives one warning and one note, which fail nothing", () => {
  const { status, stdout, stderr } = fedc(["check", example]);
  assert.is(status, 0);
  assert.match(stdout, /federation\.example\.yaml is fine/);
  assert.match(stderr, /^warning\[FED346\]: [\s\S]*note\[FED428\]: [\s\S]*1 warning, 1 note in /);
});

cli("wrong input is shown with its place, fails, and writes nothing", () => {
  inFolder((folder) => {
    writeFileSync(join(folder, "federation.yaml"), exampleText.replace("root: example-ca", "root: exmaple-ca"));
    const line = exampleText.slice(0, exampleText.indexOf("root: example-ca")).split("\n").length;
    const checked = fedc(["check"], { cwd: folder });
    assert.equal([checked.status, checked.stdout], [1, ""]);
    assert.match(checked.stderr, /^error\[FED\d+\]: /);
    assert.match(checked.stderr, `--> federation.yaml:${line}:15`);
    assert.match(checked.stderr, /1 error in federation\.yaml; `fedc explain FED\d+` tells more\n$/);
    const built = fedc(["build"], { cwd: folder });
    assert.equal(built, checked);
    const reported = document(fedc(["build", "--json"], { cwd: folder }).stdout);
    assert.equal([reported.command, reported.ok, reported.findings.length, reported.findings[0]?.line], ["build", false, 1, line]);
    assert.equal(readdirSync(folder), ["federation.yaml"]);
  });
});

cli("build writes every overlay, says what is in it, and then that nothing changed", () => {
  inFolder((folder) => {
    writeFileSync(join(folder, "federation.yaml"), exampleText);
    const first = fedc(["build"], { cwd: folder });
    assert.equal([first.status, first.stderr], [0, ""]);
    assert.match(first.stdout, /^cluster1: \d+ objects in \d+ files, \d+ added\n/);
    assert.match(first.stdout, /^cluster2: /m);
    assert.match(first.stdout, /out: 2 overlays, \d+ added\nnext: /);
    assert.equal(
      first.stdout.split("\n").filter((line) => line.length > 80),
      [],
    );
    assert.equal(readdirSync(join(folder, "out")), ["cluster1", "cluster2"]);
    assert.match(fedc(["build"], { cwd: folder }).stdout, /nothing changed: out is up to date \(2 overlays\)\n$/);
    const reported = document(fedc(["build", "--json"], { cwd: folder }).stdout);
    const [cluster] = reported.clusters as readonly { name: string; files: Record<string, string> }[];
    assert.equal([reported.ok, cluster?.name, cluster?.files["generated/kustomization.yaml"]], [true, "cluster1", "unchanged"]);
  });
});

cli("--cluster and --out choose what is written and where", () => {
  inFolder((folder) => {
    assert.is(fedc(["build", example, "--out", "some/where", "--cluster", "cluster2"], { cwd: folder }).status, 0);
    assert.equal(readdirSync(join(folder, "some/where")), ["cluster2"]);
    const wrong = fedc(["build", example, "--out", "there", "--cluster", "cluster3"], { cwd: folder });
    assert.is(wrong.status, 1);
    assert.match(wrong.stderr, /no cluster `cluster3`[\s\S]*did you mean/);
    assert.equal(readdirSync(folder), ["some"]);
  });
});

cli("what fedc would have to overwrite is refused, with the way out", () => {
  inFolder((folder) => {
    fedc(["build", example], { cwd: folder });
    writeFileSync(join(folder, "out/cluster1/generated/kustomization.yaml"), "mine\n");
    const { status, stdout, stderr } = fedc(["build", example], { cwd: folder });
    assert.equal([status, stdout], [1, ""]);
    assert.match(stderr, /nothing was written\n {2}- `out\/cluster1\/generated\/kustomization\.yaml`[\s\S]*help: /);
    const reported = document(fedc(["build", example, "--json"], { cwd: folder }).stdout);
    assert.is((reported.error as unknown as { reasons: unknown[] }).reasons.length, 1);
  });
});

cli("standard input is a file too", () => {
  assert.is(fedc(["check", "-"], { input: exampleText }).status, 0);
  assert.match(fedc(["check", "-"], { input: "nothing: here\n" }).stderr, "standard input:1:1");
});

cli("what cannot be read is said in a sentence", () => {
  inFolder((folder) => {
    assert.match(
      fedc(["check"], { cwd: folder }).stderr,
      /cannot read `federation\.yaml`: there is no such file\n.*`fedc init` writes one/,
    );
    assert.match(fedc(["check", "."], { cwd: folder }).stderr, /cannot read `\.`: it is a folder\n.*name the federation\.yaml/);
    const latin1 = Buffer.from("a: 1\nb: \xe4\n", "latin1");
    assert.match(fedc(["check", "-"], { input: latin1 }).stderr, /the byte 0xE4 \(`ä` in Latin-1\)\n --> standard input:2:4\n/);
    assert.is(fedc(["check", example, "--max-bytes", "100"]).status, 1);
    assert.match(fedc(["check", "\u001b[2J.yaml"]).stderr, "\\x1b[2J.yaml");
  });
});

cli("roots are read from the file's folder and from nowhere else", () => {
  inFolder((folder) => {
    const pem = /-----BEGIN[\s\S]*END CERTIFICATE-----\n/.exec(exampleText)?.[0].replace(/^ +/gm, "") ?? "";
    const withFile = (file: string) => exampleText.replace(/pem: \|\n[\s\S]*END CERTIFICATE-----\n/, `file: ${file}\n`);
    mkdirSync(join(folder, "teams/trust"), { recursive: true });
    writeFileSync(join(folder, "teams/trust/ca.pem"), pem);
    writeFileSync(join(folder, "outside.pem"), pem);
    symlinkSync("../../outside.pem", join(folder, "teams/trust/link.pem"));
    const checked = (file: string) => {
      writeFileSync(join(folder, "teams/federation.yaml"), withFile(file));
      return fedc(["check", "teams/federation.yaml"], { cwd: folder });
    };
    assert.is(checked("trust/ca.pem").status, 0);
    for (const file of ["../outside.pem", join(folder, "outside.pem"), "trust/link.pem", "trust", "trust/none.pem", "/dev/zero"]) {
      const { status, stderr } = checked(file);
      assert.is(status, 1, file);
      assert.match(stderr, /^error\[FED\d+\][\s\S]*federation\.yaml:\d+/);
    }
  });
});

cli("SOURCE_DATE_EPOCH is the time that certificates are held against, and changes no byte", () => {
  assert.is(fedc(["check", example], { env: { SOURCE_DATE_EPOCH: "1795305600" } }).status, 0);
  assert.match(fedc(["check", example], { env: { SOURCE_DATE_EPOCH: "7258118400" } }).stderr, /^error\[FED\d+\]: .*expired/);
  assert.match(fedc(["check", example], { env: { SOURCE_DATE_EPOCH: "today" } }).stderr, "`SOURCE_DATE_EPOCH` is not a time");
});

cli("explain knows every code", () => {
  const { codes } = document(fedc(["explain", "--json"]).stdout) as unknown as {
    codes: readonly { code: string; finds: string; why: string }[];
  };
  const list = fedc(["explain"]).stdout;
  for (const { code } of codes) {
    assert.match(list, code);
  }
  const [first] = codes;
  const page = fedc(["explain", first?.code.toLowerCase() ?? ""]);
  assert.is(page.status, 0);
  assert.match(page.stdout, first?.finds ?? "?");
  assert.match(page.stdout, `Why it matters\n\n${first?.why}`);
});

cli("a reader who stops early is no failure", () => {
  const { stdout, stderr } = spawnSync(
    "bash",
    ["-c", `"${process.execPath}" dist/cli/main.js explain --json | true; echo "\${PIPESTATUS[0]}"`],
    { cwd: root, encoding: "utf8" },
  );
  assert.equal([stdout, stderr], ["0\n", ""]);
});

cli("a bug of ours is called one, without a stack unless it is asked for", () => {
  inFolder((folder) => {
    cpSync(join(root, "dist"), join(folder, "dist"), { recursive: true });
    writeFileSync(join(folder, "package.json"), '{"type":"module"');
    const program = join(folder, "dist/cli/main.js");
    const quiet = fedc(["--version"], { program });
    assert.equal([quiet.status, quiet.stdout], [1, ""]);
    assert.match(quiet.stderr, /^error: this is a bug in fedc: [\s\S]*FEDC_DEBUG=1/);
    assert.not.match(quiet.stderr, /\n\s+at /);
    assert.match(fedc(["--version"], { program, env: { FEDC_DEBUG: "1" } }).stderr, /\n\s+at /);
    assert.is(document(fedc(["--version", "--json"], { program }).stdout).ok, false);
  });
});

cli.run();
