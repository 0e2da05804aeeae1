/** Times whole fedc processes: the example, and a federation of 50 clusters, 1,000 exposures and 5,000 consumptions. `npm run benchmark`. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./support/fedc.ts";
import { largeFederation, sizeM } from "./support/large-federation.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const folder = temporaryFolder();
const large = join(folder, "large.yaml");
writeFileSync(large, largeFederation(sizeM));
const fedc = join(root, "dist/cli/main.js");

measure("bare node", 9, () => ["-e", ""]);
measure("--version", 9, () => [fedc, "--version"]);
measure("example, fresh", 9, (run) => [fedc, "build", join(root, "federation.example.yaml"), "--out", join(folder, `example-${run}`)]);
measure("example, unchanged", 9, () => [fedc, "build", join(root, "federation.example.yaml"), "--out", join(folder, "example-0")]);
measure("size M, fresh", 3, (run) => [fedc, "build", large, "--out", join(folder, `large-${run}`)]);
measure("size M, unchanged", 3, () => [fedc, "build", large, "--out", join(folder, "large-0")]);

/** Prints the median wall time and the peak memory of several runs. */
function measure(what: string, runs: number, args: (run: number) => readonly string[]): void {
  const times: number[] = [];
  let peak = "";
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    const { status, stderr } = spawnSync("/usr/bin/env", ["time", "-f", "peak %M", process.execPath, ...args(run)], { encoding: "utf8" });
    times.push(performance.now() - started);
    if (status !== 0) throw new Error(`${what}: ${stderr}`);
    peak = /peak (\d+)/.exec(stderr)?.[1] ?? "";
  }
  const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  console.log(
    `${what.padEnd(20)} ${Math.round(median).toString().padStart(6)} ms ${Math.round(Number(peak) / 1024)
      .toString()
      .padStart(5)} MB`,
  );
}
