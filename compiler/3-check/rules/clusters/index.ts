/** Rules about clusters: gateways, addresses, delivery. */

export * from "./addresses.ts";
export * from "./data-plane.ts";
export * from "./delivery-folder.ts";
export * from "./delivery-target.ts";
export * from "./dialled-node-port.ts";
export * from "./forge.ts";
export * from "./gateway-settings.ts";
export * from "./gateways-namespace.ts";
export * from "./hostnames.ts";
export * from "./istio-construct.ts";
export * from "./istio-version.ts";
export * from "./missing-gateway.ts";
export * from "./synced.ts";
export * from "./unconnected-cluster.ts";
export * from "./unmanaged-settings.ts";
