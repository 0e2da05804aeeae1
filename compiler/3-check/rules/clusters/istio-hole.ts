import { parseIstioVersion } from "../../../istio-versions/istio-version.ts";
import { groundOf } from "../../../istio-versions/known-versions.ts";
import { missingFixes } from "../../../istio-versions/missing-fixes.ts";
import type { Rule } from "../../rule.ts";

export const istioHole: Rule = {
  code: "FED455",
  severity: "warning",
  title: "Istio with a known hole",
  finds: `\
A cluster's "istio.version" has a published hole in what fedc builds on. Without
a patch version, such as in "1.29", only versions that were never fixed are
found.`,
  why: `\
The limits in an overlay are only as good as the proxies that enforce them. fedc
binds each partner's root to its owner's names, and a proxy that misreads the
names in a certificate lets a partner pass for someone else.`,
  example: `\
With a hole (CVE-2026-47778):

  istio: { version: "1.29.4" }

Right: upgrade, then write

  istio: { version: "1.29.5" }`,
  check({ file, at, report }) {
    for (const [name, { istio, managed }] of Object.entries(file.clusters)) {
      if (istio?.version === undefined || managed === false) continue;
      const version = parseIstioVersion(istio.version);
      for (const { hole, fixedIn } of groundOf(version) === "tooOld" ? [] : missingFixes(version))
        report({
          at: at.value(istio, "version"),
          message: `Istio ${istio.version} of \`${name}\` lacks the fix of ${hole.name}: ${hole.opens}`,
          help:
            fixedIn === undefined
              ? `upgrade to a minor version that has one: ${hole.fixedIn.join(", ")}`
              : `upgrade to ${fixedIn} or later`,
        });
    }
  },
};
