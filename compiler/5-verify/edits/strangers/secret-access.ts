import { type Data, isData, textsAt } from "../kubernetes-object.ts";
import type { Surroundings } from "../surroundings.ts";

const reading = ["get", "list", "watch"];

/** Whether a role may be used to come by Secrets: by reading them, by making pods that show them, or by giving oneself more. Only what reads named kinds is not. */
export function mayReadSecrets(role: Data): boolean {
  if (role.aggregationRule !== undefined) return true;
  const rules = Array.isArray(role.rules) ? role.rules : [];
  return rules.some((rule) => !isHarmless(rule));
}

function isHarmless(rule: unknown): boolean {
  if (!isData(rule)) return false;
  const [verbs, resources] = [textsAt(rule, "verbs"), textsAt(rule, "resources")];
  // A part of a resource is a door of its own: `pods/exec` opens by `get`.
  const isOther = (resource: string) => resource !== "secrets" && resource !== "*" && !/\/(?!status$|log$|scale$)/.test(resource);
  return verbs.every((verb) => reading.includes(verb)) && resources.every(isOther);
}

/** Of Kubernetes' own roles the one that sees no Secrets. */
const harmlessRoles = ["view"];

/** Whether a binding may give somebody that; a role that is not to be seen may be anything. */
export function mayGiveSecrets(binding: Data, { meant, live, facts }: Surroundings): boolean {
  const { kind, name } = isData(binding.roleRef) ? binding.roleRef : {};
  if (kind === "ClusterRole" && harmlessRoles.includes(String(name))) return false;
  const given = [...meant, ...live].filter(
    (role) => role.kind === kind && role.name === name && (kind === "ClusterRole" || role.namespace === facts.gatewaysNamespace),
  );
  return given.length === 0 || given.some(({ data }) => mayReadSecrets(data));
}
