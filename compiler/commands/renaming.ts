import { resolved } from "../1-load/schema-document.ts";
import { FederationEdit } from "../edit/federation-edit.ts";
import { type Rename, renameInText } from "../edit/rename-in-text.ts";
import { sortEntries } from "../edit/sort-entries.ts";
import type { Writable } from "../edit/written-entry.ts";
import type { Answer } from "../findings/answer.ts";
import { Failure } from "../findings/failure.ts";
import { counted, quoted } from "../findings/formats/words.ts";
import { didYouMean } from "../findings/suggest.ts";

interface RenameRequest {
  readonly operands: readonly string[];
  readonly file: string | undefined;
  readonly maxBytes: number;
  readonly dryRun: boolean;
}

const mostLines = 5;

/** Renames a cluster or a service wherever the file means it. `effects` says what follows from that in the clusters. */
export function renameIn(
  request: RenameRequest,
  noun: "cluster" | "service",
  effects: (from: string, to: string) => readonly string[],
): Answer {
  const [from = "", to] = request.operands;
  const kind = `${noun}s` as const;
  if (to === undefined)
    throw new Failure(
      `\`fedc rename ${noun}\` needs the new name too`,
      `\`fedc rename ${noun} ${from} NEW\`: \`fedc help rename ${noun}\` shows what it takes`,
    );
  const edit = new FederationEdit(request);
  refuseNames(edit, noun, from, to);
  const kept = noun === "cluster" ? keepDefaults(edit, from) : [];
  const rename: Rename = { kind, from, to };
  let places = 0;
  const alone = new RegExp(`(?<![\\w-])${from}(?![\\w-])`, "g");
  const renameStep = (text: string) => {
    const edits = renameInText(text, rename);
    places = edits?.length ?? 0;
    return edits;
  };
  edit.apply([{ what: `\`${from}\``, edit: renameStep }], (message) => message.replaceAll(alone, to));
  // On its own, so that findings about the names point at the entries before they move.
  edit.apply([{ what: `\`${to}\``, edit: (text) => sortEntries(text, rename) }]);
  const others = edit.linesWith(from);
  const shown = others.slice(0, mostLines).join(", ");
  const more = others.length > mostLines ? ` and ${others.length - mostLines} more` : "";
  return edit.answer(
    [
      `the ${noun} \`${from}\` is now \`${to}\`, in ${counted(places, "place")}`,
      ...(others.length > 0 ? [`the word \`${from}\` still stands in comments and texts, or means something else: ${shown}${more}`] : []),
      ...[...effects(from, to), ...keptInWords(kept)].map((line) => `  ${line}`),
      "next: `fedc diff --base REVISION` shows what changes, and knows the new name of the old thing",
    ],
    { kind: noun, from, to, places, others },
  );
}

/** Writes into a cluster's entry what it has by defaults with its name in them, since that stays as it is. Returns the paths. */
function keepDefaults(edit: FederationEdit, cluster: string): readonly string[] {
  const { defaults, file } = edit.loaded;
  const named = defaults.filter(
    ({ half, isValue, takers, place }) =>
      half === "clusters" && isValue && takers.has(cluster) && place.source.text.slice(place.start, place.end).includes("{cluster}"),
  );
  for (const { names } of named) {
    const value = names.reduce<unknown>((within, name) => (within as Readonly<Record<string, unknown>>)[name], file.clusters[cluster]);
    edit.add({ path: ["clusters", cluster, ...names], value: value as Writable });
  }
  return named.map(({ path }) => path);
}

function keptInWords(paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return [];
  return [`${quoted(paths)} had its name by default, and ${paths.length === 1 ? "is" : "are"} now written in its entry as before`];
}

function refuseNames(edit: FederationEdit, noun: "cluster" | "service", from: string, to: string): void {
  const { clusters, groups = {}, services } = edit.loaded.file;
  const own = noun === "cluster" ? clusters : services;
  if (noun === "cluster" && !Object.hasOwn(own, from) && Object.hasOwn(groups, from))
    throw new Failure(
      `\`${from}\` is a group: ${edit.pointOf(groups as Readonly<Record<string, unknown>>, from)}`,
      "a group has no name in the clusters: change the word wherever it stands, and `fedc diff` sees that it means the same",
    );
  if (!Object.hasOwn(own, from)) throw new Failure(`there is no ${noun} \`${from}\` in the federation`, didYouMean(from, Object.keys(own)));
  if (from === to) throw new Failure(`the ${noun} is called \`${to}\` already`, "give another name");
  const { title = "", pattern = "", maxLength = 0 } = resolved({ $ref: "#/$defs/key" });
  if (to.length > maxLength || !new RegExp(pattern).test(to)) throw new Failure(`\`${to}\` cannot be a name`, `a name is ${title}`);
  const taken = noun === "cluster" ? { cluster: clusters, group: groups } : { service: services };
  for (const [what, map] of Object.entries(taken))
    if (Object.hasOwn(map, to))
      throw new Failure(
        `there is a ${what} \`${to}\` already: ${edit.pointOf(map as Readonly<Record<string, unknown>>, to)}`,
        "give another name",
      );
}
