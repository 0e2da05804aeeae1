import type { Protocol, WrittenService } from "../1-load/federation-file.ts";
import type { Loaded } from "../1-load/load.ts";
import { membersOf } from "../1-load/spelled-out/groups.ts";
import { replaceFile } from "../7-write/replace-file.ts";
import { uninterrupted } from "../7-write/uninterrupted.ts";
import { examine, type ReadInventory } from "../compile.ts";
import type { Answer } from "../findings/answer.ts";
import { Failure } from "../findings/failure.ts";
import type { ReportedFindings } from "../findings/finding.ts";
import { Source } from "../findings/source.ts";
import { defaultFile, type FederationInput, readFederation } from "../inputs/federation-input.ts";
import { inventoryReader } from "../inputs/inventory-folder.ts";
import type { StandingInventory } from "../inventory/cluster-inventory.ts";
import { errorsIn, type InNewWords, newIn, placedBefore } from "./edit-findings.ts";
import { insertEntry } from "./insert-entry.ts";
import type { NodePath } from "./layout.ts";
import { removeAwaits } from "./remove-awaits.ts";
import { type TextEdit, withEdits } from "./text-edit.ts";
import { firstDifference, lostComments, unifiedDiff } from "./unified-diff.ts";
import type { Writable } from "./written-entry.ts";

interface NewEntry {
  readonly path: readonly string[];
  readonly value: Writable;
}

interface EditRequest {
  readonly file: string | undefined;
  readonly maxBytes: number;
  readonly dryRun: boolean;
  /** Dumps of what stands in the clusters. */
  readonly inventory?: readonly string[];
}

/** A step of an edit: what it is about, and its edits of a text; undefined if the layout does not allow it. */
export interface EditStep {
  readonly what: string;
  readonly edit: (text: string) => readonly TextEdit[] | undefined;
}

/** Half a grant: allowed and not consumed, consumed and not allowed, and allowed by a second cluster although the consumer has no routes. */
const halves = ["FED307", "FED308", "FED315"];

/** A federation.yaml that entries are put into one by one. Throws a Failure, with the findings, for an entry that would make the file wrong. */
export class FederationEdit {
  readonly #file: string;
  readonly #dryRun: boolean;
  readonly #input: FederationInput;
  readonly #before: ReportedFindings;
  #text: string;
  #inNewWords: InNewWords | undefined;
  #reported: ReportedFindings;
  readonly #readInventory: ReadInventory | undefined;
  loaded: Loaded;
  /** What stands in the clusters, if dumps are given. */
  inventory: StandingInventory | undefined;

  constructor({ file = defaultFile, maxBytes, dryRun, inventory = [] }: EditRequest) {
    if (file === "-") throw new Failure("standard input cannot be edited", "name a file: `--file FILE`");
    this.#file = file;
    this.#dryRun = dryRun;
    this.#input = readFederation(file, maxBytes);
    this.#readInventory = inventoryReader(inventory);
    this.#text = this.#input.source.text;
    const { reported, loaded } = this.#examined(this.#text);
    if (!loaded) throw new Failure(`\`${file}\` was left as it is: correct this first`, undefined, { findings: errorsIn(reported) });
    this.loaded = loaded;
    this.#before = reported;
    this.#reported = reported;
  }

