import { grouped } from "../2-resolve/grouped.ts";
import { counted } from "../findings/formats/words.ts";
import type { Arrow, Drawing, Shape, TextTone } from "./drawing.ts";
import { type Frame, naturalWidth, type Piece, paintFrame } from "./frame.ts";
import type { ClusterNode, Graph, GraphCall } from "./graph.ts";
import { callLabel, clusterNote, nameText, offerText, ownerText, useText } from "./labels.ts";
import { orderedByPartners } from "./order.ts";
import { pairState } from "./pairs.ts";

const margin = 12;
const top = 34;
const space = 10;

interface ColumnOptions {
  readonly width: number;
  readonly isUnfolded: (cluster: string) => boolean;
  /** Whether the reader can fold and unfold clusters. */
  readonly isFoldable: boolean;
}

/**
 * Clusters that use services on the left, clusters that expose them on the right. Arrows run in the gap between and all texts
 * stand in boxes, so that no arrow meets a box or a text.
 */
export function layoutColumns(graph: Graph, options: ColumnOptions): Drawing {
  const { width, isUnfolded } = options;
  const ordered = orderedByPartners(graph);
  const clusters = new Map(graph.clusters.map((cluster) => [cluster.name, cluster]));
  const consumers = new Set(ordered.names.map(({ cluster }) => cluster));
  const exposers = new Set(ordered.services.map(({ cluster }) => cluster));
  // Clusters that neither use nor expose anything stand with those that use.
  for (const { name } of graph.clusters) if (!exposers.has(name)) consumers.add(name);
  const framesOf = (names: ReadonlySet<string>, frameOf: (cluster: ClusterNode, graph: Graph, options: ColumnOptions) => Frame) =>
    [...names].flatMap((name) => clusters.get(name) ?? []).map((cluster) => frameOf(cluster, ordered, options));
  const [left, right] = [framesOf(consumers, consumerFrame), framesOf(exposers, exposerFrame)];
  const isFolded = [...left, ...right].every(({ rows }) => rows.length === 0);
  const maxWidth = (width - 2 * margin - Math.max(60, width * (isFolded ? 0.3 : 0.16))) / 2;
  const widthOfAll = (frames: readonly Frame[]) => Math.min(maxWidth, Math.max(100, ...frames.map(naturalWidth)));
  const [leftWidth, rightWidth] = [widthOfAll(left), widthOfAll(right)];
  const [from, to] = [margin + leftWidth, width - margin - rightWidth];
  const height = Math.max(heightOf(left, leftWidth), heightOf(right, rightWidth));
  const [users, servers] = [paintColumn(left, margin, leftWidth, height), paintColumn(right, to, rightWidth, height)];
  const arrows = bundles(graph.calls, isUnfolded).flatMap(({ start, end, calls, only }): Arrow[] => {
    const [startY, endY] = [users.ends.get(start), servers.ends.get(end)];
    const [first] = calls;
    if (startY === undefined || endY === undefined || !first) return [];
    const state = pairState(calls);
    return [
      {
        kind: "arrow",
        from: { x: from, y: startY },
        to: { x: to, y: endY },
        tone: state === "in force" ? "in-force" : state,
        width: only ? thickness(only) : 1.2 + Math.min(3, calls.length / 8),
        target: only ? { kind: "call", item: only } : { kind: "pair", item: { from: first.from.cluster, to: first.to.cluster, calls } },
      },
    ];
  });
  const titles: readonly Shape[] = [
    { kind: "text", x: margin, y: 22, text: "uses services", tone: "faint" },
    { kind: "text", x: to, y: 22, text: "exposes services", tone: "faint" },
  ];
  return { width, height: top + height + margin, shapes: [...titles, ...arrows, ...users.shapes, ...servers.shapes] };
}

