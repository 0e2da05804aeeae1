import type { Chance } from "../../support/random-federation.ts";
import { type Protocol, portOf } from "./made-clusters.ts";

/** A service as federation.yaml has it, as far as calls and applications follow from it. */
export interface MadeService {
  readonly protocol: Protocol;
  readonly expose: Readonly<Record<string, MadeExposure>>;
  readonly consume?: Readonly<Record<string, readonly MadeConsumption[]>>;
}

export interface MadeExposure {
  /** `app0.data` */
  readonly service: string;
  readonly port: number;
  readonly path?: string;
  readonly allow: Readonly<Record<string, unknown>>;
}

export interface MadeConsumption {
  /** `svc0.shop` */
  readonly as: string;
  readonly port: number;
  readonly localService: "create" | "existing";
  readonly [field: string]: unknown;
}

/** A cluster, and the ports of its own Service that are taken already. */
export interface Member {
  readonly name: string;
  readonly locals: Set<Protocol>;
}

interface Setting {
  readonly name: string;
  readonly app: string;
  readonly protocol: Protocol;
  readonly members: readonly Member[];
  readonly chance: Chance;
  isWorkloads(a: string, b: string): boolean;
}

/** A service that one or two clusters expose and others consume. */
export function madeService(setting: Setting): MadeService {
  const { protocol, members, chance } = setting;
  const first = chance.of(members);
  const exposers = members.filter((member) => member === first || chance.in(35));
  const consumers = members.filter((member) => exposers.some((one) => one !== member) && chance.in(75));
  const callersOf = new Map(consumers.map(({ name }) => [name, chance.of([["ns0/a"], ["ns0/a", "ns1/*"], ["ns1/b"]])]));
  const expose = exposers.map((exposer) => {
    const allowed = consumers.filter((consumer) => consumer !== exposer);
    const allow = allowed.map(({ name }) => {
      const direct = setting.isWorkloads(exposer.name, name);
      // An account that consumes without a grant is refused, but grants may go further.
      return [name, allowOf(setting, direct && { callers: chance.of(["any", callersOf.get(name), ["ns0/*", "ns1/*"]]) })] as const;
    });
    return [exposer.name, exposure(setting, exposer.name, Object.fromEntries(allow))] as const;
  });
  const consume = consumers.map((consumer) => [
    consumer.name,
    consumptions(setting, consumer, {
      callers: callersOf.get(consumer.name) ?? [],
      offered: exposers.filter((exposer) => exposer !== consumer).map(({ name }) => name),
    }),
  ]);
  return { protocol, expose: Object.fromEntries(expose), ...(consume.length > 0 && { consume: Object.fromEntries(consume) }) };
}

function exposure({ app, protocol, members, chance, isWorkloads }: Setting, exposer: string, allow: MadeExposure["allow"]): MadeExposure {
  const direct = members.some(({ name }) => name !== exposer && isWorkloads(exposer, name));
  const selected = direct || chance.in(50);
  return {
    service: `${app}.data`,
    port: portOf[protocol],
    ...(selected && { selector: { app }, targetPort: portOf[protocol] }),
    ...(direct && { serviceAccounts: [app] }),
    ...(chance.in(20) && { subset: { version: chance.of(["v1", "v2"]) } }),
    ...(selected && chance.in(40) && { protect: { callers: chance.of(["none", ["ns0/a"], ["ns1/*"]]) } }),
    ...(protocol === "http" && !direct && chance.in(25) && { path: "/base/" }),
    allow,
  };
}

function allowOf({ protocol, chance }: Setting, callers: object | false): unknown {
  if (protocol === "tcp") return callers || "any";
  if (protocol === "grpc") return { rpcs: chance.of(["any", ["p.S/*", "p.T/M"]]), ...callers };
  const one = () => ({
    methods: chance.of(["any", ["GET"], ["GET", "PUT"]]),
    ...(chance.in(60) && { paths: chance.of([["/a/*"], ["/b"], ["/a/*", "/b"]]) }),
    ...callers,
  });
  return chance.in(25) ? [one(), { methods: ["POST"], paths: ["/w"], ...callers }] : one();
}

interface Use {
  readonly callers: readonly string[];
  /** The clusters that expose it to this consumer. */
  readonly offered: readonly string[];
}

function consumptions(setting: Setting, consumer: Member, { callers, offered }: Use): readonly MadeConsumption[] {
  const { name, protocol, chance } = setting;
  const direct = offered.map((exposer) => setting.isWorkloads(exposer, consumer.name));
  const exists = !consumer.locals.has(protocol) && chance.in(35) && !direct.includes(true);
  if (exists) consumer.locals.add(protocol);
  const base = {
    port: portOf[protocol],
    localService: exists ? ("existing" as const) : ("create" as const),
    callers: !direct.includes(true) && chance.in(25) ? "any" : callers,
    ...(!direct.includes(false) && { via: "direct" }),
    ...(protocol !== "tcp" && chance.in(15) && { timeout: "5s" }),
    ...destinations(setting, offered, { exists, mixed: direct.includes(true) && direct.includes(false) }),
  };
  const one = { as: exists ? "own.shop" : `${name}.shop`, ...base };
  return chance.in(20) && !exists ? [one, { ...one, as: `${name}-too.shop` }] : [one];
}

/** Where calls go: to the only exposer, to the first that answers, or to several by header, path and weight. */
function destinations(
  { protocol, chance }: Setting,
  [first = "", second]: readonly string[],
  { exists, mixed }: { readonly exists: boolean; readonly mixed: boolean },
): object {
  if (second === undefined && !(exists && chance.in(70))) return {};
  if (second !== undefined && !mixed && chance.in(40)) return { failover: [{ cluster: second }, { cluster: first }] };
  const other = second === undefined ? { local: {} } : { cluster: second };
  const weight = chance.of([30, 50, 80]);
  const shared = {
    to: [
      { cluster: first, weight },
      { ...other, weight: 100 - weight },
    ],
  };
  if (protocol === "tcp") return { routes: [shared] };
  const matches = [
    { headers: { "x-to": { exact: "second" } } },
    { headers: { "x-like": { regex: "v[0-9]+" } } },
    ...(protocol === "http" ? [{ path: { prefix: "/a/" } }, { path: { exact: "/b" }, methods: ["GET"] }] : []),
  ];
  return { routes: [...(chance.in(60) ? [{ match: chance.of(matches), to: [other] }] : []), shared] };
}
