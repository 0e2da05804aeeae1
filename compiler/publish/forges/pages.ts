import { setTimeout as sleepFor } from "node:timers/promises";
import { unexpectedFrom } from "./answer.ts";
import { ForgeFailure } from "./forge.ts";
import type { ForgeProfile } from "./forge-access.ts";

/** One page of a list. */
export interface Page<Entry> {
  readonly data: readonly Entry[];
  /** `link` names the next page, and Gitea's `x-total-count` tells how many entries there are. */
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

type AskForPage<Entry> = (page: { readonly page: number; readonly per_page: number }) => Promise<Page<Entry>>;

const perPage = 100;
/** More than a pull request of fedc ever has. It stops the loop if a server ignores page numbers. */
const maxPages = 20;

/**
 * All entries of a list, or those up to a page that is `enough`. It counts pages itself, because the address of the next page in an answer
 * might lead elsewhere. A page with fewer entries than were asked for need not be the last one: Gitea has a limit of its own, and GitLab leaves
 * out the comments that the token may not see.
 */
export async function everyPage<Entry>(
  profile: ForgeProfile,
  ask: AskForPage<Entry>,
  enough: (page: readonly Entry[]) => boolean = () => false,
): Promise<readonly Entry[]> {
  return (await pages(profile, ask, enough)).entries;
}

async function pages<Entry>(profile: ForgeProfile, ask: AskForPage<Entry>, enough: (page: readonly Entry[]) => boolean) {
  const entries: Entry[] = [];
  let readAt: number | undefined;
  for (let page = 1; page <= maxPages; page += 1) {
    const { data, headers } = await ask({ page, per_page: perPage });
    if (!Array.isArray(data)) throw unexpectedFrom(profile, "a list");
    readAt ??= answeredAt(headers);
    entries.push(...data);
    if (isLast(data.length, entries.length, headers) || enough(data)) return { entries, readAt, isWhole: true };
  }
  return { entries, readAt, isWhole: false };
}

/** The time of the server that has answered, in milliseconds since 1970. It tells whole seconds, as reports do, so the second is over for both. */
function answeredAt({ date }: Page<unknown>["headers"]): number | undefined {
  const time = Date.parse(String(date));
  return Number.isNaN(time) ? undefined : time + 999;
}

function isLast(entries: number, soFar: number, headers: Page<unknown>["headers"]): boolean {
  if (/;\s*rel="?next"?/.test(String(headers.link ?? ""))) return false;
  const total = Number(headers["x-total-count"] ?? Number.NaN);
  return Number.isSafeInteger(total) ? entries === 0 || soFar >= total : entries < perPage;
}

/** All entries of a list that decides something: throws rather than leave out the last ones, which may be the newest. */
export async function wholeList<Entry>(profile: ForgeProfile, ask: AskForPage<Entry>, called: string): Promise<readonly Entry[]> {
  return (await listAndTime(profile, ask, called)).entries;
}

/** The same, with the time of its first answer by the forge's clock; undefined if it does not tell. */
export async function listAndTime<Entry>(profile: ForgeProfile, ask: AskForPage<Entry>, called: string) {
  const { entries, readAt, isWhole } = await pages(profile, ask, () => false);
  if (!isWhole)
    throw new ForgeFailure("unexpected", `there are more than ${entries.length} ${called}`, "fedc does not decide by a part of them");
  return { entries, readAt };
}

const maxAttempts = 4;

/** Makes something that must not exist twice. If an answer was lost, it looks for the result before it tries again. */
export async function makeOnce<Made>(
  make: () => Promise<Made>,
  find: () => Promise<Made | undefined>,
  { sleep = sleepFor }: { readonly sleep?: ((milliseconds: number) => Promise<unknown>) | undefined },
): Promise<Made> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await make();
    } catch (error) {
      if (!(error instanceof ForgeFailure && error.mayBeDone)) throw error;
      await sleep(1000 * 2 ** (tries - 1));
      const made = await find();
      if (made !== undefined) return made;
      if (tries === maxAttempts) throw error;
    }
  }
}
