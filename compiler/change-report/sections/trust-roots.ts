import type { Mode, RootState } from "../../1-load/federation-file.ts";
import type { Federation } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import type { Certificate } from "../../certificates/certificate.ts";
import { fingerprintText } from "../../certificates/fingerprint-text.ts";
import { enumerated } from "../../findings/formats/words.ts";
import { liveInFile } from "../../rotation/live.ts";
import { rootNameOf } from "../../rotation/owner.ts";
import { reliedRoots } from "../../rotation/relied-root.ts";
import { isOutage, type Stage, stagesOf } from "../../rotation/stage.ts";
import { askedForTrust } from "../asked-for-field.ts";
import type { Entry } from "../change-report.ts";
import { type ComparedVersions, type Describe, entryAbout } from "../describe.ts";

/** A certificate that signs the identities of a cluster. */
interface Voucher {
  readonly certificate: Certificate;
  readonly state: RootState;
}

/** The certificates that vouch for some clusters, before and after. */
interface Vouching {
  readonly clusters: readonly string[];
  readonly modes: readonly Mode[];
  readonly roots: readonly string[];
  readonly before: readonly Voucher[];
  readonly after: readonly Voucher[];
}

/** For each set of certificates that changes: whose identity it is, who vouches for it, and which step of a rotation that is. */
export const vouchingEntries: Describe = (comparison) => [...vouchedEntries(comparison), ...unusedRootEntries(comparison)];

const vouchedEntries: Describe = (comparison) => {
  const { differences, owners, before, after } = comparison;
  const stages = stagesByRoot(comparison);
  return vouchings(before.federation, after.federation).flatMap((vouching) => {
    const { clusters, modes, roots } = vouching;
    const causes = [
      ...roots.flatMap((root) => differences.take(["trust", "roots", root])),
      ...clusters.flatMap((cluster) => modes.flatMap((mode) => differences.take(["clusters", cluster, "trust", mode, "root"]))),
    ];
    const words = vouchingInWords(vouching);
    if (!words) return [];
    const stage = roots.flatMap((root) => stages.get(root) ?? []);
    const isUnsafe = stage.some(isOutage);
    const trusting = owners.partnersOf(clusters);
    const trusted =
      trusting.length === 0 ? "no other cluster trusts it yet" : `${enumerated(trusting)} ${trusting.length === 1 ? "trusts" : "trust"} it`;
    const step = stage.map(stageInWords).filter((text) => text !== "");
    return entryAbout(
      "trust",
      causes,
      {
        ...words,
        change: isUnsafe ? "unsafe" : words.change,
        subject: `who vouches for ${enumerated(clusters)}`,
        note: [trusted, ...step].join("; "),
      },
      askedForTrust(clusters, owners),
    );
  });
};

/** Roots that no cluster names, before or after: nobody trusts them. */
const unusedRootEntries: Describe = ({ differences, owners, before, after }) =>
  differences.take(["trust", "roots"]).map((field) => {
    const root = field.path[2] ?? "";
    const list = ({ federation }: typeof before) => rootVouchers(federation, root).map(voucherInWords).join("; ") || "none";
    const text = `root ${root}, which no cluster uses`;
    const words = { change: "changed" as const, subject: `root ${root}`, text, before: list(before), after: list(after) };
    return entryAbout("trust", [field], words, askedForTrust(owners.usersOfRoot(root), owners));
  });

/** The changes of all clusters. Those of one root, or of both modes of one cluster, are one. */
function vouchings(before: Federation, after: Federation): readonly Vouching[] {
  const names = [...new Set([...after.clusters.keys(), ...before.clusters.keys()])];
  const all = names.flatMap((cluster) =>
    (["gateways", "workloads"] as const).flatMap((mode) => {
      const [old, now] = [vouchersOf(before, cluster, mode), vouchersOf(after, cluster, mode)];
      const roots = [...new Set([old.root, now.root])].flatMap((root) => root ?? []);
      return textOf(old.vouchers) === textOf(now.vouchers) ? [] : [{ cluster, mode, roots, before: old.vouchers, after: now.vouchers }];
    }),
  );
  return [...grouped(all, (one) => `${textOf(one.before)} ${textOf(one.after)}`).values()].flatMap((alike) =>
    alike.slice(0, 1).map((first) => ({
      ...first,
      clusters: [...new Set(alike.map(({ cluster }) => cluster))],
      modes: [...new Set(alike.map(({ mode }) => mode))],
      roots: [...new Set(alike.flatMap(({ roots }) => roots))],
    })),
  );
}

function vouchersOf(federation: Federation, name: string, mode: Mode) {
  const cluster = federation.clusters.get(name);
  const root = cluster && rootNameOf(cluster, mode);
  return { root, vouchers: rootVouchers(federation, root ?? "") };
}

