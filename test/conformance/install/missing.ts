import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { defaultIstio } from "../machine/paths.ts";
import type { Options } from "../options.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { withVersions } from "../scenario/topology.ts";
import { isInstalled } from "./stamps.ts";

/** What every run needs of the distribution. */
export const baseCommands: readonly string[] = ["etcd", "kubectl", "ip", "iptables", "sysctl", "setpriv", "openssl"];
const install = "npm run conformance:install";

/** What this machine lacks to run these scenarios, one sentence each. */
export function missing(scenarios: readonly Scenario[], options: Options): readonly string[] {
  if (process.platform !== "linux") return ["the conformance suite needs Linux: it runs pods in network namespaces"];
  if (process.getuid?.() !== 0) return ["the conformance suite needs root: it makes network namespaces"];
  const lacking = lackingCommands(baseCommands).map((name) => `there is no \`${name}\`: run \`${install}\``);
  const parts = neededParts(scenarios, options).filter((part) => !isInstalled(part));
  return [...lacking, ...parts.map((part) => `${part} is not installed: run \`${install} -- ${part}\``)];
}

/** Those of these commands that this machine lacks. */
export function lackingCommands(commands: readonly string[]): readonly string[] {
  return commands.filter((name) => !isInPath(name));
}

function neededParts(scenarios: readonly Scenario[], { istio, gitops, certManager, forge }: Options): readonly string[] {
  if (forge) return ["gitops"];
  const specs = scenarios.flatMap(({ topology }) => [...withVersions(topology, istio).values()]);
  const versions = new Set(specs.map((spec) => spec.istio ?? defaultIstio));
  versions.delete(defaultIstio);
  const delivery = [...(gitops || certManager === "real" ? ["gitops"] : []), ...(gitops === "argocd" ? ["argocd"] : [])];
  return ["base", ...[...versions].map((version) => `istio-${version}`), ...delivery];
}

function isInPath(name: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
