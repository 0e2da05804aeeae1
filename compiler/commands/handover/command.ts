import type { CommandDeclaration, RequestOf } from "../command.ts";
import { maxBytesOption } from "../options.ts";

/** `fedc handover`: what a partner that configures itself has to know and to set up. */
export const handover = {
  name: "handover",
  summary: "a page, and an overlay, for a partner that configures itself",
  operand: "CLUSTER",
  description: `Writes one page in Markdown for the people who run CLUSTER, which has
\`managed: false\`. They need not know fedc or use Istio. The page has the names,
addresses, ports, identities and roots of both sides, what each side may call of
the other, and what both sides must write alike. It holds public material only.

With --overlay it also writes the overlay that fedc would make if it managed
CLUSTER, for a partner with Istio. fedc proves it together with all others, as
\`fedc build\` does. The overlay needs more than the page: the partner's Services,
callers, egress gateway and key pairs. Findings ask for what is missing, and then
nothing is written. Opens no connection.`,
  options: {
    file: { value: "FILE", description: "the federation.yaml (default federation.yaml)" },
    out: { value: "DIR", description: "write the page to DIR/CLUSTER.md, not to standard\noutput" },
    overlay: { value: "DIR", description: "write the overlay to DIR/CLUSTER/, too" },
    "max-bytes": maxBytesOption,
  },
  examples: [
    { line: "fedc handover partner", effect: "the page" },
    { line: "fedc handover partner --out handover --overlay handover", effect: "handover/partner.md and handover/partner/" },
    { line: "fedc handover partner --json", effect: "the same facts for a program" },
  ],
  exit: ["the page was written", "wrong input, or it could not be written; nothing was changed"],
} as const satisfies CommandDeclaration;

export type HandoverRequest = RequestOf<typeof handover>;
