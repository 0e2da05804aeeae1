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
  /** The whole object. */
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

/** The name of a field of an object. */
export function fieldOf({ kind, namespace, name }: ObjectName, field: string): ObjectName {
  return { kind, namespace, name, field };
}

export function shownName({ kind, namespace, name }: ObjectName): string {
  return `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
}

/** The part of an object that holds its settings, such as `spec`, if the object has only metadata beside it. */
export function partOf({ fields }: ObjectHead, key: string): Fields {
  return fields.only("apiVersion", "kind", "metadata", key).fields(key);
}

/**
 * The same, of an object that Istio reads. Istio has many labels and annotations that change the meaning of an object
 * (https://istio.io/latest/docs/reference/config/annotations/), so every one with its name is refused, but for a note to `istioctl analyze`.
 */
export function partForIstio(head: ObjectHead, key: string): Fields {
  for (const field of ["labels", "annotations"] as const) {
    const unknown = Object.keys(head[field]).find((key) => key.includes("istio.io/") && key !== "galley.istio.io/analyze-suppress");
    if (unknown !== undefined)
      throw new UnsupportedObject(shownName(head.name), `metadata.${field}`, `the model does not know \`${unknown}\``);
  }
  return partOf(head, key);
}

/** The only one of these objects. Istio takes the oldest of several, and no object tells its age, so two are refused. */
export function onlyOne<Named extends { readonly name: ObjectName }>(
  objects: readonly Named[],
  field: string,
  conflict: string,
): Named | undefined {
  const [one, another] = objects;
  if (one && another)
    throw new UnsupportedObject(
      shownName(another.name),
      field,
      `Istio takes the older of two ${conflict}; the other is ${shownName(one.name)}`,
    );
  return one;
}
