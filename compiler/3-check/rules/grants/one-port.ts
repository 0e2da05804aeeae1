import { labelsText } from "../../../1-load/labels-text.ts";
import type { Spans } from "../../../1-load/spans.ts";
import { isLocated } from "../../../2-resolve/exposed-service.ts";
import type { Exposure } from "../../../2-resolve/federation.ts";
import { sorted } from "../../../2-resolve/names.ts";
import { exposurePlace } from "../../../2-resolve/written-places.ts";
import type { Place } from "../../../findings/source.ts";
import { differencesBy, uniqueBy } from "../../repeats.ts";
import { exposuresAsWritten } from "../../resolved.ts";
import { error } from "../../rule.ts";
import { contradictions, mayShare } from "../../shared-pods.ts";

export const portProtocol = error("FED401", "port that speaks tcp and http", {
  finds: `\
One port of a Service, or one port of the same pods, is behind a service with
"protocol: tcp" and behind one with http, http2 or grpc.`,
  why: `\
Istio takes a port either for HTTP or for plain TCP, by its name or its
"appProtocol". Policies for one kind do not apply to the other, so one of the
two services would not be protected as the file says.`,
  example: `\
Wrong:

  reviews:     { protocol: http, … service: reviews.bookinfo, port: 9080 }
  reviews-tcp: { protocol: tcp,  … service: reviews.bookinfo, port: 9080 }

Right: expose the port once, with the protocol that it speaks, or expose two
ports.`,
  check({ federation, at, report }) {
    const active = exposuresAsWritten(federation, at).filter((exposure) => exposure.active && isLocated(exposure));
    const portOf = ({ cluster, local, port }: Exposure) => `${cluster.name} ${local.fqdn}:${port}`;
    const isTcp = ({ service }: Exposure) => service.protocol === "tcp";
    const ofServices = differencesBy(active, portOf, isTcp).map((found) => ({
      ...found,
      place: at.value(found.repeat.written, "port"),
      what: `port ${found.repeat.port} of \`${found.repeat.written.service}\``,
    }));
    const ofPods = differencesBy(active.filter(describesPods), podsOf, isTcp).map((found) => ({
      ...found,
      place: at.value(found.repeat.written, "targetPort"),
      what: `port ${found.repeat.targetPort} of the pods behind \`${found.repeat.written.service}\``,
    }));
    for (const { first, repeat, place, what } of uniqueBy([...ofServices, ...ofPods], ({ repeat }) => repeat))
      report({
        at: place,
        message: `${what} is ${repeat.service.protocol} for \`${repeat.service.name}\` and ${first.service.protocol} for \`${first.service.name}\``,
        related: { at: exposurePlace(at, first), message: `${first.service.protocol} here` },
        help: "write what the port really speaks, or name another port",
      });
  },
});

/** Whether the file says which pods and which port of them it is. */
function describesPods({ selector, targetPort }: Exposure): boolean {
  return selector !== undefined && targetPort !== undefined;
}

/** Equal for exposures of the same pods and port. */
function podsOf({ cluster, local, targetPort, selector = {} }: Exposure): string {
  return `${cluster.name} ${local.namespace} ${targetPort} ${labelsText(selector)}`;
}

export const protectMismatch = error("FED349", "one port protected in two ways", {
  finds: `\
Two services are served by the same pods and port, and their "protect" lists
differ, or only one of them has "protect".`,
  why: `\
"protect" becomes a policy that denies every caller that is not listed, and
denials add up: only callers on both lists get through. A service without
"protect" is then protected all the same.`,
  wrong: `\
# both with selector: { app: ratings } and targetPort: 9080
ratings:       { … protect: { callers: [shop/web] } }
ratings-admin: { … protect: { callers: [shop/admin] } }`,
  rightLead: `Right: one list for both.`,
  right: `\
ratings:       { … protect: { callers: [shop/web, shop/admin] } }
ratings-admin: { … protect: { callers: [shop/web, shop/admin] } }`,
  check({ federation, at, report }) {
    const selecting = exposuresAsWritten(federation, at).filter((exposure) => exposure.active && describesPods(exposure));
    for (const { first, repeat } of differencesBy(selecting, podsOf, ({ protect }) => protect && sorted(protect).join()))
      report({
        at: placeOf(repeat, "protect", at),
        message: `\`${repeat.service.name}\` and \`${first.service.name}\` are served by the same pods and port of \`${repeat.cluster.name}\`, but protected differently`,
        related: { at: placeOf(first, "protect", at), message: first.protect ? "other callers stay allowed here" : "not protected here" },
        help: "give both the same `protect`",
      });
  },
});

/** The place of a field or, if the entry does not have it, of the exposure. */
function placeOf(exposure: Exposure, field: "protect" | "defaultDeny", at: Spans): Place {
  return exposure.written[field] === undefined ? exposurePlace(at, exposure) : at.key(exposure.written, field);
}

export const defaultDenyMismatch = error("FED400", "pods that deny by default for only one service", {
  finds: `\
Two services are served by the same pods, and only one of them has
"defaultDeny".`,
  why: `\
With "defaultDeny" fedc emits a policy that allows the federation's calls of
these pods, and Istio denies all calls that no policy allows. This also denies
calls of the other service, although it says "defaultDeny: false" or nothing.`,
  wrongLead: `Wrong, both with selector: { app: ratings }:`,
  wrong: `\
ratings: { … defaultDeny: true }
stars:   { … }`,
  rightLead: `Right, if you have policies of your own about these pods:`,
  right: `\
ratings: { … defaultDeny: true }
stars:   { … defaultDeny: true }`,
  remark: `\
If you have none, leave "defaultDeny" out of both. Subsets that are different
pods, with selectors of their own, may differ.`,
  check({ federation, at, report }) {
    const active = exposuresAsWritten(federation, at).filter((exposure) => exposure.active && exposure.cluster.managed);
    // A policy applies to all pods that its selector matches, whichever subset is meant.
    const sameSelector = contradictions(
      active.filter(({ selector }) => selector),
      ({ cluster, local, selector = {} }) => `${cluster.name} ${local.namespace} ${labelsText(selector)}`,
      (a, b) => a.defaultDeny !== b.defaultDeny,
    );
    const sameService = contradictions(
      active,
      ({ cluster, local }) => `${cluster.name} ${local.fqdn}`,
      (a, b) => a.defaultDeny !== b.defaultDeny && mayShare(a, b),
    );
    for (const { exposure, other } of uniqueBy([...sameSelector, ...sameService], ({ exposure }) => exposure)) {
      const [name, otherName] = [exposure.service.name, other.service.name];
      report({
        at: placeOf(exposure, "defaultDeny", at),
        message: `\`${name}\` and \`${otherName}\` are served by the same pods of \`${exposure.cluster.name}\`, but only \`${exposure.defaultDeny ? name : otherName}\` has \`defaultDeny\``,
        related: {
          at: placeOf(other, "defaultDeny", at),
          message: other.defaultDeny ? "denied by default here" : "not denied by default here",
        },
        help: "give both the same `defaultDeny`",
      });
    }
  },
});
