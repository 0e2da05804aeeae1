import { prefixGrants } from "../../prefix-grants.ts";
import { quoted } from "../../quoted.ts";
import type { Rule } from "../../rule.ts";

export const unnormalizedPath: Rule = {
  code: "FED377",
  severity: "error",
  title: "prefix granted without path normalization",
  finds: `A cluster with "pathNormalization: NONE" grants paths by a prefix.`,
  why: `\
Its proxies compare paths as callers send them. The path "/ratings/../admin"
begins with "/ratings/", so a grant of "/ratings/*" lets it through, and the
application serves "/admin". The prefix limits nothing.`,
  example: `\
Wrong:

  clusters:
    cluster2:
      istio: { pathNormalization: NONE }
  services:
    ratings: { … allow: { cluster1: { methods: [GET], paths: [/ratings/*] } } }

Right: let the exposing cluster's proxies normalize paths, and say so,

      istio: { pathNormalization: DECODE_AND_MERGE_SLASHES }

or grant exact paths, or every path by leaving "paths" out.`,
  check({ federation, at, report }) {
    for (const { exposer, services, path, place } of prefixGrants(federation, at)) {
      if (exposer.istio.pathNormalization !== "NONE") continue;
      report({
        at: place,
        message: `\`${exposer.name}\` does not normalize paths, so \`${path.slice(0, -1)}../other\` gets around what is granted of ${quoted(services)}`,
        related: { at: at.value(exposer.written.istio ?? {}, "pathNormalization"), message: "paths are taken as they come" },
        help: "set `DECODE_AND_MERGE_SLASHES` in its mesh configuration and here, or grant exact paths",
      });
    }
  },
};
