import { callerNamespaces } from "../../../2-resolve/names.ts";
import { quoted } from "../../quoted.ts";
import type { Rule } from "../../rule.ts";

/** A full host name that the agents' DNS proxy answers is lost for all else that it may lead to. */
export const takenHostName: Rule = {
  code: "FED427",
  severity: "warning",
  title: "full host name that may exist already",
  finds: `\
A full host name as a local name gets an address of its own from the agents' DNS
proxy, for everyone in the callers' namespaces.`,
  why: `\
If the name exists outside of
the mesh, all its other ports are lost there, since nothing answers them at the
new address; and everyone there is routed, also who is no caller.

Whether it exists cannot be seen from federation.yaml, so say it.`,
  example: `\
Warned of:

  consume:
    cluster1: { as: api.partner.example, port: 8080, callers: [default/web] }

Right, where nothing else bears that name:

  as: api.partner.example
  localService: create

Right, where it exists outside: its address and its other ports stay as they
are, and what no route or no label is for goes there as before.

  as: api.partner.example
  localService: existing
  callerLabels: { app: web }

"existing" is for http, http2 and grpc. A tcp service needs an address of its
own: give it a name that does not exist yet.`,
  check({ federation, at, report }) {
    const reported = new Set<string>();
    for (const { consumptions, protocol } of federation.services)
      for (const { as, cluster, callers, inactive, written } of consumptions) {
        if (!as || as.namespace !== undefined || written.localService !== undefined) continue;
        const name = `${cluster.name} ${as.host}`;
        if (!cluster.managed || inactive !== undefined || callers === "any" || reported.has(name)) continue;
        reported.add(name);
        const namespaces = new Set(callerNamespaces(callers));
        report({
          at: at.value(written, "as"),
          message: `if \`${as.host}\` exists outside of the mesh, all its other ports are lost for everyone in ${quoted(namespaces)}`,
          help:
            protocol === "tcp"
              ? "write `localService: create` if nothing else bears this name, else choose another one"
              : "write `localService: create` if nothing else bears this name, or `existing` if something does, which then keeps its other ports",
        });
      }
  },
};
