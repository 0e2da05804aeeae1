import type { Explanation } from "../findings/finding.ts";
import { rootExplanations } from "./root-explanations.ts";
import { schemaExplanations } from "./schema/schema-explanations.ts";
import { textExplanations } from "./yaml/text-explanations.ts";

/** Everything that loading can find. */
export const loadExplanations: readonly Explanation[] = [...textExplanations, ...rootExplanations, ...schemaExplanations];
