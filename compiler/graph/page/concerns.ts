import type { PictureTarget } from "../describe.ts";

/** Whether an arrow or a cell has to do with what is pointed at. */
export function concerns(pointed: PictureTarget, other: PictureTarget): boolean {
  if (other.kind !== "call" && other.kind !== "pair") return false;
  const calls = other.kind === "call" ? [other.call] : other.calls;
  switch (pointed.kind) {
    case "cluster":
      return calls.some(({ from, to }) => from.cluster === pointed.cluster.name || to.cluster === pointed.cluster.name);
    case "service":
      return calls.some(({ to }) => to === pointed.service);
    case "name":
      return calls.some(({ from }) => from === pointed.name);
    case "call":
      return calls.includes(pointed.call);
    case "pair":
      return other.kind === "pair" && other.from === pointed.from && other.to === pointed.to;
  }
}

/** Whether two targets, perhaps of two pictures, are the same thing. */
export function isSame(a: PictureTarget, b: PictureTarget): boolean {
  if (a.kind === "pair" && b.kind === "pair") return a.from === b.from && a.to === b.to;
  return thing(a) === thing(b) && a.kind === b.kind;
}

function thing(target: PictureTarget): unknown {
  switch (target.kind) {
    case "cluster":
      return target.cluster;
    case "service":
      return target.service;
    case "name":
      return target.name;
    case "call":
      return target.call;
    case "pair":
      return target;
  }
}
