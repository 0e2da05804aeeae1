import type { Call } from "../call.ts";
import type { Meshes } from "../data-path/meshes.ts";
import { outcomeOf } from "../data-path/outcome-of.ts";
import type { Outcome } from "../verdict.ts";

/** All that can come of a call, whether a regular expression that cannot be tried wants it or not. */
export function possibleOutcomes(meshes: Meshes, call: Call): readonly Outcome[] {
  let untried = false;
  const fitsUntried = () => {
    untried = true;
    return true;
  };
  const { outcomes } = outcomeOf(meshes, call, { fitsUntried });
  if (!untried) return outcomes;
  const others = outcomeOf(meshes, call, { fitsUntried: () => false }).outcomes;
  const known = new Set(outcomes.map(({ end }) => JSON.stringify(end)));
  return [...outcomes, ...others.filter(({ end }) => !known.has(JSON.stringify(end)))];
}
