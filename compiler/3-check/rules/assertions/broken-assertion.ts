import type { Assertion, Grant } from "../../../2-resolve/federation.ts";
import { grouped } from "../../../2-resolve/grouped.ts";
import { type RequiredCalls, requiredCalls } from "../../../2-resolve/required-calls.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import { counted } from "../../../findings/formats/words.ts";
import { breakingGrants } from "../../forbidden-calls.ts";
import { isListed, type Shortfall, shortfallOf } from "../../met-requirements.ts";
import { waitingHalf } from "../../resolved.ts";
import { error, type RuleContext } from "../../rule.ts";

export const brokenAssertion = error("FED388", "assertion that the grants break", {
  afterOthers: true,
  finds: `\
A grant lets through a call that an assertion forbids ("never"), or no grant and
route let every call through that it requires ("always").`,
  why: `\
An assertion says what must hold whatever else changes, so people rely on it.
Any grant in force breaks a "never", even while an address is still pending.
An "always" needs one grant that lets every such call through, by a route with a
share above 0; a method or path that it leaves out means all of them. In mode
workloads, both the consumer and the exposing cluster must list the caller, and
"always" without "caller" means each caller that the consumer lists.`,
  wrongLead: `Wrong, where cluster1 is allowed [GET] on [/ratings/*]:`,
  wrong: `\
- never:  { from: cluster1, to: ratings, method: GET, path: /ratings/0 }
- always: { from: cluster1, to: ratings }`,
  right: `\
- never:  { from: cluster1, to: ratings, method: POST }
- always: { from: cluster1, to: ratings, method: GET, path: /ratings/0 }`,
  remark: `\
An assertion about many clusters or services gives one finding, which shows the
first grant that breaks it and counts the others. If you mean that grant:

  - never: { from: any, to: ratings, method: POST, except: [cluster1] }`,
  check(context) {
    const grantsOf = grouped(context.grants, ({ consumer, exposure }) => `${consumer.name} ${exposure.service.name}`);
    for (const assertion of context.federation.assertions)
      if (assertion.kind === "never") checkNever(assertion, context);
      else checkAlways(assertion, (calls) => grantsOf.get(`${calls.from} ${calls.service.name}`) ?? [], context);
  },
});

function checkNever(assertion: Assertion, { grants, at, report }: RuleContext): void {
  const [first, ...others] = breakingGrants(assertion, grants);
  if (!first) return;
  const { allow, consumer, exposure } = first;
  const more = others.length === 0 ? "" : `, and ${counted(others.length, "other grant breaks", "other grants break")} the assertion too`;
  report({
    at: at.value(assertion.written, "to"),
    message: `\`${consumer.name}\` may make this call of \`${exposure.service.name}\` at \`${exposure.cluster.name}\`${more}`,
    related: { at: allowPlace(at, allow), message: "allowed here" },
    help: "narrow what is allowed, or remove the assertion",
  });
}

function checkAlways(assertion: Assertion, grantsOf: (calls: RequiredCalls) => readonly Grant[], context: RuleContext): void {
  const broken: { readonly calls: RequiredCalls; readonly shortfall: Shortfall }[] = [];
  for (const calls of requiredCalls(assertion, context.federation)) {
    const shortfall = shortfallOf(assertion, calls, grantsOf(calls));
    if (shortfall && (shortfall.kind !== "unused" || isMade(calls))) broken.push({ calls, shortfall });
  }
  const [first, ...others] = broken;
  if (!first) return;
  const { message, ...rest } = findingOf(first.calls, first.shortfall, assertion, context);
  const more =
    others.length === 0
      ? ""
      : `, and ${counted(others.length, "other call that it requires fails", "other calls that it requires fail")} too`;
  context.report({ message: `${message}${more}`, ...rest });
}

function findingOf(
  { from, service, at: exposer }: RequiredCalls,
  shortfall: Shortfall,
  { written }: Assertion,
  { at, federation }: RuleContext,
): Parameters<RuleContext["report"]>[0] {
  if (shortfall.kind === "unused") {
    const waiting = waitingHalf(federation, { from, service, at: exposer });
    return {
      at: at.value(written, exposer === undefined ? "to" : "at"),
      message: `\`${from}\` does not use a grant in force of \`${service.name}\`${exposer === undefined ? "" : ` at \`${exposer}\``}`,
      help:
        exposer === undefined
          ? "allow and route the calls, or remove the assertion"
          : "let that cluster allow the calls, or name another cluster",
      related: waiting && { at: at.key(waiting.written, "awaits"), message: waiting.reason ?? "" },
    };
  }
  const { kind, grant } = shortfall;
  return {
    at: at.value(written, "to"),
    message:
      kind === "unreached"
        ? `\`${from}\` does not have a route in force to \`${service.name}\` at \`${grant.exposure.cluster.name}\``
        : `not every such call from \`${from}\` to \`${service.name}\` is allowed`,
    related: {
      at: allowPlace(at, grant.allow),
      message: kind === "unreached" ? "allowed here, but not reached" : "the calls that are allowed",
    },
    help: "allow and route the calls, or assert fewer: add a method or a path",
  };
}

/** Whether some consumption makes such calls, to a cluster that exposes the service. FED386 reports calls that do not exist. */
function isMade({ from, service, at, caller }: RequiredCalls): boolean {
  const { consumptions, exposures } = service;
  const isUsed = consumptions.some((one) => one.cluster.name === from && one.inactive === undefined && isListed(caller, one));
  return isUsed && (at === undefined || exposures.some(({ cluster }) => cluster.name === at));
}
