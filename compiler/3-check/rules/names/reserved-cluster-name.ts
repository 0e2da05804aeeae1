import { isDeviceName } from "../../device-name.ts";
import type { Rule } from "../../rule.ts";

export const reservedClusterName: Rule = {
  code: "FED305",
  severity: "error",
  title: "reserved cluster name",
  finds: `\
A cluster is called "failover", or has a name that Windows reserves for a
device: con, prn, aux, nul, com0 to com9, lpt0 to lpt9.`,
  why: `\
A cluster's name becomes the name of a folder and a part of host names. In host
names, "failover" stands for a group of exposing clusters. A repository with a
folder called like a device cannot be checked out on Windows.`,
  example: `\
Wrong:

  clusters:
    aux: { hostname: aux.example.com }

Right:

  clusters:
    auxiliary: { hostname: aux.example.com }`,
  check({ file, at, report }) {
    for (const name of Object.keys(file.clusters)) {
      const reason =
        name === "failover"
          ? "names of failover groups contain that word"
          : isDeviceName(name)
            ? "on Windows no folder can bear that name"
            : undefined;
      if (reason !== undefined)
        report({
          at: at.key(file.clusters, name),
          message: `no cluster can be called \`${name}\`: ${reason}`,
          help: "give the cluster another name",
        });
    }
  },
};
