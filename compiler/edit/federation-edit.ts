import type { FederatedServiceEntry } from "../1-load/federation-file.ts";
import type { Loaded } from "../1-load/load.ts";
import type { Federation } from "../2-resolve/federation.ts";
import { examine } from "../compile.ts";
import { clock } from "../environment/clock.ts";
import { readFederation } from "../environment/federation-input.ts";
import { replaceFile } from "../environment/replace-file.ts";
import { rootReader } from "../environment/root-reader.ts";
import { uninterrupted } from "../environment/uninterrupted.ts";
import type { Answer } from "../findings/answer.ts";
import { Failure } from "../findings/failure.ts";
import type { Finding } from "../findings/finding.ts";
import { Source } from "../findings/source.ts";
import { activateEntry } from "./activate-entry.ts";
import { insertEntry } from "./insert-entry.ts";
import { firstDifference, unifiedDiff } from "./unified-diff.ts";
import { waitsFor } from "./waits-for.ts";
import type { Writable } from "./written-entry.ts";

/** What of an edit is settled by the command line alone. */
export interface EditRequest {
  readonly file: string;
  readonly maxBytes: number;
  readonly dryRun: boolean;
}

export interface NewEntry {
  readonly path: readonly string[];
  readonly value: Writable;
}

/** Half a grant: allowed and not consumed, consumed and not allowed. */
const halves = ["FED307", "FED308"];

/** A federation.yaml into which entries are put one by one. What it would say wrongly then is a `Refused`, which is thrown. */
export class FederationEdit {
  readonly #request: EditRequest;
  readonly #name: string;
  readonly #folder: string;
  readonly #time = clock();
  readonly #before: string;
  readonly #findingsBefore: readonly Finding[];
  #text: string;
  #findings: readonly Finding[];
  /** What would be wrong if an `inactive` were taken out. */
  #inTheWay: Finding | undefined;
  loaded: Loaded;
  federation: Federation;

  /** Throws a Failure for a file that cannot be read, a Refused for one that does not load. */
  constructor(request: EditRequest) {
    if (request.file === "-") throw new Failure("standard input cannot be edited", "name a file: `--file FILE`");
    const { source, folder } = readFederation(request.file, request.maxBytes);
    this.#request = request;
    this.#name = source.name;
    this.#folder = folder;
    this.#before = source.text;
    this.#text = source.text;
    const { findings, known } = this.#examined(source.text);
    if (!known)
      throw new Failure(`\`${source.name}\` was left as it is: put this right first`, undefined, { findings: errorsIn(findings) });
    this.loaded = known.loaded;
    this.federation = known.federation;
    this.#findingsBefore = findings;
    this.#findings = findings;
  }

