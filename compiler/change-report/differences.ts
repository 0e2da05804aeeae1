import type { ConsumeEntry } from "../1-load/federation-file.ts";
import { resolved, type Schema, schemaDocument } from "../1-load/schema-document.ts";
import type { Place } from "../findings/source.ts";
import type { SectionName } from "./change-report.ts";
import { meaningOf, withoutAwaits } from "./field-meaning.ts";
import { sectionOfField } from "./field-sections.ts";
import type { FileVersion } from "./file-version.ts";
import { type Slot, SpelledOutEntries } from "./spelled-out-entries.ts";
import { consumptionNamed, halfNamed, type WaitingEntries, waitingEntries } from "./waiting-entries.ts";

/** A field that two versions of federation.yaml do not have alike. */
export interface Difference {
  /** `clusters`, `east`, `hostname`. */
  readonly path: readonly string[];
  readonly section: SectionName;
  /** The default if the field is not written; undefined if it does not have one. */
  readonly before: unknown;
  readonly after: unknown;
  /** The innermost entry around it that only one version has: a cluster, a service, a half of a grant, a gateway. */
  readonly entry?: NewOrGone;
  readonly was?: Place | undefined;
  readonly at?: Place | undefined;
}

interface NewOrGone {
  readonly path: readonly string[];
  readonly change: "added" | "removed";
}

type Side = "before" | "after";

/** Entries that are there or not, even without any field, with the section of that. */
const entrySections: Readonly<Record<string, SectionName>> = {
  "clusters.*": "delivery",
  "clusters.*.gateways.ingress": "boundary",
  "clusters.*.gateways.egress": "boundary",
  "services.*": "delivery",
  "services.*.expose.*": "boundary",
  "services.*.consume.*.*": "traffic",
};

/**
 * Every field that differs, in the order of the schema. It walks the schema and not a list of fields, so a new field is compared as soon as the
 * schema has it.
 */
export function differencesBetween(before: FileVersion, after: FileVersion): readonly Difference[] {
  return new Walk(before, after).differences;
}

class Walk {
  readonly differences: Difference[] = [];
  readonly #before: FileVersion;
  readonly #after: FileVersion;
  readonly #waiting: readonly WaitingEntries[];
  readonly #spelledOut: readonly [before: SpelledOutEntries, after: SpelledOutEntries];

  constructor(before: FileVersion, after: FileVersion) {
    [this.#before, this.#after] = [before, after];
    this.#waiting = [before, after].map(({ federation }) => waitingEntries(federation));
    this.#spelledOut = [new SpelledOutEntries(before.federation), new SpelledOutEntries(after.federation)];
    const file = (version: FileVersion) => ({ parent: {}, key: "", value: version.federation.written });
    this.#walk(schemaDocument(), file(before), file(after), [], undefined);
  }

  #walk(written: Schema, old: Slot | undefined, now: Slot | undefined, path: readonly string[], around: NewOrGone | undefined): void {
    const schema = resolved(written);
    const names = patternOf(path);
    const [before, after] = names === "clusters.*.gateways.egress" ? this.#withImpliedEgress(old, now, path) : [old, now];
    // Most of a large file is as it was. Only certificates can change behind equal text.
    if ((names === "clusters.*" || names === "services.*") && JSON.stringify(before?.value) === JSON.stringify(after?.value)) return;
    if (
      (names === "services.*.consume" || names === "services.*.expose.*.allow") &&
      this.#isSameForEachCluster(schema, before, after, path)
    )
      return;
    if (names === "services.*.consume.*") {
      this.#consumptions(before, after, path, around);
      return;
    }
    const entry =
      entrySections[names] && Boolean(before) !== Boolean(after) ? ({ path, change: after ? "added" : "removed" } as const) : around;
    if (entry !== around) this.#add(path, entrySections[names], before, after, entry);
    const { properties, additionalProperties } = schema;
    const hasFields = properties ?? (isMapOfEntries(additionalProperties) ? additionalProperties : undefined);
    if (!hasFields) {
      this.#leaf(schema, before, after, path, entry);
      return;
    }
    for (const key of keysOf(properties, before, after)) {
      const below = properties ? properties[key] : (additionalProperties as Schema);
      if (below) this.#walk(below, slotIn(before, key), slotIn(after, key), [...path, key], entry);
    }
  }

