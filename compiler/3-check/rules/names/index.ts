import type { Rule } from "../../rule.ts";
import { clusterMeantTwice } from "./cluster-meant-twice.ts";
import { groupNames } from "./group-names.ts";
import { nameLimits } from "./name-limits.ts";
import { reservedClusterName } from "./reserved-cluster-name.ts";
import { reservedFederationName } from "./reserved-federation-name.ts";
import { unknownCluster } from "./unknown-cluster.ts";
import { unknownRoot } from "./unknown-root.ts";
import { unknownService } from "./unknown-service.ts";

/** Names that mean nothing, mean two things, or are taken. In the order in which a reader would look. */
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
