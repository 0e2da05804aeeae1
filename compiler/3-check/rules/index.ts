import type { Rule } from "../rule.ts";
import { allowWithoutConsume } from "./allow-without-consume.ts";
import { assertionContradiction } from "./assertion-contradiction.ts";
import { assertionFields } from "./assertion-fields.ts";
import { assertionWithoutConsumption } from "./assertion-without-consumption.ts";
import { badAddress } from "./bad-address.ts";
import { besideGateways } from "./beside-gateways.ts";
import { brokenAssertion } from "./broken-assertion.ts";
import { callersDiffer } from "./callers-differ.ts";
import { callersMissing } from "./callers-missing.ts";
import { certificateMissing } from "./certificate-missing.ts";
import { clusterMeantTwice } from "./cluster-meant-twice.ts";
import { connectMethod } from "./connect-method.ts";
import { consumeIncomplete } from "./consume-incomplete.ts";
import { consumeWithoutAllow } from "./consume-without-allow.ts";
import { coveredCaller } from "./covered-caller.ts";
import { defaultDenyMismatch } from "./default-deny-mismatch.ts";
import { deliveryTarget } from "./delivery-target.ts";
import { differentWays } from "./different-ways.ts";
import { duplicateLocalName } from "./duplicate-local-name.ts";
import { existingGateway } from "./existing-gateway.ts";
import { existingWithoutLabels } from "./existing-without-labels.ts";
import { failoverDestinations } from "./failover-destinations.ts";
import { failoverOrder } from "./failover-order.ts";
import { failoverStraight } from "./failover-straight.ts";
import { federationNameHostname } from "./federation-name-hostname.ts";
import { finalRoute } from "./final-route.ts";
import { forbiddenHostname } from "./forbidden-hostname.ts";
import { gatewayIdentity } from "./gateway-identity.ts";
import { gatewaysNamespace } from "./gateways-namespace.ts";
import { groupNames } from "./group-names.ts";
import { identitySuffix } from "./identity-suffix.ts";
import { idleReviewers } from "./idle-reviewers.ts";
import { ineffectiveHeader } from "./ineffective-header.ts";
import { issuerKind } from "./issuer-kind.ts";
import { istioVersion } from "./istio-version.ts";
import { localNameKind } from "./local-name-kind.ts";
import { localServiceConflict } from "./local-service-conflict.ts";
import { manyAlternatives } from "./many-alternatives.ts";
import { missingAddresses } from "./missing-addresses.ts";
import { missingGateway } from "./missing-gateway.ts";
import { missingGitops } from "./missing-gitops.ts";
import { nameLimits } from "./name-limits.ts";
import { nestedHostnames } from "./nested-hostnames.ts";
import { neverPassingRoute } from "./never-passing-route.ts";
import { nodePortRange } from "./node-port-range.ts";
import { overlappingPaths } from "./overlapping-paths.ts";
import { passingOn } from "./passing-on.ts";
import { pathNormalization } from "./path-normalization.ts";
import { podsDescribedTwice } from "./pods-described-twice.ts";
import { portProtocol } from "./port-protocol.ts";
import { protectMismatch } from "./protect-mismatch.ts";
import { protocolFields } from "./protocol-fields.ts";
import { protocolRoutes } from "./protocol-routes.ts";
import { proxyPort } from "./proxy-port.ts";
import { redundantAlternative } from "./redundant-alternative.ts";
import { refusedCaller } from "./refused-caller.ts";
import { regexAnchor } from "./regex-anchor.ts";
import { regexSyntax } from "./regex-syntax.ts";
import { repeatedDestination } from "./repeated-destination.ts";
import { replacedRules } from "./replaced-rules.ts";
import { reservedClusterName } from "./reserved-cluster-name.ts";
import { reservedFederationName } from "./reserved-federation-name.ts";
import { reservedLocalName } from "./reserved-local-name.ts";
import { retryConditions } from "./retry-conditions.ts";
import { rootChain } from "./root-chain.ts";
import { rootConstraints } from "./root-constraints.ts";
import { rootExpired } from "./root-expired.ts";
import { rootExpiring } from "./root-expiring.ts";
import { rootNotAuthority } from "./root-not-authority.ts";
import { rootNotBegun } from "./root-not-begun.ts";
import { rootRepeated } from "./root-repeated.ts";
import { rootSignature } from "./root-signature.ts";
import { rootStates } from "./root-states.ts";
import { rootWeak } from "./root-weak.ts";
import { rootWeakSignature } from "./root-weak-signature.ts";
import { routeReadOtherwise } from "./route-read-otherwise.ts";
import { routesAndFailover } from "./routes-and-failover.ts";
import { secretNames } from "./secret-names.ts";
import { selectorOverlap } from "./selector-overlap.ts";
import { selectorRequired } from "./selector-required.ts";
import { selfConsumption } from "./self-consumption.ts";
import { servicePods } from "./service-pods.ts";
import { servingAccounts } from "./serving-accounts.ts";
import { severalExposers } from "./several-exposers.ts";
import { shadowedRoute } from "./shadowed-route.ts";
import { sharedAddress } from "./shared-address.ts";
import { sharedDeliveryPath } from "./shared-delivery-path.ts";
import { singleFailover } from "./single-failover.ts";
import { subsetContradiction } from "./subset-contradiction.ts";
import { takenHostName } from "./taken-host-name.ts";
import { timeouts } from "./timeouts.ts";
import { trustDomain } from "./trust-domain.ts";
import { trustPairs } from "./trust-pairs.ts";
import { typographicQuotes } from "./typographic-quotes.ts";
import { unconnectedCluster } from "./unconnected-cluster.ts";
import { unknownCluster } from "./unknown-cluster.ts";
import { unknownMethod } from "./unknown-method.ts";
import { unknownRoot } from "./unknown-root.ts";
import { unknownService } from "./unknown-service.ts";
import { unmanagedSettings } from "./unmanaged-settings.ts";
import { unmatchablePath } from "./unmatchable-path.ts";
import { unnormalizedPath } from "./unnormalized-path.ts";
import { unprovableCallers } from "./unprovable-callers.ts";
import { unsafeDeliveryPath } from "./unsafe-delivery-path.ts";
import { unused } from "./unused.ts";
import { weightedNoFailover } from "./weighted-no-failover.ts";
import { weights } from "./weights.ts";
import { workloadsFields } from "./workloads-fields.ts";
import { workloadsPath } from "./workloads-path.ts";
import { workloadsTrust } from "./workloads-trust.ts";

