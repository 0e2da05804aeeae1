import type { EntryOwners } from "./change-report.ts";
import type { Difference } from "./differences.ts";
import type { Owners } from "./owners.ts";

/** Where others call a cluster: a new value leads their calls elsewhere. */
const dialled = ["addresses", "port", "deploy", "service"];
/** The calls of others end here. */
const servingFields = ["service", "port", "subset", "subsets", "path", "serviceAccounts"];
/** Only the consumer's own applications see these. If a use is in force again, the access that this gives asks the exposers. */
const consumersOwn = ["as", "port", "localService", "awaits", "inactive"];

/**
 * The owners of what a field is about, as they were and as they are: on both sides of a grant, and for trust everybody who trusts. It knows every
 * place of the file, so a field that no section describes in words of its own has owners, too. A half of a grant that waits gives nothing away, so its
 * own side decides about it. When the other half comes, the access that both give asks both sides.
 */
export function askedForField({ path, section, entry }: Pick<Difference, "path" | "section" | "entry">, owners: Owners): EntryOwners {
  const [top = "", name = "", below = "", key = "", ...rest] = path;
  if (top === "clusters") return askedForCluster(name, path.slice(2), section, owners);
  if (top === "groups") return askedForGroup(name, owners);
  if (top === "trust" && name === "roots") return askedForTrust(owners.usersOfRoot(below), owners);
  if (top !== "services") return owners.asked({ clusters: owners.clusters() });
  const exposers = owners.exposersOf(name);
  const service = { services: [name] };
  // A service that only waits for a cluster to expose it is its consumers'.
  const deciding = exposers.length > 0 ? exposers : owners.consumersOf(name);
  if (below === "expose") {
    const consumers =
      rest[0] === "allow"
        ? owners.waits(path)
          ? []
          : owners.membersOf(rest[1] ?? "")
        : servingFields.includes(rest[0] ?? "")
          ? owners.consumersOf(name)
          : [];
    return owners.asked({ ...service, clusters: [key] }, { clusters: entry?.change === "added" ? [] : consumers });
  }
  if (below === "consume") {
    const members = owners.membersOf(key);
    if (owners.waits(path)) return owners.asked({ clusters: members });
    if (section === "access") return owners.asked({ ...service, clusters: exposers }, { clusters: members });
    const others = consumersOwn.includes(rest[1] ?? "as") ? {} : { ...service, clusters: exposers };
    return owners.asked({ clusters: members }, others);
  }
  if (below === "inactive")
    return owners.informed(owners.asked({ ...service, clusters: deciding }), { clusters: owners.consumersOf(name) });
  if (below === "protocol" || below === "") return owners.asked({ ...service, clusters: deciding }, { clusters: owners.consumersOf(name) });
  return owners.of(service).length > 0 ? owners.asked(service) : owners.asked({ ...service, clusters: deciding });
}

function askedForCluster(name: string, field: readonly string[], section: Difference["section"], owners: Owners): EntryOwners {
  const own = { clusters: [name] };
  if (section === "trust") return askedForTrust([name], owners);
  if (section === "claims") return owners.asked(own, { services: owners.servicesOf(name) });
  if (field[1] === "ingress" && dialled.includes(field[2] ?? "addresses")) return owners.asked(own, { clusters: owners.callersOf(name) });
  if (field[0] === "inactive") return owners.informed(owners.asked(own), { clusters: owners.partnersOf([name]) });
  if (field[0] === "managed" || field.length === 0) return owners.asked(own, { clusters: owners.partnersOf([name]) });
  return owners.asked(own);
}

/** Everyone who trusts these clusters decides; they themselves are asked as well. Without partners they decide alone. */
export function askedForTrust(clusters: readonly string[], owners: Owners): EntryOwners {
  const partners = owners.partnersOf(clusters);
  return owners.asked({ clusters: partners.length > 0 ? partners : clusters }, { clusters });
}

/** A group that is new or goes is a word alone: the entries that name it are compared by its members. Members that come or go are asked about. */
function askedForGroup(name: string, owners: Owners): EntryOwners {
  if (!owners.isNamedByBoth(name)) return owners.asked({});
  const members = owners.membersOf(name);
  return owners.asked({ clusters: [...members, ...owners.partnersOf(members)] });
}
