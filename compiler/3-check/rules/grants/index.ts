import type { Rule } from "../../rule.ts";
import { allowWithoutConsume } from "./allow-without-consume.ts";
import { callersMissing } from "./callers-missing.ts";
import { connectMethod } from "./connect-method.ts";
import { consumeWithoutAllow } from "./consume-without-allow.ts";
import { defaultDenyMismatch } from "./default-deny-mismatch.ts";
import { manyAlternatives } from "./many-alternatives.ts";
import { neverPassingRoute } from "./never-passing-route.ts";
import { overlappingPaths } from "./overlapping-paths.ts";
import { pathNormalization } from "./path-normalization.ts";
import { podsDescribedTwice } from "./pods-described-twice.ts";
import { portProtocol } from "./port-protocol.ts";
import { protectMismatch } from "./protect-mismatch.ts";
import { protocolFields } from "./protocol-fields.ts";
import { proxyPort } from "./proxy-port.ts";
import { redundantAlternative } from "./redundant-alternative.ts";
import { refusedCaller } from "./refused-caller.ts";
import { routeReadOtherwise } from "./route-read-otherwise.ts";
import { selectorOverlap } from "./selector-overlap.ts";
import { selectorRequired } from "./selector-required.ts";
import { selfConsumption } from "./self-consumption.ts";
import { servicePods } from "./service-pods.ts";
import { servingAccounts } from "./serving-accounts.ts";
import { severalExposers } from "./several-exposers.ts";
import { subsetContradiction } from "./subset-contradiction.ts";
import { unknownMethod } from "./unknown-method.ts";
import { unmatchablePath } from "./unmatchable-path.ts";
import { unnormalizedPath } from "./unnormalized-path.ts";
import { unprovableCallers } from "./unprovable-callers.ts";
import { unused } from "./unused.ts";
import { workloadsPath } from "./workloads-path.ts";

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
