import type { StandingObject } from "./standing-object.ts";

/** Whether an object is one of those that fedc wrote for a federation. Those of another federation are others'. */
export function isOwnObject({ labels }: StandingObject, federation: string): boolean {
  return labels["app.kubernetes.io/managed-by"] === "fedc" && labels["fedc.dev/federation"] === federation;
}
