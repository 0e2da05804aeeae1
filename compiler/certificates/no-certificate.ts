/** Why a text is refused: `problem` completes a sentence that begins with its name. `help` is there if the general advice on PEM is not enough. */
export interface PemProblem {
  readonly problem: string;
  readonly help?: string;
}

const inPemForm = "`openssl x509 -inform der -in FILE` gives it in PEM form";

/** PKCS #7: signed data. */
const signedData = Buffer.from("06092a864886f70d010702", "hex").toString("latin1");

/** Describes a text without any PEM block. Never repeats the text. */
export function noCertificate(text: string): PemProblem {
  const lines = text.split(/\r\n|\n|\r/);
  const nearly = lines.findIndex((line) => /BEGIN\s+(?:X509\s+)?CERTIFICATE/i.test(line));
  if (text.trim() === "") return { problem: "is empty" };
  if (/^[\ufeff\s]*<(?:!doctype|html|\?xml|head|body)/i.test(text))
    return {
      problem: "holds a web page or XML, not a certificate",
      help: "download the certificate itself; the page may be that of a login or an error",
    };
  if (text.startsWith("version https://git-lfs"))
    return {
      problem: "is a pointer of Git LFS, not the file itself",
      help: "`git lfs pull` fetches the file; certificates are small enough to be kept in git as they are",
    };
  if (/^0[\x80-\x84\ufffd]/.test(text)) return binary(text);
  if (text.startsWith("\x1f\x8b") || text.startsWith("PK\x03\x04"))
    return { problem: "is compressed, so it is not a text in PEM form", help: "unpack it first" };
  if (text.includes("\0"))
    return { problem: "holds NUL bytes, so it is not a text in PEM form", help: "if it was saved as UTF-16, save it as UTF-8" };
  if (/^\s*(?:ssh-|ecdsa-sha2-)/.test(text)) return { problem: "holds a public key of SSH, not a certificate" };
  if (nearly !== -1)
    return {
      problem: `holds no certificate: line ${nearly + 1} is not just \`-----BEGIN CERTIFICATE-----\``,
      help: "five dashes, capital letters and one space, with nothing before or behind; the base64 begins on the next line",
    };
  const letters = text.replace(/[\ufeff\s]/g, "");
  const decoded = /^[A-Za-z0-9+/_-]{40,}={0,2}$/.test(letters) ? Buffer.from(letters, "base64").toString("latin1") : "";
  if (decoded.startsWith("-----BEGIN "))
    return { problem: "holds a text in PEM form that is in base64 once more", help: "`base64 -d FILE` gives the text" };
  if (/^0[\x80-\x84]/.test(decoded))
    return {
      problem: "holds base64 without a line `-----BEGIN CERTIFICATE-----` before and `-----END CERTIFICATE-----` behind it",
      help: "write the two lines around it, if it is a certificate",
    };
  return { problem: "holds no certificate" };
}

function binary(text: string): PemProblem {
  if (text.slice(0, 64).includes(signedData))
    return {
      problem: "holds a binary PKCS #7 bundle, not a certificate in PEM form",
      help: "`openssl pkcs7 -inform der -print_certs -in FILE` prints its certificates",
    };
  return { problem: "holds binary data, not a certificate in PEM form", help: `if it is a binary certificate (DER), ${inPemForm}` };
}
