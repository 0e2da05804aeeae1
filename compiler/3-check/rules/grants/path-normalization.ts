import { prefixGrants } from "../../prefix-grants.ts";
import { quoted } from "../../quoted.ts";
import type { Rule } from "../../rule.ts";

/** Where paths are granted by prefix, the proxy and the application read a path in the same way. */
export const pathNormalization: Rule = {
  code: "FED346",
  severity: "warning",
  title: "prefix that an encoded path gets around",
  finds: `Istio's proxies compare a path as it is after normalization.`,
  why: `\
With BASE, its
default, "/ratings/..%2fadmin" is left alone: it begins with "/ratings/", so the
grant of "/ratings/*" lets it through, and an application that decodes it serves
"/admin" (measured). With DECODE_AND_MERGE_SLASHES the proxy decodes it first
and sees "/admin".`,
  example: `\
Set this in the mesh configuration of the exposing cluster,

  meshConfig:
    pathNormalization:
      normalization: DECODE_AND_MERGE_SLASHES

and say so here:

  clusters:
    cluster2:
      istio: { pathNormalization: DECODE_AND_MERGE_SLASHES }

Exact paths and rpcs are not concerned, and neither are applications that do not
decode "%2f" in a path. No setting decodes what is encoded twice, such as
"%252f": an application that decodes more than once must look for itself.

fedc only reads what is written here; it cannot look into the mesh
configuration.`,
  check({ federation, at, report }) {
    for (const { exposer, services, path, place } of prefixGrants(federation, at)) {
      const { pathNormalization } = exposer.istio;
      if (pathNormalization === "NONE" || pathNormalization === "DECODE_AND_MERGE_SLASHES") continue;
      report({
        at: place,
        message: `in \`${exposer.name}\` an encoded path such as \`${path.slice(0, -1)}..%2fother\` gets around what is granted of ${quoted(services)}`,
        help: `set \`istio: { pathNormalization: DECODE_AND_MERGE_SLASHES }\` under \`${exposer.name}\` once its mesh configuration says so too`,
      });
    }
  },
};
