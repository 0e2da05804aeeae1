import type { Anything } from "./planned.ts";

/** The owners that must be asked at least, by the place alone. */
export function ownersOf(path: readonly (string | number)[], ...versions: readonly Anything[]): readonly string[] {
  const [top, name, half, key] = path;
  const members = (one: Anything, group: unknown) => (one.clusters[group as string] ? [group] : (one.groups?.[group as string] ?? []));
  const owners = versions.flatMap((one): readonly (string | undefined)[] => {
    if (top === "clusters") return [one.clusters[name ?? ""]?.owner];
    if (top === "accept") return ownersAt(one, one.accept?.[name ?? ""]?.at);
    if (top === "assertions") return ownersOfAsserted(one, one.assertions?.[name ?? ""]);
    // A group that comes or goes is a word alone.
    if (top === "groups" && !versions.every(({ groups = {} }) => groups[name ?? ""])) return [];
    if (top === "groups") return (one.groups?.[name ?? ""] ?? []).map((member: string) => one.clusters[member]?.owner);
    if (top !== "services") return [];
    const service = one.services[name ?? ""];
    if (half === "expose") return [service?.owner, one.clusters[key ?? ""]?.owner];
    if (half === "consume") return members(one, key).map((member: string) => one.clusters[member]?.owner);
    return [service?.owner];
  });
  return [...new Set(owners)].filter((owner) => owner !== undefined);
}

/** An accepted finding asks the owner of the service that it is about. */
function ownersAt({ services }: Anything, at: string | undefined): readonly string[] {
  const [top, name = ""] = at?.split(".") ?? [];
  return top === "services" && services[name] ? [services[name].owner] : [];
}

/** An assertion that excepts nothing protects the service that it names. */
function ownersOfAsserted({ services }: Anything, assertion: Anything): readonly string[] {
  if (!assertion) return [];
  const { never, always } = assertion;
  const { from, to, at, except } = never ?? always;
  return except || [from].flat().join() === [at].flat().join() ? [] : [to].flat().flatMap((name) => services[name]?.owner ?? []);
}

/** Every cluster and every service has an owner of its own, and there are fields that only the schema admits. */
export function owned(data: Anything): Anything {
  const all = structuredClone(data);
  for (const [name, cluster] of Object.entries<Anything>(all.clusters)) {
    cluster.owner = `@clusters/${name}`;
    if (cluster.gitops) cluster.gitops.reviewers = ["octocat"];
  }
  for (const [name, service] of Object.entries<Anything>(all.services)) {
    service.owner = `@services/${name}`;
    for (const { failover = [], routes = [] } of Object.values<Anything>(service.consume ?? {}).flat()) {
      for (const destination of failover) destination.weight = 100;
      for (const { local } of routes.flatMap(({ to }: Anything) => to))
        if (local) Object.assign(local, { portName: "http", serviceAccounts: ["spare"] });
    }
  }
  const [service = ""] = Object.keys(all.services);
  all.assertions = [...(all.assertions ?? []).slice(0, 100), ...wholeAssertions(Object.keys(all.clusters), service)];
  all.accept = [...(all.accept ?? []), { finding: "FED346", at: `services.${service}`, because: "it was read" }];
  return all;
}

/** Assertions with every field, each with one value and with a list. */
function wholeAssertions([one = "", other = one]: readonly string[], to: string): readonly Anything[] {
  const parties = { from: one, to, at: other, caller: "web/shop" };
  const details = { ...parties, method: "GET", path: "/a" };
  const lists = (call: Anything) => Object.fromEntries(Object.entries(call).map(([field, value]) => [field, [value]]));
  const call = { from: "any", to: "any", except: [one, parties, lists(parties)] };
  return ["never", "always"].flatMap((kind) =>
    [details, lists(details), { from: one, to, rpc: "p.S/M" }, { from: one, to, rpc: ["p.S/M"] }, call].map((own) => ({ [kind]: own })),
  );
}
