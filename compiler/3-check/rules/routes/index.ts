import type { Rule } from "../../rule.ts";
import { callersDiffer } from "./callers-differ.ts";
import { consumeIncomplete } from "./consume-incomplete.ts";
import { coveredCaller } from "./covered-caller.ts";
import { differentWays } from "./different-ways.ts";
import { duplicateLocalName } from "./duplicate-local-name.ts";
import { existingWithoutLabels } from "./existing-without-labels.ts";
import { failoverDestinations } from "./failover-destinations.ts";
import { routesAndFailover, singleFailover, weightedNoFailover } from "./failover-or-routes.ts";
import { failoverOrder } from "./failover-order.ts";
import { failoverStraight } from "./failover-straight.ts";
import { finalRoute } from "./final-route.ts";
import { ineffectiveHeader } from "./ineffective-header.ts";
import { localNameKind } from "./local-name-kind.ts";
import { localServiceConflict } from "./local-service-conflict.ts";
import { passingOn } from "./passing-on.ts";
import { protocolRoutes } from "./protocol-routes.ts";
import { regexAnchor, regexSyntax } from "./regular-expressions.ts";
import { repeatedDestination } from "./repeated-destination.ts";
import { replacedRules } from "./replaced-rules.ts";
import { reservedLocalName } from "./reserved-local-name.ts";
import { retryConditions } from "./retry-conditions.ts";
import { shadowedRoute } from "./shadowed-route.ts";
import { takenHostName } from "./taken-host-name.ts";
import { timeouts } from "./timeouts.ts";
import { typographicQuotes } from "./typographic-quotes.ts";
import { weights } from "./weights.ts";

/** The rules about local names and where their calls go, in the order in which a reader would look. */
export const routeRules: readonly Rule[] = [
  consumeIncomplete,
  localNameKind,
  duplicateLocalName,
  localServiceConflict,
  takenHostName,
  passingOn,
  reservedLocalName,
  routesAndFailover,
  protocolRoutes,
  shadowedRoute,
  finalRoute,
  weights,
  repeatedDestination,
  ineffectiveHeader,
  typographicQuotes,
  regexSyntax,
  regexAnchor,
  timeouts,
  retryConditions,
  failoverDestinations,
  failoverStraight,
  singleFailover,
  failoverOrder,
  weightedNoFailover,
  existingWithoutLabels,
  replacedRules,
  callersDiffer,
  differentWays,
  coveredCaller,
];