/** The certificates by which others know a cluster: `by CN=…, sha256 …, until …`. */
export function vouchersInWords(federation: Federation, cluster: string, mode: Mode): string {
  const words = vouchersOf(federation, cluster, mode).vouchers.map(voucherInWords);
  return words.length === 0 ? "no root vouches for it" : `vouched for by ${words.join("; ")}`;
}

function rootVouchers({ roots }: Federation, root: string): readonly Voucher[] {
  const items = roots.get(root)?.items ?? [];
  return items.flatMap(({ state, certificates }) => certificates.map((certificate) => ({ state, certificate })));
}

function textOf(vouchers: readonly Voucher[]): string {
  return JSON.stringify(vouchers.map(({ state, certificate }) => [certificate.fingerprint, state]).sort());
}

function vouchingInWords({ clusters, modes, before, after }: Vouching): Pick<Entry, "change" | "text" | "before" | "after"> | undefined {
  const idOf = ({ certificate }: Voucher) => certificate.fingerprint;
  const added = after.filter((one) => !before.some((other) => idOf(other) === idOf(one)));
  const removed = before.filter((one) => !after.some((other) => idOf(other) === idOf(one)));
  const [only] = modes;
  const whose = `${clusters.length > 1 ? "identities" : "identity"} of ${enumerated(clusters)}${modes.length === 1 && only ? ` (${only})` : ""}`;
  const verb = clusters.length > 1 ? "are" : "is";
  const list = (vouchers: readonly Voucher[]) => vouchers.map(voucherInWords).join("; ");
  if (added.length > 0 && removed.length > 0)
    return { change: "changed", text: `${whose} ${verb} now vouched for by`, after: `${list(added)}; no longer by ${list(removed)}` };
  if (added.length > 0 && before.length > 0)
    return { change: "added", text: `${whose} ${verb} now also vouched for by`, after: list(added) };
  if (added.length > 0) return { change: "added", text: `${whose} ${verb} now vouched for by`, after: list(added) };
  if (removed.length > 0) return { change: "removed", text: `${whose} ${verb} no longer vouched for by`, before: list(removed) };
  const moved = after.flatMap((one) => {
    const former = before.find((other) => idOf(other) === idOf(one) && other.state !== one.state);
    return former ? [{ former, one }] : [];
  });
  const states = (pick: (pair: (typeof moved)[number]) => Voucher) =>
    moved.map((pair) => `${nameOf(pick(pair))} ${pick(pair).state}`).join(", ");
  if (moved.length === 0) return undefined;
  const text = `states of the roots that vouch for ${enumerated(clusters)}`;
  return { change: "changed", text, before: states(({ former }) => former), after: states(({ one }) => one) };
}

function voucherInWords(voucher: Voucher): string {
  const { certificate, state } = voucher;
  const until = certificate.notAfter.toISOString().slice(0, 10);
  return `${certificate.subject}, sha256 ${fingerprintText(certificate.fingerprint)}, until ${until}${state === "active" ? "" : ` (${state})`}`;
}

function nameOf({ certificate }: Voucher): string {
  return `${certificate.subject} (sha256 ${fingerprintText(certificate.fingerprint.slice(0, 8))}…)`;
}

/** The steps of rotations that the change makes, by root. */
function stagesByRoot({ before, after }: ComparedVersions): ReadonlyMap<string, readonly Stage[]> {
  const stages = reliedRoots(after.federation, liveInFile(before.federation)).flatMap((relied) =>
    stagesOf(relied).map((stage) => [relied.root.name, stage] as const),
  );
  return new Map([...grouped(stages, ([root]) => root)].map(([root, own]) => [root, own.map(([, stage]) => stage)]));
}

const stageTexts: Readonly<Record<Stage["change"], string>> = {
  trust: "trust the new root before it signs, which breaks no call",
  switch: "let the new root sign, which is safe once all who trust it have synced step 1",
  remove: "stop trusting the old root, which is safe once nobody presents a certificate of it",
  back: "go back to the root before",
  withdraw: "withdraw a root that never signed",
  renew: "a new certificate for the same key",
  none: "",
  replace: "those who trust it know none of the new roots, so calls fail",
  "removed while active": "a root goes that still signs, so calls fail",
  "activated before trusted": "a root signs that partners do not trust yet, so calls fail",
};

function stageInWords(stage: Stage): string {
  const { change, step } = stage;
  const words = stageTexts[change];
  if (words === "") return "";
  return isOutage(stage) ? `UNSAFE: ${words}` : step ? `step ${step} of 3 of a rotation: ${words}` : words;
}
