import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { defaultIstio, home, istioHome } from "../machine/paths.ts";
import type { Options } from "../options.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { withVersions } from "../scenario/topology.ts";

const commands = ["etcd", "kubectl", "ip", "iptables", "sysctl", "setpriv", "openssl"];
const install = "npm run conformance:install";

/** What this machine lacks to run these scenarios, one sentence each. */
export function missing(scenarios: readonly Scenario[], { istio }: Options): readonly string[] {
  if (process.platform !== "linux") return ["the conformance suite needs Linux: it runs pods in network namespaces"];
  if (process.getuid?.() !== 0) return ["the conformance suite needs root: it makes network namespaces"];
  const programs = commands.filter((name) => !isInPath(name)).map((name) => `there is no \`${name}\`: run \`${install}\``);
  const kubernetes = existsSync(join(home, "bin/kube-apiserver")) ? [] : [`nothing is installed in ${home}: run \`${install} -- base\``];
  return [...programs, ...(kubernetes.length > 0 ? kubernetes : missingVersions(scenarios, istio))];
}

function missingVersions(scenarios: readonly Scenario[], asked: readonly string[]): readonly string[] {
  const specs = scenarios.flatMap(({ topology }) => [...withVersions(topology, asked).values()]);
  const versions = new Set(specs.map(({ istio }) => istio ?? defaultIstio));
  return [...versions]
    .filter((version) => !existsSync(join(istioHome(version), "bin/envoy")))
    .map((version) => `Istio ${version} is not installed: run \`${install} -- istio-${version}\` if there is such a part`);
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
