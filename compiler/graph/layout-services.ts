import { clusterColumns } from "./cluster-columns.ts";
import { type Curve, type Drawing, type LineTone, type Shape, type Text, widthOf } from "./drawing.ts";
import type { ClusterNode, Graph, GraphCall, NameNode, ServiceNode } from "./graph.ts";
import { callLabel, clusterNote, cut, nameText, offerText, useText } from "./labels.ts";
import { type Labelled, placeLabels } from "./place-labels.ts";

const row = 22;
const head = 26;
const note = 18;
const padding = 12;
const margin = 24;
/** With more arrows than these, their texts would hide each other. */
const mostLabels = 60;

interface Row {
  readonly node: NameNode | ServiceNode;
  readonly main: string;
  readonly note: string;
  readonly isName: boolean;
}

interface Placed {
  readonly cluster: ClusterNode;
  readonly note: string;
  readonly rows: readonly Row[];
  readonly width: number;
  readonly height: number;
}

/** A box per cluster, in it a row per local name that it uses and per service that it offers; an arrow per use. */
export function layoutServices(graph: Graph): Drawing {
  const placed = new Map(graph.clusters.map((cluster) => [cluster.name, boxOf(cluster, graph)]));
  const area = [...placed.values()].reduce((sum, { width, height }) => sum + (width + 200) * height, 0);
  const mostHeight = Math.max(2000, Math.sqrt(area));
  const columns = clusterColumns([...placed.keys()], graph.calls).flatMap((names) =>
    split(
      names.map((name) => placed.get(name) as Placed),
      mostHeight,
    ),
  );
  const labels =
    graph.calls.length <= mostLabels ? new Map(graph.calls.map((call) => [call, callLabel(call)])) : new Map<GraphCall, string>();
  const longest = Math.max(0, ...[...labels.values()].map((label) => widthOf(label, "label")));
  const gap = labels.size > 0 ? longest + 90 : 200;
  const heights = columns.map((boxes) => boxes.reduce((sum, { height }) => sum + height + margin, -margin));
  const tallest = Math.max(0, ...heights);

  const boxes: Shape[] = [];
  const anchors = new Map<unknown, { readonly left: number; readonly right: number; readonly y: number; readonly column: number }>();
  const ranges: [number, number][] = [];
  let left = margin;
  for (const [column, members] of columns.entries()) {
    const width = Math.max(...members.map((box) => box.width));
    let top = margin + (tallest > 1000 ? 0 : (tallest - (heights[column] ?? 0)) / 2);
    for (const box of members) {
      boxes.push(...paint(box, left, top, width));
      const first = top + head + (box.note === "" ? 0 : note);
      for (const [i, { node }] of box.rows.entries())
        anchors.set(node, { left, right: left + width, y: first + i * row + row / 2, column });
      top += box.height + margin;
    }
    ranges.push([left, left + width]);
    left += width + gap;
  }
  const curves: Curve[] = [];
  const labelled: Labelled[] = [];
  for (const call of graph.calls) {
    const from = anchors.get(call.from);
    const to = anchors.get(call.to);
    if (!from || !to) continue;
    const points = between(from, to, gap);
    curves.push({ kind: "curve", points, tone: toneOf(call), width: thickness(call), target: { kind: "call", call } });
    const label = labels.get(call);
    if (label) labelled.push({ text: label, points });
  }
  // What leads past a column goes behind its boxes, so that their text stays readable.
  const width = Math.max(left - gap + margin, ...curves.map(({ points }) => Math.max(points[2], points[4]) * 0.75 + points[0] * 0.25));
  return { width, height: tallest + 2 * margin, shapes: [...curves, ...boxes, ...placeLabels(labelled, ranges)] };
}

/** Columns that are not too tall; a single box is not divided. */
function split(boxes: readonly Placed[], mostHeight: number): readonly (readonly Placed[])[] {
  const columns: Placed[][] = [];
  let height = Number.POSITIVE_INFINITY;
  for (const box of boxes) {
    if (height + box.height > mostHeight) {
      columns.push([]);
      height = 0;
    }
    columns.at(-1)?.push(box);
    height += box.height + margin;
  }
  return columns;
}

export function toneOf({ state }: GraphCall): LineTone {
  return state === "in force" ? "in-force" : state;
}

/** The more of a name's calls go there, the thicker. */
function thickness({ shares, choice }: GraphCall): number {
  const most = choice !== undefined ? (choice === 1 ? 100 : 0) : Math.max(0, ...shares.map(({ percent }) => percent));
  return 1.2 + most / 80;
}

interface End {
  readonly left: number;
  readonly right: number;
  readonly y: number;
  readonly column: number;
}

/** From the side that looks at the other end; in one column, around its right side. */
function between(from: End, to: End, gap: number): Curve["points"] {
  if (from.column === to.column) {
    const bend = from.right + Math.min(gap * 0.6, 40 + Math.abs(from.y - to.y) * 0.3);
    return [from.right, from.y, bend, from.y, bend, to.y, to.right, to.y];
  }
  const [start, end] = from.column < to.column ? [from.right, to.left] : [from.left, to.right];
  const bend = Math.sign(end - start) * Math.max(40, Math.abs(end - start) / 2);
  return [start, from.y, start + bend, from.y, end - bend, to.y, end, to.y];
}

function boxOf(cluster: ClusterNode, { names, services }: Graph): Placed {
  const rows = [
    ...names
      .filter((node) => node.cluster === cluster.name)
      .map((node) => ({ node, main: cut(nameText(node), 44), note: cut(useText(node), 40), isName: true })),
    ...services
      .filter((node) => node.cluster === cluster.name)
      .map((node) => ({ node, main: cut(node.service, 44), note: cut(offerText(node), 40), isName: false })),
  ];
  const below = cut(clusterNote(cluster), 60);
  const widths = rows.map(({ main, note }) => widthOf(main, "plain") + (note === "" ? 0 : 14 + widthOf(note, "faint")));
  const width = Math.max(140, widthOf(cluster.name, "head"), widthOf(below, "faint"), ...widths) + 2 * padding + 8;
  return { cluster, note: below, rows, width, height: head + (below === "" ? 0 : note) + rows.length * row + padding / 2 };
}

function paint({ cluster, note: below, rows, height }: Placed, x: number, y: number, width: number): Shape[] {
  const text = (text: string, x: number, y: number, tone: Text["tone"], anchor?: "end"): Shape => ({
    kind: "text",
    text,
    x,
    y,
    tone,
    ...(anchor && { anchor }),
  });
  const first = y + head + (below === "" ? 0 : note);
  return [
    { kind: "box", x, y, width, height, tone: "cluster", dashed: cluster.inactive !== undefined, target: { kind: "cluster", cluster } },
    text(cluster.name, x + padding, y + 18, "head"),
    ...(below === "" ? [] : [text(below, x + padding, y + head + 9, "faint")]),
    ...rows.flatMap(({ node, main, note, isName }, i): Shape[] => [
      {
        kind: "box",
        x: x + 4,
        y: first + i * row,
        width: width - 8,
        height: row - 3,
        tone: isName ? "use" : "offer",
        dashed: node.inactive !== undefined,
        target: isName ? { kind: "name", name: node as NameNode } : { kind: "service", service: node as ServiceNode },
      },
      text(main, x + padding, first + i * row + 14, "plain"),
      ...(note === "" ? [] : [text(note, x + width - padding, first + i * row + 14, "faint", "end")]),
    ]),
  ];
}
