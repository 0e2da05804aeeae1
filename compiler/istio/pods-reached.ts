import type { Labels } from "../1-load/federation-file.ts";
import { selects } from "./objects/selects.ts";
import type { PodsFacts } from "./world.ts";

/** Which pods of a Service a call may end at that is for a subset of them; all of them without labels. */
export function podsReached(all: readonly PodsFacts[], subset: Labels): readonly PodsFacts[] {
  const sure = all.filter(({ labels }) => selects(subset, labels));
  if (sure.length > 0) return distinct(sure);
  const possible = all.filter(({ labels }) => Object.entries(subset).every(([key, value]) => (labels[key] ?? value) === value));
  if (possible.length > 0) return distinct(possible).map((pods) => ({ ...pods, labels: { ...pods.labels, ...subset } }));
  // Pods of which the file says nothing but that they are behind the Service.
  const targetPort = all.find((one) => one.targetPort !== undefined)?.targetPort;
  return [{ labels: subset, selectors: "", targetPort, accounts: [], defaultDeny: all.some(({ defaultDeny }) => defaultDeny) }];
}

/** Without those that are a part of others, and under the same policies. */
function distinct(pods: readonly PodsFacts[]): readonly PodsFacts[] {
  const isPart = (one: PodsFacts, other: PodsFacts) =>
    one !== other && one.selectors === other.selectors && selects(other.labels, one.labels);
  return pods.filter((one) => !pods.some((other) => isPart(one, other)));
}
