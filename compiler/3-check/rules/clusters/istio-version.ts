import type { Rule } from "../../rule.ts";

/** The oldest version with which all that fedc emits was tested. */
const oldest = { major: 1, minor: 31 };

export const istioVersion: Rule = {
  code: "FED328",
  severity: "error",
  title: "Istio is too old",
  finds: `A cluster's "istio.version" is lower than 1.31.`,
  why: `\
fedc's output was tested call by call with Istio 1.31. Older versions accept the
same objects but read some of them differently, so calls that the file forbids
could pass.`,
  example: `\
Wrong:

  istio: { version: "1.29" }

Right: upgrade, then write

  istio: { version: "1.31" }`,
  check({ file, at, report }) {
    for (const [name, { istio }] of Object.entries(file.clusters)) {
      if (istio?.version === undefined) continue;
      const [major = 0, minor = 0] = istio.version.split(".").map(Number);
      if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) continue;
      report({
        at: at.value(istio, "version"),
        message: `Istio ${istio.version} of \`${name}\` is older than ${oldest.major}.${oldest.minor}, the oldest that fedc was tested with`,
        help: `upgrade Istio to ${oldest.major}.${oldest.minor} or later`,
      });
    }
  },
};
