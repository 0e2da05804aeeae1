import { callerNamespaces } from "../../../2-resolve/names.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { uniqueBy } from "../../repeats.ts";
import { warning } from "../../rule.ts";

export const takenHostName = warning("FED427", "full host name that may exist already", {
  finds: `\
A full host name is a local name, and the entry does not say whether that name
already exists outside of the mesh.`,
  why: `\
The agents' DNS proxy gives the name an address of its own for everyone in the
callers' namespaces. If the name exists outside of the mesh, all its other ports
are lost there, since nothing answers them at the new address. Everyone there is
routed, including pods that are not callers. federation.yaml cannot show whether
the name exists, so say it.`,
  example: `\
Warned of:

  consume:
    cluster1: { as: api.partner.example, port: 8080, callers: [default/web] }

Right, if nothing else has that name:

  as: api.partner.example
  localService: create

Right, if it exists outside: its address and its other ports stay as they are,
and calls without a matching route or label go there as before.

  as: api.partner.example
  localService: existing
  callerLabels: { app: web }

"existing" is for http, http2 and grpc. A tcp service needs an address of its
own: give it a name that does not exist yet.`,
  check({ consumptions, at, report }) {
    const unclear = consumptions.filter(
      ({ as, cluster, callers, inactive, written: { localService } }) =>
        as && as.namespace === undefined && localService === undefined && cluster.managed && inactive === undefined && callers !== "any",
    );
    for (const { as, callers, service, written } of uniqueBy(unclear, (each) => `${each.cluster.name} ${each.as?.host}`))
      report({
        at: at.value(written, "as"),
        message: `if \`${as?.host}\` exists outside of the mesh, all its other ports are lost for everyone in ${quoted(callerNamespaces(callers))}`,
        help:
          service.protocol === "tcp"
            ? "write `localService: create` if nothing else has this name, else choose another one"
            : "write `localService: create` if nothing else has this name, or `existing` if something does, which then keeps its other ports",
      });
  },
});
