import type { Anything } from "../planned.ts";
import type { Callers } from "./allows.ts";
import type { Drawing, LocalUse, Member } from "./exposures.ts";

/** What a service gives its consumers, all of them alike. */
export interface Offered {
  readonly protocol: string;
  readonly exposers: readonly { readonly name: string; readonly written: Anything; readonly alternatives: readonly Anything[] }[];
  readonly modes: ReadonlySet<string>;
}

/** Local names and ports that are not used twice. */
export class LocalNames {
  #count = 0;

  next(): number {
    return this.#count++;
  }
}

/** Which local service accounts may call, of a consumption. */
export function callersOf(fullHost: boolean, { chance, names }: Drawing): Callers {
  const [one, other, third] = [
    `${names.namespace(0)}/${names.account(0)}`,
    `${names.namespace(0)}/${names.account(1)}`,
    `${names.namespace(2)}/1`,
  ];
  const lists: Callers[] = [[one], [one, `${names.namespace(1)}/*`], [one, other, third as string], [`${names.namespace(0)}/*`]];
  return chance.of(fullHost ? lists : [...lists, "any"]);
}

/** One entry under `consume`, for one cluster or for several of a group. */
export function consumption(
  members: readonly Member[],
  offered: Offered,
  { fullHost, callers, via }: { readonly fullHost: boolean; readonly callers: Callers; readonly via: string | undefined },
  drawing: Drawing & { readonly localNames: LocalNames },
): Anything {
  const { chance } = drawing;
  const failover = failoverOf(offered, drawing);
  const withLocal = failover?.[0]?.local !== undefined;
  if (members.every(({ managed }) => !managed)) return partnersEntry(offered, failover, drawing);
  const name = localName(members, { fullHost: fullHost && !withLocal, tcp: offered.protocol === "tcp", mustExist: withLocal }, drawing);
  const existing = name.localService === "existing";
  const labelled = existing && !failover && chance.in(60);
  const way = failover && offered.modes.has("workloads") ? "direct" : via;
  return {
    ...name,
    callers,
    ...(labelled && { callerLabels: { app: "caller", "example.com/x": "" } }),
    ...(failover ? { failover } : routesOf(offered, existing, fullHost, drawing)),
    ...(offered.protocol !== "tcp" && timing(drawing)),
    ...(offered.protocol !== "tcp" && !isFullHost(name.as) && chance.in(20) && { delegate: chance.in(90) }),
    ...(way !== undefined && { via: way }),
    ...(chance.in(6) && { inactive: "later: yes" }),
    ...(chance.in(8) && { awaits: "exposer" }),
  };
}

/** A partner says no more than it must. */
function partnersEntry(
  { exposers, protocol }: Offered,
  failover: Anything,
  { chance, localNames }: Drawing & { readonly localNames: LocalNames },
): Anything {
  if (failover && !failover[0].local) return { failover };
  if (exposers.length > 1)
    return {
      routes: [
        {
          to: shares(
            exposers.map(({ name }) => ({ cluster: name })),
            [50],
          ),
        },
      ],
    };
  return chance.in(30)
    ? { as: `partner${localNames.next()}.own`, port: 80, callers: ["own/*"], ...(protocol === "tcp" && { localService: "create" }) }
    : {};
}

interface Wanted {
  readonly fullHost: boolean;
  readonly tcp: boolean;
  /** For a failover that begins with the local Service: of a Service that no other entry has. */
  readonly mustExist: boolean;
}

type Naming = Drawing & { readonly localNames: LocalNames };

/** A local name and port that are free in all members: a new one, or another port of one that a single member has. */
function localName(members: readonly Member[], wanted: Wanted, drawing: Naming): Anything {
  const { chance, localNames } = drawing;
  const number = localNames.next();
  const [only, other] = members;
  const known = [...(other || wanted.mustExist ? [] : (only?.locals ?? []))].filter(([as, { localService }]) =>
    isFullHost(as) === wanted.fullHost ? !(wanted.fullHost && wanted.tcp && localService === "existing") : false,
  );
  const [as, { localService, ports }] = known.length > 0 && chance.in(25) ? chance.of(known) : newName(members, number, wanted, drawing);
  const port = [80, 443, 15443].find((one) => chance.in(30) && !ports.has(one)) ?? 1000 + number;
  for (const { locals } of members) {
    const own = locals.get(as) ?? { localService, ports: new Set<number>() };
    own.ports.add(port);
    if (!wanted.mustExist) locals.set(as, own);
  }
  return { as, port, ...(localService !== undefined && { localService }) };
}

