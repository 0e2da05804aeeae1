import { setFlagsFromString } from "node:v8";

/**
 * Lets the heap grow by so many percent of what was alive at the last collection of the whole heap. V8 lets it grow to a multiple, but almost all that
 * fedc makes lives until the end of a phase: small steps cost hardly any time and save a quarter of the memory. Where hundreds of megabytes live and
 * much is thrown away, as in rendering, they cost a fourth of the time. Does nothing on versions of V8 on which nobody tried it.
 */
export function growHeapBy(percent: number): void {
  if (/^1[123]\./.test(process.versions.v8)) setFlagsFromString(`--heap-growing-percent=${percent}`);
}
