import type { Rule } from "../rule.ts";
import * as acceptances from "./acceptances/index.ts";
import * as assertions from "./assertions/index.ts";
import * as clusters from "./clusters/index.ts";
import * as defaults from "./defaults/index.ts";
import * as grants from "./grants/index.ts";
import * as inventory from "./inventory/index.ts";
import * as names from "./names/index.ts";
import * as roots from "./roots/index.ts";
import * as routes from "./routes/index.ts";
import * as trust from "./trust/index.ts";

/** The rules about the certificates of roots alone. */
export const rootRules: readonly Rule[] = Object.values(roots);

/** All rules. A rule is every export of a file that the `index.ts` of its folder lists. */
export const rules: readonly Rule[] = [names, defaults, grants, routes, clusters, trust, roots, assertions, inventory, acceptances].flatMap(
  (group): Rule[] => Object.values(group),
);
