import type { FederationFile, StringMatchEntry } from "../1-load/federation-file.ts";
import { entriesOf } from "./entries.ts";

/** Every match of the file by a regular expression. */
export function writtenRegexes(file: FederationFile): readonly (StringMatchEntry & { readonly regex: string })[] {
  return entriesOf(file)
    .consumes.flatMap(({ entry }) => entry.routes ?? [])
    .flatMap(({ match }) => [...(match?.path ? [match.path] : []), ...Object.values(match?.headers ?? {})])
    .filter((match): match is StringMatchEntry & { readonly regex: string } => match.regex !== undefined);
}
