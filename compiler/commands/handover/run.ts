import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { membersOf } from "../../1-load/spelled-out/groups.ts";
import type { Cluster, Federation } from "../../2-resolve/federation.ts";
import { uninterrupted } from "../../7-write/uninterrupted.ts";
import { type WriteResult, writeOverlays } from "../../7-write/write-overlays.ts";
import { type Compiled, check, compile } from "../../compile.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { printable } from "../../findings/formats/printable.ts";
import { counted } from "../../findings/formats/words.ts";
import { mustExist } from "../../findings/suggest.ts";
import { readFederation } from "../../inputs/federation-input.ts";
import { folderRemarks } from "../folder-remarks.ts";
import { changeCounts } from "../report-lines.ts";
import { writeMarkedFile } from "../write-marked-file.ts";
import { agreementWith } from "./agreement.ts";
import type { HandoverRequest } from "./command.ts";
import { handoverMark, handoverPage } from "./page.ts";

/** Writes what a partner needs. Throws a Failure if the reason lies outside of the file. */
export function runHandover({ operands: [name = ""], file, out, overlay, maxBytes }: HandoverRequest): Answer {
  const { source, options } = readFederation(file, maxBytes);
  const { findings, federation } = check(source, options);
  if (!federation) return { ok: false, ...findings.reported() };
  const partner = partnerOf(federation, name);
  const agreement = agreementWith(federation, partner);
  const page = handoverPage(agreement, overlay !== undefined);
  const folder = out ?? overlay;
  if (folder === undefined) return { ok: true, ...findings.reported(), text: () => page, fields: { ...agreement } };
  const proven = overlay === undefined ? undefined : compile(source, { ...options, handedOver: name });
  if (proven && !proven.planned) return { ok: false, ...proven.findings.reported(), warnings: [missingFacts(name)] };
  const path = join(folder, `${name}.md`);
  const written = uninterrupted(() => {
    const result = proven?.planned && overlay !== undefined ? writeOverlay(proven.planned, name, overlay) : undefined;
    makeFolder(folder);
    writeMarkedFile(path, page, { mark: handoverMark, command: "fedc handover" });
    return result;
  });
  const files = written?.clusters[0]?.files;
  return {
    ok: true,
    ...(proven ?? { findings }).findings.reported(),
    warnings: written && overlay !== undefined ? folderRemarks(written, overlay, ", and was left alone") : [],
    text: () => report(path, overlay === undefined ? undefined : join(overlay, name), files),
    fields: {
      ...agreement,
      out: path,
      ...(overlay !== undefined && { overlay: join(overlay, name) }),
      ...(files && { files: Object.fromEntries(files) }),
    },
  };
}

function partnerOf(federation: Federation, name: string): Cluster {
  const { clusters } = federation;
  const members = membersOf(name, federation.written);
  if (!clusters.has(name) && !members.includes(name))
    throw new Failure(`\`${name}\` is a group, and each cluster has a page of its own`, `name one of them: ${members.join(", ")}`);
  mustExist("cluster", [name], [...clusters.keys()]);
  const cluster = clusters.get(name);
  if (!cluster || cluster.managed)
    throw new Failure(
      `fedc manages \`${name}\`, so there is nothing to hand over`,
      `\`fedc build\` writes its overlay; write \`managed: false\` if \`${name}\` configures itself`,
    );
  return cluster;
}

function missingFacts(name: string) {
  return {
    message: `nothing was written: the overlay of \`${name}\` needs facts that other clusters do not use`,
    help: `ask those who run \`${name}\` for them; without \`--overlay\`, the page needs none of them`,
  };
}

function writeOverlay({ overlaysOf, plans }: NonNullable<Compiled["planned"]>, name: string, folder: string): WriteResult {
  return writeOverlays(overlaysOf([name]), folder, { known: plans.clusters });
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new Failure(`cannot make the folder \`${folder}\`: the system says ${(error as NodeJS.ErrnoException).code}`);
  }
}

function report(page: string, overlay: string | undefined, files: ReadonlyMap<string, string> | undefined): string {
  const lines = [`${printable(page)}: the page for the partner`];
  if (overlay !== undefined && files) {
    const present = [...files.values()].filter((change) => change !== "removed").length;
    lines.push(`${printable(overlay)}: the overlay, ${counted(present, "file")}, ${changeCounts([...files.values()]) || "unchanged"}`);
    lines.push(`next: read \`kubectl kustomize ${printable(overlay)}\`, then give both to the partner`);
  }
  return `${lines.join("\n")}\n`;
}
