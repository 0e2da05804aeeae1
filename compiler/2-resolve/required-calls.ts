import { isSelected } from "./assertion.ts";
import { callerEntries, coversCaller, unionOfCallers } from "./caller-lists.ts";
import type { Assertion, FederatedService, Federation, Selection } from "./federation.ts";

/** A part of an `always`: calls of one service by one cluster, of which none may fail. */
export interface RequiredCalls {
  readonly from: string;
  readonly service: FederatedService;
  /** Undefined if any exposer will do. */
  readonly at: string | undefined;
  /** Undefined for every caller that the cluster lists. */
  readonly caller: string | undefined;
  /** Undefined for every method or path. An rpc is a path too. */
  readonly method: string | undefined;
  readonly path: string | undefined;
}

/** The number of parts of an `always`, including those that it excepts. It is worked out and not counted: it may be astronomical. */
export function requiredCallsCount({ from, to, at, callers, requests }: Assertion, { services }: Federation): number {
  const each = (at === "any" ? 1 : at.size) * (callers === "any" ? 1 : callers.length);
  const counts = services.map((service) => {
    const asked = isSelected(to, service.name) ? requests[service.protocol] : undefined;
    return asked ? consumersOf(service, from, to).length * each * (asked.methods?.length ?? 1) * (asked.paths?.length ?? 1) : 0;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The parts of an `always`. `any` means the clusters that use a service, or the services that a cluster uses. */
export function* requiredCalls(assertion: Assertion, federation: Federation): Generator<RequiredCalls> {
  const { from, to, at, callers, exceptions } = assertion;
  const exposers = at === "any" ? [undefined] : [...at];
  for (const service of federation.services.filter(({ name }) => isSelected(to, name))) {
    const requests = assertion.requests[service.protocol];
    if (!requests) continue;
    const isExcepted = (consumer: string, exposer: string | undefined, caller: string | undefined) => {
      const excepted = unionOfCallers(
        exceptions
          .filter((one) => isSelected(one.from, consumer) && isSelected(one.to, service.name))
          .filter(({ at }) => at === "any" || (exposer !== undefined && at.has(exposer)))
          .map((one) => one.callers),
      );
      const meant = caller === undefined ? callersOf(service, consumer) : [caller];
      return excepted === "any" || (meant.length > 0 && meant.every((one) => coversCaller(excepted, one)));
    };
    const consumers = consumersOf(service, from, to);
    for (const consumer of consumers)
      for (const exposer of exposers)
        for (const caller of callers === "any" ? [undefined] : callers) {
          // No cluster calls itself through the federation: with others beside it, it is not meant.
          if (consumer === exposer && consumers.length + exposers.length > 2) continue;
          if (isExcepted(consumer, exposer, caller)) continue;
          for (const method of requests.methods ?? [undefined])
            for (const path of requests.paths ?? [undefined]) yield { from: consumer, service, at: exposer, caller, method, path };
        }
  }
}

/** A cluster that is named together with the service is meant even if it does not use it. */
function consumersOf({ consumptions }: FederatedService, from: Selection, to: Selection): readonly string[] {
  if (from !== "any" && to !== "any") return [...from];
  const users = consumptions.filter(({ inactive }) => inactive === undefined).map(({ cluster }) => cluster.name);
  return [...new Set(users)].filter((name) => isSelected(from, name));
}

function callersOf({ consumptions }: FederatedService, consumer: string): readonly string[] {
  const used = consumptions.filter(({ cluster, inactive }) => cluster.name === consumer && inactive === undefined);
  return callerEntries(unionOfCallers(used.map(({ callers }) => callers)));
}
