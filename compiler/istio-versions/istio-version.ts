/** A version of Istio as federation.yaml gives it: `1.31`, or `1.31.2`. */
export interface IstioVersion {
  readonly major: number;
  readonly minor: number;
  /** Undefined if the file gives the minor version alone. */
  readonly patch: number | undefined;
}

/** Reads a text that the schema admits. Throws for another one. */
export function parseIstioVersion(text: string): IstioVersion {
  const [, major, minor, patch] = /^(\d+)\.(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (major === undefined || minor === undefined) throw new Error(`\`${text}\` is not a version of Istio`);
  return { major: Number(major), minor: Number(minor), patch: patch === undefined ? undefined : Number(patch) };
}

/** Negative if `a` is the older minor version, 0 if both have the same one. Patch versions do not count: they change no construct. */
export function compareMinor(a: IstioVersion, b: IstioVersion): number {
  return a.major - b.major || a.minor - b.minor;
}

/** `1.31`, without the patch version. */
export function minorText({ major, minor }: IstioVersion): string {
  return `${major}.${minor}`;
}
