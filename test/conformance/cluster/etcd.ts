import { join } from "node:path";
import { state } from "../machine/paths.ts";
import { startProcess } from "../machine/processes.ts";

/** For all API servers: each has its own prefix. */
export const etcdAddress = "http://127.0.0.1:23790";

export function startEtcd(): void {
  const folder = join(state, "etcd");
  const listening = [
    `--listen-client-urls=${etcdAddress}`,
    `--advertise-client-urls=${etcdAddress}`,
    "--listen-peer-urls=http://127.0.0.1:23800",
  ];
  // Nothing here outlives a crash anyway.
  startProcess("etcd", ["etcd", `--data-dir=${folder}`, "--unsafe-no-fsync", ...listening], { log: join(state, "etcd.log") });
}
