import type { RouteEntry } from "../../../1-load/federation-file.ts";
import { error, type RuleContext } from "../../rule.ts";

export const weights = error("FED341", "weights that do not add up", {
  finds: `\
A route has several destinations and one of them has no weight, or the weights
do not add up to 100. Or its only destination has a weight below 100.`,
  why: `\
Weights are read as percent. If they do not add up to 100, readers cannot tell
who gets the remaining calls. A single destination gets every call and needs no
weight.`,
  wrong: `\
to:
  - { local: {}, weight: 90 }
  - { cluster: cluster2 }`,
  right: `\
to:
  - { local: {}, weight: 90 }
  - { cluster: cluster2, weight: 10 }`,
  remark: `A weight of 0 is allowed: the destination is ready, and gets no calls yet.`,
  check({ consumes, at, report }) {
    for (const { entry } of consumes) for (const route of entry.routes ?? []) checkRoute(route, { at, report });
  },
});

function checkRoute(route: RouteEntry, { at, report }: Pick<RuleContext, "at" | "report">): void {
  const { to } = route;
  const [only] = to;
  if (to.length === 1 && only) {
    if (only.weight === undefined || only.weight === 100) return;
    const message = `the only destination of this route has the weight ${only.weight}`;
    report({ at: at.value(only, "weight"), message, help: "leave the weight out, or add the destination of the other calls" });
    return;
  }
  const without = to.filter(({ weight }) => weight === undefined);
  const [first] = without;
  const sum = to.reduce((total, { weight = 0 }) => total + weight, 0);
  if (first) {
    const help = without.length === 1 && sum <= 100 ? `give it \`weight: ${100 - sum}\`` : "give each a weight, so that they add up to 100";
    report({ at: at.key(to, to.indexOf(first)), message: "this destination is one of several and has no weight", help });
  } else if (sum !== 100) {
    report({ at: at.key(route, "to"), message: `the weights of this route add up to ${sum}`, help: "make them add up to 100" });
  }
}
