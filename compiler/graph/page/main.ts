/** The page's script: reads the graph that lies in the page, and keeps picture, tables and filters in step. */
import { countedWithSeparators } from "../counted.ts";
import type { PictureTarget } from "../describe.ts";
import { type Detail, layOut, readableDetail } from "../lay-out.ts";
import { unpackGraph } from "../packed-graph.ts";
import { CanvasPicture } from "./canvas-picture.ts";
import { showDetails, showTip } from "./details.ts";
import { byId } from "./elements.ts";
import { filterForm } from "./filter-form.ts";
import { filtered, noFilters } from "./filters.ts";
import { gestures } from "./gestures.ts";
import { printing } from "./printing.ts";
import { Tables } from "./tables.ts";
import { themeButton } from "./theme.ts";

const graph = unpackGraph(JSON.parse(byId("graph", HTMLScriptElement).text));
const filters = noFilters();
const canvas = byId("picture", HTMLCanvasElement);
const detail = byId("detail", HTMLSelectElement);
const search = byId("search", HTMLInputElement);
const picture = new CanvasPicture(canvas);
const tables = new Tables();

const showFilters = filterForm(graph, filters, soon(show));
gestures(canvas, picture, { hovered: showTip, selected: select, chosen: choose });
themeButton(() => picture.recolour());
printing(document.title, () => picture.drawing, tables);
detail.addEventListener("change", show);
for (const [id, act] of [
  ["closer", () => picture.zoom(1.25)],
  ["farther", () => picture.zoom(0.8)],
  ["fit", () => picture.overview()],
] as const)
  byId(id, HTMLButtonElement).addEventListener("click", act);
document.addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof HTMLInputElement && event.target.type === "search";
  if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  search.focus();
});
// Where there is little room, the filters would hide the picture.
if (window.matchMedia("(max-width: 800px)").matches) byId("all-filters", HTMLDetailsElement).open = false;
showFilters();
show();

function show(): void {
  const seen = filtered(graph, filters);
  const readable = readableDetail(seen);
  const wanted = detail.value === "readable" ? readable : (detail.value as Detail);
  picture.show(layOut(seen, wanted));
  tables.show(seen);
  select(undefined);
  const all = seen.calls.length === graph.calls.length ? "" : ` of ${countedWithSeparators(graph.calls.length, "use")}`;
  const waiting = seen.calls.filter(({ state }) => state !== "in force").length;
  const parts = [
    countedWithSeparators(seen.calls.length, "use") + all + (waiting > 0 ? ` (${waiting} not in force)` : ""),
    countedWithSeparators(new Set(seen.services.map(({ service }) => service)).size, "exposed service"),
    countedWithSeparators(seen.clusters.length, "cluster"),
  ];
  byId("summary", HTMLElement).textContent = parts.join(", ");
  const words = { services: "every service", clusters: "clusters, the thicker the more uses", matrix: "rows use services of columns" };
  byId("shown", HTMLElement).textContent = `shown: ${words[wanted]}`;
}

function select(target: PictureTarget | undefined): void {
  picture.select(target);
  showDetails(target, choose);
}

/** Filters down to one thing. */
function choose(target: PictureTarget): void {
  const put = (clusters: readonly string[], services: readonly string[], between: boolean) => {
    for (const [set, names] of [
      [filters.clusters, clusters],
      [filters.services, services],
    ] as const) {
      set.clear();
      for (const name of names) set.add(name);
    }
    filters.between = between;
    filters.search = "";
  };
  if (target.kind === "cluster") put([target.cluster.name], [], false);
  else if (target.kind === "service") put([target.service.cluster], [target.service.service], false);
  else if (target.kind === "name") put([target.name.cluster], [target.name.service], false);
  else if (target.kind === "pair") put([target.from, target.to], [], true);
  else put([target.call.from.cluster, target.call.to.cluster], [target.call.to.service], true);
  showFilters();
  show();
}

/** Once, when typing pauses for a moment. */
function soon(act: () => void): () => void {
  let timer: number | undefined;
  return () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(act, 60);
  };
}
