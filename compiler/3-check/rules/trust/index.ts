/** Rules about certificates, trust domains and identities. */

export * from "./certificate-missing.ts";
export * from "./gateway-identities.ts";
export * from "./issuer-kind.ts";
export * from "./secret-names.ts";
export * from "./trust-domain.ts";
export * from "./trust-pairs.ts";
export * from "./workloads-fields.ts";
export * from "./workloads-trust.ts";
