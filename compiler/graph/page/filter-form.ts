import type { CallState, Graph } from "../graph.ts";
import { byId, element } from "./elements.ts";
import { clear, type Filters } from "./filters.ts";

const states: readonly CallState[] = ["in force", "pending", "inactive"];

/** Fills the form and follows it. Returns a function that brings the form in line with filters that were changed elsewhere. */
export function filterForm(graph: Graph, filters: Filters, changed: () => void): () => void {
  const form = byId("filters", HTMLFormElement);
  const search = byId("search", HTMLInputElement);
  const between = byId("between", HTMLInputElement);
  const serviceNames = [...new Set([...graph.services, ...graph.names].map(({ service }) => service))];
  const clusterNames = graph.clusters.map(({ name }) => name);
  const lists = [checkboxes("clusters", clusterNames, filters.clusters), checkboxes("services", serviceNames, filters.services)];
  const stateBoxes = states.map((state) => {
    const box = checkbox((checked) => (checked ? filters.hidden.delete(state) : filters.hidden.add(state)));
    byId("states", HTMLElement).append(element("label", {}, box, state));
    return { state, box };
  });
  const show = () => {
    search.value = filters.search;
    between.checked = filters.between;
    for (const { state, box } of stateBoxes) box.checked = !filters.hidden.has(state);
    for (const refresh of lists) refresh();
  };
  search.addEventListener("input", () => {
    filters.search = search.value;
  });
  between.addEventListener("input", () => {
    filters.between = between.checked;
  });
  // This runs after the handlers of the fields, once for all of them.
  form.addEventListener("input", () => {
    for (const refresh of lists) refresh();
    changed();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  byId("reset", HTMLButtonElement).addEventListener("click", () => {
    clear(filters);
    show();
    changed();
  });
  return show;
}

function checkbox(changed: (checked: boolean) => void): HTMLInputElement {
  const box = element("input", { type: "checkbox" });
  box.addEventListener("input", () => changed(box.checked));
  return box;
}

/** A box per name. A long list also gets a field that shortens it. */
function checkboxes(id: string, names: readonly string[], chosen: Set<string>): () => void {
  const place = byId(id, HTMLElement);
  const count = byId(`${id}-count`, HTMLElement);
  const boxes = names.map((name) => {
    const box = checkbox((checked) => (checked ? chosen.add(name) : chosen.delete(name)));
    return { name, box, label: element("label", {}, box, name) };
  });
  const list = element("div", { class: "list" }, ...boxes.map(({ label }) => label));
  if (names.length > 15) {
    const field = element("input", {
      type: "search",
      placeholder: `shorten this list of ${names.length}`,
      "aria-label": `shorten the list of ${id}`,
    });
    field.addEventListener("input", (event) => {
      event.stopPropagation();
      for (const { name, label } of boxes) label.hidden = !name.includes(field.value.trim().toLowerCase());
    });
    place.append(field);
  }
  place.append(list);
  return () => {
    for (const { name, box } of boxes) box.checked = chosen.has(name);
    count.textContent = chosen.size > 0 ? `${chosen.size} chosen` : "all";
  };
}
