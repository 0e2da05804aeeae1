import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "./support/fedc.ts";
import { GitServer } from "./support/git-server.ts";
import { federation, Publisher } from "./support/publishing.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("interrupted");
const server = await GitServer.start();
test.after(() => server.close());
const signals = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const;

test("a build ends when it has written, and leaves nothing of its own behind", async () => {
  const text = federation({ a: { repository: "https://x/a" }, b: { repository: "https://x/b" } });
  for (const [signal, status] of signals) {
    const { folder } = new Publisher(server).write(text);
    // It has to wait for its turn, which another run holds: this process.
    const holder = join(
      folder,
      "out/.fedc-running",
      `${process.pid}-0123456789ab@${hostname()
        .replace(/[^A-Za-z0-9.-]/g, "_")
        .slice(0, 100)}`,
    );
    mkdirSync(holder, { recursive: true });
    const child = spawn(process.execPath, [join(root, "dist/cli/main.js"), "build"], { cwd: folder, stdio: "ignore" });
    const ended = new Promise<number | null>((done) => child.on("close", done));
    while (!readdirSync(join(folder, "out")).some((name) => name.startsWith(".fedc-running-"))) await sleep(5);
    child.kill(signal);
    rmSync(join(folder, "out/.fedc-running"), { recursive: true });
    assert.is(await ended, status, signal);
    const left = existsSync(join(folder, "out")) ? readdirSync(join(folder, "out")) : [];
    assert.equal(
      left.filter((name) => name.startsWith(".")),
      [],
    );
  }
});

test("publishing ends at once, and takes its clones along", async () => {
  for (const [signal, status] of signals) {
    const repository = server.make(`org/${signal.toLowerCase()}`, { "x.yaml": "x\n" });
    const publisher = new Publisher(server).write(federation({ a: { repository: repository.address } }));
    const temporary = temporaryFolder();
    publisher.environment.TMPDIR = temporary;
    let there: readonly string[] = [];
    const { child, result } = publisher.start();
    // The push is held until the signal has done its work.
    server.fault = async (line) => {
      if (line !== `POST /org/${signal.toLowerCase()}/git-receive-pack`) return undefined;
      there = readdirSync(temporary);
      child.kill(signal);
      await result;
      return "reset";
    };
    assert.is((await result).status, status, signal);
    assert.is(there.length, 1);
    assert.equal(readdirSync(temporary), []);
    assert.is(repository.count(), 1);
  }
  server.fault = () => undefined;
});

test.run();
