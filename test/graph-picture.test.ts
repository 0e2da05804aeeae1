/** The geometry of the SVG: no arrow meets a box, and no text lies over another text or over an arrow. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Detail, layOut, maxUses, readableDetail } from "../compiler/graph/layout.ts";
import { asSvgFile } from "../compiler/graph/svg.ts";
import { root } from "./support/fedc.ts";
import { graphOfUses } from "./support/graph-of-uses.ts";

const picture = suite("the picture's geometry");

interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly text?: string;
}
type Point = readonly [x: number, y: number];

const sizes = [5, 23, 246];
const [phone, desktop] = [400, 1200];

for (const uses of sizes)
  for (const width of [phone, desktop])
    for (const detail of ["services", "clusters"] as const)
      picture(`${uses} uses, ${detail}, ${width} wide: arrows keep clear of boxes and texts, texts of each other`, () => {
        const { boxes, texts, arrows } = shapesOf(uses, detail, width);
        assert.ok(boxes.length > 0 && texts.length > 0 && arrows.length > 0);
        for (const arrow of arrows) {
          const points = pointsOn(arrow);
          assert.equal(
            boxes.filter((box) => points.some((point) => isInside(box, point))),
            [],
          );
          assert.equal(
            texts.filter((text) => points.some((point) => isInside(text, point))),
            [],
          );
        }
        for (const [i, text] of texts.entries())
          assert.equal(
            texts.slice(i + 1).filter((other) => overlap(text, other)),
            [],
            text.text,
          );
      });

picture("every text lies in the picture, and in one box as a whole or in no box", () => {
  for (const uses of sizes)
    for (const width of [phone, desktop]) {
      const { boxes, texts } = shapesOf(uses, "services", width);
      for (const text of texts) {
        assert.ok(text.left >= 0 && text.right <= width, text.text);
        for (const box of boxes.filter((one) => overlap(one, text)))
          assert.ok(text.left >= box.left && text.right <= box.right && text.top >= box.top && text.bottom <= box.bottom, text.text);
      }
    }
});

picture("boxes lie in each other or apart", () => {
  for (const uses of sizes) {
    const { boxes } = shapesOf(uses, "services", desktop);
    for (const [i, box] of boxes.entries())
      for (const other of boxes.slice(i + 1))
        assert.ok(!overlap(box, other) || (other.left >= box.left && other.right <= box.right && other.bottom <= box.bottom));
  }
});

picture("an unfolded cluster shows its rows while the others stay folded, and their calls share arrows", () => {
  const graph = graphOfUses(246);
  const folded = layOut(graph, "clusters", desktop, new Set());
  const unfolded = layOut(graph, "clusters", desktop, new Set(["oslo-prod"]));
  const rows = (drawing: typeof folded) => drawing.shapes.filter((shape) => shape.kind === "box" && shape.tone !== "cluster").length;
  const own = [...graph.names, ...graph.services].filter(({ cluster }) => cluster === "oslo-prod").length;
  assert.equal([rows(folded), rows(unfolded)], [0, own]);
  const arrows = folded.shapes.flatMap((shape) => (shape.kind === "arrow" ? [shape.target] : []));
  assert.ok(arrows.length < graph.calls.length);
  assert.is(
    arrows.reduce((sum, target) => sum + (target.kind === "pair" ? target.item.calls.length : 1), 0),
    graph.calls.length,
  );
});

picture("more than 60 uses open as clusters in the page; a file shows up to 120, since it cannot unfold", () => {
  const detailOf = (uses: number, max: number) => readableDetail(graphOfUses(uses), max);
  assert.equal(
    [23, 60, 61, 246].map((uses) => detailOf(uses, maxUses.page)),
    ["services", "services", "clusters", "clusters"],
  );
  assert.equal(
    [120, 121].map((uses) => detailOf(uses, maxUses.file)),
    ["services", "clusters"],
  );
});

picture("coordinates come from arithmetic that is exact on every machine", () => {
  const folder = join(root, "compiler/graph");
  const sources = readdirSync(folder).filter((name) => name.endsWith(".ts"));
  const used = sources.flatMap((name) => readFileSync(join(folder, name), "utf8").match(/\bMath\.\w+|\w \*\* /g) ?? []);
  assert.equal(
    used.filter((name) => !["Math.max", "Math.min", "Math.floor", "Math.round"].includes(name)),
    [],
  );
});

picture("owners of clusters and of services are shown", () => {
  const svg = svgOf(23, "services", desktop);
  assert.match(svg, ">owner: team stock</text>");
  assert.match(svg, ">owner: team mail</text>");
});

function svgOf(uses: number, detail: Detail, width: number): string {
  return asSvgFile(layOut(graphOfUses(uses), detail, width), "made up");
}

function shapesOf(uses: number, detail: Detail, width: number) {
  const svg = svgOf(uses, detail, width);
  const boxes = [...svg.matchAll(/<rect [^>]*x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)"/g)].map((found) => {
    const [x = 0, y = 0, w = 0, h = 0] = found.slice(1).map(Number);
    return { left: x, right: x + w, top: y, bottom: y + h };
  });
  const texts = [...svg.matchAll(/<text class="(\w+)" x="(\S+)" y="(\S+)"( text-anchor="end")?>([^<]*)</g)].map(
    ([, tone, x, y, end, text = ""]): Area => {
      const [size, character] = tone === "head" ? [14, 8.5] : tone === "plain" ? [12, 7.3] : [11, 6.7];
      const width = text.replace(/&[^;]*;/g, " ").length * character;
      const left = Number(x) - (end ? width : 0);
      // The height of most letters: above the base line, and a little below.
      return { left, right: left + width, top: Number(y) - size * 0.75, bottom: Number(y) + size * 0.2, text };
    },
  );
  const arrows = [...svg.matchAll(/<path class="curve"[^>]* d="M([^"]*)"/g)].map(([, path = ""]) => path.split(/[ C]/).map(Number));
  return { boxes, texts, arrows };
}

/** Points along a cubic curve, without its very ends, which touch boxes. */
function pointsOn([x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0]: readonly number[]): readonly Point[] {
  return Array.from({ length: 100 }, (_, i) => {
    const part = (i + 0.5) / 100;
    const rest = 1 - part;
    const [a, b, c, d] = [rest ** 3, 3 * rest ** 2 * part, 3 * rest * part ** 2, part ** 3];
    return [a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3];
  });
}

function isInside({ left, right, top, bottom }: Area, [x, y]: Point): boolean {
  return x > left && x < right && y > top && y < bottom;
}

function overlap(a: Area, b: Area): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

picture.run();
