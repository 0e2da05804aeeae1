import { fingerprintText } from "../../certificates/fingerprint-text.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted, wrapped } from "../../findings/formats/words.ts";
import type { Rotation, RotationCertificate } from "../../rotation/plan-rotations.ts";

const changes: Readonly<Record<Rotation["change"], string>> = {
  trust: "a new certificate is trusted beside the old one",
  switch: "the new certificate signs, the old one is still trusted",
  remove: "the old certificate is removed",
  back: "the old certificate signs again",
  withdraw: "the rotation is called off: the new certificate is removed",
  renew: "renewed with the same key and subject, so this is not a rotation",
  none: "in progress, no overlay changes",
  replace: "would be replaced at once",
  "removed while active": "would lose a certificate that signs",
  "activated before trusted": "would sign before everyone trusts it",
};

/** Every root that changes, and every rotation in progress, for people. */
export function trustPlanReport(rotations: readonly Rotation[], now: Date, style: Style): string {
  if (rotations.length === 0) return `${style("good", "no root changes")}, and no rotation is in progress\n`;
  return rotations.map((rotation) => block(rotation, now, style)).join("\n");
}

/** Whole days that are left; negative if it is over. */
export function daysUntil(end: Date, now: Date): number {
  return Math.floor((end.getTime() - now.getTime()) / 86_400_000);
}

function block(rotation: Rotation, now: Date, style: Style): string {
  const { root, mode, step, change, refused, next, until, owners, partners, certificates } = rotation;
  const head = `: ${step ? `step ${step} of 3, ` : ""}${changes[change]}`;
  const lines = [
    `${style(refused ? "error" : "strong", root)}${wrapped(`${root}${head}`, 2).slice(root.length)}`,
    row("signs for", `the ${mode} of ${owners.join(", ")}`),
    row("shown to", partners.join(", ")),
    ...certificates.flatMap((root, i) => [
      row(i === 0 ? "roots" : "", certificate(root, now)),
      row("sha256", fingerprintText(root.certificate.fingerprint)),
    ]),
    ...(until && !refused && step !== undefined ? [row("until", `${day(until)}, ${left(until, now)}: the old one ends then`)] : []),
    ...conditions(rotation),
    ...(change === "renew" ? [row("then", "the overlays of the clusters it is shown to are synced before the old dates end")] : []),
    ...(change === "remove" ? [row("then", "nothing is left to write")] : []),
    ...(next.length > 0
      ? [`  ${refused ? "first" : "then"} write, under \`trust.roots\`:`, ...next.map((line) => `      ${printable(line)}`)]
      : []),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** The conditions in the order in which they are met, with one heading per kind. */
function conditions({ before, step, change }: Rotation): readonly string[] {
  const headings = { switch: "first", sync: "first", "next step": change === "back" || !step ? "for next" : `for step ${step + 1}` };
  return before.map(({ by, clusters, what }, i) => row(before[i - 1]?.by === by ? "" : headings[by], `${clusters.join(", ")}: ${what}`));
}

function certificate({ name, certificate, state, before }: RotationCertificate, now: Date): string {
  const was = before === undefined ? "new" : before === state || before === "trusted" ? undefined : `was ${before}`;
  const is = state ?? (before === "trusted" ? "trusted so far, removed" : "removed");
  const end = `until ${day(certificate.notAfter)}, ${left(certificate.notAfter, now)}`;
  return `${name}: ${is}${was ? ` (${was})` : ""}, ${end}`;
}

function left(end: Date, now: Date): string {
  const days = daysUntil(end, now);
  return days < 0 ? "over" : `${counted(days, "day")} left`;
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function row(label: string, text: string): string {
  return `  ${label.padEnd(11)}${wrapped(printable(text), 13)}`;
}
