import type { ExposeEntry } from "../1-load/federation-file.ts";
import type { Exposure } from "./federation.ts";
import { serviceName } from "./names.ts";
import type { ServiceName } from "./service-name.ts";

/**
 * The local Service of an exposure. A cluster that configures itself may leave it out: then this name only stands for it. No namespace ends in
 * a hyphen, so it is the name of no other Service.
 */
export function exposedService(service: string, { service: written }: ExposeEntry, domain: string): ServiceName {
  return serviceName(written ?? `${service}.unknown-`, domain);
}

/** The port of an exposure, where the file does not say it. No Service has it. */
export const unknownPort = 0;

/** Whether the file says which Service it is, and at which port. */
export function isLocated({ written }: Exposure): boolean {
  return written.service !== undefined && written.port !== undefined;
}

/** What serves an exposure, for people: `reviews.bookinfo:9080`. Of a cluster that configures itself, as much as the file says. */
export function exposedServiceText({ written: { service, port } }: Exposure): string {
  if (service === undefined) return port === undefined ? "a Service of its own" : `a Service of its own, port ${port}`;
  return port === undefined ? service : `${service}:${port}`;
}
