import type { Anything } from "../planned.ts";
import type { Chance } from "../random-federation.ts";

/** Another version of a federation, which is legal where this one is: less of it, or the same under other names. */
export function changed(data: Anything, chance: Chance): Anything {
  const { assertions, ...after } = structuredClone(data);
  for (let times = 1 + chance.below(3); times > 0; times--) change(after, times, chance);
  return after;
}

function change({ services }: Anything, times: number, chance: Chance): void {
  const names = Object.keys(services);
  const name = chance.of(names);
  const service = services[name];
  const exposures = Object.values<Anything>(service.expose);
  const consumers = Object.keys(service.consume ?? {});
  const turn = chance.below(6);
  if (turn === 0 && names.length > 1) delete services[name];
  else if (turn === 1) service.inactive = "not any more";
  else if (turn === 2 && consumers.length > 0) {
    const consumer = chance.of(consumers);
    service.consume[consumer] = [service.consume[consumer]].flat().map((one) => ({ ...one, inactive: "no more" }));
  } else if (turn === 3) {
    for (const { allow = {} } of exposures)
      for (const key of Object.keys(allow))
        allow[key] = [allow[key]]
          .flat()
          .map((one) => (typeof one === "object" && Array.isArray(one.methods) ? { ...one, methods: more(one.methods) } : one));
  } else if (turn === 4) services[`new${times}`] = renamed(service, times);
  // In its namespace: elsewhere it would be served by other accounts.
  else for (const exposure of exposures) exposure.service = `moved${times}.${exposure.service.split(".")[1]}`;
}

/** One method more, of those that no other alternative has. */
function more(methods: readonly string[]): readonly string[] {
  return methods.includes("GET") ? [...methods, "TRACE"] : methods;
}

/** The same service once more, under local names of its own. */
function renamed(service: Anything, times: number): Anything {
  const consume = Object.entries<Anything>(service.consume ?? {}).map(([key, entries]) => {
    const own = [entries]
      .flat()
      .map((entry, i) => (entry.as ? { ...entry, as: `again${times}-${i}.${entry.as.split(".").slice(1).join(".")}` } : entry));
    return [key, Array.isArray(entries) ? own : own[0]];
  });
  return { ...structuredClone(service), ...(service.consume && { consume: Object.fromEntries(consume) }) };
}
