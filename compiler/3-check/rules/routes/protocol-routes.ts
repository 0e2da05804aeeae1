import { quoted } from "../../../findings/formats/words.ts";
import { error } from "../../rule.ts";

export const protocolRoutes = error("FED375", "routing that does not fit the protocol", {
  finds: `\
A tcp service has a match, a timeout or retries, or a route of a grpc service
matches a method other than POST.`,
  why: `\
Headers, paths, methods, timeouts and retries belong to HTTP. With a tcp
service, Istio sees only connections: it can divide them by weight, and nothing
else applies. Every gRPC call is a POST, so a route for another method takes no
call.`,
  wrongLead: `Wrong, where the service speaks tcp:`,
  wrong: `\
timeout: 5s
routes:
  - match: { headers: { end-user: { exact: jason } } }
    to: [{ cluster: cluster2 }]
  - to: [{ cluster: cluster3 }]`,
  right: `\
routes:
  - to:
      - { cluster: cluster2, weight: 50 }
      - { cluster: cluster3, weight: 50 }`,
  check({ consumes, at, report }) {
    for (const { entry, service, serviceEntry } of consumes) {
      const { protocol } = serviceEntry;
      for (const field of protocol === "tcp" ? (["timeout", "retries"] as const) : [])
        if (entry[field] !== undefined)
          report({ at: at.key(entry, field), message: `\`${service}\` speaks tcp, which has no \`${field}\``, help: "leave it out" });
      for (const route of entry.routes ?? []) {
        const others = route.match?.methods?.filter((method) => method !== "POST") ?? [];
        if (route.match && protocol === "tcp")
          report({
            at: at.key(route, "match"),
            message: `\`${service}\` speaks tcp, where nothing can be matched`,
            help: "leave `match` out; connections can be divided by `weight`",
          });
        else if (route.match && protocol === "grpc" && others.length > 0)
          report({
            at: at.value(route.match, "methods"),
            message: `\`${service}\` speaks grpc, where every call is a POST and none is ${quoted(others, "or")}`,
            help: "leave `methods` out; an rpc is matched by `path: { exact: /package.Service/Method }`",
          });
      }
    }
  },
});
