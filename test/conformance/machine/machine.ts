import { chmodSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { makeNetwork, removeNetwork } from "./network.ts";
import { state } from "./paths.ts";
import { stopProcesses } from "./processes.ts";

/** An empty folder for the state and a network, after whatever an earlier run has left is gone. */
export async function setUpMachine(): Promise<void> {
  await clearMachine();
  mkdirSync(state, { recursive: true });
  chmodSync(state, 0o755); // proxies are another user's
  await makeNetwork();
}

/** Ends every process that the suite started, and removes its network and its state. */
export async function clearMachine(): Promise<void> {
  if (existsSync(state)) await stopProcesses();
  await removeNetwork();
  rmSync(state, { recursive: true, force: true });
}
