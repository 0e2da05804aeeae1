import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { example, fedc, root } from "./support/fedc.ts";
import { fedcInside } from "./support/inside.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

/** Each would be waited for, or read without end, by a program that takes it for a file. */
const odd = suite("what lies where a file is expected");
const folder = temporaryFolder();
const pipe = join(folder, "pipe");
const socket = join(folder, "socket");
const listening = createServer();

odd.before(async () => {
  execFileSync("mkfifo", [pipe]);
  mkdirSync(join(folder, "folder"));
  symlinkSync(pipe, join(folder, "link"));
  await new Promise<void>((done) => listening.listen(socket, done));
});
odd.after(() => {
  listening.close();
});

const kinds: readonly (readonly [name: string, what: RegExp])[] = [
  ["pipe", /a named pipe \(FIFO\), not a file/],
  ["link", /a named pipe \(FIFO\), not a file/],
  ["socket", /a socket/],
  ["folder", /a folder/],
  ["/dev/zero", /a device, not a file/],
  ["/dev/null", /a device, not a file/],
];

const commands: readonly (readonly string[])[] = [
  ["check"],
  ["build"],
  ["access"],
  ["graph"],
  ["trust", "inspect"],
  ["trust", "plan", "--out", "folder"],
];

for (const [name, what] of kinds)
  odd(`${name} as federation.yaml is refused by every command`, async () => {
    for (const command of commands) {
      const { status, stderr } = await fedcInside(
        [...command.slice(0, command[0] === "trust" ? 2 : 1), name, ...command.slice(command[0] === "trust" ? 2 : 1)],
        folder,
      );
      assert.is(status, 1, `${command} ${stderr}`);
      assert.match(stderr, `cannot read \`${name}\``);
      assert.match(stderr, what);
    }
  });

odd("what the shell has opened is read", () => {
  const input = execFileSync("cat", [example]);
  for (const name of ["-", "/dev/stdin", "/dev/fd/0"]) assert.is(fedc(["check", name], { cwd: folder, input }).status, 0, name);
});

odd("an overlay's file that is a pipe is not waited for", async () => {
  copyFileSync(example, join(folder, "federation.yaml"));
  assert.is((await fedcInside(["build"], folder)).status, 0);
  for (const file of ["README.md", "trust.yaml"]) {
    const path = join(folder, "out/cluster1/generated", file);
    rmSync(path);
    execFileSync("mkfifo", [path]);
    const { status, stderr } = await fedcInside(["build"], folder);
    assert.is(status, 1);
    assert.match(stderr, "nothing was written");
    rmSync(path);
    writeFileSync(path, "");
  }
});

odd("a folder for the output that is none is refused", async () => {
  writeFileSync(join(folder, "file"), "");
  for (const name of ["pipe", "socket", "file", "/dev/null"]) {
    const { status, stderr } = await fedcInside(["build", "--out", name], folder);
    assert.is(status, 1, name);
    assert.match(stderr, name);
    assert.not.match(stderr, "bug in fedc");
  }
});

odd("a current folder that is gone is told as that", () => {
  const gone = temporaryFolder();
  const script = `cd "$1" && rmdir "$1" && exec "$2" "$3" init`;
  const { status, stderr } = spawnSync("sh", ["-c", script, "sh", gone, process.execPath, join(root, "dist/cli/main.js")], {
    encoding: "utf8",
  });
  assert.is(status, 1);
  assert.is(stderr, "error: the current folder is gone\n  = help: change into a folder that exists, then run fedc again\n");
});

odd.run();
