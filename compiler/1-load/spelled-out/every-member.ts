import type { FederationFile } from "../federation-file.ts";
import { membersOf } from "./groups.ts";

/**
 * The file with an entry for each cluster also in `allow` and `consume`, for readers. The phases keep groups as keys there, since many members then
 * share one entry of the text.
 */
export function withEveryMember(file: FederationFile): FederationFile {
  /** An entry under a cluster's own name takes precedence. */
  const byCluster = <Entry>(entries: Readonly<Record<string, Entry>>, exposer?: string): Readonly<Record<string, Entry>> =>
    Object.fromEntries(
      Object.entries(entries).flatMap(([key, entry]) => {
        const members = membersOf(key, file);
        const isMeant = (name: string) => name === key || (name !== exposer && !Object.hasOwn(entries, name));
        return members.filter(isMeant).map((name) => [name, entry] as const);
      }),
    );
  const services = Object.entries(file.services).map(([name, service]) => {
    const exposures = Object.entries(service.expose ?? {}).map(
      ([exposer, exposure]) => [exposer, exposure.allow ? { ...exposure, allow: byCluster(exposure.allow, exposer) } : exposure] as const,
    );
    const { consume } = service;
    return [
      name,
      { ...service, ...(service.expose && { expose: Object.fromEntries(exposures) }), ...(consume && { consume: byCluster(consume) }) },
    ] as const;
  });
  return { ...file, services: Object.fromEntries(services) };
}
