import type { Certificate, Subtrees } from "../../certificates/certificate.ts";
import { fingerprintText } from "../../certificates/fingerprint-text.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted, wrapped } from "../../findings/formats/words.ts";
import type { CertificateDetails, InspectedRoot, RootPart, Trusting } from "./inspect-roots.ts";

/** A certificate for programs. */
export function certificateAsJson(file: string, { details, part }: InspectedRoot): Readonly<Record<string, unknown>> {
  const { certificate, daysLeft, names } = details;
  const { subject, issuer, serial, keyType, isAuthority, pathLength, canSignCertificates, nameConstraints, fingerprint } = certificate;
  const subtrees = (side: Subtrees | undefined) => side && { uri: side.uri, dns: side.dns, email: side.email, others: side.other.length };
  return {
    file,
    ...part,
    subject,
    issuer,
    serial,
    keyType,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    daysLeft,
    isAuthority,
    ...(pathLength !== undefined && { pathLength }),
    canSignCertificates,
    ...(names !== undefined && { names }),
    ...(nameConstraints && {
      nameConstraints: { permitted: subtrees(nameConstraints.permitted), excluded: subtrees(nameConstraints.excluded) },
    }),
    fingerprint,
  };
}

/** A certificate for people: a heading, then a row for each fact. */
export function certificateAsText(file: string, { details, part }: InspectedRoot, style: Style): string {
  const { certificate, names } = details;
  const { nameConstraints } = certificate;
  const head = part ? `${part.root}, ${part.state}` : file;
  const rows: readonly (readonly [label: string, lines: readonly string[]])[] = [
    ["subject", [certificate.subject || "(none)"]],
    ["issuer", certificate.selfIssued ? [] : [certificate.issuer]],
    ["names", names === undefined ? [] : [names]],
    ["serial", [certificate.serial]],
    ["key", [certificate.keyType]],
    ["valid", validity(details)],
    ["authority", [authority(certificate)]],
    ["only for", limits(nameConstraints?.permitted)],
    ["never for", limits(nameConstraints?.excluded)],
    ["sha256", [fingerprintText(certificate.fingerprint)]],
    ...(part ? partRows(part) : []),
  ];
  const reported = rows.flatMap(([label, lines]) =>
    lines.map((line, i) => `  ${style("faint", (i === 0 ? label : "").padEnd(11))} ${wrapped(printable(line), 14)}\n`),
  );
  return `${style("strong", printable(head))}\n${reported.join("")}`;
}

function validity({ certificate: { notBefore, notAfter }, daysLeft, begun, time }: CertificateDetails): readonly string[] {
  const left = begun ? `${counted(daysLeft, "day")} left` : "not valid yet";
  const [from, to] = [notBefore, notAfter].map((date) => date.toISOString().slice(0, 10));
  const held = time.timeFrom === undefined ? [] : [`as of ${time.now.toISOString().slice(0, 10)}, the time that ${time.timeFrom} sets`];
  return [`${from} to ${to}, ${daysLeft < 0 ? "expired" : left}`, ...held];
}

function authority({ isAuthority, pathLength, canSignCertificates }: Certificate): string {
  if (!isAuthority) return "no, it cannot sign certificates";
  if (!canSignCertificates) return "yes, but its key usage does not let it sign certificates";
  if (pathLength === undefined) return "yes, with any number of authorities below it";
  return pathLength === 0 ? "yes, with none below it" : `yes, with at most ${pathLength} below it`;
}

function limits(subtrees: Subtrees | undefined): readonly string[] {
  if (!subtrees) return [];
  const all = (kind: string, names: readonly string[]) => names.map((name) => `${kind} ${name === "" ? "(all)" : name}`);
  const others = subtrees.other.length > 0 ? [counted(subtrees.other.length, "name of another kind", "names of other kinds")] : [];
  return [...all("URI", subtrees.uri), ...all("DNS", subtrees.dns), ...all("email", subtrees.email), ...others];
}

function partRows({ usedBy, trustedBy, sharedBy }: RootPart): readonly (readonly [string, readonly string[]])[] {
  const used = [
    ...(usedBy.gateways.length > 0 ? [`${usedBy.gateways.join(", ")} for gateways`] : []),
    ...(usedBy.workloads.length > 0 ? [`${usedBy.workloads.join(", ")} for workloads`] : []),
  ];
  const shared = [
    ...(sharedBy.gateways.length > 0 ? [`${sharedBy.gateways.join(", ")}: each can vouch for the others' gateways`] : []),
    ...(sharedBy.workloads.length > 0 ? [`${sharedBy.workloads.join(", ")}: each can vouch for the others' workloads`] : []),
  ];
  // Their meshes trust it as their own root for every name; an anchor beside that root would limit nothing.
  const trusted = [
    ...trustedBy.map(trusting),
    ...(sharedBy.workloads.length > 0 ? ["the meshes of the clusters that share it, for every name"] : []),
  ];
  return [
    ["used by", used.length > 0 ? used : ["no cluster"]],
    ["trusted by", trusted.length > 0 ? trusted : ["no cluster: no grant in force needs it"]],
    ["key held by", shared],
  ];
}

function trusting({ cluster, managed, place, names }: Trusting): string {
  const who = place === "workloads" ? `${cluster}'s mesh` : `${cluster}'s ${place} gateway`;
  return `${who} for ${names.join(", ")}${managed ? "" : " (it configures itself)"}`;
}
