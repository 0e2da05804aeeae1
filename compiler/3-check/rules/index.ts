import type { Rule } from "../rule.ts";
import { assertionRules } from "./assertions/index.ts";
import { clusterRules } from "./clusters/index.ts";
import { grantRules } from "./grants/index.ts";
import { nameRules } from "./names/index.ts";
import { routeRules } from "./routes/index.ts";
import { trustRules } from "./trust/index.ts";

/** All rules, in the order in which a reader would look. */
export const rules: readonly Rule[] = [...nameRules, ...grantRules, ...routeRules, ...clusterRules, ...trustRules, ...assertionRules];
