import type { Grant } from "../../2-resolve/federation.ts";
import type { HttpRequest } from "../../istio/call.ts";
import { getOrMake, getOrMakeAmong } from "../../istio/objects/indexed.ts";
import { allowText, arrivalOf, asReadIn, belowPath, normalizationOf, putBelowPath } from "./granted-request.ts";
import type { IntendedEnd } from "./intent.ts";

/** Whether a request arrives; `unreadable` if the caller's proxy refuses its path, and undefined if it is not granted. */
export type Arrival = IntendedEnd["arrives"] | "unreadable" | undefined;

/** How requests come to an exposer's gateway: by the host of the exposure, before or after the exposure's path was added, or by a group's. */
type Arriving = "belowPath" | "putBelowPath" | "byGroup";

/** How many of the consumer's proxies read a request first: none, its egress gateway, or also that of the calling application. */
type Readers = 0 | 1 | 2;

/**
 * Whether a grant lets requests arrive. Grants that allow the same have the same table, in which each request and each list of requests is looked up
 * only once.
 */
export function arrivalsOf(grant: Grant, how: Arriving, readers: Readers): Arrivals {
  const { allow, exposure, consumer } = grant;
  const { cluster, path, service } = exposure;
  const key = [
    how,
    readers,
    readers === 0 ? "" : normalizationOf(consumer),
    normalizationOf(cluster),
    how === "byGroup" ? "" : path,
    service.protocol,
    allowText(allow),
  ].join("\n");
  return getOrMakeAmong(maxTables, tables, key, () => new Arrivals(grant, how, readers));
}

export class Arrivals {
  readonly #grant: Grant;
  readonly #how: Arriving;
  readonly #readers: Readers;
  readonly #byRequest = new WeakMap<HttpRequest, Arrival>();
  readonly #byList = new WeakMap<readonly HttpRequest[], readonly Arrival[]>();

  constructor(grant: Grant, how: Arriving, readers: Readers) {
    this.#grant = grant;
    this.#how = how;
    this.#readers = readers;
  }

  of(request: HttpRequest): Arrival {
    return getOrMake(this.#byRequest, request, () => this.#find(request));
  }

  ofAll(requests: readonly HttpRequest[]): readonly Arrival[] {
    return getOrMake(this.#byList, requests, () => requests.map((request) => this.of(request)));
  }

  #find(request: HttpRequest): Arrival {
    const { allow, exposure, consumer } = this.#grant;
    const first = this.#readers === 2 ? asReadIn(consumer, request) : request;
    if (!first) return "unreadable";
    const sent = this.#readers === 0 ? first : asReadIn(consumer, first);
    if (!sent) return undefined;
    if (this.#how === "byGroup") return arrivalOf(allow, asReadIn(exposure.cluster, sent));
    return arrivalOf(allow, this.#how === "belowPath" ? belowPath(exposure, sent) : putBelowPath(exposure, sent));
  }
}

const tables = new Map<string, Arrivals>();

/** The largest number of tables that are kept. */
const maxTables = 1000;
