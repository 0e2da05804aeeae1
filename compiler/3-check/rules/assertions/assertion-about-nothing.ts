import { isAbout, isSelected } from "../../../2-resolve/assertion.ts";
import type { Assertion, Exposure } from "../../../2-resolve/federation.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { type RuleContext, warning } from "../../rule.ts";

/** `any` also means clusters and services that are not in the file yet. */
const toCome = "";

export const assertionAboutNothing = warning("FED460", "never, for calls that cannot exist", {
  afterOthers: true,
  finds: `\
A "never" is about no pair of clusters at present: no cluster that "at" means
exposes such a service, "from" means only clusters that would call themselves,
everything is excepted, or no service has such methods, paths or rpcs.`,
  why: `\
It holds whatever the grants say, so a misspelled or outdated assertion looks
like a guarantee. It is a warning, because an assertion may be meant for an
exposure that is still to come.`,
  wrongLead: `Wrong, where only cluster2 exposes ratings:`,
  wrong: `- never: { from: any, to: ratings, at: cluster3 }`,
  right: `- never: { from: any, to: ratings, at: cluster2, except: [cluster1] }`,
  remark: `\
If it guards something that is still to come, accept the warning:

  accept:
    - finding: FED460
      at: assertions.ratings
      because: cluster3 gets ratings next year, for itself only`,
  check(context) {
    const { federation, exposures } = context;
    const clusters = [...federation.clusters.keys()];
    for (const assertion of federation.assertions) {
      const consumers = assertion.from === "any" ? [...clusters, toCome] : clusters;
      if (assertion.kind === "never" && !exposures.some((exposure) => isAboutSome(assertion, exposure, consumers)))
        reportEmpty(assertion, consumers, context);
    }
  },
});

function isAboutSome(assertion: Assertion, { service, cluster }: Exposure, consumers: readonly string[]): boolean {
  if (!isSelected(assertion.to, service.name) || !isSelected(assertion.at, cluster.name)) return false;
  if (!assertion.requests[service.protocol]) return false;
  const services = assertion.to === "any" ? [service.name, toCome] : [service.name];
  return consumers.some((consumer) => services.some((name) => isAbout(assertion, { consumer, service: name, exposer: cluster.name })));
}

function reportEmpty(assertion: Assertion, consumers: readonly string[], { exposures, federation, at, report }: RuleContext): void {
  const { written, to } = assertion;
  const services = federation.services.filter(({ name }) => isSelected(to, name));
  const fitting = services.filter(({ protocol }) => assertion.requests[protocol]);
  const say = (field: keyof typeof written, message: string, help: string) => report({ at: at.value(written, field), message, help });
  // FED369 reports a named service that does not have such requests. `any` also means exposures to come.
  if (fitting.length === 0 && (to !== "any" || services.length === 0)) return;
  const exposed = exposures.filter(({ service, cluster }) => fitting.includes(service) && isSelected(assertion.at, cluster.name));
  const what = to === "any" ? "such a service" : quoted(to, "or");
  if (fitting.length === 0)
    say("to", "no service has such calls, so this is about nothing", "assert something else, or remove the assertion");
  else if (exposed.length === 0 && written.at !== undefined && assertion.at !== "any")
    say(
      "at",
      `${quoted(assertion.at)} ${assertion.at.size > 1 ? "do" : "does"} not expose ${what}, so this is about nothing`,
      "name a cluster that exposes it",
    );
  else if (exposed.length === 0 && to !== "any")
    say("to", `no cluster exposes ${what}, so this is about nothing`, "expose it, or remove the assertion");
  else if (exposed.some((exposure) => isAboutSome({ ...assertion, exceptions: [] }, exposure, consumers)))
    say("except", "everything is excepted, so this is about nothing", "except less, or remove the assertion");
  else if (exposed.length > 0)
    say("from", "it is about clusters that would call themselves, so this is about nothing", "name a cluster that may consume the service");
}
