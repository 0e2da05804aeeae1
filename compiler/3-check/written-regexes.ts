import type { FederationFile, StringMatchEntry } from "../1-load/federation-file.ts";
import { entriesOf } from "./entries.ts";

type RegexMatch = StringMatchEntry & { readonly regex: string };

const known = new WeakMap<FederationFile, readonly RegexMatch[]>();

/** Every match of the file by a regular expression; walked once for all rules. */
export function writtenRegexes(file: FederationFile): readonly RegexMatch[] {
  let found = known.get(file);
  if (!found) {
    const routes = entriesOf(file).consumes.flatMap(({ entry }) => entry.routes ?? []);
    const matches = routes.flatMap(({ match }) =>
      match ? [...(match.path ? [match.path] : []), ...Object.values(match.headers ?? {})] : [],
    );
    found = matches.filter((match): match is RegexMatch => match.regex !== undefined);
    known.set(file, found);
  }
  return found;
}
