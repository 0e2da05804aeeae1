import { pairText } from "../describe.ts";
import type { Graph, GraphCall } from "../graph.ts";
import { allowedText, callersText, modeText, nameText, portionText, stateText } from "../labels.ts";
import { type Pair, pairsOf } from "../pairs.ts";
import { byId } from "./elements.ts";
import { LongTable } from "./long-table.ts";

/** The same as the picture in words: for screen readers, for paper, and to copy from. */
export class Tables {
  readonly #pairs = new LongTable<Pair>(
    byId("pairs", HTMLElement),
    ["consuming cluster", "exposing cluster", "uses"],
    ({ from, to, calls }) => [from, to, pairText(calls)],
    "Which cluster uses services of which",
  );
  readonly #uses = new LongTable<GraphCall>(
    byId("uses", HTMLElement),
    ["consuming cluster", "local name", "callers", "service", "exposing cluster", "allowed", "share", "mode", "state"],
    (call) => [
      call.from.cluster,
      nameText(call.from),
      callersText(call.from) || "none",
      call.to.service,
      call.to.cluster,
      allowedText(call) || "nothing",
      portionText(call) || "all",
      modeText(call),
      stateText(call),
    ],
    "Who uses what, under which name, and how much of it",
  );

  show({ calls }: Graph): void {
    this.#pairs.show(pairsOf(calls));
    this.#uses.show(calls);
  }

  showAll(): void {
    this.#pairs.showAll();
    this.#uses.showAll();
  }

  showSome(): void {
    this.#pairs.showSome();
    this.#uses.showSome();
  }
}
