import type { Rule } from "../../rule.ts";
import { badAddress } from "./bad-address.ts";
import { besideGateways } from "./beside-gateways.ts";
import { deliveryTarget } from "./delivery-target.ts";
import { existingGateway } from "./existing-gateway.ts";
import { federationNameHostname } from "./federation-name-hostname.ts";
import { forbiddenHostname } from "./forbidden-hostname.ts";
import { gatewaysNamespace } from "./gateways-namespace.ts";
import { idleReviewers } from "./idle-reviewers.ts";
import { istioVersion } from "./istio-version.ts";
import { missingAddresses } from "./missing-addresses.ts";
import { missingGateway } from "./missing-gateway.ts";
import { missingGitops } from "./missing-gitops.ts";
import { nestedHostnames } from "./nested-hostnames.ts";
import { nodePortRange } from "./node-port-range.ts";
import { sharedAddress } from "./shared-address.ts";
import { sharedDeliveryPath } from "./shared-delivery-path.ts";
import { unconnectedCluster } from "./unconnected-cluster.ts";
import { unmanagedSettings } from "./unmanaged-settings.ts";
import { unsafeDeliveryPath } from "./unsafe-delivery-path.ts";

/** Clusters: gateways, addresses, delivery. In the order in which a reader would look. */
export const clusterRules: readonly Rule[] = [
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
  unconnectedCluster,
];