  /** Puts an entry in. Where its other half is missing it is put in as `inactive` makes it; true then. */
  add(entry: NewEntry, inactive?: NewEntry): boolean {
    const text = this.#textWith(entry);
    const examined = this.#examined(text);
    const wrong = newIn(errorsIn(examined.findings), this.#findingsBefore);
    if (wrong.length > 0 && inactive && wrong.some(({ code }) => halves.includes(code))) {
      this.add(inactive);
      return true;
    }
    if (wrong.length > 0 || !examined.known) {
      const message = `\`${this.#name}\` was left as it is: with what was asked for, this would be wrong`;
      throw new Failure(message, "the lines are those of the file with the edit in it", { findings: wrong });
    }
    this.#keep(text, examined.findings, examined.known);
    return false;
  }

  /** Takes out the `inactive` that an earlier edit wrote while the other half of a grant was missing, for this reason and no other. */
  activate(path: readonly (string | number)[], written: unknown, reasons: readonly string[]): void {
    if (!isInactive(written) || !reasons.includes(written.inactive)) return;
    const text = activateEntry(this.#text, path, "any");
    const examined = text === undefined ? undefined : this.#examined(text);
    const [wrong] = newIn(errorsIn(examined?.findings ?? []), this.#findingsBefore);
    if (text !== undefined && examined?.known && !wrong) this.#keep(text, examined.findings, examined.known);
    else if (wrong) this.#inTheWay = wrong;
  }

  /** Writes the file, or shows what would be written. */
  answer(reported: readonly string[], fields: Readonly<Record<string, unknown>>): Answer {
    const { file, dryRun } = this.#request;
    const diff = unifiedDiff(this.#name, this.#before, this.#text);
    const line = firstDifference(this.#before, this.#text);
    if (!dryRun) uninterrupted(() => replaceFile(file, this.#before, this.#text));
    return {
      ok: true,
      findings: newIn(this.#findings, this.#findingsBefore),
      text: (paint) => (dryRun ? diff : `${paint("good", `${this.#name}:${line}`)}: ${reported.join("\n")}\n`),
      fields: { file, written: !dryRun, line, ...fields, diff },
    };
  }

  /** `federation.yaml:12`, of where a value was written. */
  placeOf<T extends object>(parent: T, key: keyof T & string): string {
    const { source, start } = this.loaded.at.key(parent, key);
    return `${this.#name}:${source.position(start).line}`;
  }

  service(name: string): FederatedServiceEntry | undefined {
    const { services } = this.loaded.file;
    return Object.hasOwn(services, name) ? services[name] : undefined;
  }

  /** ` for @org/team`, where the file says who answers for a cluster. */
  ownerOf(cluster: string): string {
    const { clusters } = this.loaded.file;
    const owner = Object.hasOwn(clusters, cluster) ? clusters[cluster]?.owner : undefined;
    return owner === undefined ? "" : `, for ${owner}`;
  }

  /** Which `inactive` keeps a grant from being in force, now that it has both halves or, while it is `waiting`, when it has them. */
  sleeping(service: string, exposer: string, consumer: string, waiting: boolean): readonly string[] {
    const entry = this.service(service);
    const { allow = {} } = entry?.expose?.[exposer] ?? {};
    const { consume = {} } = entry ?? {};
    const inactive = [allow[consumer], consume[consumer]].flat().filter(isInactive);
    const goesByItself = waiting ? [waitsFor.consumer(consumer), waitsFor.exposer(exposer), waitsFor.anyExposer] : [];
    const left = inactive.filter((one) => !goesByItself.includes(one.inactive));
    const first = this.#inTheWay ? [`still not in force: put this right first: ${this.#inTheWay.message}`] : [];
    const when = waiting || this.#inTheWay ? "then" : "still not in force:";
    return [...first, ...left.map((one) => `${when} take \`inactive\` out of ${this.placeOf(one, "inactive")}`)];
  }

  #keep(text: string, findings: readonly Finding[], { loaded, federation }: { readonly loaded: Loaded; readonly federation: Federation }) {
    this.#text = text;
    this.#findings = findings;
    this.loaded = loaded;
    this.federation = federation;
  }

  #textWith({ path, value }: NewEntry): string {
    const text = insertEntry(this.#text, path, value);
    if (text !== undefined) return text;
    throw new Failure(
      `\`${this.#name}\` is laid out so that \`${path.join(".")}\` cannot be put in without changing other lines`,
      "write it with an editor; `fedc check` tells whether it is right",
    );
  }

  #examined(text: string) {
    const { maxBytes } = this.#request;
    const { findings, known } = examine(new Source(this.#name, text), { readFile: rootReader(this.#folder), ...this.#time, maxBytes });
    return { findings: findings.sorted(), known };
  }
}

function isInactive(entry: unknown): entry is { readonly inactive: string } {
  return typeof entry === "object" && entry !== null && "inactive" in entry;
}

function errorsIn(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ severity }) => severity === "error");
}

/** Lines move with an edit; what is said stays. */
function newIn(findings: readonly Finding[], before: readonly Finding[]): readonly Finding[] {
  const left = before.map(({ code, message }) => `${code} ${message}`);
  return findings.filter(({ code, message }) => {
    const index = left.indexOf(`${code} ${message}`);
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  });
}
