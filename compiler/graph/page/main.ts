/** The page's script: reads the graph in the page, and keeps picture, tables, filters and the address in step. */
import { describe, type PictureTarget } from "../describe.ts";
import { countedWithSeparators } from "../labels.ts";
import { type Detail, layOut, maxUses, readableDetail } from "../layout.ts";
import { unpackGraph } from "../numbered-graph.ts";
import { byId, element } from "./elements.ts";
import { filterForm } from "./filter-form.ts";
import { clear, filtered, noFilters } from "./filters.ts";
import { Picture } from "./picture.ts";
import { Tables } from "./tables.ts";
import { fragmentOf, isSame, surroundings, targetOf } from "./targets.ts";

/** A narrower picture would have too little room for texts; the browser makes it smaller. */
const minWidth = 400;

const graph = unpackGraph(JSON.parse(byId("graph", HTMLScriptElement).text));
const filters = noFilters();
const stage = byId("picture", HTMLElement);
const detailField = byId("detail", HTMLSelectElement);
const picture = new Picture(stage, pick, (target) => {
  select(target);
  picture.bringIntoSight();
});
const tables = new Tables();
/** The clusters that are folded if the others are not, and the other way round. */
const toggled = new Set<string>();
let seen = graph;
let detail: Detail = "services";
let selected: PictureTarget | undefined;
let width = 0;
const opened = window.location.hash;

const showFilters = filterForm(graph, filters, soon(show));
themeButton();
detailField.addEventListener("change", show);
window.addEventListener("beforeprint", () => tables.show(seen, true));
window.addEventListener("afterprint", () => tables.show(seen));
window.addEventListener("hashchange", () => followLink(window.location.hash));
document.addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof HTMLInputElement && event.target.type === "search";
  if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  byId("search", HTMLInputElement).focus();
});
// On a narrow screen, the filters would push the picture out of sight.
if (window.matchMedia("(max-width: 800px)").matches) byId("all-filters", HTMLDetailsElement).open = false;
showFilters();
show();
followLink(opened);
new ResizeObserver(() => {
  if (stage.clientWidth !== width) draw();
}).observe(stage);

function show(): void {
  seen = filtered(graph, filters);
  detail = detailField.value === "readable" ? readableDetail(seen, maxUses.page) : (detailField.value as Detail);
  if (detail === "services" && seen.calls.length > maxUses.browser) detail = "clusters";
  toggled.clear();
  tables.show(seen);
  draw();
  select(undefined);
  const shown = seen.calls.length === graph.calls.length ? "" : `${countedWithSeparators(seen.calls.length)} of `;
  const waiting = seen.calls.filter(({ state }) => state !== "in force").length;
  const parts = [
    shown + countedWithSeparators(graph.calls.length, "use") + (waiting > 0 ? ` (${countedWithSeparators(waiting)} not in force)` : ""),
    countedWithSeparators(new Set(seen.services.map(({ service }) => service)).size, "exposed service"),
    countedWithSeparators(seen.clusters.length, "cluster"),
  ];
  byId("summary", HTMLElement).textContent = parts.join(", ");
}

function draw(): void {
  width = stage.clientWidth;
  const drawing = layOut(seen, detail, Math.max(minWidth, width), toggled);
  stage.classList.toggle("scrolls", detail === "matrix");
  picture.show(drawing, document.title);
  const tooMany = detail === "clusters" && detailField.value === "services" ? "; every service is too much to draw at once" : "";
  const hint = detail === "matrix" && drawing.width > width ? "; scroll sideways to see all of it" : tooMany;
  const words = {
    services: "every service; a click on a selected cluster folds it",
    clusters: "clusters; a click on one unfolds it",
    matrix: "rows use services of columns",
  };
  byId("shown", HTMLElement).textContent = `shown: ${words[detail]}${hint}`;
}

/** A click. It unfolds a folded cluster, and folds one that is already selected. */
function pick(target: PictureTarget | undefined): void {
  if (target?.kind === "cluster" && detail !== "matrix") {
    const { name } = target.item;
    if (isFolded(name) || (selected && isSame(selected, target))) toggle(name);
  }
  select(target);
}

function isFolded(cluster: string): boolean {
  return (detail === "services") === toggled.has(cluster);
}

function toggle(cluster: string): void {
  if (!toggled.delete(cluster)) toggled.add(cluster);
  draw();
}

function select(target: PictureTarget | undefined): void {
  selected = target;
  picture.select(target);
  const place = byId("details", HTMLElement);
  place.classList.toggle("selected", target !== undefined);
  const address = target ? fragmentOf(target) : window.location.pathname + window.location.search;
  if (target || window.location.hash !== "") window.history.replaceState(null, "", address);
  if (!target) {
    const words = "Nothing is selected: click into the picture, or go there with Tab and the arrow keys.";
    place.replaceChildren(element("p", { class: "quiet" }, words));
    return;
  }
  const [head = "", ...lines] = describe(target);
  const button = element("button", { type: "button" }, "Show only this");
  button.addEventListener("click", () => showOnly(target));
  const link = element("a", { href: address }, "link to this");
  place.replaceChildren(element("h3", {}, head), ...lines.map((line) => element("p", {}, line)), button, link);
}

/** Selects the thing that a link leads to, and makes it visible. */
function followLink(fragment: string): void {
  const target = targetOf(graph, fragment);
  if (!target) return;
  if (!targetOf(seen, fragment)) {
    clear(filters);
    showFilters();
    show();
  }
  unfold(target);
  select(target);
  picture.bringIntoSight();
}

/** Unfolds the cluster in which a target is drawn. */
function unfold(target: PictureTarget): void {
  const [cluster] = surroundings(target).clusters;
  if (cluster !== undefined && target.kind !== "pair" && detail !== "matrix" && isFolded(cluster)) toggle(cluster);
}

/** Filters down to one thing. */
function showOnly(target: PictureTarget): void {
  clear(filters);
  const { clusters, services } = surroundings(target);
  for (const name of clusters) filters.clusters.add(name);
  for (const name of services) filters.services.add(name);
  filters.between = target.kind === "pair" || target.kind === "call";
  showFilters();
  show();
  unfold(target);
  byId("picture-head", HTMLElement).scrollIntoView({ block: "nearest" });
}

/** The button that goes from the system's theme to light to dark. */
function themeButton(): void {
  const themes = ["system", "light", "dark"];
  const button = byId("theme", HTMLButtonElement);
  let theme = 0;
  button.addEventListener("click", () => {
    theme = (theme + 1) % themes.length;
    document.documentElement.dataset.theme = themes[theme];
    button.textContent = `Theme: ${themes[theme]}`;
  });
}

/** Acts once, when typing pauses. */
function soon(act: () => void): () => void {
  let timer: number | undefined;
  return () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(act, 60);
  };
}
