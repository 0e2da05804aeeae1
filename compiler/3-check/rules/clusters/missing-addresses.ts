import type { Rule } from "../../rule.ts";

export const missingAddresses: Rule = {
  code: "FED318",
  severity: "error",
  title: "ingress gateway without addresses",
  finds: `A cluster exposes a service, and its ingress gateway has no "addresses".`,
  why: `\
Other clusters dial this gateway, and only you know where it is. While its load
balancer has no address yet, write "pending": fedc then builds everything that
does not need the address, and every build reminds you of it.`,
  example: `\
Wrong:

  gateways: { ingress: {} }

Right, one of:

  gateways: { ingress: { addresses: [192.0.2.20, 192.0.2.21] } }
  gateways: { ingress: { addresses: [gateway.example.com] } }
  gateways: { ingress: { addresses: pending } }`,
  check({ federation, at, report }) {
    const exposing = new Set(federation.grants.filter(({ inactive }) => inactive === undefined).map(({ exposure }) => exposure.cluster));
    for (const { name, written } of exposing) {
      const { gateways } = written;
      if (!gateways?.ingress || gateways.ingress.addresses !== undefined) continue;
      report({
        at: at.key(gateways, "ingress"),
        message: `the ingress gateway of \`${name}\` has no \`addresses\``,
        help: "write a list of IP addresses, a list of one DNS name, or the word `pending`",
      });
    }
  },
};
