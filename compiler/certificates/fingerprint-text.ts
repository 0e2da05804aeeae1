/** A fingerprint as `openssl x509 -fingerprint -sha256` prints it, so that people can compare the two: `AB:CD:…`. */
export function fingerprintText(hexadecimal: string): string {
  return (hexadecimal.toUpperCase().match(/../g) ?? []).join(":");
}
