import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { commands } from "../compiler/cli/commands.ts";
import { commonOptions } from "../compiler/cli/options.ts";
import { example, fedc, inFolder, root } from "./support/fedc.ts";

const completing = suite("completion");
const program = `${process.execPath} ${join(root, "dist/cli/main.js")}`;

/** What a real shell offers, in a folder with the example and a folder `teams`, for each line: words, the last one being typed. */
type Asked = (lines: readonly (readonly string[])[]) => readonly (readonly string[])[];

function inShell(shell: string, script: string, lines: readonly (readonly string[])[]): readonly (readonly string[])[] {
  let offered: readonly (readonly string[])[] = [];
  inFolder((folder) => {
    mkdirSync(join(folder, "teams"));
    writeFileSync(join(folder, "federation.yaml"), readFileSync(example));
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin/fedc"), `#!/bin/sh\nexec ${program} "$@"\n`, { mode: 0o755 });
    writeFileSync(join(folder, "bin/script"), fedc(["completion", shell]).stdout);
    const { PATH = "" } = process.env;
    const { stdout, stderr, status } = spawnSync(shell, ["-c", script], {
      cwd: folder,
      env: { PATH: `${join(folder, "bin")}:${PATH}`, HOME: folder, TERM: "dumb" },
      encoding: "utf8",
    });
    assert.equal([status, stderr], [0, ""]);
    const answers = stdout.split(/^end\n/m).slice(0, -1);
    assert.is(answers.length, lines.length, stdout);
    offered = answers.map((answer) =>
      [
        ...new Set(
          answer
            .split("\n")
            .filter(Boolean)
            .map((line) => line.split("\t")[0] ?? ""),
        ),
      ].sort(),
    );
  });
  return offered;
}

const shells: Readonly<Record<string, Asked>> = {
  bash: (lines) =>
    inShell(
      "bash",
      `source bin/script\n${lines
        .map(
          (words) =>
            `COMP_WORDS=(${words.map(quoted).join(" ")}); COMP_CWORD=${words.length - 1}; _fedc; printf '%s\\n' "\${COMPREPLY[@]}"; echo end`,
        )
        .join("\n")}`,
      lines,
    ),
  fish: (lines) =>
    inShell("fish", `source bin/script\n${lines.map((words) => `complete -C ${quoted(words.join(" "))}; echo end`).join("\n")}`, lines),
  // What zsh's own functions would offer is printed: its line editor needs a terminal.
  zsh: (lines) =>
    inShell(
      "zsh",
      `compdef() { : }
compset() { PREFIX=\${PREFIX#*=} }
compadd() { shift; for one in "$@"; do [[ $one == \${PREFIX}* ]] && print -r -- $one; done; true }
_describe() { [[ $1 == -o ]] && shift; local -a all; all=("\${(@P)2}"); compadd -- "\${(@)all%%:*}" }
_files() { if [[ $1 == -/ ]]; then compadd -- *(/); else compadd -- *; fi }
source bin/script
${lines.map((words) => `words=(${words.map(quoted).join(" ")}); CURRENT=${words.length}; PREFIX=\${words[CURRENT]}; _fedc; print end`).join("\n")}`,
      lines,
    ),
};

const first = [...new Set(commands.map(({ name }) => name.split(" ")[0] ?? "")), "help"].sort();
const cases: readonly (readonly [line: string, expected: readonly string[]])[] = [
  ["fedc che", ["check"]],
  ["fedc trust ", ["dev", "inspect", "plan"]],
  ["fedc trust pl", ["plan"]],
  ["fedc help ", first],
  ["fedc help trust in", ["inspect"]],
  ["fedc help check ", []],
  ["fedc build --o", ["--out"]],
  ["fedc trust plan --a", ["--allow-outage"]],
  ["fedc trust plan --base ", []],
  ["fedc build --cluster ", ["cluster1", "cluster2"]],
  ["fedc build --out x --cluster cluster2 --cluster cluster1", ["cluster1"]],
  ["fedc expose ", ["ratings", "reviews"]],
  ["fedc expose rev", ["reviews"]],
  ["fedc consume details --protocol ", ["grpc", "http", "http2", "tcp"]],
  ["fedc explain FED10", ["FED101", "FED102", "FED103", "FED104", "FED105", "FED106", "FED107", "FED108", "FED109"]],
  ["fedc completion ", ["bash", "fish", "zsh"]],
  ["fedc check fed", ["federation.yaml"]],
  ["fedc expose reviews --file fed", ["federation.yaml"]],
  ["fedc init --cluster ", []],
  ["fedc why ", ["cluster1", "cluster2"]],
  ["fedc why cluster1 ", ["ratings", "reviews"]],
  ["fedc why --file federation.yaml cluster1 r", ["ratings", "reviews"]],
  ["fedc why cluster1 reviews ", []],
  ["fedc access --from cluster1 --to ", ["cluster1", "cluster2", "ratings", "reviews"]],
  ["fedc access --from ", ["cluster1", "cluster2"]],
  ["fedc graph --service re", ["reviews"]],
  ["fedc graph --format ", ["dot", "html", "mermaid", "svg"]],
  ["fedc expose reviews --to ", ["cluster1", "cluster2"]],
  ["fedc consume reviews --cluster ", ["cluster1", "cluster2"]],
];

