import { attempt, run } from "../machine/run-command.ts";
import { baseCommands, lackingCommands } from "./missing.ts";
import { step } from "./progress.ts";

/** Debian's packages for commands that the suite runs. */
const packages: Readonly<Record<string, string>> = {
  etcd: "etcd-server",
  kubectl: "kubernetes-client",
  ip: "iproute2",
  iptables: "iptables",
  sysctl: "procps",
  setpriv: "util-linux",
  openssl: "openssl",
  "redis-server": "redis-server",
};

/** Installs those of these commands that this machine lacks, by apt-get if there is one. Throws which are still missing. */
export async function installCommands(commands: readonly string[] = baseCommands): Promise<void> {
  const lacking = lackingCommands(commands);
  if (lacking.length > 0 && (await attempt(["which", "apt-get"])).status === 0) {
    const wanted = lacking.map((command) => packages[command] ?? command);
    await step(`installing ${wanted.join(", ")}`, async () => {
      const env = { DEBIAN_FRONTEND: "noninteractive" };
      await run(["apt-get", "update", "-qq"], { env });
      await run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", ...wanted], { env });
    });
  }
  const left = lackingCommands(commands);
  if (left.length > 0) throw new Error(`this machine has no ${left.join(", no ")}: install them by your distribution's packages`);
}
