import type { Spans } from "../../../1-load/spans.ts";
import type { Place } from "../../../findings/source.ts";
import { entriesOf } from "../../entries.ts";
import type { Rule, RuleContext } from "../../rule.ts";

export const connectMethod: Rule = {
  code: "FED426",
  severity: "error",
  title: "method that no proxy forwards",
  finds: `A grant, a route or an assertion names the method CONNECT.`,
  why: `\
CONNECT asks a proxy to open a tunnel to another host. Istio's proxies answer
such a request themselves and forward nothing, so the entry is about calls that
never arrive.`,
  example: `\
Wrong:

  allow: { cluster1: { methods: [CONNECT, GET] } }

Right:

  allow: { cluster1: { methods: [GET] } }

A WebSocket over HTTP/1.1 begins with GET. For other tunnels, expose the port as
tcp.`,
  check({ file, at, report }) {
    const { allows, consumes } = entriesOf(file);
    for (const { alternatives } of allows)
      for (const { methods } of alternatives) if (methods !== "any") reportIn(methods, "grant", at, report);
    for (const { entry } of consumes) for (const { match } of entry.routes ?? []) reportIn(match?.methods, "route", at, report);
    for (const { never, always } of file.assertions ?? []) {
      const call = never ?? always;
      if (call?.method === "CONNECT") tell(at.value(call, "method"), "assertion", "name another method", report);
    }
  },
};

type Report = RuleContext["report"];

function reportIn(methods: readonly string[] | undefined, where: string, at: Spans, report: Report): void {
  const index = methods?.indexOf("CONNECT") ?? -1;
  if (!methods || index === -1) return;
  tell(at.value(methods, index), where, methods.length > 1 ? "take `CONNECT` away" : "name the methods that are called", report);
}

function tell(place: Place, where: string, help: string, report: Report): void {
  report({
    at: place,
    message: `no call with \`CONNECT\` ever arrives: Istio's proxies do not pass it on, whatever this ${where} says`,
    help,
  });
}
