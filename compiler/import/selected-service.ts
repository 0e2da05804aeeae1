import type { ClusterInventory } from "../inventory/cluster-inventory.ts";
import { portsOfService, selectorOfService } from "../inventory/pod-template.ts";
import { labelsIn, listIn, numberIn, type StandingObject, textsIn } from "../inventory/standing-object.ts";
import { selects } from "../istio/objects/selects.ts";
import { isOfFedc } from "./remote-entries.ts";

/** The Service with the pods that a ServiceEntry of this host selects, and its port for one of the entry's. */
export interface SelectedService {
  readonly service: StandingObject;
  readonly port: number;
  readonly entry: StandingObject;
}

/** Finds the Service behind a host that a cluster gives to pods of its own by a ServiceEntry with a selector. */
export function selectedService(exposer: ClusterInventory, host: string, port: number): SelectedService | undefined {
  for (const entry of exposer.all("ServiceEntry")) {
    const labels = labelsIn(entry.spec, "workloadSelector", "labels");
    if (isOfFedc(entry) || Object.keys(labels).length === 0 || !textsIn(entry.spec, "hosts").includes(host)) continue;
    const own = listIn(entry.spec, "ports").find((one) => numberIn(one, "number") === port);
    const target = numberIn(own, "targetPort") ?? port;
    for (const service of exposer.inNamespace(entry.namespace ?? "", "Service")) {
      if (isOfFedc(service) || !selects(selectorOfService(service) ?? { "": "" }, labels)) continue;
      const ports = portsOfService(service);
      const found = ports.find(({ targetPort }) => targetPort === target) ?? ports.find(({ number }) => number === port);
      if (found) return { service, port: found.number, entry };
    }
  }
  return undefined;
}
