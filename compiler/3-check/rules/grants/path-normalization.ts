import { prefixGrants } from "../../prefix-grants.ts";
import { quoted } from "../../quoted.ts";
import type { Rule } from "../../rule.ts";

export const pathNormalization: Rule = {
  code: "FED346",
  severity: "warning",
  title: "prefix that an encoded path gets around",
  finds: `\
A cluster grants paths by a prefix, such as "/ratings/*", and its proxies do not
decode encoded slashes before they compare paths.`,
  why: `\
Istio's proxies compare a path after normalization. BASE, the default, leaves
"/ratings/..%2fadmin" as it is. The path begins with "/ratings/", so the grant
lets it through, and an application that decodes it serves "/admin" (measured).
With DECODE_AND_MERGE_SLASHES the proxy decodes the path first and sees
"/admin".`,
  example: `\
Set this in the mesh configuration of the exposing cluster,

  meshConfig:
    pathNormalization:
      normalization: DECODE_AND_MERGE_SLASHES

and repeat it here, since fedc cannot read the mesh configuration:

  clusters:
    cluster2:
      istio: { pathNormalization: DECODE_AND_MERGE_SLASHES }

Exact paths and rpcs are not affected, nor are applications that do not decode
"%2f" in a path. No setting decodes what is encoded twice, such as "%252f": an
application that decodes more than once must check its paths itself.`,
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
