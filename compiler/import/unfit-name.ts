import type { HandMadeName } from "./local-names.ts";

/** Why federation.yaml cannot have a local name, as a sentence's end; undefined if it can. */
export function unfitName({ as, namespaces, port }: HandMadeName): string | undefined {
  const labels = as.split(".");
  if (labels.length === 1) return "no object tells its namespace";
  if (!labels.every((label) => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(label))) return "it is no name that DNS has";
  if (as.endsWith(".internal")) return "names under `.internal` are those of fedc's own objects";
  if (port < 1 || port > 65535) return `${port} is no port`;
  if (namespaces !== "any" && namespaces.some((one) => !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(one)))
    return "no object tells the namespaces that see it";
  return undefined;
}
