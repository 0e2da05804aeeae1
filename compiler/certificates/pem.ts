/** How much of PEM is read. */
export interface PemLimits {
  /** Characters in all, characters of one certificate, and certificates. */
  readonly text: number;
  readonly block: number;
  readonly certificates: number;
}

/** For one root that somebody gives: more is a mistake, or meant to take time. */
export const rootLimits: PemLimits = { text: 4 * 1024 * 1024, block: 64 * 1024, certificates: 20 };

/** For bundles that fedc makes: they grow with the number of partners, and so do the names in one anchor. */
export const bundleLimits: PemLimits = {
  text: Number.POSITIVE_INFINITY,
  block: Number.POSITIVE_INFINITY,
  certificates: Number.POSITIVE_INFINITY,
};

const otherKinds: readonly (readonly [RegExp, string])[] = [
  [/PRIVATE KEY$/, "a private key"],
  [/CERTIFICATE REQUEST$/, "a certificate request"],
  [/^TRUSTED CERTIFICATE$/, "a certificate with openssl's own trust settings"],
  [/PUBLIC KEY$/, "a public key"],
  [/^X509 CRL$/, "a revocation list"],
  [/^(PKCS7|PKCS #7 SIGNED DATA|CMS)$/, "a PKCS #7 bundle"],
];

/**
 * The DER of every certificate in a PEM text, or the one thing that is wrong with it.
 * Text outside the blocks is skipped, since openssl prints what a certificate says before it.
 */
export function certificateBlocks(text: string, limits: PemLimits): { blocks: Buffer[]; problem?: string } {
  const problem = (problem: string) => ({ blocks: [], problem });
  if (text.length > limits.text) return problem("is larger than 4 MiB");
  // First of all, and wherever it stands: nothing is worse to find here.
  if (/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/.test(text)) return problem("holds a private key, not only certificates");
  const blocks: Buffer[] = [];
  let body: string[] | undefined;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const marker = line.trim();
    if (marker === "-----END CERTIFICATE-----" && body) {
      const block = decode(body.join(""), limits.block);
      if (typeof block === "string") return problem(`holds a certificate ${block}`);
      if (blocks.push(block) > limits.certificates) return problem(`holds more than ${limits.certificates} certificates`);
      body = undefined;
    } else if (/-----(BEGIN|END)/.test(marker)) {
      if (body) return problem("holds a certificate without its line `-----END CERTIFICATE-----`");
      if (marker !== "-----BEGIN CERTIFICATE-----") return problem(otherBlock(marker));
      body = [];
    } else body?.push(marker);
  }
  if (body) return problem("holds a certificate without its line `-----END CERTIFICATE-----`");
  return blocks.length > 0 ? { blocks } : problem("holds no certificate");
}

/** PEM of a certificate, in lines of 64 characters. */
export function certificatePem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function decode(base64: string, limit: number): Buffer | string {
  if (base64.length > limit) return "larger than 64 KiB";
  const der = Buffer.from(base64, "base64");
  // Buffer skips what it does not understand, so only the way back tells.
  return der.length > 0 && der.toString("base64") === base64 ? der : "that is damaged: it is not base64";
}

function otherBlock(marker: string): string {
  const label = /^-----BEGIN ([A-Z0-9 #]{1,40})-----$/.exec(marker)?.[1];
  if (!label) return "holds a line that looks like the begin or end of a PEM block but is not";
  const kind = otherKinds.find(([pattern]) => pattern.test(label))?.[1] ?? `a block \`${label}\``;
  return `holds ${kind}, not a certificate`;
}
