import { loadExplanations } from "./1-load/explanations.ts";
import { rules } from "./3-check/rules/index.ts";
import { compare, type Explanation } from "./findings/finding.ts";
import { rotationExplanations } from "./rotation/explanations.ts";

/** Everything that can be found, by code: what `fedc explain` knows. */
export const explanations: readonly Explanation[] = [...loadExplanations, ...rules, ...rotationExplanations].toSorted((a, b) =>
  compare(a.code, b.code),
);
