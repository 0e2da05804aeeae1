import type { Anything } from "../planned.ts";

/** Places of all fields that have a value of their own; those whose only value is fixed are left out. */
export function valueFields(root: Anything): ReadonlySet<string> {
  const found = new Set<string>();
  const hasValue = (part: Anything): boolean => {
    const { type, const: fixed, anyOf = [] } = { ...(part.$ref ? root.$defs[part.$ref.replace("#/$defs/", "")] : {}), ...part };
    return (fixed === undefined && ["string", "integer", "boolean"].includes(type)) || anyOf.some(hasValue);
  };
  const walk = (part: Anything, place: string): void => {
    const { $ref, ...rest } = part;
    const own = $ref === undefined ? rest : { ...root.$defs[$ref.replace("#/$defs/", "")], ...rest };
    if (own.$ref !== undefined) {
      walk(own, place);
      return;
    }
    for (const [key, inner] of Object.entries<Anything>(own.properties ?? {})) {
      const at = place === "" ? key : `${place}.${key}`;
      if (hasValue(inner)) found.add(at);
      walk(inner, at);
    }
    if (own.items && hasValue(own.items)) found.add(`${place}.[]`);
    if (own.items) walk(own.items, `${place}.[]`);
    if (typeof own.additionalProperties === "object") walk(own.additionalProperties, `${place}.*`);
    for (const one of own.anyOf ?? []) walk(one, place);
  };
  walk(root, "");
  return found;
}
