import { describe, type PictureTarget } from "../describe.ts";
import { byId, element } from "./elements.ts";

/** What is said beside the picture of what is selected, and the way to see only that. */
export function showDetails(target: PictureTarget | undefined, choose: (target: PictureTarget) => void): void {
  const place = byId("details", HTMLElement);
  if (!target) {
    place.replaceChildren(
      element("p", { class: "quiet" }, "Nothing is selected: click into the picture, or go there with Tab and the arrow keys."),
    );
    return;
  }
  const [head = "", ...others] = describe(target);
  const button = element("button", { type: "button" }, "Show only this");
  button.addEventListener("click", () => choose(target));
  place.replaceChildren(element("h3", {}, head), ...others.map((line) => element("p", {}, line)), button);
}

/** A few lines at the pointer. */
export function showTip(target: PictureTarget | undefined, x: number, y: number): void {
  const tip = byId("tip", HTMLElement);
  tip.hidden = target === undefined;
  if (!target) return;
  tip.replaceChildren(...describe(target).map((line) => element("div", {}, line)));
  const room = tip.parentElement?.clientWidth ?? 0;
  tip.style.left = `${Math.max(0, Math.min(x + 14, room - tip.offsetWidth - 8))}px`;
  tip.style.top = `${y + 16}px`;
}
