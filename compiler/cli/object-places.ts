import { manifestLines } from "../1-load/manifest-lines.ts";
import type { Overlay } from "../5-render/overlay.ts";
import type { ObjectName } from "../6-verify/verdict.ts";

/** Where an object, or a field of it, stands in the overlays. */
export interface ObjectPlace {
  /** `cluster1/generated/gateways.yaml` */
  readonly file: string;
  readonly line: number;
}

/** Finds objects in overlays; a file is read when something in it is first asked for. */
export function objectPlaces(overlays: readonly Overlay[]): (cluster: string, name: ObjectName) => ObjectPlace | undefined {
  const read = new Map<string, ReturnType<typeof manifestLines>>();
  const files = overlays.flatMap(({ cluster, files }) => [...files].map(([path, text]) => ({ cluster, file: `${cluster}/${path}`, text })));
  return (cluster, { kind, namespace, name, field }) => {
    const here = files.filter(({ file, text }) => file.endsWith(".yaml") && text.includes(name));
    // What refuses a call may be in the cluster behind the last one that it got to.
    for (const { file, text } of [...here.filter((one) => one.cluster === cluster), ...here.filter((one) => one.cluster !== cluster)]) {
      const lines = read.get(file) ?? manifestLines(text);
      read.set(file, lines);
      const lineOf = lines.get(`${kind} ${namespace}/${name}`);
      if (lineOf) return { file, line: lineOf(field) };
    }
    return undefined;
  };
}