function consumerFrame(cluster: ClusterNode, { names, calls }: Graph, options: ColumnOptions): Frame {
  const own = names.filter((node) => node.cluster === cluster.name);
  const rows = own.map((name) => ({
    tone: "use" as const,
    dashed: name.inactive !== undefined,
    target: { kind: "name" as const, item: name },
    pieces: [
      ...pieces({ plain: nameText(name), faint: useText(name) }),
      ...calls
        .filter(({ from }) => from === name)
        .toSorted((a, b) => (a.choice ?? 0) - (b.choice ?? 0))
        .map((call): Piece => ({ text: callLabel(call), tone: "faint", arrow: call })),
    ],
    end: name,
  }));
  const uses = calls.filter(({ from }) => from.cluster === cluster.name).length;
  return frameOf(cluster, rows, own.length === 0 ? "uses and exposes nothing" : counted(uses, "use"), options);
}

function exposerFrame(cluster: ClusterNode, { services, calls }: Graph, options: ColumnOptions): Frame {
  const own = services.filter((node) => node.cluster === cluster.name);
  const rows = own.map((service) => ({
    tone: "offer" as const,
    dashed: service.inactive !== undefined,
    target: { kind: "service" as const, item: service },
    pieces: [...pieces({ plain: service.service, faint: offerText(service) }), ...pieces({ faint: ownerText(service) })],
    end: service,
  }));
  const uses = calls.filter(({ to }) => to.cluster === cluster.name).length;
  return frameOf(cluster, rows, `${counted(own.length, "service")}, ${counted(uses, "use")}`, options);
}

function frameOf(cluster: ClusterNode, rows: Frame["rows"], summary: string, { isUnfolded, isFoldable }: ColumnOptions): Frame {
  const unfolded = isUnfolded(cluster.name);
  const sign = !isFoldable || rows.length === 0 ? "" : unfolded ? "▾ " : "▸ ";
  return {
    dashed: cluster.inactive !== undefined,
    target: { kind: "cluster", item: cluster },
    pieces: [
      ...pieces({ head: `${sign}${cluster.name}`, faint: clusterNote(cluster) }),
      ...pieces({ faint: unfolded && rows.length > 0 ? "" : summary }),
    ],
    rows: unfolded ? rows : [],
    end: cluster.name,
  };
}

/** Texts by their tone, without empty ones. */
function pieces(texts: Readonly<Partial<Record<TextTone, string>>>): readonly Piece[] {
  return Object.entries(texts).flatMap(([tone, text]) => (text === "" ? [] : [{ text, tone: tone as TextTone }]));
}

function heightOf(frames: readonly Frame[], width: number): number {
  return frames.reduce((sum, frame) => sum + paintFrame(frame, 0, 0, width).height + space, -space);
}

/** Frames below each other, spread over the height. */
function paintColumn(frames: readonly Frame[], x: number, width: number, height: number) {
  const gap = space + (height - heightOf(frames, width)) / (frames.length + 1);
  const ends = new Map<unknown, number>();
  const shapes: Shape[] = [];
  let y = top + gap - space;
  for (const frame of frames) {
    const painted = paintFrame(frame, x, y, width);
    shapes.push(...painted.shapes);
    for (const [key, end] of painted.ends) ends.set(key, end);
    y += painted.height + gap;
  }
  return { shapes, ends };
}

interface Bundle {
  readonly start: unknown;
  readonly end: unknown;
  readonly calls: readonly GraphCall[];
  /** The call, if the arrow shows one call and not all between two clusters. */
  readonly only: GraphCall | undefined;
}

/** Calls that share one arrow, since a cluster at its start or end is folded. */
function bundles(calls: readonly GraphCall[], isUnfolded: (cluster: string) => boolean): readonly Bundle[] {
  const startOf = (call: GraphCall) => (isUnfolded(call.from.cluster) ? call : call.from.cluster);
  const endOf = ({ to }: GraphCall) => (isUnfolded(to.cluster) ? to : to.cluster);
  return [...grouped(calls, startOf)].flatMap(([start, started]) =>
    [...grouped(started, endOf)].map(([end, calls]) => ({ start, end, calls, only: typeof start === "string" ? undefined : start })),
  );
}

/** The more of a name's calls go there, the thicker. */
function thickness({ shares, choice }: GraphCall): number {
  const percentage = choice !== undefined ? (choice === 1 ? 100 : 0) : Math.max(0, ...shares.map(({ percent }) => percent));
  return 1.2 + percentage / 80;
}
