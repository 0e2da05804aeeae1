import { compareMinor, type IstioVersion, minorText, parseIstioVersion } from "./istio-version.ts";

/** The oldest version for which fedc writes. Distributions of Istio still support it, and its API has every field that fedc uses. */
export const oldestVersion: IstioVersion = parseIstioVersion("1.27");

/** The versions with which every call of the measured scenarios had the result that federation.yaml asks for, alone and mixed. */
export const measuredVersions: readonly { readonly version: IstioVersion; readonly envoy: string }[] = [
  { version: parseIstioVersion("1.30"), envoy: "1.38" },
  { version: parseIstioVersion("1.31"), envoy: "1.40" },
];

/** `1.30 and 1.31` */
export const measuredText = measuredVersions.map(({ version }) => minorText(version)).join(" and ");

/** The newest version that was measured. */
export const newestMeasured: IstioVersion = measuredVersions
  .map(({ version }) => version)
  .reduce((a, b) => (compareMinor(a, b) > 0 ? a : b));

/** The oldest version that was measured. */
export const oldestMeasured: IstioVersion = measuredVersions
  .map(({ version }) => version)
  .reduce((a, b) => (compareMinor(a, b) < 0 ? a : b));

/** What the claim rests on that objects do in a version what fedc says. `tooOld` and `otherMajor` have nothing. */
export type Ground = "tooOld" | "releaseNotes" | "measured" | "newer" | "otherMajor";

export function groundOf(version: IstioVersion): Ground {
  if (compareMinor(version, oldestVersion) < 0) return "tooOld";
  if (version.major !== oldestVersion.major) return "otherMajor";
  if (measuredVersions.some((measured) => compareMinor(measured.version, version) === 0)) return "measured";
  return compareMinor(version, newestMeasured) > 0 ? "newer" : "releaseNotes";
}

/** The claim about a version in a few words, for people: `measured with Envoy 1.40`. */
export function claimOf(version: IstioVersion): string {
  const measured = measuredVersions.find((each) => compareMinor(each.version, version) === 0);
  if (measured) return `measured with Envoy ${measured.envoy}`;
  const ground = groundOf(version);
  if (ground === "releaseNotes") return "by Istio's release notes, not measured";
  return ground === "newer" ? `not measured: newer than ${minorText(newestMeasured)}` : "not supported";
}