for (const [shell, ask] of Object.entries(shells)) {
  // bash is everywhere that the tests run; the others are asked where they are.
  if (shell !== "bash" && spawnSync(shell, ["--version"]).status !== 0) continue;
  completing(`${shell} offers commands, options, values, files and names`, () => {
    const offered = ask(cases.map(([line]) => line.split(" ")));
    assert.equal(
      cases.map(([line], index) => [line, offered[index]]),
      cases.map(([line, expected]) => [line, expected]),
    );
  });

  completing(`${shell} offers every option of every command, and folders where one is wanted`, () => {
    const asked = commands.map(({ name }) => `fedc ${name} --`);
    const offered = ask([...asked, "fedc build --out te"].map((line) => line.split(" ")));
    assert.equal(
      commands.map(({ name }, index) => [name, offered[index]]),
      commands.map(({ name, options }) => [
        name,
        Object.keys({ ...options, ...commonOptions })
          .map((option) => `--${option}`)
          .sort(),
      ]),
    );
    assert.match(offered.at(-1)?.join(" ") ?? "", /^teams\/?$/);
  });
}

completing("zsh and fish complete what stands behind `=`", () => {
  const lines = ["fedc build --cluster=", "fedc build --cluster=cluster2", "fedc access --from=cluster1 --to=r", "fedc build --out=te"];
  const expected = [["cluster1", "cluster2"], ["cluster2"], ["ratings", "reviews"], ["teams"]];
  for (const shell of ["zsh", "fish"]) {
    if (spawnSync(shell, ["--version"]).status !== 0) continue;
    const offered = shells[shell]?.(lines.map((line) => line.split(" "))) ?? [];
    // fish offers the whole word, zsh what comes behind.
    assert.equal(
      offered.map((words) => words.map((word) => word.replace(/^--\w+=/, "").replace(/\/$/, ""))),
      expected,
      shell,
    );
  }
});

completing("bash takes `--out=` apart", () => {
  assert.equal(
    shells.bash?.([
      ["fedc", "build", "--cluster", "=", "cluster"],
      ["fedc", "build", "--cluster", "="],
    ]),
    [
      ["cluster1", "cluster2"],
      ["cluster1", "cluster2"],
    ],
  );
});

completing("names that could mean something to a shell are not offered, and no file is no error", () => {
  inFolder((folder) => {
    const names = (...words: string[]) => fedc(["__complete", ...words, ""], { cwd: folder });
    assert.equal(names("build", "--cluster"), { status: 0, stdout: "", stderr: "" });
    writeFileSync(join(folder, "federation.yaml"), 'clusters: { a: {}, "$(touch x)": {}, "b c": {} }\ngroups: { all: [a] }\nservices: 1\n');
    assert.equal(names("build", "--cluster").stdout, "a\nall\n");
    assert.equal(names("consume", "x", "--cluster").stdout, "a\nall\n");
    writeFileSync(join(folder, "federation.yaml"), "clusters: { a: [\n");
    assert.equal(names("access", "--to"), { status: 0, stdout: "", stderr: "" });
    assert.equal(names("graph", "--json", "--service").stdout, "");
  });
  assert.match(fedc(["completion", "tcsh"]).stderr, /no completion for `tcsh`/);
  assert.match(fedc(["completion"]).stderr, /`fedc completion` needs `bash\|zsh\|fish`/);
});

function quoted(word: string): string {
  return `'${word}'`;
}

completing.run();
