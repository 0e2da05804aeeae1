/** A certificate that a client or server shows, and who signed it. */
export interface Identity {
  readonly uris: readonly string[];
  readonly dns: readonly string[];
  /** They are names that a root may or may not sign, and no principals. */
  readonly emails?: readonly string[];
  /** A root of the file, or the mesh or gateway whose root it does not name. */
  readonly root: string;
}

/** The names by which policies know it. */
export function principalsOf({ uris, dns }: Identity): readonly string[] {
  const spiffe = (names: readonly string[]) =>
    names.filter((name) => name.startsWith("spiffe://")).map((name) => name.slice("spiffe://".length));
  return [...spiffe(uris), ...spiffe(dns)];
}
