import type { Anything } from "../planned.ts";
import type { Chance } from "../random-federation.ts";
import type { Names } from "./names.ts";

/** A cluster, with what is there for services to stand on. */
export interface Member {
  readonly name: string;
  readonly written: Anything;
  readonly managed: boolean;
  readonly units: Unit[];
  /** Local names by what they are, and the ports that are taken. */
  readonly locals: Map<string, LocalUse>;
}

export interface LocalUse {
  readonly localService: "create" | "existing" | undefined;
  readonly ports: Set<number>;
}

/** Some pods behind a Service, which several services of the federation may share. */
export interface Unit {
  readonly service: string;
  readonly subset?: Anything;
  /** Selector, service accounts and `defaultDeny`, where they are told. */
  readonly pods: Anything;
  readonly ports: Port[];
}

interface Port {
  readonly port: number;
  readonly targetPort: number;
  readonly tcp: boolean;
  readonly protect?: Anything;
}

/** What a federation of one seed draws from. */
export interface Drawing {
  readonly chance: Chance;
  readonly names: Names;
  readonly workloads: boolean;
}

/** One cluster's entry under `expose`, without `allow`: of pods of its own, or of such as another service has already. */
export function exposure(member: Member, protocol: string, drawing: Drawing): Anything {
  const { chance } = drawing;
  const tcp = protocol === "tcp";
  const unit = member.units.length > 0 && chance.in(35) ? chance.of(member.units) : newUnit(member, drawing);
  const fitting = unit.ports.filter((one) => one.tcp === tcp);
  const port = fitting.length > 0 && chance.in(60) ? chance.of(fitting) : newPort(unit, tcp, chance);
  const { service, subset, pods } = unit;
  if (!member.managed) return { service, port: port.port, ...(drawing.workloads && { serviceAccounts: pods.serviceAccounts }) };
  const some = subset === undefined && chance.in(15) && { subset: { "example.com/tier": "1" } };
  const reported = pods.selector && { targetPort: port.targetPort, ...(port.protect && { protect: port.protect }) };
  return { service, port: port.port, ...(subset && { subset }), ...some, ...structuredClone(pods), ...structuredClone(reported) };
}

function newUnit(member: Member, { chance, names, workloads }: Drawing): Unit {
  const number = new Set(member.units.map(({ service }) => service)).size;
  const twin = member.units.find(({ subset, pods }) => subset === undefined && pods.selector);
  const service = `${names.label("app", number)}.${names.namespace(twin ? 0 : chance.below(3))}`;
  if (twin && chance.in(20)) {
    // Another Service before the same pods: in the same namespace.
    const unit = { ...twin, service: `${names.label("app", number)}.${twin.service.split(".")[1]}`, ports: twin.ports };
    member.units.push(unit);
    return unit;
  }
  const denies = member.written.istio?.defaultDeny === true;
  if (!workloads && chance.in(40)) {
    const unit = { service, pods: denies ? { defaultDeny: false } : {}, ports: [] };
    member.units.push(unit);
    return unit;
  }
  const app = names.label("app", number);
  const made = (version?: string): Unit => ({
    service,
    ...(version !== undefined && { subset: { version } }),
    pods: {
      selector: { app, ...(version !== undefined && { version }) },
      ...((workloads || chance.in(10)) && {
        serviceAccounts: [names.account(number), ...(chance.in(20) ? [`also-${version ?? "one"}`] : [])],
      }),
      ...(chance.in(15) && { defaultDeny: chance.in(70) }),
    },
    ports: [],
  });
  const units = chance.in(25) ? [made("v1"), made("v2")] : [made()];
  member.units.push(...units);
  return chance.of(units);
}

function newPort(unit: Unit, tcp: boolean, chance: Chance): Port {
  const number = unit.ports.length + (tcp ? 50 : 0); // a port of a Service speaks one of both, whichever pods are behind it
  const protect = unit.pods.selector && chance.in(35) && { protect: { callers: chance.of(["none", ["data/x", "ops/*"], ["1/1.1"]]) } };
  const port = { port: 8000 + number, targetPort: 9000 + number, tcp, ...protect };
  const alike = unit.ports.find((one) => one.tcp === tcp);
  // Two ports of a Service, now and then, lead to one port of the container.
  const added = alike && chance.in(15) ? { ...alike, port: port.port } : port;
  unit.ports.push(added);
  return added;
}
