import { byId } from "./elements.ts";

const themes = ["system", "light", "dark"];

/** The button that goes from the system's theme to light to dark. */
export function themeButton(changed: () => void): void {
  const button = byId("theme", HTMLButtonElement);
  const root = document.documentElement;
  let theme = "system";
  button.addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system";
    root.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
    changed();
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}
