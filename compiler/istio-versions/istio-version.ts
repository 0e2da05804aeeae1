/** A minor version of Istio. federation.yaml may give a patch version too, which changes no construct. */
export interface IstioVersion {
  readonly major: number;
  readonly minor: number;
}

/** Reads `1.31` or `1.31.2`. Throws for a text that the schema does not admit. */
export function parseIstioVersion(text: string): IstioVersion {
  const [, major, minor] = /^(\d+)\.(\d+)(?:\.\d+)?$/.exec(text) ?? [];
  if (major === undefined || minor === undefined) throw new Error(`\`${text}\` is not a version of Istio`);
  return { major: Number(major), minor: Number(minor) };
}

/** The version that a cluster states; undefined if it states none. */
export function statedVersion({ version }: { readonly version: string | undefined }): IstioVersion | undefined {
  return version === undefined ? undefined : parseIstioVersion(version);
}

/** Negative if `a` is older, 0 if both are the same minor version. */
export function compareVersions(a: IstioVersion, b: IstioVersion): number {
  return a.major - b.major || a.minor - b.minor;
}

/** `1.31` */
export function versionText({ major, minor }: IstioVersion): string {
  return `${major}.${minor}`;
}
