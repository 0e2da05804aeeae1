import type { Grant } from "../../2-resolve/federation.ts";
import { servingPods } from "../../2-resolve/subsets.ts";
import type { IntendedEnd } from "./intent.ts";

/** The ends of a call that a grant allows: the pods of the subset that the consumer chooses, or those among which the exposer shares it. */
export function endsOf(grant: Grant, share: number, arrives: IntendedEnd["arrives"]): readonly IntendedEnd[] {
  const end = serviceEnd(grant, arrives);
  return servingPods(grant).map(({ labels = {}, weight }) => ({ ...end, labels, share: (share * weight) / 100 }));
}

/** The Service of a grant, at which all of a call arrives. */
export function serviceEnd({ exposure }: Grant, arrives: IntendedEnd["arrives"]): IntendedEnd {
  const { cluster, local, port } = exposure;
  const { managed, name } = cluster;
  return { cluster: name, service: `${local.name}.${local.namespace}`, port, labels: {}, share: 100, arrives, outsideModel: !managed };
}