/** All rules, in the order in which a reader would look: names, grants, routes, clusters, trust, the rest. */
export const rules: readonly Rule[] = [
  unknownCluster,
  unknownRoot,
  unknownService,
  groupNames,
  reservedClusterName,
  reservedFederationName,
  clusterMeantTwice,
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
  missingGateway,
  missingAddresses,
  existingGateway,
  nodePortRange,
  gatewaysNamespace,
  besideGateways,
  badAddress,
  sharedAddress,
  forbiddenHostname,
  nestedHostnames,
  federationNameHostname,
  missingGitops,
  unmanagedSettings,
  sharedDeliveryPath,
  unsafeDeliveryPath,
  deliveryTarget,
  idleReviewers,
  istioVersion,
  workloadsFields,
  trustPairs,
  workloadsTrust,
  trustDomain,
  certificateMissing,
  issuerKind,
  secretNames,
  gatewayIdentity,
  identitySuffix,
  rootStates,
  rootChain,
  rootRepeated,
  rootNotAuthority,
  rootSignature,
  rootWeak,
  rootWeakSignature,
  rootExpired,
  rootNotBegun,
  rootExpiring,
  rootConstraints,
  unused,
  nameLimits,
  assertionFields,
  assertionWithoutConsumption,
  assertionContradiction,
  brokenAssertion,
  unconnectedCluster,
];
