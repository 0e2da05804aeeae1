import type { Rule } from "../../rule.ts";
import { assertionContradiction } from "./assertion-contradiction.ts";
import { assertionFields } from "./assertion-fields.ts";
import { assertionWithoutConsumption } from "./assertion-without-consumption.ts";
import { brokenAssertion } from "./broken-assertion.ts";

/** The rules about assertions, in the order in which a reader would look. */
export const assertionRules: readonly Rule[] = [assertionFields, assertionWithoutConsumption, assertionContradiction, brokenAssertion];
