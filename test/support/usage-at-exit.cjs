/** Preloaded into a process that is measured: tells its own processor time and peak memory on descriptor 3 when it ends. */
const { readFileSync, writeSync } = require("node:fs");

process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeSync(3, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, peak: (peakOfLinux() ?? maxRSS) / 1024 }));
});

/** Linux counts the memory of the process that started this one into `maxRSS`, and not into this. */
function peakOfLinux() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  } catch {
    return undefined;
  }
}
