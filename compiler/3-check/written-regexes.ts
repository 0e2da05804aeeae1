import type { FederationFile, StringMatchEntry } from "../1-load/federation-file.ts";
import { entriesOf } from "./entries.ts";
import { oncePer } from "./once-per.ts";

type RegexMatch = StringMatchEntry & { readonly regex: string };

/** The matches of the file that use a regular expression. */
export const writtenRegexes = oncePer((file: FederationFile): readonly RegexMatch[] => {
  const routes = entriesOf(file).consumes.flatMap(({ entry }) => entry.routes ?? []);
  const matches = routes.flatMap(({ match }) =>
    match ? [...(match.path ? [match.path] : []), ...Object.values(match.headers ?? {})] : [],
  );
  return matches.filter((match): match is RegexMatch => match.regex !== undefined);
});
