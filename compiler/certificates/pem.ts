import { noCertificate, type PemProblem } from "./no-certificate.ts";

/** How much PEM is read. */
export interface PemLimits {
  /** Characters in all. `block` limits the characters of one certificate, `certificates` their number. */
  readonly text: number;
  readonly block: number;
  readonly certificates: number;
}

/** Limits for one root that a user gives. A larger one is a mistake or an attack. */
export const rootLimits: PemLimits = { text: 4 * 1024 * 1024, block: 64 * 1024, certificates: 20 };

/** No limits for bundles that fedc makes: they grow with the number of partners, and so do the names in one anchor. */
export const bundleLimits: PemLimits = {
  text: Number.POSITIVE_INFINITY,
  block: Number.POSITIVE_INFINITY,
  certificates: Number.POSITIVE_INFINITY,
};

const begin = "-----BEGIN CERTIFICATE-----";
const end = "-----END CERTIFICATE-----";

/** Help for a damaged certificate. */
export const anew = "get it anew from who runs the authority, and compare its fingerprint by another way";

const otherKinds: readonly (readonly [label: RegExp, what: string, help?: string])[] = [
  [/PRIVATE KEY$/, "a private key"],
  [/CERTIFICATE REQUEST$/, "a certificate request", "give the certificate of the authority that answers it"],
  [
    /^TRUSTED CERTIFICATE$/,
    "a certificate with openssl's own trust settings",
    "`openssl x509 -in FILE` gives the certificate without them",
  ],
  [/PUBLIC KEY$/, "a public key"],
  [/^X509 CRL$/, "a revocation list"],
  [/^(PKCS7|PKCS #7 SIGNED DATA|CMS)$/, "a PKCS #7 bundle", "`openssl pkcs7 -print_certs -in FILE` gives its certificates"],
];

/**
 * The DER of every certificate in a PEM text, or the first problem. Text outside the blocks is skipped, since openssl prints a certificate's
 * content before it. Comments and white space around lines are skipped too.
 */
export function certificateBlocks(text: string, limits: PemLimits): { blocks: Buffer[] } & Partial<PemProblem> {
  const refused = (problem: string, help?: string) => ({ blocks: [], problem, ...(help !== undefined && { help }) });
  if (text.length > limits.text) return refused("is larger than 4 MiB");
  // Checked first, and in the whole text, since a private key is the worst problem.
  if (/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/.test(text)) return refused("holds a private key, not only certificates");
  if (/^(?:<{7}|>{7})(?: |$)/m.test(text)) return refused("holds conflict markers of git", "settle the conflict, then add the file");
  const blocks: Buffer[] = [];
  let body: { readonly line: number; readonly letters: string[] } | undefined;
  for (const [line, marker] of linesOf(text)) {
    if (marker === end && body) {
      const block = decode(body.letters, body.line, limits.block);
      if (typeof block === "string") return refused(`holds a certificate ${block}`, anew);
      if (blocks.push(block) > limits.certificates) return refused(`holds more than ${limits.certificates} certificates`);
      body = undefined;
    } else if (isMarker(marker)) {
      if (body) return refused(`holds a certificate without its line \`${end}\``);
      if (marker === begin) body = { line: line + 1, letters: [] };
      else {
        const { problem, help } = otherBlock(marker, line);
        return refused(problem, help);
      }
    } else body?.letters.push(marker);
  }
  if (body) return refused(`holds a certificate without its line \`${end}\``);
  return blocks.length > 0 ? { blocks } : { blocks, ...noCertificate(text) };
}

/** PEM of a certificate, in lines of 64 characters. */
export function certificatePem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `${begin}\n${lines.join("\n")}\n${end}\n`;
}

/** The trimmed lines. Two files that were joined may have an end and a begin on one line. */
function linesOf(text: string): (readonly [line: number, text: string])[] {
  const lines = text.split(/\r\n|\n|\r/);
  return lines.flatMap((line, index) => {
    const parts =
      line.trim() === `${end}${begin}`
        ? [end, begin]
        : [
            line
              .trim()
              .replace(/^-----BEGIN X509 CERTIFICATE-----$/, begin)
              .replace(/^-----END X509 CERTIFICATE-----$/, end),
          ];
    return parts.map((part) => [index + 1, part] as const);
  });
}

/** Whether a line is the begin or end of a block, or resembles one. A comment is not, and a sentence that mentions a marker is not. */
function isMarker(line: string): boolean {
  return (
    /-----\s*(?:BEGIN|END)\b/.test(line) &&
    !/^(?:#|;|\/\/)/.test(line) &&
    !/^[A-Za-z][^-]* -----(?:BEGIN|END) [A-Z0-9 ]+----- [a-z]/.test(line)
  );
}

function decode(lines: readonly string[], first: number, limit: number): Buffer | string {
  const base64 = lines.join("");
  if (base64.length > limit) return "larger than 64 KiB";
  if (base64 === "") return "that is damaged: its block is empty";
  const wrong = lines.findIndex((line) => !/^[A-Za-z0-9+/]*={0,2}$/.test(line));
  if (wrong !== -1) return `that is damaged: line ${first + wrong} is not base64`;
  const der = Buffer.from(base64, "base64");
  // Buffer skips invalid characters, so only encoding it again shows them.
  return der.toString("base64") === base64 ? der : "that is damaged: it is not base64";
}

function otherBlock(marker: string, line: number): PemProblem {
  const label = /^-----BEGIN ([A-Z0-9](?:[A-Z0-9 #]{0,38}[A-Z0-9])?)-----$/.exec(marker)?.[1];
  if (!label) return nearlyMarker(marker, line);
  const [, what = `a block \`${label}\``, help] = otherKinds.find(([pattern]) => pattern.test(label)) ?? [];
  return { problem: `holds ${what}, not a certificate`, ...(help !== undefined && { help }) };
}

function nearlyMarker(marker: string, line: number): PemProblem {
  if (marker === end) return { problem: `holds a line \`${end}\` without its \`${begin}\`` };
  if (marker.includes("\\n"))
    return { problem: `has line breaks that are written as \`\\n\` in line ${line}`, help: "write each as a line break, as openssl does" };
  if (marker.startsWith(begin))
    return {
      problem: `holds a certificate on one line (line ${line}): its line breaks are lost`,
      help: "keep the line breaks: in a file as openssl writes them, in federation.yaml by `pem: |` and indented lines",
    };
  return {
    problem: `holds a line that looks like the begin or end of a PEM block but is not: line ${line}`,
    help: `\`${begin}\` and \`${end}\` stand on lines of their own, with nothing but white space around them`,
  };
}
