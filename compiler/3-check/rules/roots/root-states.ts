import { error } from "../../rule.ts";

export const rootStates = error("FED367", "root without an active certificate", {
  finds: `All items of a root that a cluster relies on are "incoming" or "retiring".`,
  why: `\
"active" is the certificate that signs today. Without one, the file says that
nothing signs the certificates of gateways or workloads. They would come from an
authority that partners do not trust.`,
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
          help: "leave `state` out for the certificate that signs today",
        });
  },
});
