import { existsSync } from "node:fs";
import type { NamesOfDumps } from "../../commands/command.ts";
import { readDumps } from "../../inputs/inventory-folder.ts";
import type { ClusterInventory } from "../../inventory/cluster-inventory.ts";
import { exposableServices } from "../../inventory/exposable-services.ts";
import { podKinds, podTemplateOf, portsOfService } from "../../inventory/pod-template.ts";

/** The folder that the commands of `fedc inventory --print-commands` write. */
const usualFolder = "dumps";
/** Names of Kubernetes mean nothing to a shell. */
const plain = /^[a-z0-9][a-z0-9.-]*$/;

/**
 * Names in the dumps that the words before the cursor give by `--inventory`, or in the folder `dumps`: of the cluster that `--cluster` names, or of
 * all. Empty if they cannot be read, since a completion cannot show an error.
 */
export function namesInDumps(kind: NamesOfDumps, words: readonly string[]): readonly (readonly [name: string, description?: string])[] {
  const given = valuesOf("--inventory", words.slice(0, -1));
  const dumps = given.length > 0 ? given : existsSync(usualFolder) ? [usualFolder] : [];
  if (dumps.length === 0) return [];
  try {
    const all = readDumps(dumps, undefined).clusters;
    const [cluster = ""] = valuesOf("--cluster", words.slice(0, -1));
    const own = all.get(cluster);
    const asked = own ? [own] : [...all.values()];
    const named = asked.flatMap((standing) => names[kind](standing, words));
    return [...new Map(named.filter(([name]) => plain.test(name.replace("/", "."))).map((one) => [one[0], one])).values()];
  } catch {
    return [];
  }
}

type Names = (standing: ClusterInventory, words: readonly string[]) => readonly (readonly [name: string, description?: string])[];

const names: Readonly<Record<NamesOfDumps, Names>> = {
  standingServices: (standing, words) => {
    // The name of a service that is exposed is a Service with pods; a local name may be any.
    const isExposing = words[0] === "expose";
    const all = isExposing ? exposableServices(standing).map(({ object }) => object) : standing.all("Service");
    return all.flatMap((object) => {
      if (object.namespace === undefined) return [];
      const ports = portsOfService(object).map(({ number, protocol }) => (protocol === undefined ? `${number}` : `${number} ${protocol}`));
      return [[`${object.name}.${object.namespace}`, ports.join(", ")] as const];
    });
  },
  standingPorts: (standing, words) => {
    const [service = ""] = valuesOf("--service", words.slice(0, -1));
    const [name = "", namespace = ""] = service.split(".");
    const object = standing.find("Service", namespace, name);
    return object ? portsOfService(object).map(({ number, protocol }) => [String(number), protocol ?? ""] as const) : [];
  },
  standingAccounts: (standing) => {
    const pods = standing.all(...podKinds).flatMap((object) => {
      const { account } = podTemplateOf(object);
      return object.namespace === undefined ? [] : [[`${object.namespace}/${account}`, object.title] as const];
    });
    const accounts = standing
      .all("ServiceAccount")
      .flatMap(({ namespace, name }) => (namespace === undefined ? [] : [[`${namespace}/${name}`] as const]));
    return [...pods, ...accounts];
  },
};

/** The values of an option: `--name VALUE`, `--name=VALUE`, or as bash cuts it, `--name = VALUE`. */
function valuesOf(option: string, words: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => {
    if (word.startsWith(`${option}=`)) return [word.slice(option.length + 1)];
    if (word !== option) return [];
    const next = words[index + 1] === "=" ? words[index + 2] : words[index + 1];
    return next === undefined ? [] : [next];
  });
}
