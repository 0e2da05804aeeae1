import type { Rule } from "../../rule.ts";
import { clusterMeantTwice } from "./cluster-meant-twice.ts";
import { nameLimits } from "./name-limits.ts";
import { groupNames, reservedClusterName, reservedFederationName } from "./reserved-names.ts";
import { unknownCluster, unknownRoot, unknownService } from "./unknown-names.ts";

/** Names that are unknown, ambiguous or reserved. In the order in which a reader would look. */
export const nameRules: readonly Rule[] = [
  unknownCluster,
  unknownRoot,
  unknownService,
  groupNames,
  reservedClusterName,
  reservedFederationName,
  clusterMeantTwice,
  nameLimits,
];
