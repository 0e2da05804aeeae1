import type { Fields } from "./fields.ts";
import { sharedList } from "./shared-values.ts";

/** The namespaces that see an object; undefined if all do. */
export type Visibility = readonly string[] | undefined;

export function readVisibility(spec: Fields, own: string): Visibility {
  const exportTo = spec.someTexts("exportTo");
  if (exportTo === undefined || exportTo.includes("*")) return undefined;
  const unknown = exportTo.find((to) => to !== "." && !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(to));
  if (unknown !== undefined) spec.fail("exportTo", `the model does not know \`${unknown}\` here`);
  return sharedList(exportTo.map((to) => (to === "." ? own : to)));
}

export function isVisible(visibility: Visibility, namespace: string): boolean {
  return visibility === undefined || visibility.includes(namespace);
}
