import type { RootEntry, RootState } from "../1-load/federation-file.ts";
import type { Certificate } from "../certificates/certificate.ts";
import type { LiveItem } from "./live.ts";
import { itemsOf } from "./owner.ts";
import type { ReliedRoot } from "./relied-root.ts";
import { isOutage, type Stage } from "./stage.ts";

interface Line {
  readonly certificate: Certificate | undefined;
  readonly written: RootEntry | undefined;
  readonly state: RootState;
  /** The file that holds it now, if that must hold another certificate. */
  readonly movedFrom?: string;
}

/**
 * The next lines under `trust.roots`, in YAML: those after this stage, or in place of it if it would be an outage. Empty if the rotation is
 * done.
 */
export function nextLines(relied: ReliedRoot, stage: Stage): readonly string[] {
  const unsafeChange = isOutage(stage);
  if (!unsafeChange && stage.step !== 1 && stage.step !== 2) return [];
  const lines = unsafeChange ? inOwnFiles(remedy(relied)) : successor(relied, stage);
  return [`${relied.root.name}:`, ...lines.map(asYaml)];
}

/** If a file was overwritten with another certificate, both are needed, and the new one needs a file of its own. */
function inOwnFiles(lines: readonly Line[]): readonly Line[] {
  return lines.map((line, index) => {
    const file = line.written?.file;
    if (file === undefined || !lines.slice(0, index).some(({ written }) => written?.file === file)) return line;
    return { ...line, written: { ...line.written, file: ownFile(file, lines) }, movedFrom: file };
  });
}

/** `trust/a-2.pem` for `trust/a.pem`, or with the first free number. */
function ownFile(file: string, lines: readonly Line[]): string {
  const [, stem = file, extension = ""] = /^(.*?)(\.[^./]*)?$/.exec(file) ?? [];
  let number = 2;
  while (lines.some(({ written }) => written?.file === `${stem}-${number}${extension}`)) number++;
  return `${stem}-${number}${extension}`;
}

function successor(relied: ReliedRoot, { change, step, going }: Stage): readonly Line[] {
  const items = relied.root.items.map(({ certificates: [certificate], written, state }) => ({ certificate, written, state }));
  const goes = new Set(going.map(({ certificate }) => certificate.anchorId));
  if (step === 2) {
    const rest = items.filter(({ state }) => state !== "retiring");
    if (rest.length < items.length) return rest;
    return items.map((item) => (goes.has(item.certificate?.anchorId ?? "") ? { ...item, state: "retiring" } : item));
  }
  if (change === "back") return items.filter(({ state }) => state !== "incoming");
  const next: Readonly<Record<RootState, RootState>> = { active: "retiring", incoming: "active", retiring: "retiring" };
  return items.map((item) => ({ ...item, state: next[item.state] }));
}

/** The certificates that sign today stay until one that all partners trust has taken their place. */
function remedy({ root, before, lacking, cutOff }: ReliedRoot): readonly Line[] {
  const after = itemsOf(root);
  const trusted = (certificate: Certificate | undefined) =>
    certificate !== undefined && before.has(certificate.anchorId) && lacking(certificate.anchorId).length === 0 && cutOff.length === 0;
  const items = root.items.map(({ certificates: [certificate], written, state }) => ({ certificate, written, state }));
  const ready = items.some(({ certificate, state }) => state === "active" && trusted(certificate));
  const gone = [...before].filter(([id, { state }]) => !after.has(id) && (state === "active" || cutOff.length > 0));
  // Overlays do not tell which certificate signs, so every certificate that all partners trust may be the one.
  const signed = (certificate: Certificate | undefined) => {
    const was = before.get(certificate?.anchorId ?? "");
    return was !== undefined && (was.state ?? "active") === "active";
  };
  return [
    ...gone.map(([, item]: [string, LiveItem]) => ({
      certificate: item.certificate,
      written: item.written,
      state: ready ? ("retiring" as const) : (item.state ?? ("active" as const)),
    })),
    ...items.map((item) => {
      if (item.state === "active" && !trusted(item.certificate)) return { ...item, state: "incoming" as const };
      return item.state === "retiring" && !ready && signed(item.certificate) ? { ...item, state: "active" as const } : item;
    }),
  ];
}

function asYaml({ certificate, written, state, movedFrom }: Line): string {
  const rest = state === "active" ? "" : `, state: ${state}`;
  const moved = movedFrom === undefined ? "" : `   # now in ${movedFrom}`;
  if (written?.file !== undefined) return `  - { file: ${quoted(written.file)}${rest} }${moved}`;
  const subject = certificate?.subject ?? "as it is";
  return written ? `  - { pem: …${rest} }   # ${subject}` : `  - { file: …${rest} }   # ${subject}, which is live`;
}

function quoted(path: string): string {
  return /^[a-z./][\w./-]*$/i.test(path) ? path : JSON.stringify(path);
}
