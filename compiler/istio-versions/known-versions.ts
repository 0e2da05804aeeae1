import { compareVersions, type IstioVersion, parseIstioVersion, versionText } from "./istio-version.ts";

/** The oldest version for which fedc writes. Distributions of Istio still support it, and its API has every field that fedc uses. */
export const oldestVersion: IstioVersion = parseIstioVersion("1.27");

/** The oldest version that was measured. */
export const oldestMeasured: IstioVersion = parseIstioVersion("1.30");

/** The newest version that was measured. */
export const newestMeasured: IstioVersion = parseIstioVersion("1.31");

/** The versions with which every call of the measured scenarios had the result that federation.yaml asks for, alone and mixed. */
const measuredVersions: readonly { readonly version: IstioVersion; readonly envoy: string }[] = [
  { version: oldestMeasured, envoy: "1.38" },
  { version: newestMeasured, envoy: "1.40" },
];

/** `1.30 or 1.31` */
export const measuredText: string = measuredVersions.map(({ version }) => versionText(version)).join(" or ");

/** What the claim rests on that objects do in a version what fedc says. `tooOld` and `otherMajor` have nothing. */
export type Ground = "tooOld" | "releaseNotes" | "measured" | "newer" | "otherMajor";

export function groundOf(version: IstioVersion): Ground {
  if (compareVersions(version, oldestVersion) < 0) return "tooOld";
  if (version.major !== oldestVersion.major) return "otherMajor";
  if (measuredIn(version)) return "measured";
  return compareVersions(version, newestMeasured) > 0 ? "newer" : "releaseNotes";
}

/** The claim about a supported version in a few words, for people: `measured with Envoy 1.40`. */
export function claimOf(version: IstioVersion): string {
  const measured = measuredIn(version);
  if (measured) return `measured with Envoy ${measured.envoy}`;
  return groundOf(version) === "newer"
    ? `not measured: newer than ${versionText(newestMeasured)}`
    : "by Istio's release notes, not measured";
}

function measuredIn(version: IstioVersion) {
  return measuredVersions.find((measured) => compareVersions(measured.version, version) === 0);
}
