/** Runs every test file in a process of its own, two at a time, and ends with the line `N passed, N failed`. Names on the command line choose files. */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { compiledTests } from "./compiled-tests.ts";
import { root } from "./fedc.ts";

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
}

/** Those that take longest: they go first, so that both workers end at about the same time. */
const longest = [
  "verify-every-grant",
  "publish-kept",
  "publish-killed",
  "action-approvals",
  "verify-random",
  "verify-mutations",
  "publish-others",
  "action",
  "publish-guards",
  "waves-reach",
  "waves-random",
];
/** It compiles fedc itself, which a compiled program does with other results: it runs from its source. */
const fromSource = "action-bundle.test.ts";
/** As `fedc` itself (compiler/cli/main.ts): a test file runs for seconds, and takes up to half as long if V8 optimizes only what is called often. */
const options = ["--enable-source-maps", ...(process.versions.v8.startsWith("11.") ? ["--interrupt-budget=1000000"] : [])];
const folder = join(root, "test");
const wanted = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".test.ts") && (wanted.length === 0 || wanted.some((part) => name.includes(part))))
  .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));

const totals = { passed: 0, failed: 0 };
const modules = await compiledTests(files.map((file) => join(folder, file)));
const queue = files.entries();
await Promise.all([work(), work()]);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
if (totals.failed > 0 || totals.passed === 0) process.exitCode = 1;

async function work(): Promise<void> {
  for (const [index, file] of queue) {
    const started = performance.now();
    const { passed, failed, output } = await runFile(
      file === fromSource ? ["--import", "tsx", join(folder, file)] : [...options, modules[index] ?? ""],
    );
    totals.passed += passed;
    totals.failed += failed;
    console.log(
      `${failed === 0 ? "ok  " : "FAIL"} ${file}: ${passed} passed, ${failed} failed, ${Math.round(performance.now() - started)} ms`,
    );
    if (failed > 0) console.log(output);
  }
}

function rank(file: string): number {
  const place = longest.indexOf(file.replace(".test.ts", ""));
  return place === -1 ? longest.length : place;
}

/** What uvu counted. A file that ends badly, or without having run anything, is a failure even where uvu counted none. */
function runFile(words: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, words, {
      env: { ...process.env, FORCE_COLOR: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.stderr.on("data", (data) => {
      output += data;
    });
    child.on("close", (status) => {
      const passed = counted(output, "Passed");
      const failed = counted(output, "Total") - passed;
      const fine = status === 0 && passed > 0;
      resolve({ passed, failed: fine ? failed : Math.max(failed, 1), output });
    });
  });
}

/** A file may have several such lines: uvu closes its count whenever a file waits between two suites. */
function counted(output: string, word: string): number {
  const lines = [...output.matchAll(new RegExp(`^ {2}${word}:\\s+(\\d+)`, "gm"))];
  return lines.reduce((sum, [, count]) => sum + Number(count), 0);
}
