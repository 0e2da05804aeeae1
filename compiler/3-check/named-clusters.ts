import type { FederationFile, ServiceEntry } from "../1-load/federation-file.ts";
import { destinationsOf } from "./entries.ts";

/** Whether every key and destination of a service exists: while one does not, what its grants lack may be a misspelling. */
export function allNamesExist({ expose = {}, consume = {} }: ServiceEntry, { clusters, groups = {} }: FederationFile): boolean {
  const isCluster = (name: string) => Object.hasOwn(clusters, name);
  const isKey = (name: string) => isCluster(name) || Object.hasOwn(groups, name);
  const destinations = Object.values(consume)
    .flat()
    .flatMap((entry) => destinationsOf(entry));
  return (
    Object.keys(expose).every(isCluster) &&
    Object.values(expose).every(({ allow = {} }) => Object.keys(allow).every(isKey)) &&
    Object.keys(consume).every(isKey) &&
    destinations.every(({ cluster }) => cluster === undefined || isCluster(cluster))
  );
}
