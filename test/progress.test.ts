/** What who waits at a terminal sees. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { transientLine } from "../compiler/cli/transient-line.ts";
import { root } from "./support/fedc.ts";
import { largeFederation } from "./support/large-federation.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("progress");
const size = { clusters: 6, exposures: 20, consumptions: 60 };
/** On which a second passes whenever somebody looks. */
const fastClock = "let now = 0; performance.now = () => (now += 1000);";
const clearLine = "\r\u001b[2K";

function terminal(columns = 80) {
  const written: string[] = [];
  let now = 0;
  const stream = { columns, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
  const line = transientLine(stream, () => now);
  const after = (milliseconds: number) => {
    now += milliseconds;
    return line;
  };
  return { written, after };
}

test("says nothing for two seconds, then ten times a second, and goes before something else is printed", () => {
  const { written, after } = terminal();
  after(1999).step("proving waves", 1, 5000, "local names");
  after(0).clear();
  assert.equal(written, []);
  after(1).step("proving waves", 1234, 5000, "local names");
  after(99).step("proving waves", 1235, 5000, "local names");
  after(1).step("proving", 7, undefined, "callers");
  after(0).clear();
  after(0).clear();
  assert.equal(written, [`${clearLine}proving waves: 1,234 of 5,000 local names`, `${clearLine}proving: 7 callers`, clearLine]);
});

test("fits on the line", () => {
  const { written, after } = terminal(20);
  after(3000).step("proving waves", 1, 5000, "local names");
  assert.equal(written, [`${clearLine}proving waves: 1 of`]);
});

test("is for people at a terminal, not for programs, and never in the answer", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "federation.yaml"), largeFederation(size));
  writeFileSync(join(folder, "clock.mjs"), fastClock);
  const fedc = `${process.execPath} --import ./clock.mjs ${join(root, "dist/cli/main.js")}`;
  const atTerminal = (command: string) =>
    execFileSync("script", ["-qec", command, "/dev/null"], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, TERM: "xterm" },
      maxBuffer: 64 * 1024 * 1024,
    });
  const shown = atTerminal(`${fedc} access > answer.txt`);
  assert.match(shown, /following calls: [\d,]+ of 60 local names/);
  assert.ok(shown.endsWith(clearLine), JSON.stringify(shown.slice(-80)));
  assert.is(atTerminal(`${fedc} access --json > answer.json`), "");
});

test.run();
