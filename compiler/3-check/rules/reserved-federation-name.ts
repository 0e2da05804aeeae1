import type { Rule } from "../rule.ts";

/** The federation's name is no domain that means something else. */
export const reservedFederationName: Rule = {
  code: "FED335",
  severity: "error",
  title: "reserved federation name",
  explain: `\
The federation's name ends host names, such as reviews.cluster1.bookinfo for a
failover group. Under "svc" such a name would look like a Service in a namespace
called cluster1, "localhost" is the pod itself, and ".internal" is taken by
other names of the federation.

Wrong:

  metadata: { name: internal }

Right:

  metadata: { name: bookinfo }
`,
  check({ file, at, report }) {
    const { name } = file.metadata;
    if (name === "svc" || name === "localhost" || name === "internal")
      report({
        at: at.value(file.metadata, "name"),
        message: `no federation can be called \`${name}\`: host names that end in it mean something else`,
        help: "choose another name",
      });
  },
};
