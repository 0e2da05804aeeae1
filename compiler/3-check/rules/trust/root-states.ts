import type { Rule } from "../../rule.ts";

/** Some root signs today. */
export const rootStates: Rule = {
  code: "FED367",
  severity: "error",
  title: "root without an active certificate",
  finds: `"active" is the certificate that signs today.`,
  why: `\
A root whose items are all
"incoming" or "retiring" says that nobody signs: whatever gateways or workloads
present comes from somewhere else.`,
  example: `\
Wrong:

  example-ca:
    - { file: trust/old.pem, state: retiring }
    - { file: trust/new.pem, state: incoming }

Right: first

    - { file: trust/old.pem }
    - { file: trust/new.pem, state: incoming }

and when everyone trusts the new one,

    - { file: trust/old.pem, state: retiring }
    - { file: trust/new.pem }`,
  check({ federation, at, report, file }) {
    const named = new Set([...federation.clusters.values()].flatMap(({ root, workloadsRoot }) => [root, workloadsRoot]));
    for (const { name, items } of federation.roots.values())
      if (named.has(name) && items.every(({ state }) => state !== "active"))
        report({
          at: at.key(file.trust.roots, name),
          message: `no certificate of \`${name}\` is \`active\`, so none of them signs anything today`,
          help: "leave `state` out where the certificate signs today",
        });
  },
};
