import type { CommandDeclaration, RequestOf } from "../command.ts";
import { editOptions } from "../options.ts";

/** `fedc retract`: takes a grant back, out of federation.yaml. */
export const retract = {
  name: "retract",
  summary: "take back, in federation.yaml, what a cluster may use",
  operand: "SERVICE",
  description: `Takes a grant out of federation.yaml: what \`fedc expose\` and \`fedc consume\`
write, the \`allow\` of the exposing clusters and the \`consume\` of the consumer.
Its comments go with it, and entries of \`accept\` that point into it. The rest of
the file stays as it is. If the result had an error that \`fedc check\` finds, as
when an assertion needs the grant, fedc reports it and writes nothing.

If other clusters still serve the consumer, its \`consume\` stays, and the
exposing cluster leaves its \`failover\`. fedc does not change \`routes\`, since you
decide where their calls go then.`,
  options: {
    from: {
      value: "CLUSTER",
      names: "members",
      description: "who loses it: a cluster, or a group that has an\nentry; required without --exposure",
    },
    at: {
      value: "CLUSTER",
      repeatable: true,
      names: "members",
      description: "who takes it back (default: every cluster that\nexposes the service)",
    },
    half: {
      value: "HALF",
      values: ["allow", "consume"],
      description: "take out only this half; the other half stays\nand waits, with `awaits`",
    },
    exposure: { description: "also take out what then is exposed to nobody,\nand the service if nothing is left of it" },
    ...editOptions,
  },
  examples: [
    { line: "fedc retract stock --from shop", effect: "shop may not use stock any more" },
    { line: "fedc retract stock --from shop --at warehouse --dry-run", effect: "what would be written, as a diff" },
    { line: "fedc retract stock --from shop --half allow", effect: "shop's entry stays, not in force" },
    { line: "fedc retract stock --exposure", effect: "takes out what nobody may use" },
  ],
} as const satisfies CommandDeclaration;

export type RetractRequest = RequestOf<typeof retract>;
