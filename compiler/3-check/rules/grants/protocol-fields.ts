import type { Protocol } from "../../../1-load/federation-file.ts";
import { error } from "../../rule.ts";

type Field = "methods" | "paths" | "rpcs";

/** The field that a grant needs in each protocol, and the fields that it must not have. */
const fields: Readonly<Record<Protocol, { readonly required?: Field; readonly wrong: readonly Field[]; readonly everything: string }>> = {
  http: { required: "methods", wrong: ["rpcs"], everything: "{ methods: any }" },
  http2: { required: "methods", wrong: ["rpcs"], everything: "{ methods: any }" },
  grpc: { required: "rpcs", wrong: ["methods", "paths"], everything: "{ rpcs: any }" },
  tcp: { wrong: ["methods", "paths", "rpcs"], everything: "any" },
};

export const protocolFields = error("FED342", "grant that does not fit the protocol", {
  finds: `\
A grant has fields that its service's protocol does not have, or lacks the ones
that it needs: "methods" for http and http2, "rpcs" for grpc. Or a service in
tcp or grpc has a "path". A partner with "managed: false" may leave them out.`,
  why: `\
A policy with HTTP fields on a TCP port does not mean what it says, since Istio
drops the fields. Calls of a tcp service cannot be told apart: a cluster may use
the service or may not. In grpc, paths are the names of rpcs.`,
  wrong: `\
quotes:  { protocol: grpc, … allow: { cluster1: { methods: [POST] } } }
reviews: { protocol: http, … allow: { cluster1: any } }
ledger:  { protocol: tcp,  … allow: { cluster1: { methods: any } } }`,
  right: `\
quotes:  { protocol: grpc, … allow: { cluster1: { rpcs: [v1.Quotes/*] } } }
reviews: { protocol: http, … allow: { cluster1: { methods: any } } }
ledger:  { protocol: tcp,  … allow: { cluster1: any } }`,
  check({ exposes, allows, federation, at, report }) {
    for (const allow of allows) {
      const { service, serviceEntry, key: exposer } = allow.expose;
      const decidesItself = federation.clusters.get(exposer)?.managed === false;
      const { protocol } = serviceEntry;
      const { required, wrong, everything } = fields[protocol];
      const help = `to allow everything, write \`${everything}\`${required ? "" : ", or in mode workloads `{ callers: any }`"}`;
      if (allow.entry === "any" && required)
        report({
          at: at.value(allow.within, allow.key),
          message: `\`${service}\` speaks ${protocol}, where \`any\` alone does not say what is allowed`,
          help,
        });
      for (const [index, alternative] of allow.alternatives.entries()) {
        const misplaced = wrong.filter((field) => alternative[field] !== undefined);
        for (const field of misplaced)
          report({
            at: at.key(alternative, field),
            message: `\`${service}\` speaks ${protocol}, which has no \`${field}\``,
            help: required
              ? `write \`${required}\` instead`
              : "write `any`, or in mode workloads `{ callers: any }`: calls of tcp do not differ in anything else",
          });
        // Callers alone are enough for tcp in mode workloads, and in mode gateways that it waits.
        const isSaid = alternative[required ?? "callers"] !== undefined || (!required && alternative.awaits !== undefined);
        if (!decidesItself && misplaced.length === 0 && !isSaid && alternative.inactive === undefined)
          report({
            at: Array.isArray(allow.entry) ? at.key(allow.entry, index) : at.key(allow.within, allow.key),
            message: `this grant does not say ${required ? `which \`${required}\` it allows` : "what it allows"}`,
            help,
          });
      }
    }
    for (const { entry, service, serviceEntry } of exposes)
      if (entry.path !== undefined && (serviceEntry.protocol === "tcp" || serviceEntry.protocol === "grpc"))
        report({
          at: at.key(entry, "path"),
          message: `\`${service}\` speaks ${serviceEntry.protocol}, which cannot be served under a \`path\``,
          help: "remove `path`: it only sets the prefix between the gateways",
        });
  },
});
