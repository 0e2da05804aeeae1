import { isWithin } from "../../1-load/entry-path.ts";
import { addAwaits, type OtherHalf } from "../../edit/add-awaits.ts";
import { type EditStep, type FederationEdit, isInactive } from "../../edit/federation-edit.ts";
import { documentOf, type NodePath, nodeAt } from "../../edit/layout.ts";
import { removeEntry } from "../../edit/remove-entry.ts";

/** What is taken out of one service, and what waits from then on. Items of a list must be named from the last to the first. */
export class Removals {
  readonly #edit: FederationEdit;
  readonly #name: string;
  readonly #removed: string[] = [];
  readonly #waiting: string[] = [];
  readonly #steps: EditStep[] = [];

  constructor(edit: FederationEdit, name: string) {
    this.#edit = edit;
    this.#name = name;
  }

  /** Takes out an entry below the service. `called` is how entry paths call it, if an item's index says nothing. */
  remove(below: NodePath, called: readonly string[] = below.map(String)): void {
    const path = ["services", this.#name, ...below];
    const name = ["services", this.#name, ...called].join(".");
    this.#removed.push(name);
    // A service without a protocol of its own goes with its last half.
    const isGone = (text: string) => nodeAt(documentOf(text).contents, path) === undefined;
    this.#steps.push({ what: `\`${name}\``, edit: (text) => (isGone(text) ? [] : removeEntry(text, path)) });
  }

  /** Makes a half of a grant wait for the other one, unless it does so already, or is inactive. */
  letWait(below: NodePath, written: unknown, other: OtherHalf): void {
    if (Array.isArray(written)) {
      for (const [index, item] of written.entries()) this.letWait([...below, index], item, other);
      return;
    }
    if (isInactive(written) || (typeof written === "object" && written !== null && "awaits" in written)) return;
    const path = ["services", this.#name, ...below];
    const name = path.filter((key) => typeof key === "string").join(".");
    if (this.#waiting.at(-1) !== name) this.#waiting.push(name);
    this.#steps.push({ what: `\`${name}\``, edit: (text) => addAwaits(text, path, other) });
  }

  keepsAllow(exposer: string, key: string): boolean {
    return !this.#removed.includes(`services.${this.#name}.expose.${exposer}.allow.${key}`);
  }

  keepsUse(key: string): boolean {
    return !this.#removed.includes(`services.${this.#name}.consume.${key}`);
  }

  /** Does all of it at once, and takes out what the file accepts about removed entries. */
  apply(): void {
    const { accept = [] } = this.#edit.loaded.file;
    const services = [...this.#removed];
    for (const [index, { finding, at }] of [...accept.entries()].reverse()) {
      if (!services.some((path) => isWithin(at, path))) continue;
      this.#removed.push(`accept.${finding}`);
      this.#steps.push({ what: `\`accept.${finding}\``, edit: (text) => removeEntry(text, ["accept", index]) });
    }
    this.#edit.apply(this.#steps);
  }

  lines(): readonly string[] {
    return [...this.#removed.map((path) => `  gone: ${path}`), ...this.#waiting.map((path) => `  waits now: ${path}`)];
  }

  fields(): { readonly removed: readonly string[]; readonly waiting: readonly string[] } {
    return { removed: this.#removed, waiting: this.#waiting };
  }
}
