import type { Grant } from "../../2-resolve/federation.ts";
import type { HttpRequest } from "../../istio/call.ts";
import { getOrMake } from "../../istio/objects/indexed.ts";
import { allowText, arrivalOf, asReadIn, belowPath, normalizationOf, putBelowPath } from "./granted-request.ts";
import type { IntendedEnd } from "./intent.ts";

/** Whether a request arrives; `unreadable` if the caller's proxy refuses its path, and undefined if it is not granted. */
export type Arrival = IntendedEnd["arrives"] | "unreadable" | undefined;

/**
 * From where requests come to an exposer's gateway: at the gateway itself, by the host of the exposure or of a group; before the consumer's gateway,
 * which adds the exposure's path or asks by a group's host; or before the proxy of an application, behind which that gateway reads them once more.
 */
type Arriving = "belowPath" | "underGroup" | "putBelowPath" | "byGroup" | "fromApplication";

/**
 * Whether a grant lets requests arrive. Grants that allow the same have the same table, in which each request and each list of requests is looked up
 * only once.
 */
export function arrivalsOf(grant: Grant, how: Arriving): Arrivals {
  const { allow, exposure, consumer } = grant;
  const { cluster, path, service } = exposure;
  const key = [
    how,
    how === "belowPath" || how === "underGroup" ? "" : normalizationOf(consumer),
    normalizationOf(cluster),
    how === "underGroup" || how === "byGroup" ? "" : path,
    service.protocol,
    allowText(allow),
  ].join("\n");
  if (tables.size >= maxTables) tables.clear();
  return getOrMake(tables, key, () => new Arrivals(grant, how));
}

export class Arrivals {
  readonly #grant: Grant;
  readonly #how: Arriving;
  readonly #byRequest = new WeakMap<HttpRequest, Arrival>();
  readonly #byList = new WeakMap<readonly HttpRequest[], readonly Arrival[]>();

  constructor(grant: Grant, how: Arriving) {
    this.#grant = grant;
    this.#how = how;
  }

  of(request: HttpRequest): Arrival {
    return getOrMake(this.#byRequest, request, () => this.#find(request));
  }

  ofAll(requests: readonly HttpRequest[]): readonly Arrival[] {
    return getOrMake(this.#byList, requests, () => requests.map((request) => this.of(request)));
  }

  #find(request: HttpRequest): Arrival {
    const { allow, exposure, consumer } = this.#grant;
    if (this.#how === "belowPath") return arrivalOf(allow, belowPath(exposure, request));
    // Nobody has read it before, since its client is no proxy of the consumer.
    if (this.#how === "underGroup") return arrivalOf(allow, asReadIn(exposure.cluster, request));
    const first = this.#how === "fromApplication" ? asReadIn(consumer, request) : request;
    if (!first) return "unreadable";
    const sent = asReadIn(consumer, first);
    return sent && arrivalOf(allow, this.#how === "byGroup" ? asReadIn(exposure.cluster, sent) : putBelowPath(exposure, sent));
  }
}

const tables = new Map<string, Arrivals>();

/** The largest number of tables that are kept. */
const maxTables = 1000;
