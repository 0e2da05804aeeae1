import { error } from "../../rule.ts";

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
  check({ routes, at, report }) {
    for (const route of routes) {
      const { to } = route;
      const [only] = to.length === 1 ? to : [];
      const [first, ...more] = only ? [] : to.filter(({ weight }) => weight === undefined);
      const sum = to.reduce((total, { weight = 0 }) => total + weight, 0);
      if (only && (only.weight ?? 100) !== 100)
        report({
          at: at.value(only, "weight"),
          message: `the only destination of this route has the weight ${only.weight}`,
          help: "leave the weight out, or add the destination of the other calls",
        });
      else if (first)
        report({
          at: at.key(to, to.indexOf(first)),
          message: "this destination is one of several and has no weight",
          help: more.length === 0 && sum <= 100 ? `give it \`weight: ${100 - sum}\`` : "give each a weight, so that they add up to 100",
        });
      else if (!only && sum !== 100)
        report({ at: at.key(route, "to"), message: `the weights of this route add up to ${sum}`, help: "make them add up to 100" });
    }
  },
});
