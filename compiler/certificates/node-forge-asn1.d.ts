/** The part of node-forge that is used; `@types/node-forge` describes the whole package only, which takes longer to load. */
declare module "node-forge/lib/asn1.js" {
  export interface Asn1 {
    readonly tagClass: number;
    readonly type: number;
    readonly constructed: boolean;
    /** A byte per character, or what it consists of. */
    readonly value: string | readonly Asn1[];
  }
  const asn1: {
    fromDer(bytes: string, options: { strict: boolean; parseAllBytes: boolean; decodeBitStrings: boolean; maxDepth: number }): Asn1;
    toDer(node: Asn1): { getBytes(): string };
    create(tagClass: number, type: number, constructed: boolean, value: string | readonly Asn1[]): Asn1;
    derToOid(bytes: string): string | undefined;
    oidToDer(oid: string): { getBytes(): string };
  };
  export default asn1;
}
