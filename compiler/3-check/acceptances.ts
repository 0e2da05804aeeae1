import { entryPath, isWithin } from "../1-load/entry-path.ts";
import type { AcceptEntry } from "../1-load/federation-file.ts";
import type { Loaded } from "../1-load/load.ts";
import { grouped } from "../2-resolve/grouped.ts";
import type { Finding } from "../findings/finding.ts";
import type { Place } from "../findings/source.ts";

/** The findings that a file accepts under `accept`. Errors are not among them, whatever it says. */
export class Acceptances {
  readonly #loaded: Pick<Loaded, "file" | "document" | "at">;
  readonly #byCode: ReadonlyMap<string, readonly AcceptEntry[]>;
  readonly #used = new Set<AcceptEntry>();
  readonly #paths = new Map<string, Set<string>>();

  constructor(loaded: Pick<Loaded, "file" | "document" | "at">) {
    this.#loaded = loaded;
    this.#byCode = grouped(loaded.file.accept ?? [], ({ finding }) => finding);
  }

  /** The finding, with the reason if it is accepted. */
  judge(finding: Finding): Finding {
    if (finding.severity === "error" || !finding.at) return finding;
    const entry = this.#entryFor(finding.code, finding.at);
    return entry ? { ...finding, accepted: entry.because } : finding;
  }

  /** Whether a finding of that code is accepted at a place, for rules that report several places in one finding. */
  includes(code: string, place: Place): boolean {
    return this.#entryFor(code, place) !== undefined;
  }

  #entryFor(code: string, place: Place): AcceptEntry | undefined {
    const entries = this.#byCode.get(code);
    const { document, at } = this.#loaded;
    if (!entries || place.source !== at.source) return undefined;
    const path = entryPath(document, at, place);
    const entry = entries.find((one) => isWithin(path, one.at));
    if (entry) this.#used.add(entry);
    else this.#paths.set(code, (this.#paths.get(code) ?? new Set()).add(path));
    return entry;
  }

  /** The entries that no finding so far was accepted by, each with the entries of the file where such findings are. */
  unused(): readonly { readonly entry: AcceptEntry; readonly found: readonly string[] }[] {
    const unused = (this.#loaded.file.accept ?? []).filter((entry) => !this.#used.has(entry));
    return unused.map((entry) => ({ entry, found: [...(this.#paths.get(entry.finding) ?? [])] }));
  }
}
