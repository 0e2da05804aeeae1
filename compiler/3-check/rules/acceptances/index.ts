/** Rules about accepted findings. They come last, since they judge what the others found. */

export * from "./unacceptable-finding.ts";
export * from "./unused-acceptance.ts";
