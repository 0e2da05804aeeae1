import type { HttpRequest } from "../call.ts";
import { addTo, getOrMake } from "../objects/indexed.ts";
import { type Normalization, normalized } from "./request-path.ts";

/** A request on its way. */
export interface Request {
  /** Its place in the list that was sent. */
  readonly index: number;
  readonly method: string;
  readonly path: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What puts requests into groups. Equal ones are the same object, so that each list is divided by it only once. */
export interface Division {
  /** The number of the request's group; -1 for none. */
  groupOf(request: Request): number;
}

/**
 * Requests that travel together, since every proxy so far did the same with them. A proxy divides them, and each part goes on by itself.
 * Every part is made once, however many callers send the same list.
 */
export class Requests {
  readonly all: readonly Request[];
  readonly #readings = new Map<Normalization, Reading>();
  readonly #rewritings = new Map<string, Requests>();
  readonly #divisions = new Map<Division, readonly Part[]>();

  private constructor(all: readonly Request[]) {
    this.all = all;
  }

  static of(sent: readonly HttpRequest[]): Requests {
    return getOrMake(lists, sent, () => new Requests(sent.map(({ method, path, headers }, index) => ({ index, method, path, headers }))));
  }

  /** With their paths as the proxies of a mesh read them. */
  asRead(normalization: Normalization): Reading {
    return getOrMake(this.#readings, normalization, () => this.#read(normalization));
  }

  /** With other paths. The same `key` stands for the same change. */
  withPaths(key: string, change: (path: string) => string): Requests {
    return getOrMake(this.#rewritings, key, () => new Requests(this.all.map((request) => ({ ...request, path: change(request.path) }))));
  }

  /** The requests of each group. */
  dividedBy(division: Division): readonly Part[] {
    return getOrMake(this.#divisions, division, () => this.#divide(division));
  }

  #read(normalization: Normalization): Reading {
    const accepted: Request[] = [];
    const refused: Request[] = [];
    let isChanged = false;
    for (const request of this.all) {
      const path = normalized(request.path, normalization);
      if (path === undefined) refused.push(request);
      else accepted.push(path === request.path ? request : { ...request, path });
      isChanged ||= path !== request.path;
    }
    return {
      accepted: isChanged ? Requests.#part(accepted) : this,
      refused: Requests.#part(refused),
    };
  }

  #divide(division: Division): readonly Part[] {
    const groups = new Map<number, Request[]>();
    for (const request of this.all) addTo(groups, division.groupOf(request), request);
    return [...groups].map(([group, part]) => ({ group, requests: groups.size === 1 ? this : new Requests(part) }));
  }

  static #part(requests: readonly Request[]): Requests | undefined {
    return requests.length > 0 ? new Requests(requests) : undefined;
  }
}

interface Part {
  readonly group: number;
  readonly requests: Requests;
}

/** Both are undefined if there is no such request. */
interface Reading {
  readonly accepted: Requests | undefined;
  /** Those whose paths Envoy refuses. */
  readonly refused: Requests | undefined;
}

/** By the list that was sent. */
const lists = new WeakMap<readonly HttpRequest[], Requests>();