function newName(members: readonly Member[], number: number, wanted: Wanted, { chance, names }: Drawing): readonly [string, LocalUse] {
  const { fullHost, tcp, mustExist } = wanted;
  const exists = mustExist || (!(tcp && fullHost) && chance.in(45));
  const localService = exists ? "existing" : fullHost && chance.in(10) ? undefined : "create";
  const ports = new Set<number>();
  if (fullHost) return [names.fullHost(number), { localService, ports }];
  const service = `${names.label("shop", number)}.${names.namespace(3)}`;
  const domain = members[0]?.written.istio?.domain ?? "cluster.local";
  return [members.length === 1 && chance.in(10) ? `${service}.svc.${domain}` : service, { localService, ports }];
}

/** Whether a local name is none of a Service. */
export function isFullHost(as: string): boolean {
  return as.split(".").length > 2 && as.split(".")[2] !== "svc";
}

function failoverOf({ exposers, modes, protocol }: Offered, { chance }: Drawing): Anything {
  if (modes.size > 1 || !chance.in(40)) return undefined;
  const clusters = exposers.map(({ name }) => ({ cluster: name }));
  if (modes.has("gateways")) return clusters.length > 1 ? clusters.toReversed() : undefined;
  if (
    !exposers.every(
      ({ written }) => Array.isArray(written.gateways.ingress.addresses) && !/net$/.test(written.gateways.ingress.addresses[0]),
    )
  )
    return undefined;
  const local = { local: { serviceAccounts: ["own"], portName: protocol === "tcp" ? "tcp" : "http" } };
  if (clusters.length === 1) return [local, ...clusters];
  return clusters;
}

function routesOf({ exposers, protocol }: Offered, existing: boolean, fullHost: boolean, { chance }: Drawing): Anything {
  const clusters = exposers.map(({ name }) => ({ cluster: name }));
  if (clusters.length === 1 && chance.in(50)) return {};
  const local = existing && chance.in(70) ? [{ local: !fullHost && chance.in(40) ? { subset: { version: "v1" } } : {} }] : [];
  const matched = protocol === "tcp" || chance.in(30) ? [] : matches(exposers, protocol, chance);
  const rest = { to: shares([...clusters, ...local], chance.of([[50], [0, 100], [1, 2]])) };
  const open = existing && matched.length > 0 && clusters.length === 1 && chance.in(40);
  return { routes: open ? matched : [...matched, rest] };
}

function matches(exposers: Offered["exposers"], protocol: string, chance: Drawing["chance"]): readonly Anything[] {
  const { name, alternatives } = chance.of(exposers);
  const [{ methods = "any", paths = ["/a/*"], rpcs = "any" } = {} as Anything] = alternatives;
  const [path = "/a/*"] = protocol === "grpc" ? (rpcs === "any" ? ["/p.S/M"] : rpcs.map((one: string) => `/${one}`)) : paths;
  const exact = path.replace(/\*$/, "Some/7");
  const byPath = path.endsWith("/*") && path !== "/*" && chance.in(50) ? { prefix: path.slice(0, -1) } : { exact };
  const method = protocol === "grpc" ? ["POST"] : methods === "any" ? ["GET"] : methods;
  const regexes = ["v[0-9]+", "(?i)beta.*", "[ab]{0,60}[ab]{0,60}c", "[[:alpha:]]{1,3}", '\\w+ "x"', ".*"];
  const kinds = [
    { headers: { "x-to": { exact: "Second: #1" } } },
    { headers: { "x-like": { prefix: "be" }, "end-user": { regex: chance.of(regexes) } } },
    { path: byPath, headers: { "x-way": { exact: "path" } }, ...(chance.in(50) && { methods: method }) },
    {
      path: { regex: `${exact.replace(/[.%$()+;=]/g, "\\$&")}|/none/[0-9]{1,9}` },
      methods: method,
      headers: { "x-way": { exact: "regex" } },
    },
    { methods: method, headers: { "x-way": { prefix: "method" } } },
  ];
  return kinds.filter(() => chance.in(40)).map((match) => ({ match, to: [{ cluster: name, ...(chance.in(10) && { weight: 100 }) }] }));
}

/** Destinations with weights that add up to 100, where there are several. */
function shares(destinations: readonly Anything[], weights: readonly number[]): readonly Anything[] {
  if (destinations.length < 2) return destinations;
  const given = destinations.slice(1).map((_, i) => Math.floor((weights[i] ?? 1) / (i + 1)) % 90);
  return destinations.map((one, i) => ({ ...one, weight: i === 0 ? 100 - given.reduce((sum, n) => sum + n, 0) : given[i - 1] }));
}

function timing({ chance }: Drawing): Anything {
  const timeout = chance.in(20) && { timeout: chance.of(["5s", "1m30s", "1.5s", "1h"]) };
  if (!chance.in(20)) return timeout;
  const on = chance.in(50) && { on: chance.of(["5xx,connect-failure", "refused-stream,unavailable,503"]) };
  return {
    ...timeout,
    retries: chance.in(30) ? { attempts: 0 } : { attempts: 1 + chance.below(3), ...(chance.in(50) && { perTryTimeout: "500ms" }), ...on },
  };
}
