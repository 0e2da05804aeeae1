import type { Spans } from "../1-load/spans.ts";
import { type AwaitingHalf, awaitingText } from "../2-resolve/awaiting-halves.ts";
import { placeAsJson } from "../findings/formats/json.ts";
import { placeText, reportLine } from "./report-lines.ts";

/** A half of a grant with the word `awaits`, for programs, with the place of the word. */
export function awaitingAsJson({ written, ...half }: AwaitingHalf, at: Spans) {
  return { ...half, ...placeAsJson(at.key(written, "awaits")) };
}

/** A line for each half that is not in force: for whom it is, what it waits for, and where that is written. */
export function awaitingLines(halves: readonly AwaitingHalf[], at: Spans): readonly string[] {
  return halves
    .filter(({ state }) => state !== "in force")
    .map((half) => reportLine(`${awaitingText(half)} (${placeText(at.key(half.written, "awaits"))})`));
}
