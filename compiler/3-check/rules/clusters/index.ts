import type { Rule } from "../../rule.ts";
import { badAddress, missingAddresses, sharedAddress } from "./addresses.ts";
import { idleReviewers, missingGitops, sharedDeliveryPath, unsafeDeliveryPath } from "./delivery-folder.ts";
import { deliveryTarget } from "./delivery-target.ts";
import { existingGateway, nodePortRange } from "./gateway-settings.ts";
import { besideGateways, gatewaysNamespace } from "./gateways-namespace.ts";
import { federationNameHostname, forbiddenHostname, nestedHostnames } from "./hostnames.ts";
import { istioConstruct } from "./istio-construct.ts";
import { istioVersion, newerIstio, unmeasuredIstio } from "./istio-version.ts";
import { missingGateway } from "./missing-gateway.ts";
import { unconnectedCluster } from "./unconnected-cluster.ts";
import { unmanagedSettings } from "./unmanaged-settings.ts";

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
  unmeasuredIstio,
  newerIstio,
  istioConstruct,
  unconnectedCluster,
];
