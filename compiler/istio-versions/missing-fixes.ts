import { compareMinor, type IstioVersion, parseIstioVersion } from "./istio-version.ts";

/** A hole in Istio or Envoy that lets a call past a limit that fedc sets. Holes in other features are not listed. */
export interface IstioHole {
  readonly name: string;
  /** What it opens, as the end of a sentence. */
  readonly opens: string;
  /** The first patch version with the fix, per minor version. */
  readonly fixedIn: readonly string[];
  readonly source: string;
}

export const istioHoles: readonly IstioHole[] = [
  {
    name: "CVE-2026-47778",
    opens: "Envoy may take a certificate's name as ending at a NUL byte, so a partner's certificate may pass for another identity",
    fixedIn: ["1.28.9", "1.29.5", "1.30.2"],
    source: "istio.io: news/security/istio-security-2026-005, news/releases/1.28.x/announcing-1.28.9, 1.29.5 and 1.30.2",
  },
];

/** The fix that a version lacks. */
export interface MissingFix {
  readonly hole: IstioHole;
  /** The patch version to raise to; undefined if Istio's notes have no fix for the minor version. */
  readonly fixedIn: string | undefined;
}

/**
 * The known holes of a version. A minor version that is newer than every fixed one has the fix. A version without a patch is not known to
 * lack what some patch of it has.
 */
export function missingFixes(version: IstioVersion): readonly MissingFix[] {
  return istioHoles.flatMap((hole): readonly MissingFix[] => {
    const fixes = hole.fixedIn.map((text) => ({ text, fix: parseIstioVersion(text) }));
    const own = fixes.find(({ fix }) => compareMinor(fix, version) === 0);
    if (own) return version.patch !== undefined && version.patch < (own.fix.patch ?? 0) ? [{ hole, fixedIn: own.text }] : [];
    return fixes.some(({ fix }) => compareMinor(fix, version) > 0) ? [{ hole, fixedIn: undefined }] : [];
  });
}
