import type { Labels } from "../1-load/federation-file.ts";
import { selects } from "./objects/selects.ts";
import type { PodsFacts } from "./world.ts";

/** The pods of a Service at which a call for a subset may end. An empty subset means all of them. */
export function podsReached(all: readonly PodsFacts[], subset: Labels): readonly PodsFacts[] {
  const certain = all.filter(({ labels }) => selects(subset, labels));
  if (certain.length > 0) return distinct(certain);
  const possible = all.filter(({ labels }) => Object.entries(subset).every(([key, value]) => (labels[key] ?? value) === value));
  if (possible.length > 0) return distinct(possible).map((pods) => ({ ...pods, labels: { ...pods.labels, ...subset } }));
  // Nothing is known about these pods but their Service.
  const targetPort = all.find((pods) => pods.targetPort !== undefined)?.targetPort;
  return [{ labels: subset, selectors: "", targetPort, accounts: [], defaultDeny: all.some(({ defaultDeny }) => defaultDeny) }];
}

/** Without pods that are among others under the same policies. */
function distinct(pods: readonly PodsFacts[]): readonly PodsFacts[] {
  const isAmong = (one: PodsFacts, other: PodsFacts) =>
    one !== other && one.selectors === other.selectors && selects(other.labels, one.labels);
  return pods.filter((one) => !pods.some((other) => isAmong(one, other)));
}
