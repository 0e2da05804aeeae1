/**
 * Times whole fedc processes: the example, and a federation of 50 clusters, 1,000 exposures and 5,000 consumptions. Each takes turns with a
 * bare node, since a machine's speed drifts: the ratio travels, the milliseconds do not. `npm run -s benchmark`.
 */
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { example, root } from "./support/fedc.ts";
import { largeFederation, sizeM } from "./support/large-federation.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

interface Usage {
  /** Milliseconds, of all threads. */
  readonly cpu: number;
  /** MiB. */
  readonly peak: number;
  readonly wall: number;
}

const folder = temporaryFolder();
const large = join(folder, "large.yaml");
writeFileSync(large, largeFederation(sizeM));
const main = join(root, "dist/cli/main.js");

console.log(`medians of whole processes, node ${process.versions.node}\n`);
console.log(`${"".padEnd(20)}    wall ms     cpu ms   peak MiB   cpu / bare node`);
measure("bare node", 15, () => ["-e", ""]);
measure("--version", 15, () => [main, "--version"]);
measure("example: check", 15, () => [main, "check", example]);
measure("example, fresh", 15, () => [main, "build", example, "--out", fresh("example")]);
measure("example, unchanged", 15, () => [main, "build", example, "--out", join(folder, "example")]);
measure("size M: check", 3, () => [main, "check", large]);
measure("size M, fresh", 3, () => [main, "build", large, "--out", fresh("large")]);
measure("size M, unchanged", 3, () => [main, "build", large, "--out", join(folder, "large")]);

/** Prints the medians of several runs, after one that does not count. */
function measure(what: string, runs: number, args: () => readonly string[]): void {
  const pairs = Array.from({ length: runs + 1 }, () => ({ bare: run(["-e", ""]), own: run(args()) })).slice(1);
  const of = (value: (pair: { bare: Usage; own: Usage }) => number, digits = 0) => median(pairs.map(value)).toFixed(digits).padStart(11);
  console.log(
    what.padEnd(20) +
      of(({ own }) => own.wall) +
      of(({ own }) => own.cpu) +
      of(({ own }) => own.peak) +
      of(({ own, bare }) => own.cpu / bare.cpu, 2),
  );
}

function run(args: readonly string[]): Usage {
  const started = performance.now();
  const { status, stderr, output } = spawnSync(process.execPath, ["--require", join(root, "test/support/usage-at-exit.cjs"), ...args], {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  const wall = performance.now() - started;
  if (status !== 0) throw new Error(`${args.join(" ")}: ${stderr}`);
  return { ...(JSON.parse(output[3] ?? "") as Omit<Usage, "wall">), wall };
}

/** A folder of that name that is not there yet. */
function fresh(name: string): string {
  const path = join(folder, name);
  rmSync(path, { recursive: true, force: true });
  return path;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
