import type { Assertion, Federation } from "../../../2-resolve/federation.ts";
import { type RequiredCalls, requiredCalls } from "../../../2-resolve/required-calls.ts";
import type { Place } from "../../../findings/source.ts";
import { entryPlace } from "../../entries.ts";
import { isListed } from "../../met-requirements.ts";
import { uniqueBy } from "../../repeats.ts";
import { waitingHalf } from "../../resolved.ts";
import { error, type RuleContext } from "../../rule.ts";
import { writtenValues } from "../../written-values.ts";

export const assertionWithoutConsumption = error("FED386", "always, for a call that does not exist", {
  afterOthers: true,
  finds: `\
An "always" is about a call that does not exist: the cluster does not consume
the service, the caller is not listed, or the cluster under "at" does not expose
the service.`,
  why: `\
"always" requires that every such call of every listed caller can arrive. If
there is no such call, the assertion would hold and say nothing.`,
  wrongLead: `Wrong, where the callers of cluster1 are default/web:`,
  wrong: `- always: { from: cluster1, caller: shop/web, to: reviews }`,
  right: `- always: { from: cluster1, caller: default/web, to: reviews }`,
  remark: `\
Each cluster, service, caller and exposer that is named must take part in such a
call. "any" means those that do. To say that a call must not work, use "never",
also for clusters that have nothing to do with the service.`,
  check(context) {
    const { federation, report } = context;
    for (const assertion of federation.assertions) {
      if (assertion.kind === "never") continue;
      const calls = [...requiredCalls(assertion, federation)];
      if (calls.length === 0 && !misfits(assertion, federation)) report(noCalls(assertion, context));
      const missing = calls.flatMap((one) => missingCall(one, assertion, context) ?? []);
      for (const finding of uniqueBy(missing, ({ message }) => message)) report(finding);
    }
  },
});

type Report = Parameters<RuleContext["report"]>[0];

function missingCall(
  { from, service, caller, at: exposer }: RequiredCalls,
  assertion: Assertion,
  context: RuleContext,
): Report | undefined {
  const { at, file, federation } = context;
  const { clusters } = federation;
  const to = service.name;
  if (!clusters.has(from)) return undefined;
  const consumptions = service.consumptions.filter(({ cluster }) => cluster.name === from);
  const active = consumptions.filter(({ inactive }) => inactive === undefined);
  const [first] = consumptions;
  // A partner that configures itself consumes what is allowed to it without an entry of its own.
  const related = first && {
    at: service.written.consume?.[first.key] ? entryPlace(at, file, first.written) : at.key(file.services, to),
    message: active.length === 0 ? "not in force" : "how it uses the service",
  };
  const place = (field: "from" | "caller" | "at", name: string) => placeOf(field, name, assertion, context);
  if (active.length === 0) {
    const waiting = waitingHalf(federation, { from, service, at: exposer });
    return {
      at: place("from", from),
      message: related ? `\`${from}\` does not use \`${to}\` at present` : `\`${from}\` does not consume \`${to}\``,
      related: waiting ? { at: at.key(waiting.written, "awaits"), message: waiting.reason ?? "" } : related,
      help:
        waiting?.half === "consume"
          ? "let a cluster allow it, or remove the assertion"
          : "let it consume the service, or remove the assertion",
    };
  }
  if (caller !== undefined && !active.some((consumption) => isListed(caller, consumption)))
    return {
      at: place("caller", caller),
      message: `\`${caller}\` is not a caller of \`${to}\` in \`${from}\``,
      related,
      help: "list it under `callers`, or assert something else",
    };
  if (exposer !== undefined && clusters.has(exposer) && !service.exposures.some(({ cluster }) => cluster.name === exposer))
    return { at: place("at", exposer), message: `\`${exposer}\` does not expose \`${to}\``, help: "name a cluster that exposes it" };
  return undefined;
}

/** Whether FED369 reports that the services do not have such calls. */
function misfits(assertion: Assertion, { services }: Federation): boolean {
  const { to } = assertion;
  return to !== "any" && services.every(({ name, protocol }) => !to.has(name) || !assertion.requests[protocol]);
}

/** `any` stands for nothing, or everything is excepted. */
function noCalls({ from, to, written }: Assertion, { at }: RuleContext): Report {
  const [cluster] = from === "any" ? [] : from;
  const [service] = to === "any" ? [] : to;
  const who = cluster === undefined ? "no cluster" : `\`${cluster}\``;
  const uses = cluster === undefined ? "uses" : "does not use";
  const what = service === undefined ? (cluster === undefined ? "such a service" : "any such service") : `\`${service}\``;
  return {
    at: at.value(written, from === "any" ? "to" : "from"),
    message: `${who} ${uses} ${what}${written.except === undefined ? "" : " that is not excepted"}, so this is about nothing`,
    help: "assert something else, or remove the assertion",
  };
}

/** The place of a name, or that of the whole field if a group has it. */
function placeOf(field: "from" | "caller" | "at", name: string, { written }: Assertion, { at }: RuleContext): Place {
  return writtenValues(at, written, field).find(({ value }) => value === name)?.place ?? at.value(written, field);
}
