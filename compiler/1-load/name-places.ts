/** The kinds of things that federation.yaml names. Clusters and groups stand in the same places. */
export type NameKind = "clusters" | "groups" | "roots" | "services";

const members: readonly NameKind[] = ["clusters", "groups"];

/** What the keys of a mapping name. `path` leads to the mapping, and an item of a list counts as `[]`. */
export function namesOfKeys(path: readonly string[]): readonly NameKind[] {
  const [top, , below] = path;
  if (path.length === 1 && (top === "clusters" || top === "services" || top === "groups")) return [top];
  if (path.length === 2 && top === "trust" && path[1] === "roots") return ["roots"];
  if (top !== "services") return [];
  if (path.length === 3 && (below === "expose" || below === "consume")) return members;
  return path.length === 5 && path[4] === "allow" ? members : [];
}

/** What a text names. `path` leads to the text. */
export function namesOfTexts(path: readonly string[]): readonly NameKind[] {
  const [top] = path;
  const fields = path.filter((key) => key !== "[]");
  const last = fields.at(-1);
  if (top === "clusters") return path[2] === "trust" && last === "root" ? ["roots"] : [];
  if (top === "defaults") return fields[1] === "clusters" && fields[2] === "trust" && last === "root" ? ["roots"] : [];
  if (top === "groups" || (top === "trust" && last === "between")) return members;
  // A label may be called `cluster` too.
  if (top === "services")
    return /^(?:routes,to,cluster|failover|failover,cluster)$/.test(fields.slice(4).join()) && path[2] === "consume" ? members : [];
  if (top !== "assertions") return [];
  return last === "to" ? ["services"] : last === "from" || last === "at" || last === "except" ? members : [];
}

type Renamed = (name: string, kinds: readonly NameKind[]) => string;

/** A path as `entryPath` writes it, with other names. */
export function renamedEntryPath(written: string, renamed: Renamed): string {
  const keys = written.split(".");
  const [top, , below] = keys;
  const each = (names: string, kinds: readonly NameKind[]) => names.split(",").map((name) => renamed(name, kinds));
  return keys
    .map((key, i) => {
      const before = keys[i - 1] ?? "";
      if (i === 1 && top === "assertions") return each(key, ["services"]).join();
      if (i === 2 && top === "trust" && before === "pairs") return each(key, members).join();
      if (i === 2 && top === "groups") return renamed(key, members);
      if (top === "assertions") return renamed(key, namesOfTexts(["assertions", before]));
      if (i > 4 && below === "consume" && /^(?:to|failover)$/.test(before)) return renamed(key, members);
      return renamed(key, namesOfKeys(keys.slice(0, i)));
    })
    .join(".");
}
