import { compare } from "../findings/finding.ts";
import type { GraphCall } from "./graph.ts";

/**
 * The clusters in columns, so that as many calls as possible go from left to right. Circles are broken by the heuristic of Eades,
 * Lin and Smyth (1993): who calls more than it is called comes first.
 */
export function clusterColumns(clusters: readonly string[], calls: readonly GraphCall[]): readonly (readonly string[])[] {
  const weights = new Map(clusters.map((name) => [name, new Map<string, number>()]));
  for (const { from, to } of calls) {
    const row = weights.get(from.cluster);
    row?.set(to.cluster, (row.get(to.cluster) ?? 0) + 1);
  }
  const sequence = inOrder(clusters, weights);
  const layer = new Map<string, number>();
  for (const name of sequence) {
    const own = layer.get(name) ?? 0;
    layer.set(name, own);
    for (const target of weights.get(name)?.keys() ?? [])
      if (sequence.indexOf(target) > sequence.indexOf(name)) layer.set(target, Math.max(layer.get(target) ?? 0, own + 1));
  }
  const layers = Math.max(0, ...layer.values()) + 1;
  // Many clusters that all call each other would stand in one long row.
  const most = Math.max(3, Math.ceil(Math.sqrt(clusters.length)));
  const squeeze = Math.min(1, most / layers);
  const columns: string[][] = Array.from({ length: Math.min(layers, most) }, () => []);
  for (const name of sequence) columns[Math.floor((layer.get(name) ?? 0) * squeeze)]?.push(name);
  return nearTheirPartners(
    columns.filter((column) => column.length > 0),
    weights,
  );
}

type Weights = ReadonlyMap<string, ReadonlyMap<string, number>>;

function inOrder(clusters: readonly string[], weights: Weights): readonly string[] {
  const balance = new Map(clusters.map((name) => [name, 0]));
  const move = (name: string, by: number) => balance.set(name, (balance.get(name) ?? 0) + by);
  for (const [from, row] of weights)
    for (const [to, weight] of row) {
      move(from, weight);
      move(to, -weight);
    }
  const left = [...clusters];
  const order: string[] = [];
  while (left.length > 0) {
    const next = left.reduce((best, name) => ((balance.get(name) ?? 0) > (balance.get(best) ?? 0) ? name : best));
    left.splice(left.indexOf(next), 1);
    order.push(next);
    for (const other of left) move(other, (weights.get(next)?.get(other) ?? 0) - (weights.get(other)?.get(next) ?? 0));
  }
  return order;
}

/** Each column in the order of the middle of those that its clusters have to do with, swept forth and back. */
function nearTheirPartners(columns: readonly string[][], weights: Weights): readonly (readonly string[])[] {
  const place = new Map<string, number>();
  const remember = (column: readonly string[]) => {
    for (const [i, name] of column.entries()) place.set(name, (i + 0.5) / column.length);
  };
  columns.forEach(remember);
  const partners = new Map<string, Map<string, number>>();
  const partner = (a: string, b: string, weight: number) => {
    const known = partners.get(a) ?? new Map<string, number>();
    partners.set(a, known.set(b, (known.get(b) ?? 0) + weight));
  };
  for (const [from, row] of weights)
    for (const [to, weight] of row) {
      partner(from, to, weight);
      partner(to, from, weight);
    }
  const middle = (name: string) => {
    let sum = 0;
    let total = 0;
    for (const [other, weight] of partners.get(name) ?? []) {
      sum += (place.get(other) ?? 0) * weight;
      total += weight;
    }
    return total === 0 ? (place.get(name) ?? 0) : sum / total;
  };
  for (let sweep = 0; sweep < 4; sweep++)
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      const wanted = new Map(column.map((name) => [name, middle(name)]));
      column.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0) || compare(a, b));
      remember(column);
    }
  return columns;
}
