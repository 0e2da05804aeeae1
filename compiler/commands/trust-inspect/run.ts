import { reportSecretIn } from "../../1-load/secrets.ts";
import { atTime, type ReferenceTime } from "../../3-check/reference-time.ts";
import { bundleLimits } from "../../certificates/pem.ts";
import { readCertificates } from "../../certificates/read-certificate.ts";
import { examine } from "../../compile.ts";
import { clock } from "../../environment/clock.ts";
import { type FederationInput, readFederation } from "../../environment/federation-input.ts";
import { rootReader } from "../../environment/root-reader.ts";
import type { Answer, Remark } from "../../findings/answer.ts";
import { type Finding, Findings } from "../../findings/finding.ts";
import { counted } from "../../findings/formats/words.ts";
import type { Place, Source } from "../../findings/source.ts";
import { certificateDetails } from "./certificate-details.ts";
import { type InspectedRoot, inspectRoots } from "./inspect-roots.ts";
import { certificateAsJson, certificateAsText } from "./report.ts";
import { isAboutTrust } from "./trust-rules.ts";

interface Inspected {
  readonly source: Source;
  readonly findings: readonly Finding[];
  readonly certificates: readonly InspectedRoot[];
  readonly warnings: readonly Remark[];
}

/** Shows the certificates of some files. Throws a Failure for what is not the files' fault. */
export function runTrustInspect(files: readonly string[], maxBytes: number): Answer {
  const time = clock();
  const inputs = (files.length > 0 ? [...new Set(files)] : [undefined]).map((file) => readFederation(file, maxBytes, wantedFile));
  const inspected = inputs.map((input) =>
    isAboutCertificates(input.source) ? inspectCertificates(input, time) : inspectFederation(input, time, maxBytes),
  );
  const findings = new Findings();
  for (const finding of inspected.flatMap((one) => one.findings)) findings.add(finding);
  const all = inspected.flatMap(({ source, certificates }) => certificates.map((one) => ({ source, one })));
  return {
    ok: !findings.hasErrors,
    findings: findings.sorted(),
    warnings: inspected.flatMap(({ warnings }) => warnings),
    text: (paint) => all.map(({ source, one }) => certificateAsText(source.name, one, paint)).join("\n"),
    fields: { certificates: all.map(({ source, one }) => certificateAsJson(source.name, one)) },
  };
}

/** Every federation.yaml has one of these keys where a line begins, and text around a certificate has none. */
const federationKey = /^[\s{"']*(apiVersion|kind|metadata|clusters|trust|services)["']?\s*:/m;

const wantedFile = "name a federation.yaml, or files of certificates in PEM form: `fedc trust inspect FOLDER/*.pem`";

/** By what it holds, and where that says nothing by how it is called. */
function isAboutCertificates({ name, text }: Source): boolean {
  return !federationKey.test(text) && (text.includes("-----BEGIN ") || /\.(?:pem|crt|cer|der|key|csr|p7b)$/i.test(name));
}

function inspectFederation({ source, folder }: FederationInput, time: ReferenceTime, maxBytes: number): Inspected {
  const { findings, known } = examine(source, { readFile: rootReader(folder), ...time, maxBytes });
  if (!known) return { source, findings: findings.sorted(), certificates: [], warnings: [] };
  const errors = findings.sorted().filter(({ code, severity }) => !isAboutTrust(code) && severity === "error").length;
  const warning = {
    message: `\`${source.name}\` has ${counted(errors, "error")} besides, so what is said of clusters may change`,
    help: "`fedc check` tells them",
  };
  return {
    source,
    findings: findings.sorted().filter(({ code }) => isAboutTrust(code)),
    certificates: inspectRoots(known.federation, time),
    warnings: errors > 0 ? [warning] : [],
  };
}

/** A file of certificates: roots, or a bundle that fedc made, so that only their time can be wrong. No line of it is ever shown. */
function inspectCertificates({ source }: FederationInput, time: ReferenceTime): Inspected {
  const findings = new Findings();
  const at: Place = { source, start: 0, end: 0 };
  const found = reportSecretIn(source.text, "the file holds", at, findings);
  const form = "certificates are in PEM form: `-----BEGIN CERTIFICATE-----`, base64, `-----END CERTIFICATE-----`";
  const { certificates, problem, help = form } = found ? { certificates: [] } : readCertificates(source.text, bundleLimits);
  if (problem !== undefined) findings.add({ code: "FED122", severity: "error", message: `the file ${problem}`, at, help, secret: true });
  const details = certificates.map((certificate) => ({ details: certificateDetails(certificate, time) }));
  for (const { certificate, daysLeft, begun } of details.map((one) => one.details))
    if (daysLeft < 0 || !begun) {
      const day = (daysLeft < 0 ? certificate.notAfter : certificate.notBefore).toISOString().slice(0, 10);
      const message = `\`${certificate.subject}\` ${daysLeft < 0 ? `expired on ${day}` : `is not valid before ${day}`}`;
      const reported = atTime(time, { message, help: "use the certificate that is valid today" });
      findings.add({ code: "FED362", severity: "error", ...reported, at, secret: true });
    }
  return { source, findings: findings.sorted(), certificates: details, warnings: [] };
}
