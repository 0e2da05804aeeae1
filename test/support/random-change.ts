import type { Anything } from "./planned.ts";
import { Chance, randomFederation } from "./random-federation.ts";

/** A random federation and what somebody makes of it: services that come, go and move, and grants that change. */
export function randomChange(seed: number): { readonly before: Anything; readonly after: Anything } {
  const before: Anything = randomFederation(seed);
  const after: Anything = structuredClone(before);
  const chance = new Chance(seed * 31 + 7);
  for (let times = 1 + chance.below(3); times > 0; times--) {
    const [name, service] = chance.of(Object.entries<Anything>(after.services));
    const [exposer, exposure] = chance.of(Object.entries<Anything>(service.expose));
    const consumers = Object.keys(service.consume ?? {});
    const what = chance.below(7);
    if (what === 0 && Object.keys(after.services).length > 1) delete after.services[name];
    else if (what === 1 && consumers.length > 0) drop(service, chance.of(consumers));
    else if (what === 2 && Object.keys(service.expose).length > 1) withdrawExposer(service, exposer);
    else if (what === 3) exposure.service = `other${chance.below(3)}.data`;
    else if (what === 4)
      for (const consumer of Object.keys(exposure.allow))
        exposure.allow[consumer] = otherAllow(service.protocol, exposure.allow[consumer], chance);
    else if (what === 5 && consumers.length > 0)
      service.consume[chance.of(consumers)].callers = chance.of([["ns0/a"], ["ns0/c", "ns1/b"], ["ns1/*"]]);
    else
      after.services[`new${times}`] = { ...structuredClone(service), ...(service.consume && { consume: renamed(service.consume, times) }) };
  }
  return { before, after };
}

function drop(service: Anything, consumer: string): void {
  delete service.consume[consumer];
  if (Object.keys(service.consume).length === 0) delete service.consume;
  for (const exposure of Object.values<Anything>(service.expose)) delete exposure.allow[consumer];
}

/** Whoever used it goes to another one. */
function withdrawExposer(service: Anything, exposer: string): void {
  delete service.expose[exposer];
  for (const consumption of Object.values<Anything>(service.consume ?? {})) {
    delete consumption.routes;
    delete consumption.failover;
  }
}

function otherAllow(protocol: string, allow: Anything, chance: Chance): Anything {
  if (protocol === "tcp") return allow;
  const one = Array.isArray(allow) ? allow[0] : allow;
  const { callers } = typeof one === "object" ? one : {};
  const kept = callers && { callers: chance.of([callers, "any", ["ns0/*"]]) };
  if (protocol === "grpc") return { rpcs: chance.of(["any", ["p.T/M"], ["p.S/*"]]), ...kept };
  return { methods: chance.of(["any", ["POST"], ["GET"], ["PUT", "GET"]]), ...(chance.in(40) && { paths: ["/b"] }), ...kept };
}

function renamed(consume: Anything, times: number): Anything {
  const entries = Object.entries<Anything>(consume).map(([cluster, one]) => [
    cluster,
    { ...one, as: `${one.as.split(".")[0]}n${times}.shop` },
  ]);
  return Object.fromEntries(entries);
}
