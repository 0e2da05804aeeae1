import { type Data, isData, textsAt } from "../kubernetes-object.ts";
import type { Surroundings } from "../surroundings.ts";

const readingVerbs = ["get", "list", "watch"];

/** Whether a role gives access to Secrets: by reading them, by pods that show them, or by more rights. Reading other named kinds does not. */
export function mayReadSecrets(role: Data): boolean {
  if (role.aggregationRule !== undefined) return true;
  return Array.isArray(role.rules) && role.rules.some((rule) => !isHarmless(rule));
}

function isHarmless(rule: unknown): boolean {
  if (!isData(rule)) return false;
  // A subresource is an access of its own: `get` opens `pods/exec`.
  const isOther = (resource: string) => resource !== "secrets" && resource !== "*" && !/\/(?!status$|log$|scale$)/.test(resource);
  return textsAt(rule, "verbs").every((verb) => readingVerbs.includes(verb)) && textsAt(rule, "resources").every(isOther);
}

/** Whether a binding may give such a role. A role that is not among the objects may hold any right, but Kubernetes' own `view` sees no Secrets. */
export function mayGiveSecrets(binding: Data, { meant, live, facts }: Surroundings): boolean {
  const { kind, name } = isData(binding.roleRef) ? binding.roleRef : {};
  if (kind === "ClusterRole" && name === "view") return false;
  const roles = [...meant, ...live].filter(
    (role) => role.kind === kind && role.name === name && (kind === "ClusterRole" || role.namespace === facts.gatewaysNamespace),
  );
  return roles.length === 0 || roles.some(({ data }) => mayReadSecrets(data));
}
