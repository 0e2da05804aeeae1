import { unexpectedAnswer } from "./github-failure.ts";

const perPage = 100;
/** More than a pull request of fedc ever has. It stops the loop if a server ignores page numbers. */
const maxPages = 20;

/**
 * All entries of a list, or those up to a page that is `enough`. It counts pages itself, because the address of the next page in an answer
 * might lead elsewhere.
 */
export async function everyPage<Entry>(
  ask: (page: { readonly page: number; readonly per_page: number }) => Promise<{ readonly data: readonly Entry[] }>,
  enough: (page: readonly Entry[]) => boolean = () => false,
): Promise<readonly Entry[]> {
  const all: Entry[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const { data } = await ask({ page, per_page: perPage });
    if (!Array.isArray(data)) throw unexpectedAnswer("a list");
    all.push(...data);
    if (data.length < perPage || enough(data)) break;
  }
  return all;
}