  /** A cluster that consumes has an egress gateway, so it says nothing new if one version lists the gateway. */
  #withImpliedEgress(before: Slot | undefined, after: Slot | undefined, [, cluster = ""]: readonly string[]) {
    if (!before === !after) return [before, after];
    const [old, now] = this.#spelledOut;
    return [before ?? old.egressOf(cluster), after ?? now.egressOf(cluster)];
  }

  /** Whether entries under groups in one version are entries of their members in the other one, and say the same. */
  #isSameForEachCluster(schema: Schema, before: Slot | undefined, after: Slot | undefined, path: readonly string[]): boolean {
    const exposer = path[2] === "expose" ? path[3] : undefined;
    const [old, now] = [this.#spelledOut[0].entriesOf(before, exposer), this.#spelledOut[1].entriesOf(after, exposer)];
    if (!old || !now || old.size !== now.size || isSameKeys(before, after)) return false;
    const count = this.differences.length;
    for (const [cluster, slot] of now) {
      const former = old.get(cluster);
      if (former && isMapOfEntries(schema.additionalProperties))
        this.#walk(schema.additionalProperties, former, slot, [...path, cluster], undefined);
      if (former && this.differences.length === count) continue;
      this.differences.length = count;
      return false;
    }
    return true;
  }

  #leaf(schema: Schema, before: Slot | undefined, after: Slot | undefined, path: readonly string[], entry: NewOrGone | undefined): void {
    if (!before && !after) return;
    const half = halfNamed(path);
    // The word means something only while the half waits.
    const saysNothing = half !== undefined && this.#waiting.every(({ somehow }) => !somehow.has(half));
    const meant = (slot: Slot | undefined) => (saysNothing && slot ? withoutAwaits(path, slot.value) : slot?.value);
    const text = (slot: Slot | undefined, { federation }: FileVersion) =>
      JSON.stringify(meaningOf(path, meant(slot), federation) ?? schema.default);
    if (text(before, this.#before) === text(after, this.#after)) return;
    this.#add(path, sectionOfField(path), before, after, entry, schema.default);
  }

  #add(
    path: readonly string[],
    section: SectionName | undefined,
    before: Slot | undefined,
    after: Slot | undefined,
    entry: NewOrGone | undefined,
    preset?: unknown,
  ): void {
    if (!section) throw new Error(`${path.join(".")} has no section in the report of changes`);
    const place = (slot: Slot | undefined, side: Side) => slot && this.#placeOf(slot, side);
    this.differences.push({
      path,
      section,
      before: before?.value ?? (entry?.change === "added" ? undefined : preset),
      after: after?.value ?? (entry?.change === "removed" ? undefined : preset),
      ...(entry && { entry }),
      was: place(before, "before"),
      at: place(after, "after"),
    });
  }

  #placeOf({ parent, key }: Slot, side: Side): Place | undefined {
    return (side === "before" ? this.#before : this.#after).placeOf(parent, key);
  }

  /** A cluster's local names for one service are one entry or a list. They are the same if name and port are, and else by their order. */
  #consumptions(before: Slot | undefined, after: Slot | undefined, path: readonly string[], around: NewOrGone | undefined): void {
    const [old, now] = [entriesIn(before), entriesIn(after)];
    const [spelledBefore, spelledAfter] = this.#spelledOut;
    const isSamePort = (former: Slot, slot: Slot) => spelledBefore.portOf(former) === spelledAfter.portOf(slot);
    const isSameName = (former: Slot, slot: Slot) =>
      nameIn(former) === nameIn(slot) || (isSamePort(former, slot) && asIn(former) === asIn(slot));
    const pairs = now.map((slot) => ({ slot, former: take(old, (other) => isSameName(other, slot)) }));
    for (const pair of pairs) pair.former ??= old.shift();
    const schema: Schema = { $ref: "#/$defs/consume" };
    for (const { slot, former } of pairs) {
      const count = this.differences.length;
      this.#walk(schema, former, slot, [...path, nameIn(slot)], around);
      // The port that a consumption has without saying so may be written out.
      const isPort = (one: Difference) => one.path.length === path.length + 2 && one.path.at(-1) === "port";
      if (former && isSamePort(former, slot))
        this.differences.push(...this.differences.splice(count).filter((difference) => !isPort(difference)));
    }
    for (const slot of old) this.#walk(schema, slot, undefined, [...path, nameIn(slot)], around);
  }
}

/** `clusters.*.hostname` for the path of a field. */
function patternOf(path: readonly string[]): string {
  const [top, , ...below] = path;
  if (top === "clusters" && path.length > 1) return ["clusters", "*", ...below].join(".");
  if (top !== "services" || path.length < 2) return path.join(".");
  const names = { expose: 1, consume: 2 }[below[0] ?? ""] ?? 0;
  return ["services", "*", ...below.map((key, i) => (i > 0 && i <= names ? "*" : key))].join(".");
}

/** Labels and annotations are compared as a whole, maps of entries one by one. Lists of certificates count as one field. */
function isMapOfEntries(values: Schema["additionalProperties"]): values is Schema {
  if (!values) return false;
  const { properties, anyOf } = resolved(values);
  return properties !== undefined || anyOf !== undefined || values.$ref === "#/$defs/roots" || values.$ref === "#/$defs/group";
}

function keysOf(properties: Schema["properties"], before: Slot | undefined, after: Slot | undefined): readonly string[] {
  if (properties) return Object.keys(properties);
  const names = ({ value }: Slot) => (typeof value === "object" && value !== null ? Object.keys(value) : []);
  return [...new Set([...(after ? names(after) : []), ...(before ? names(before) : [])])];
}

function slotIn(slot: Slot | undefined, key: string): Slot | undefined {
  const parent = slot?.value;
  if (typeof parent !== "object" || parent === null || !Object.hasOwn(parent, key)) return undefined;
  return { parent, key, value: (parent as Readonly<Record<string, unknown>>)[key] };
}

function entriesIn(slot: Slot | undefined): Slot[] {
  if (!slot) return [];
  const { value } = slot;
  return Array.isArray(value) ? value.map((item, key) => ({ parent: value, key, value: item })) : [slot];
}

function nameIn({ value }: Slot): string {
  return consumptionNamed(value as ConsumeEntry);
}

function asIn({ value }: Slot): string | undefined {
  return (value as ConsumeEntry).as;
}

function isSameKeys(before: Slot | undefined, after: Slot | undefined): boolean {
  const keys = (slot: Slot | undefined) => Object.keys((slot?.value as object | undefined) ?? {});
  return JSON.stringify(keys(before).sort()) === JSON.stringify(keys(after).sort());
}

function take<Item>(items: Item[], fits: (item: Item) => boolean): Item | undefined {
  const index = items.findIndex(fits);
  return index === -1 ? undefined : items.splice(index, 1)[0];
}
