const keyType = /kty\\?["']?\s{0,40}:\s{0,40}\\?["']?(EC|RSA|OKP|oct)\b/g;

/** `d` is the private number of every kind of key pair; `k` the key itself where there is no pair. */
const privateMember = /(?<![A-Za-z0-9_])\\?["']?(d|k)\\?["']?\s{0,40}:\s{0,40}(?:[|>][+-]?\s{0,80})?\\?["']?[A-Za-z0-9+/_-]{16}/g;

/** No member of a key is further from its type. */
const reach = 16384;

/** A JSON Web Key with its private part, as JSON or as YAML. */
export function jsonWebKeyIn(text: string): { readonly what: string; readonly at: number } | undefined {
  const types = [...text.matchAll(keyType)].map(({ index, 1: type }) => ({ index, type }));
  if (types.length === 0) return undefined;
  for (const { index, 1: member } of text.matchAll(privateMember))
    if (types.some((one) => Math.abs(one.index - index) < reach && (member === "d" || one.type === "oct")))
      return { what: "a private key as a JSON Web Key", at: index };
  return undefined;
}
