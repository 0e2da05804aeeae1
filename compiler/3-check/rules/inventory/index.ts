export * from "./missing-service.ts";
export * from "./missing-subset.ts";
export * from "./selected-pods.ts";
export * from "./service-port.ts";
export * from "./service-protocol.ts";
export * from "./service-without-pods.ts";
export * from "./running-accounts.ts";
export * from "./target-port.ts";
