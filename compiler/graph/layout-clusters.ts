import { type Curve, type Drawing, type Shape, widthOf } from "./drawing.ts";
import type { Graph } from "./graph.ts";
import { pairState, pairsOf } from "./pairs.ts";
import { placeLabels } from "./place-labels.ts";

const row = 26;
const top = 44;
const margin = 20;

/** On the left who uses services, on the right who exposes them; an arrow per pair that is the thicker the more there is between the two. */
export function layoutClusters({ clusters, calls }: Graph): Drawing {
  const pairs = pairsOf(calls);
  const consumers = clusters.filter(({ name }) => pairs.some(({ from }) => from === name));
  const exposers = clusters.filter(({ name }) => pairs.some(({ to }) => to === name));
  const wide = Math.max(90, ...clusters.map(({ name }) => widthOf(name, "plain"))) + 20;
  const tallest = Math.max(consumers.length, exposers.length) * row;
  const gap = Math.max(240, Math.min(700, tallest / 2));
  const left = margin + wide;
  const right = left + gap;
  const rowsOf = (members: Graph["clusters"]) =>
    new Map(members.map(({ name }, i) => [name, top + (tallest - members.length * row) / 2 + i * row]));
  const [lefts, rights] = [rowsOf(consumers), rowsOf(exposers)];
  const most = Math.max(1, ...pairs.map((pair) => pair.calls.length));
  const thickest = pairs.length > 200 ? 1.2 : 4;
  const curves = pairs.map(({ from, to, calls }): Curve => {
    const [start, end] = [(lefts.get(from) ?? 0) + row / 2, (rights.get(to) ?? 0) + row / 2];
    const state = pairState(calls);
    return {
      kind: "curve",
      points: [left, start, left + gap * 0.4, start, right - gap * 0.4, end, right, end],
      tone: state === "in force" ? "in-force" : state,
      width: 0.6 + (thickest * calls.length) / most,
      target: { kind: "pair", from, to, calls },
    };
  });
  const boxes = (members: Graph["clusters"], rows: ReadonlyMap<string, number>, x: number): Shape[] =>
    members.flatMap((cluster): Shape[] => {
      const y = (rows.get(cluster.name) ?? 0) + 2;
      const dashed = cluster.inactive !== undefined;
      return [
        { kind: "box", x, y, width: wide, height: row - 4, tone: "cluster", dashed, target: { kind: "cluster", cluster } },
        { kind: "text", x: x + 10, y: y + 15, text: cluster.name, tone: "plain" },
      ];
    });
  const counts = curves.length > 40 ? [] : curves.map(({ points }, i) => ({ text: String(pairs[i]?.calls.length ?? ""), points }));
  return {
    width: right + wide + margin,
    height: top + tallest + margin,
    shapes: [
      ...curves,
      { kind: "text", x: margin, y: margin + 10, text: "uses", tone: "faint" },
      { kind: "text", x: right, y: margin + 10, text: "exposes", tone: "faint" },
      ...boxes(consumers, lefts, margin),
      ...boxes(exposers, rights, right),
      ...placeLabels(counts, []),
    ],
  };
}
