import type { Labels } from "../../1-load/federation-file.ts";
import type { ClusterInventory } from "../../inventory/cluster-inventory.ts";
import { podTemplatesIn, portsOfService, selectorOfService, targetNumbers } from "../../inventory/pod-template.ts";
import { labelsIn, listIn, numberIn, type StandingObject, textsIn } from "../../inventory/standing-object.ts";
import { selects } from "../../istio/objects/selects.ts";
import type { HandMadeUse } from "../hand-made.ts";
import { isOfFedc, outerAddresses } from "../remote-entries.ts";

/** The pods of a gateway by hand. */
export interface HandMadeGateway {
  readonly namespace: string;
  readonly labels: Labels;
  readonly account: string;
  /** A Service that leads to them; undefined if the dump has none. */
  readonly service: StandingObject | undefined;
  /** The Gateways for them. */
  readonly objects: readonly StandingObject[];
}

/** The gateway where a call enters a cluster: the one behind the address that is dialled, or else the one of the Gateway that serves the call. */
export function enteredGateway(standing: ClusterInventory, { call, exposure }: HandMadeUse): HandMadeGateway | undefined {
  const balanced = standing
    .all("Service")
    .find((service) => !isOfFedc(service) && selectorOfService(service) && outerAddresses(service).includes(call.address));
  if (balanced) return behindService(standing, balanced);
  const gateway = exposure.objects.find(({ kind }) => kind === "Gateway");
  return gateway && behindGateway(standing, gateway);
}

/** The egress gateway by which a call leaves its cluster; undefined if the application's own proxy dials the other cluster. */
export function leftGateway(standing: ClusterInventory, { call }: HandMadeUse): HandMadeGateway | undefined {
  const [first] = call.through;
  const [name = "", namespace = ""] = first?.host.split(".") ?? [];
  const service = first && standing.find("Service", namespace, name);
  return service && behindService(standing, service);
}

/** Whether two are the same pods. */
export function isSameGateway(one: HandMadeGateway, other: HandMadeGateway): boolean {
  return one.namespace === other.namespace && one.account === other.account && JSON.stringify(one.labels) === JSON.stringify(other.labels);
}

function behindService(standing: ClusterInventory, service: StandingObject): HandMadeGateway | undefined {
  const selector = selectorOfService(service);
  return selector && withPods(standing, selector, service.namespace ?? "", service);
}

/** The Gateway's selector holds in every namespace, so the pods may be in another one. */
function behindGateway(standing: ClusterInventory, gateway: StandingObject): HandMadeGateway | undefined {
  const selector = labelsIn(gateway.spec, "selector");
  if (Object.keys(selector).length === 0) return undefined;
  const service = standing.all("Service").find((one) => !isOfFedc(one) && selects(selectorOfService(one) ?? { "": "" }, selector));
  return withPods(standing, selector, service?.namespace ?? gateway.namespace ?? "", service);
}

function withPods(standing: ClusterInventory, selector: Labels, namespace: string, service: StandingObject | undefined): HandMadeGateway {
  const pods = podTemplatesIn(standing, namespace).find(({ labels }) => selects(selector, labels));
  const all = standing.all("Gateway").filter((one) => !isOfFedc(one));
  const chosen = (labels: Labels) =>
    all.filter(({ spec }) => Object.keys(labelsIn(spec, "selector")).length > 0 && selects(labelsIn(spec, "selector"), labels));
  // Without pods in the dump, a Gateway's selector tells more of their labels.
  const likely = all
    .map(({ spec }) => labelsIn(spec, "selector"))
    .filter((own) => Object.entries(own).every(([key, value]) => (selector[key] ?? value) === value) && sharesOne(own, selector));
  const labels = pods?.labels ?? Object.assign({}, ...likely, selector);
  return { namespace, labels, account: pods?.account ?? "default", service, objects: chosen(labels) };
}

function sharesOne(one: Labels, other: Labels): boolean {
  return Object.entries(one).some(([key, value]) => other[key] === value);
}

/** The Service of a gateway as the model reads it. A dump without one has the ports of its Gateways, and those that others dial. */
export function gatewayService(standing: ClusterInventory, gateway: HandMadeGateway, dialled: readonly number[]): unknown {
  const { service, namespace, labels } = gateway;
  const servers = gateway.objects.flatMap(({ spec }) => listIn(spec, "servers"));
  const numbers = [...new Set(servers.flatMap((server) => numberIn((server as { port?: unknown } | null)?.port, "number") ?? []))];
  const pods = podTemplatesIn(standing, namespace).filter((one) => selects(labels, one.labels));
  const ports = service
    ? portsOfService(service).map((port) => ({ number: port.number, target: targetNumbers(port, pods)[0] ?? port.number }))
    : [...new Set([...numbers, ...dialled])].map((number) => ({
        number,
        target: numbers.includes(number) || numbers.length !== 1 ? number : (numbers[0] ?? number),
      }));
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: service?.name ?? "gateway-without-service", namespace },
    spec: {
      selector: labels,
      ports: ports.map(({ number, target }) => ({ name: `tcp-${number}`, port: number, targetPort: target })),
    },
  };
}

/** The identities that a gateway's certificates bear: those of its Certificates or, without any, all that its partners' policies ask for. */
export function gatewayIdentities(standing: ClusterInventory, namespace: string, asked: readonly string[]): readonly string[] {
  const issued = standing.inNamespace(namespace, "Certificate").flatMap(({ spec }) => textsIn(spec, "uris"));
  return issued.length > 0 ? issued : asked.map((principal) => `spiffe://${principal}`);
}
