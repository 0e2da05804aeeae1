import { reportSecretIn } from "../../1-load/secrets.ts";
import { atTime } from "../../3-check/reference-time.ts";
import { bundleLimits } from "../../certificates/pem.ts";
import { readCertificates } from "../../certificates/read-certificate.ts";
import { examine } from "../../compile.ts";
import type { Answer, Remark } from "../../findings/answer.ts";
import { type Finding, Findings } from "../../findings/finding.ts";
import { counted } from "../../findings/formats/words.ts";
import type { Place, Source } from "../../findings/source.ts";
import { type FederationInput, readFederation } from "../../inputs/federation-input.ts";
import type { TrustInspectRequest } from "./command.ts";
import { certificateDetails, type InspectedRoot, inspectRoots } from "./inspect-roots.ts";
import { certificateAsJson, certificateAsText } from "./report.ts";
import { isAboutTrust } from "./trust-rules.ts";

interface Inspected {
  readonly source: Source;
  readonly findings: Findings;
  readonly certificates: readonly InspectedRoot[];
  readonly warnings: readonly Remark[];
}

/** Shows the certificates of files. Throws a Failure if the reason lies outside of the files. */
export function runTrustInspect({ operands: files, maxBytes }: TrustInspectRequest): Answer {
  const inputs = (files.length > 0 ? [...new Set(files)] : [undefined]).map((file) => readFederation(file, maxBytes, wantedFile));
  const inspected = inputs.map((input) => (isAboutCertificates(input.source) ? inspectCertificates(input) : inspectFederation(input)));
  const findings = collected(inspected.map((file) => file.findings));
  const roots = inspected.flatMap(({ source, certificates }) => certificates.map((root) => ({ file: source.name, root })));
  return {
    ok: !findings.hasErrors,
    ...findings.reported(),
    warnings: inspected.flatMap(({ warnings }) => warnings),
    text: (style) => roots.map(({ file, root }) => certificateAsText(file, root, style)).join("\n"),
    fields: { certificates: roots.map(({ file, root }) => certificateAsJson(file, root)) },
  };
}

/** Every federation.yaml has one of these keys at the beginning of a line. The text around a certificate has none. */
const federationKey = /^[\s{"']*(apiVersion|kind|metadata|clusters|trust|services)["']?\s*:/m;

const wantedFile = "name a federation.yaml, or files of certificates in PEM form: `fedc trust inspect FOLDER/*.pem`";

/** The content decides, and if it says nothing, the name of the file. */
function isAboutCertificates({ name, text }: Source): boolean {
  return !federationKey.test(text) && (text.includes("-----BEGIN ") || /\.(?:pem|crt|cer|der|key|csr|p7b)$/i.test(name));
}

function inspectFederation({ source, options }: FederationInput): Inspected {
  const { findings, known } = examine(source, options);
  if (!known) return { source, findings, certificates: [], warnings: [] };
  const errors = findings.sorted().filter(({ code, severity }) => !isAboutTrust(code) && severity === "error").length;
  const warning = {
    message: `\`${source.name}\` has ${counted(errors, "other error")}, so the answers about clusters may change`,
    help: "`fedc check` lists them",
  };
  return {
    source,
    findings: collected([findings], ({ code }) => isAboutTrust(code)),
    certificates: inspectRoots(known.federation, options),
    warnings: errors > 0 ? [warning] : [],
  };
}

/** A file of certificates: roots, or a bundle that fedc made. Only their dates are checked. No line of the file is ever shown. */
function inspectCertificates({ source, options: time }: FederationInput): Inspected {
  const findings = new Findings();
  const at: Place = { source, start: 0, end: 0 };
  const hasSecret = reportSecretIn(source.text, "the file holds", at, findings);
  const form = "certificates are in PEM form: `-----BEGIN CERTIFICATE-----`, base64, `-----END CERTIFICATE-----`";
  const { certificates, problem, help = form } = hasSecret ? { certificates: [] } : readCertificates(source.text, bundleLimits);
  if (problem !== undefined) findings.add({ code: "FED122", severity: "error", message: `the file ${problem}`, at, help, secret: true });
  const details = certificates.map((certificate) => ({ details: certificateDetails(certificate, time) }));
  for (const { certificate, daysLeft, begun } of details.map((root) => root.details))
    if (daysLeft < 0 || !begun) {
      const day = (daysLeft < 0 ? certificate.notAfter : certificate.notBefore).toISOString().slice(0, 10);
      const message = `\`${certificate.subject}\` ${daysLeft < 0 ? `expired on ${day}` : `is not valid before ${day}`}`;
      const remark = atTime(time, { message, help: "use the certificate that is valid today" });
      findings.add({ code: "FED362", severity: "error", ...remark, at, secret: true });
    }
  return { source, findings, certificates: details, warnings: [] };
}

/** The findings of several files, with those that a file accepts. */
function collected(all: readonly Findings[], fits: (finding: Finding) => boolean = () => true): Findings {
  const findings = new Findings();
  for (const { findings: shown, accepted } of all.map((one) => one.reported()))
    for (const finding of [...shown, ...accepted]) if (fits(finding)) findings.add(finding);
  return findings;
}
