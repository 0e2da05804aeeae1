import type { ClusterFacts } from "../../istio/world.ts";
import { canonical } from "./canonical.ts";
import type { Edit } from "./edit.ts";
import { type FieldEdit, fieldEdits } from "./field-edits.ts";
import { anchorFields, freeCertificateFields } from "./free/certificates.ts";
import { type FreeField, freedom } from "./free/free-field.ts";
import { destinationRuleFields, gatewayFields, virtualServiceFields } from "./free/istio.ts";
import { namespaceFields, notes } from "./free/notes.ts";
import { autoscalerFields, budgetFields, deploymentFields } from "./free/pods.ts";
import { accountFields, markerFields, serviceFields } from "./free/services.ts";
import { type KubernetesObject, keyOf } from "./kubernetes-object.ts";
import { pathText } from "./path.ts";
import { judgeStranger } from "./strangers/judge-stranger.ts";
import { type Surroundings, surroundingsOf } from "./surroundings.ts";

/** What was edited in a cluster's objects, and the objects as far as that matters: an edit that does not is undone in them. */
export interface Edited {
  readonly edits: readonly Edit[];
  readonly objects: readonly unknown[];
}

/**
 * What federation.yaml compiles to, to be compared with what stands in a cluster. It knows what cannot change a call, field by field and kind by
 * kind, and takes everything else for an edit that matters: it does not guess.
 */
export class Comparison {
  readonly #meant: ReadonlyMap<string, { readonly object: KubernetesObject; readonly data: unknown }>;
  readonly #surroundings: Omit<Surroundings, "live">;

  constructor(facts: ClusterFacts, meant: readonly unknown[]) {
    const read = meant.flatMap((data) => {
      const object = canonical(data);
      return object ? [{ object, data }] : [];
    });
    this.#meant = new Map(read.map((one) => [keyOf(one.object), one]));
    this.#surroundings = surroundingsOf(
      facts,
      read.map(({ object }) => object),
    );
  }

  with(live: readonly unknown[]): Edited {
    const items = live.flatMap(itemsOf).map((data) => ({ data, found: canonical(data) }));
    const surroundings = { ...this.#surroundings, live: items.flatMap(({ found }) => found ?? []) };
    const edits: Edit[] = [];
    const objects: unknown[] = [];
    const seen = new Set<string>();
    for (const { data, found } of items) {
      const own = found && this.#meant.get(keyOf(found));
      const judged = found ? (own ? editsOfOne(own.object, found, surroundings) : [strangerEdit(found, surroundings)]) : [noObject(data)];
      edits.push(...judged);
      const repeated = found !== undefined && seen.has(keyOf(found));
      if (found) seen.add(keyOf(found));
      if (judged.some(({ matters }) => matters)) objects.push(data);
      else if (own && !repeated) objects.push(own.data);
    }
    for (const [key, { object, data }] of this.#meant) {
      if (seen.has(key)) continue;
      const edit = missingEdit(object, surroundings);
      edits.push(edit);
      if (!edit.matters) objects.push(data);
    }
    return { edits, objects };
  }
}

/** What `kubectl get` prints of several is one list. */
function itemsOf(data: unknown): readonly unknown[] {
  const { kind, items } = (data ?? {}) as { readonly kind?: unknown; readonly items?: unknown };
  return typeof kind === "string" && kind.endsWith("List") && Array.isArray(items) ? items : [data];
}

function editsOfOne(meant: KubernetesObject, found: KubernetesObject, surroundings: Surroundings): readonly Edit[] {
  const free = [...notes, ...fieldsOf(meant, surroundings)];
  const whyFree = (edit: FieldEdit) => freedom(free, edit, found, surroundings);
  return fieldEdits(meant.kind, meant.data, found.data, (edit) => whyFree(edit) !== undefined).map((edit) => {
    const why = whyFree(edit);
    return {
      ...nameOf(meant),
      field: pathText(edit.path),
      change: "changed" as const,
      ...(isTold(meant, edit) && { meant: edit.meant, found: edit.found }),
      matters: why === undefined,
      why: why === undefined ? "a call or a key may depend on it" : `no call depends on it: ${why}`,
    };
  });
}

/** Of Secrets nothing is told, and a private key nowhere. */
function isTold({ kind }: KubernetesObject, { meant, found }: FieldEdit): boolean {
  return kind !== "Secret" && !/PRIVATE KEY|LS0tLS1CRUdJTi/.test(JSON.stringify([meant, found]));
}

const freeFields: Readonly<Record<string, readonly FreeField[]>> = {
  Namespace: namespaceFields,
  ServiceAccount: accountFields,
  Deployment: deploymentFields,
  HorizontalPodAutoscaler: autoscalerFields,
  PodDisruptionBudget: budgetFields,
  Service: serviceFields,
  Certificate: freeCertificateFields,
  Secret: anchorFields,
  Gateway: gatewayFields,
  VirtualService: virtualServiceFields,
  DestinationRule: destinationRuleFields,
};

function fieldsOf(object: KubernetesObject, surroundings: Surroundings): readonly FreeField[] {
  return isMarker(object, surroundings) ? markerFields : (freeFields[object.kind] ?? []);
}

/** The ConfigMap that Istio does not read. */
function isMarker({ kind, namespace }: KubernetesObject, { facts }: Surroundings): boolean {
  return kind === "ConfigMap" && namespace !== facts.rootNamespace;
}

/** How many pods there are, no call depends on. */
const countingPods = ["HorizontalPodAutoscaler", "PodDisruptionBudget"];

function missingEdit(object: KubernetesObject, surroundings: Surroundings): Edit {
  const free = countingPods.includes(object.kind) || isMarker(object, surroundings);
  const why = free ? "no call depends on it" : "a call or a key may depend on it";
  return { ...nameOf(object), change: "missing", matters: !free, why };
}

function strangerEdit(object: KubernetesObject, surroundings: Surroundings): Edit {
  const { matters, why } = judgeStranger(object, surroundings);
  return { ...nameOf(object), change: "unknown", matters, why };
}

function noObject(data: unknown): Edit {
  const { kind } = (data ?? {}) as { readonly kind?: unknown };
  return { kind: String(kind), namespace: "", name: "", change: "unknown", matters: true, why: "it is no object of Kubernetes" };
}

function nameOf({ kind, namespace, name }: KubernetesObject): Pick<Edit, "kind" | "namespace" | "name"> {
  return { kind, namespace, name };
}
