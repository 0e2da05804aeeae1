import type { Certificate } from "./certificate.ts";
import type { CertificateFields } from "./certificate-fields.ts";
import { bytesOf, firstByte, partsOf, readDer, tag } from "./der.ts";
import { nameConstraintsOf, nameConstraintsOid } from "./name-constraints.ts";

const keyUsage = "2.5.29.15";
const basicConstraints = "2.5.29.19";

/** The critical extensions that BoringSSL accepts; Envoy verifies with it. */
const knownExtensions = new Set([
  keyUsage,
  "2.5.29.17", // subject alternative name
  basicConstraints,
  nameConstraintsOid,
  "2.5.29.32", // certificate policies
  "2.5.29.33", // policy mappings
  "2.5.29.36", // policy constraints
  "2.5.29.37", // extended key usage
  "2.5.29.54", // inhibit any policy
]);

type FromExtensions = Pick<
  Certificate,
  "isAuthority" | "pathLength" | "canSignCertificates" | "unknownCriticalExtensions" | "nameConstraints"
>;

/** Reads a certificate's extensions; throws `InvalidDer` if a relevant one cannot be read. */
export function readExtensions({ version, extensions }: CertificateFields): FromExtensions {
  const extensionValue = (oid: string) => extensions.find((extension) => extension.oid === oid)?.value;
  const basic = extensionValue(basicConstraints);
  const usage = extensionValue(keyUsage);
  const constraints = extensionValue(nameConstraintsOid);
  return {
    ...(version === 3 && basic !== undefined ? readBasicConstraints(basic) : { isAuthority: false }),
    canSignCertificates: usage === undefined || saysCertificateSigning(usage),
    unknownCriticalExtensions: extensions.filter(({ oid, critical }) => critical && !knownExtensions.has(oid)).map(({ oid }) => oid),
    ...(constraints && { nameConstraints: nameConstraintsOf(constraints) }),
  };
}

function readBasicConstraints(value: Buffer): Pick<Certificate, "isAuthority" | "pathLength"> {
  const [first, second] = partsOf(readDer(value));
  if (first?.type !== tag.boolean || bytesOf(first, tag.boolean) === "\x00") return { isAuthority: false };
  const length = second && firstByte(second) === tag.integer ? Buffer.from(bytesOf(second, tag.integer), "latin1").toString("hex") : "";
  return { isAuthority: true, ...(length !== "" && { pathLength: Number.parseInt(length, 16) }) };
}

/** Bit 5 of the key usage. The first byte counts the unused bits. */
function saysCertificateSigning(value: Buffer): boolean {
  return (bytesOf(readDer(value), tag.bitString).charCodeAt(1) & 0x04) !== 0;
}
