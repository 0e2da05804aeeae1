/** Rules about assertions. */

export * from "./assertion-about-nothing.ts";
export * from "./assertion-contradiction.ts";
export * from "./assertion-fields.ts";
export * from "./assertion-size.ts";
export * from "./assertion-without-consumption.ts";
export * from "./broken-assertion.ts";
