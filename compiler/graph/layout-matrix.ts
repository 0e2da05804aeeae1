import { type Drawing, type Shape, widthOf } from "./drawing.ts";
import type { Graph } from "./graph.ts";
import { pairState, pairsOf } from "./pairs.ts";

const cell = 22;
const margin = 16;

/** A matrix of consumers (rows) and exposers (columns). It stays readable where arrows would be a tangle. */
export function layoutMatrix({ clusters, calls }: Graph): Drawing {
  const consumers = clusters.filter(({ name }) => calls.some(({ from }) => from.cluster === name));
  const exposers = clusters.filter(({ name }) => calls.some(({ to }) => to.cluster === name));
  const longest = Math.max(60, ...clusters.map(({ name }) => widthOf(name, "faint")));
  const [left, top] = [margin + longest + 8, margin + longest + 30];
  const rows = new Map(consumers.map(({ name }, i) => [name, top + i * cell]));
  const columns = new Map(exposers.map(({ name }, i) => [name, left + i * cell]));
  const pairs = pairsOf(calls);
  const largestPair = Math.max(1, ...pairs.map((pair) => pair.calls.length));
  const shapes: Shape[] = [{ kind: "text", x: margin, y: margin + 8, text: "rows use services of columns", tone: "faint" }];
  for (const cluster of consumers) {
    const y = rows.get(cluster.name) ?? 0;
    shapes.push(
      {
        kind: "box",
        x: margin,
        y,
        width: longest + 8 + exposers.length * cell,
        height: cell,
        tone: "use",
        target: { kind: "cluster", item: cluster },
      },
      { kind: "text", x: left - 8, y: y + 15, text: cluster.name, tone: "faint", anchor: "end" },
    );
  }
  for (const { name } of exposers)
    shapes.push({ kind: "text", x: (columns.get(name) ?? 0) + 15, y: top - 8, text: name, tone: "faint", turned: -90 });
  for (const pair of pairs) {
    const { from, to, calls } = pair;
    const [x, y] = [columns.get(to) ?? 0, rows.get(from) ?? 0];
    shapes.push(
      {
        kind: "box",
        x: x + 1,
        y: y + 1,
        width: cell - 2,
        height: cell - 2,
        tone: "cell",
        strength: 0.1 + (0.3 * calls.length) / largestPair,
        dashed: pairState(calls) !== "in force",
        target: { kind: "pair", item: pair },
      },
      { kind: "text", x: x + cell / 2, y: y + 15, text: calls.length > 999 ? "…" : String(calls.length), tone: "plain", anchor: "middle" },
    );
  }
  return { width: left + exposers.length * cell + margin, height: top + consumers.length * cell + margin, shapes };
}
