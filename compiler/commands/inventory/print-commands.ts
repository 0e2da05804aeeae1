import { standingKinds } from "../../inventory/standing-kinds.ts";

/** ConfigMaps of Istio's namespace: its configuration, and the public root of its workloads. */
const configMaps = "istio istio-federation istio-ca-root-cert";

/** The commands that make a dump of these clusters with the least rights, and the ClusterRole for them. */
export function dumpCommands(clusters: readonly string[]): string {
  const groups = resourcesByGroup();
  const commands = clusters.map((cluster) => {
    const lines = [...groups].map(
      ([group, resources]) => `kubectl get ${resources.join(",")} -A -o yaml > dumps/${cluster}/${group === "" ? "core" : group}.yaml`,
    );
    return [
      `# ${cluster}: with kubectl's context of that cluster. A command fails where Istio or cert-manager is not installed: go on.`,
      `mkdir -p dumps/${cluster}`,
      ...lines,
      `kubectl get configmaps ${configMaps} -n istio-system --ignore-not-found -o yaml > dumps/${cluster}/istio-configuration.yaml`,
      "",
    ].join("\n");
  });
  return `${commands.join("\n")}\n${roleText(groups)}`;
}

function resourcesByGroup(): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { group, resource, leftOut } of Object.values(standingKinds))
    if (!leftOut) groups.set(group, [...(groups.get(group) ?? []), resource]);
  return groups;
}

function roleText(groups: ReadonlyMap<string, readonly string[]>): string {
  const rules = [...groups].map(([group, resources]) => {
    const plurals = resources.map((resource) => resource.split(".", 1)[0]).join(", ");
    return `  - { apiGroups: ["${group}"], resources: [${plurals}], verbs: [list] }`;
  });
  return `# The rights that these commands need. They read no Secret.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: fedc-inventory }
rules:
${rules.join("\n")}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: fedc-inventory, namespace: istio-system }
rules:
  - { apiGroups: [""], resources: [configmaps], resourceNames: [${configMaps.replaceAll(" ", ", ")}], verbs: [get] }
`;
}
