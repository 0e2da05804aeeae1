/** A part of a dump: one document, or one item of a list of kubectl. */
export interface DumpChunk {
  readonly lines: readonly string[];
  /** The lines of the file before it. */
  readonly linesBefore: number;
}

/**
 * Cuts a file of YAML into its documents, and the lists that `kubectl get` prints into their items, so that a mistake in one object leaves the
 * others alone. An item keeps its columns: a blank stands for its dash.
 */
export function dumpChunks(text: string): readonly DumpChunk[] {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n?|\n/);
  const chunks: DumpChunk[] = [];
  let start = 0;
  for (let at = 0; at <= lines.length; at++) {
    const line = lines[at];
    if (line !== undefined && !/^(?:---|\.\.\.)(?:\s|$)/.test(line)) continue;
    // A document may begin on the line of its dashes, which hardly anybody writes.
    const head = line !== undefined && /^---\s+[^#\s]/.test(line) ? `   ${line.slice(3)}` : undefined;
    if (at > start) chunks.push(...itemsOf({ lines: lines.slice(start, at), linesBefore: start }));
    if (head !== undefined) lines[at] = head;
    start = head === undefined ? at + 1 : at;
  }
  return chunks.filter(({ lines: own }) => own.some((line) => /^\s*[^\s#]/.test(line)));
}

/** The items of a list of kubectl, or the document itself. */
function itemsOf(document: DumpChunk): readonly DumpChunk[] {
  const { lines, linesBefore } = document;
  const items = lines.findIndex((line) => /^items:\s*(?:#.*)?$/.test(line));
  if (items === -1 || !lines.some((line) => /^kind:\s*["']?\w*List["']?\s*(?:#.*)?$/.test(line))) return [document];
  const first = lines.findIndex((line, at) => at > items && /^\s*[^\s#]/.test(line));
  const dash = /^( *)- /.exec(lines[first] ?? "")?.[1];
  // The items of `ServiceList` and the like leave their kind out, so they are read with the list.
  const isTyped = !lines.some((line) => /^kind:\s*["']?List["']?\s*(?:#.*)?$/.test(line));
  if (dash === undefined || (isTyped && !lines.some((line) => /^\s+(?:- )?kind:/.test(line)))) return [document];
  const chunks: DumpChunk[] = [];
  let start = -1;
  for (let at = first; at <= lines.length; at++) {
    const line = lines[at];
    const begins = line?.startsWith(`${dash}- `) === true;
    const ends = line === undefined || (!begins && /^\s*[^\s#]/.test(line) && line.search(/\S/) <= dash.length);
    if (!begins && !ends) continue;
    if (start !== -1) chunks.push({ lines: undashed(lines.slice(start, at), dash.length), linesBefore: linesBefore + start });
    start = begins ? at : -1;
    if (ends) break;
  }
  return chunks;
}

function undashed([head = "", ...rest]: readonly string[], column: number): readonly string[] {
  return [`${head.slice(0, column)} ${head.slice(column + 1)}`, ...rest];
}
