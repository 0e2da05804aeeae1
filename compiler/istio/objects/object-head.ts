import type { Labels } from "../../1-load/federation-file.ts";
import type { ObjectName } from "../verdict.ts";
import { Fields } from "./fields.ts";
import { UnsupportedObject } from "./unsupported-object.ts";

/** An object whose kind and metadata are read. */
export interface ObjectHead {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: ObjectName;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** All of it. */
  readonly fields: Fields;
}

export function readHead(object: unknown): ObjectHead {
  const nameless = new Fields(object, "", "an object");
  const kind = nameless.text("kind");
  const bare = nameless.fields("metadata");
  const namespace = bare.maybeText("namespace") ?? "";
  const name: ObjectName = { kind, namespace, name: bare.text("name") };
  const fields = new Fields(object, "", shownName(name));
  const metadata = fields.fields("metadata").only("name", "namespace", "labels", "annotations");
  return {
    apiVersion: fields.text("apiVersion"),
    kind,
    name,
    labels: metadata.labels("labels"),
    annotations: metadata.labels("annotations"),
    fields,
  };
}

export function shownName({ kind, namespace, name }: ObjectName): string {
  return `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
}

/** What others may do to an object that Istio reads: labels and annotations of Istio's own, of which it has many, may change what it means. */
export function checkMetadata({ name, labels, annotations }: ObjectHead): void {
  const harmless = (key: string) => key === "galley.istio.io/analyze-suppress" || !key.includes("istio.io/");
  for (const [field, keys] of [
    ["labels", Object.keys(labels)],
    ["annotations", Object.keys(annotations)],
  ] as const) {
    const key = keys.find((key) => !harmless(key));
    if (key !== undefined) throw new UnsupportedObject(shownName(name), `metadata.${field}`, `the model does not know \`${key}\``);
  }
}