  /** Puts an entry in. If its other half is missing, puts one that awaits it in instead, and returns true. */
  add(entry: NewEntry, awaiting?: NewEntry): boolean {
    const text = this.#textWith(entry);
    const { reported, loaded } = this.#examined(text);
    const errors = newIn(errorsIn(reported), this.#before.findings);
    if (errors.length > 0 && awaiting && errors.some(({ code }) => halves.includes(code))) {
      this.add(awaiting);
      return true;
    }
    if (errors.length > 0 || !loaded)
      throw new Failure(
        `\`${this.#file}\` was left as it is: with this entry, it would be wrong`,
        "the line numbers are those of the file with the entry in it",
        { findings: errors },
      );
    this.#keep(text, reported, loaded);
    return false;
  }

  /**
   * Takes the word `awaits` out of the halves below `path` that are about a cluster or group, since their other half has come. It stays where it
   * means something still: for another member of a group.
   */
  stopAwaiting(path: NodePath, entries: Readonly<Record<string, unknown>> | undefined, about: string): void {
    const members = new Set(membersOf(about, this.loaded.file));
    for (const [key, entry] of Object.entries(entries ?? {}))
      if (membersOf(key, this.loaded.file).some((member) => members.has(member))) this.#withoutAwaits([...path, key], entry);
  }

  /**
   * Takes steps one after the other, each on the text that the step before it left. Throws a Failure, with findings that point into the file as it
   * is, if the result has an error that the file does not have.
   */
  apply(steps: readonly EditStep[], inNewWords?: InNewWords): void {
    this.#inNewWords = inNewWords ?? this.#inNewWords;
    const edits: (readonly TextEdit[])[] = [];
    let text = this.#text;
    for (const { what, edit } of steps) {
      const step = edit(text);
      if (!step) throw this.#unfitLayout(`${what} be edited`);
      text = withEdits(text, step);
      edits.unshift(step);
    }
    const { reported, loaded } = this.#examined(text);
    const errors = newIn(errorsIn(reported), this.#before.findings, this.#inNewWords);
    if (errors.length > 0 || !loaded) {
      const findings = placedBefore(errors, edits, new Source(this.#input.source.name, this.#text));
      const help = "the lines are those of the file as it is: change them first";
      throw new Failure(`\`${this.#file}\` was left as it is: with this change, it would be wrong`, help, { findings });
    }
    this.#keep(text, reported, loaded);
  }

  /** Where comments stood that the edits took away with their entries: `federation.yaml:12`. */
  commentsGone(): readonly string[] {
    return lostComments(this.#input.source.text, this.#text).map((line) => `${this.#file}:${line}`);
  }

  /** Where a word stands now that is no part of another name: `federation.yaml:12`. */
  linesWith(word: string): readonly string[] {
    const alone = new RegExp(`(?<![\\w./-])${word}(?![\\w/-]|\\.\\w)`);
    return this.#text.split("\n").flatMap((line, index) => (alone.test(line) ? [`${this.#file}:${index + 1}`] : []));
  }

  /** Writes the file, or shows what would be written. */
  answer(lines: readonly string[], fields: Readonly<Record<string, unknown>>): Answer {
    const before = this.#input.source.text;
    const diff = unifiedDiff(this.#file, before, this.#text);
    const line = firstDifference(before, this.#text);
    if (!this.#dryRun) uninterrupted(() => replaceFile(this.#file, before, this.#text));
    return {
      ok: true,
      findings: newIn(this.#reported.findings, this.#before.findings, this.#inNewWords),
      accepted: newIn(this.#reported.accepted, this.#before.accepted, this.#inNewWords),
      text: (style) => (this.#dryRun ? diff : `${style("good", `${this.#file}:${line}`)}: ${lines.join("\n")}\n`),
      fields: { file: this.#file, written: !this.#dryRun, line, ...fields, diff },
    };
  }

  /** `federation.yaml:12`, where a value was written. */
  placeOf<T extends object>(parent: T, key: keyof T & string): string {
    return this.pointOf(parent, key).replace(/:\d+$/, "");
  }

  /** `federation.yaml:12:5`, where the key of a value was written, or an item. */
  pointOf<T extends object>(parent: T, key: (keyof T & string) | number): string {
    const { source, start } = this.loaded.at.key(parent, key);
    const { line, column } = source.position(start);
    return `${this.#file}:${line}:${column}`;
  }

  /** A service with its groups as they are written. */
  service(name: string): WrittenService | undefined {
    const { services } = this.loaded.written;
    return Object.hasOwn(services, name) ? services[name] : undefined;
  }

  /** The protocol of services that do not write theirs. */
  get defaultProtocol(): Protocol | undefined {
    const { defaults } = this.loaded.document as { readonly defaults?: { readonly services?: { readonly protocol?: Protocol } } };
    return defaults?.services?.protocol;
  }

  /** The entry of a cluster under `expose` or `consume` of a service, which it creates if necessary. Throws a Failure if `--protocol` is wrong. */
  serviceEntry(
    { name, protocol, cluster }: { readonly name: string; readonly protocol: string | undefined; readonly cluster: string },
    half: "expose" | "consume",
    value: Writable,
  ): NewEntry {
    const service = this.service(name);
    if (service && protocol !== undefined && protocol !== service.protocol)
      throw new Failure(`\`${name}\` is a service with another protocol already, \`${service.protocol}\``, "leave `--protocol` out");
    if (service) return { path: ["services", name, half, cluster], value };
    if (protocol === undefined && this.defaultProtocol === undefined)
      throw new Failure(
        `there is no service \`${name}\` yet, so \`--protocol\` is needed`,
        "write `--protocol http`, `http2`, `grpc` or `tcp`",
      );
    return { path: ["services", name], value: { ...(protocol !== undefined && { protocol }), [half]: { [cluster]: value } } };
  }

  /** `, for @org/team` if the file names an owner of the cluster. */
  ownerOf(cluster: string): string {
    const owner = this.loaded.file.clusters[cluster]?.owner;
    return owner === undefined ? "" : `, for ${owner}`;
  }

  /** Each `inactive` that keeps a grant from being in force, also once its other half is there if it is `waiting` for that. */
  inactiveIn(service: string, exposer: string, consumer: string, waiting: boolean): readonly string[] {
    const entry = this.service(service);
    const { allow = {} } = entry?.expose?.[exposer] ?? {};
    const { consume = {} } = entry ?? {};
    const inactive = [allow[consumer], consume[consumer]].flat().filter(isInactive);
    const when = waiting ? "then" : "still not in force:";
    return inactive.map((written) => `${when} take \`inactive\` out of ${this.placeOf(written, "inactive")}`);
  }

  #withoutAwaits(path: NodePath, written: unknown): void {
    if (Array.isArray(written)) {
      for (const [index, item] of written.entries()) this.#withoutAwaits([...path, index], item);
      return;
    }
    if (typeof written !== "object" || written === null || !("awaits" in written) || isInactive(written)) return;
    const text = removeAwaits(this.#text, path);
    if (text === undefined) return;
    const { reported, loaded } = this.#examined(text);
    if (loaded && newIn(errorsIn(reported), this.#before.findings).length === 0) this.#keep(text, reported, loaded);
  }

  #keep(text: string, reported: ReportedFindings, loaded: Loaded): void {
    this.#text = text;
    this.#reported = reported;
    this.loaded = loaded;
  }

  #textWith({ path, value }: NewEntry): string {
    const text = insertEntry(this.#text, path, value);
    if (text !== undefined) return text;
    throw this.#unfitLayout(`\`${path.join(".")}\` in`);
  }

  #unfitLayout(what: string): Failure {
    return new Failure(
      `the layout of \`${this.#file}\` does not let ${what} without a change of other lines`,
      "write it with an editor; `fedc check` tells whether it is right",
    );
  }

  #examined(text: string): { readonly reported: ReportedFindings; readonly loaded: Loaded | undefined } {
    const source = new Source(this.#input.source.name, text);
    const { findings, known } = examine(source, { ...this.#input.options, readInventory: this.#readInventory });
    this.inventory = known?.inventory ?? this.inventory;
    return { reported: findings.reported(), loaded: known?.loaded };
  }
}

export function isInactive(entry: unknown): entry is { readonly inactive: string } {
  return typeof entry === "object" && entry !== null && "inactive" in entry;
}
