import { grouped } from "../../../2-resolve/grouped.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { awaitingOf } from "../../resolved.ts";
import { note } from "../../rule.ts";

export const needlessAwaits = note("FED339", "awaits, although the grant is in force", {
  finds: `\
A half of a grant says "awaits", and the other half is there and in force.`,
  why: `\
The word lets a half stand alone until the other one is written. Now it means
nothing. Without it, "fedc check" tells if somebody takes the other half out;
with it, this half would wait again.`,
  wrongLead: `Needless, if cluster1 consumes it from cluster2:`,
  wrong: `\
cluster2: { ..., allow: { cluster1: { methods: [GET], awaits: consumer } } }`,
  right: `\
cluster2: { ..., allow: { cluster1: { methods: [GET] } } }`,
  remark: `It may stay, if the other half comes and goes.`,
  check({ federation, at, report }) {
    for (const [written, halves] of grouped(awaitingOf(federation), (half) => half.written)) {
      const [first] = halves;
      if (!first || halves.some(({ state }) => state !== "in force")) continue;
      const { service } = first;
      const consumers = quoted(new Set(halves.map((each) => each.consumer)));
      const exposers = quoted(new Set(halves.flatMap((each) => each.exposer ?? [])));
      report({
        at: at.key(written, "awaits"),
        message: `both halves of the grant of \`${service}\` by ${exposers} to ${consumers} are in force, so this one does not wait`,
        help: "take the word out; no access changes",
      });
    }
  },
});
