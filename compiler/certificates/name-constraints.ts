import type { NameConstraints, Subtrees } from "./certificate.ts";
import { type Asn1, bytesOf, firstByte, InvalidDer, partsOf, readDer, tag, writeDer } from "./der.ts";

export const nameConstraintsOid = "2.5.29.30";

/** Kinds of alternative names that can hold an identity, and their tags in a GeneralName. */
export const nameKinds = { uri: tag.implicit(6), dns: tag.implicit(2), email: tag.implicit(1) } as const;

/** The two lists of a name constraints extension, with each entry still in DER. */
export function subtreesOf(value: Buffer): { permitted: readonly Asn1[]; excluded: readonly Asn1[] } {
  const lists = partsOf(readDer(value));
  const list = (n: number) => lists.filter((list) => firstByte(list) === tag.explicit(n));
  const [permitted, excluded] = [list(0), list(1)];
  if (permitted.length > 1 || excluded.length > 1 || permitted.length + excluded.length !== lists.length) throw new InvalidDer();
  const entries = ([only]: Asn1[], n: number) => (only ? partsOf(only, tag.explicit(n)) : []);
  return { permitted: entries(permitted, 0), excluded: entries(excluded, 1) };
}

/** Reads a name constraints extension; throws `InvalidDer` if it is not one. */
export function nameConstraintsOf(value: Buffer): NameConstraints {
  const { permitted, excluded } = subtreesOf(value);
  return { permitted: byKind(permitted), excluded: byKind(excluded) };
}

/** The base name of a subtree. RFC 5280 forbids bounds beside it, and openssl refuses every certificate below a root that has them. */
export function baseOf(subtree: Asn1): Asn1 {
  const [base, ...bounds] = partsOf(subtree);
  if (!base || bounds.length > 0) throw new InvalidDer();
  return base;
}

function byKind(subtrees: readonly Asn1[]): Subtrees {
  const names = (kind: number) =>
    subtrees
      .map(baseOf)
      .filter((base) => firstByte(base) === kind)
      .map((base) => bytesOf(base, kind));
  const kinds: readonly number[] = Object.values(nameKinds);
  return {
    uri: names(nameKinds.uri),
    dns: names(nameKinds.dns),
    email: names(nameKinds.email),
    other: subtrees.filter((subtree) => !kinds.includes(firstByte(baseOf(subtree)))).map(writeDer),
  };
}
