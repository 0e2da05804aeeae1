import type { Rule } from "../../rule.ts";
import { allowWithoutConsume, consumeWithoutAllow } from "./half-grants.ts";
import { manyAlternatives } from "./many-alternatives.ts";
import { connectMethod, unknownMethod } from "./methods.ts";
import { neverPassingRoute } from "./never-passing-route.ts";
import { defaultDenyMismatch, portProtocol, protectMismatch } from "./one-port.ts";
import { overlappingPaths } from "./overlapping-paths.ts";
import { podsDescribedTwice } from "./pods-described-twice.ts";
import { pathNormalization, unnormalizedPath } from "./prefixes.ts";
import { protocolFields } from "./protocol-fields.ts";
import { proxyPort } from "./proxy-port.ts";
import { redundantAlternative } from "./redundant-alternative.ts";
import { refusedCaller } from "./refused-caller.ts";
import { routeReadOtherwise } from "./route-read-otherwise.ts";
import { selectorOverlap, servicePods, subsetContradiction } from "./selectors.ts";
import { selfConsumption } from "./self-consumption.ts";
import { severalExposers } from "./several-exposers.ts";
import { unmatchablePath } from "./unmatchable-path.ts";
import { unprovableCallers } from "./unprovable-callers.ts";
import { unused } from "./unused.ts";
import { callersMissing, selectorRequired, servingAccounts, workloadsPath } from "./workloads.ts";

/** Both halves of grants, and the pods that serve them. In the order in which a reader would look. */
export const grantRules: readonly Rule[] = [
  allowWithoutConsume,
  consumeWithoutAllow,
  selfConsumption,
  severalExposers,
  unprovableCallers,
  callersMissing,
  refusedCaller,
  protocolFields,
  connectMethod,
  unknownMethod,
  redundantAlternative,
  manyAlternatives,
  neverPassingRoute,
  overlappingPaths,
  workloadsPath,
  pathNormalization,
  unnormalizedPath,
  unmatchablePath,
  routeReadOtherwise,
  selectorRequired,
  servingAccounts,
  portProtocol,
  proxyPort,
  servicePods,
  podsDescribedTwice,
  protectMismatch,
  defaultDenyMismatch,
  selectorOverlap,
  subsetContradiction,
  unused,
];
