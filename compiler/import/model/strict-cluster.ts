import { appliedRules } from "../../access/applied-rules.ts";
import { asModelled } from "../../access/modelled-object.ts";
import { onlyPorts } from "../../access/only-ports.ts";
import type { ClusterInventory } from "../../inventory/cluster-inventory.ts";
import { wholeHost } from "../../inventory/host-names.ts";
import type { StandingKindName } from "../../inventory/standing-kinds.ts";
import { listIn, StandingObject, textIn, textsIn } from "../../inventory/standing-object.ts";
import { readObjects } from "../../istio/objects/read-objects.ts";
import { UnsupportedObject } from "../../istio/objects/unsupported-object.ts";
import { localDomain } from "../hand-made-rules.ts";
import { isOfFedc } from "../remote-entries.ts";
import { strictServer, strictSpec } from "./strict-objects.ts";

/** An object, or a part of it, that the model of Istio does not know. */
export interface UnreadObject {
  readonly object: StandingObject;
  /** The part that is not known, for the question which calls it may touch. */
  readonly spec: unknown;
  /** One sentence. */
  readonly reason: string;
}

/** What the model of Istio reads of a cluster by hand. */
export interface StrictCluster {
  readonly objects: readonly unknown[];
  readonly unread: readonly UnreadObject[];
}

/** Kinds that may change a call in a way that the model does not know. */
const unmodelled: readonly StandingKindName[] = ["Sidecar", "EnvoyFilter", "RequestAuthentication", "WorkloadEntry"];

/** Brings a cluster's own objects into the form that the model reads. Each that it refuses is in `unread`. */
export function strictCluster(standing: ClusterInventory, rootNamespace: string, trustDomains: readonly string[]): StrictCluster {
  const reading = new StrictReading(standing, rootNamespace);
  for (const object of own(standing, "Gateway")) reading.addGateway(object);
  for (const object of own(standing, "VirtualService")) reading.addRules(object);
  // `AUDIT` only writes down what is called.
  for (const object of own(standing, "ServiceEntry", "DestinationRule", "AuthorizationPolicy"))
    if (textIn(object.spec, "action") !== "AUDIT") reading.add(object, strictSpec(object, trustDomains), object.namespace);
  const others = own(standing, ...unmodelled).map((object) => ({
    object,
    spec: object.spec,
    reason: `the model does not know the kind ${object.kind}`,
  }));
  return { objects: reading.objects, unread: [...reading.unread, ...others] };
}

function own(standing: ClusterInventory, ...kinds: readonly StandingKindName[]): readonly StandingObject[] {
  return standing.all(...kinds).filter((object) => !isOfFedc(object));
}

class StrictReading {
  readonly objects: unknown[] = [];
  readonly unread: UnreadObject[] = [];
  readonly #standing: ClusterInventory;
  readonly #rootNamespace: string;
  readonly #ports: ReadonlyMap<string, number>;

  constructor(standing: ClusterInventory, rootNamespace: string) {
    this.#standing = standing;
    this.#rootNamespace = rootNamespace;
    this.#ports = onlyPorts(standing, localDomain);
  }

  /** Adds an object as the model reads it, or says why it does not. `suffix` keeps the names of parts apart. */
  add(object: StandingObject, spec: unknown, namespace: string | undefined, suffix = ""): void {
    const { apiVersion, kind, name, labels, annotations, file, line } = object;
    const part = new StandingObject({
      ...{ apiVersion, kind, labels, annotations, file, line },
      name: `${name}${suffix}`,
      namespace,
      data: { spec },
    });
    const modelled = namespace === undefined ? undefined : asModelled(part, localDomain);
    const reason =
      namespace === undefined
        ? "it names no namespace"
        : modelled === undefined
          ? "its version or its fields are not known"
          : this.#whyUnread(modelled);
    if (reason === undefined) this.objects.push(modelled);
    else this.unread.push({ object, spec, reason });
  }

  /** The servers are read one by one, so that one of another kind leaves the others alone. */
  addGateway(object: StandingObject): void {
    const known: unknown[] = [];
    const selector = object.spec.selector;
    for (const server of listIn(object.spec, "servers")) {
      const spec = { selector, servers: [strictServer(server)] };
      const before = this.objects.length;
      this.add(object, spec, object.namespace);
      if (this.objects.length === before) continue;
      this.objects.pop();
      known.push(...spec.servers);
    }
    if (known.length > 0) this.add(object, { selector, servers: known }, object.namespace);
  }

  /** Routes for a Gateway are brought to its namespace: their hosts are whole, so they mean the same there. */
  addRules(object: StandingObject): void {
    const { namespace = "" } = object;
    const whole = (host: string) => (host.includes(".") ? host : wholeHost(host, namespace, localDomain));
    const parts = appliedRules(object, (host) => this.#ports.get(whole(host)));
    for (const [index, { gateway, spec }] of parts.entries()) {
      const [within, name = ""] = gateway?.split("/") ?? [];
      if (gateway === undefined) this.add(object, spec, object.namespace);
      else if (!this.#standing.find("Gateway", within ?? "", name))
        this.unread.push({ object, spec, reason: `the dump does not have the Gateway ${gateway}` });
      else if (within === namespace) this.add(object, spec, namespace, index > 0 ? `.${index}` : "");
      else if (textsIn(spec, "exportTo").some((to) => to !== "*" && to !== within))
        this.unread.push({ object, spec, reason: `the Gateway ${gateway} does not see it` });
      else this.add(object, wholeNamed(spec, whole), within, `.${namespace}.${index}`);
    }
  }

  #whyUnread(object: unknown): string | undefined {
    try {
      readObjects([object], this.#rootNamespace);
      return undefined;
    } catch (error) {
      if (!(error instanceof UnsupportedObject)) throw error;
      return error.path === "" ? error.problem : `\`${error.path}\`: ${error.problem}`;
    }
  }
}

/** Hosts in full, before the object comes to another namespace. */
function wholeNamed(spec: unknown, whole: (host: string) => string): unknown {
  if (Array.isArray(spec)) return spec.map((one) => wholeNamed(one, whole));
  if (spec === null || typeof spec !== "object") return spec;
  return Object.fromEntries(
    Object.entries(spec).map(([key, value]) => {
      if (key === "host" && typeof value === "string") return [key, whole(value)];
      if (key === "hosts" && Array.isArray(value)) return [key, value.map((one) => (typeof one === "string" ? whole(one) : one))];
      return [key, wholeNamed(value, whole)];
    }),
  );
}
