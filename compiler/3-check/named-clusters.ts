import type { FederatedServiceEntry, FederationFile } from "../1-load/federation-file.ts";
import { destinationsOf } from "./entries.ts";
import { oncePer } from "./once-per.ts";

/** Whether every key and destination of a service exists: while one does not, what its grants lack may be a misspelling. */
export const allNamesExist = oncePer(
  ({ expose = {}, consume = {} }: FederatedServiceEntry, { clusters, groups = {} }: FederationFile): boolean => {
    const isCluster = (name: string) => Object.hasOwn(clusters, name);
    const isKey = (name: string) => isCluster(name) || Object.hasOwn(groups, name);
    for (const [key, { allow = {} }] of Object.entries(expose)) if (!isCluster(key) || !Object.keys(allow).every(isKey)) return false;
    for (const [key, written] of Object.entries(consume)) {
      if (!isKey(key)) return false;
      for (const entry of [written].flat())
        if (!destinationsOf(entry).every(({ cluster }) => cluster === undefined || isCluster(cluster))) return false;
    }
    return true;
  },
);
