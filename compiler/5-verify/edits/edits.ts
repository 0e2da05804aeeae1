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
import { isData, type KubernetesObject, keyOf } from "./kubernetes-object.ts";
import { pathText } from "./path.ts";
import { type Surroundings, surroundingsOf } from "./surroundings.ts";
import { judgeUnmanaged } from "./unmanaged/judge-unmanaged.ts";

/** The edits of a cluster's objects, and the objects with all edits undone that do not matter. */
interface Edited {
  readonly edits: readonly Edit[];
  readonly objects: readonly unknown[];
}

/**
 * The compiled objects of a cluster, to be compared with live ones. Tables list the fields and kinds that cannot change a call; every other
 * edit matters.
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
      const key = found && keyOf(found);
      const own = key === undefined ? undefined : this.#meant.get(key);
      const judged = found ? editsOf(own?.object, found, surroundings) : [notAnObject(data)];
      edits.push(...judged);
      if (judged.some(({ matters }) => matters)) objects.push(data);
      else if (own && key !== undefined && !seen.has(key)) objects.push(own.data);
      if (key !== undefined) seen.add(key);
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

/** The items of a list, as `kubectl get` prints several objects. */
function itemsOf(data: unknown): readonly unknown[] {
  const { kind, items } = isData(data) ? data : {};
  return typeof kind === "string" && kind.endsWith("List") && Array.isArray(items) ? items : [data];
}

function editsOf(meant: KubernetesObject | undefined, found: KubernetesObject, surroundings: Surroundings): readonly Edit[] {
  if (!meant) return [{ ...nameOf(found), change: "unknown", ...judgeUnmanaged(found, surroundings) }];
  const fields = [...notes, ...(isMarker(meant, surroundings) ? markerFields : (freeFieldsByKind.get(meant.kind) ?? []))];
  const whyFree = (edit: FieldEdit) => freedom(fields, edit, found, surroundings);
  return fieldEdits(meant.kind, meant.data, found.data, (edit) => whyFree(edit) !== undefined).map((edit): Edit => {
    const why = whyFree(edit);
    return {
      ...nameOf(meant),
      field: pathText(edit.path),
      change: "changed",
      ...(isTold(meant, edit) && { meant: edit.meant, found: edit.found }),
      matters: why === undefined,
      why: why === undefined ? "a call or a key may depend on it" : `no call depends on it: ${why}`,
    };
  });
}

/** Values in Secrets and private keys are never told. */
function isTold({ kind }: KubernetesObject, { meant, found }: FieldEdit): boolean {
  return kind !== "Secret" && !/PRIVATE KEY|LS0tLS1CRUdJTi/.test(JSON.stringify([meant, found]));
}

const freeFieldsByKind: ReadonlyMap<string, readonly FreeField[]> = new Map([
  ["Namespace", namespaceFields],
  ["ServiceAccount", accountFields],
  ["Deployment", deploymentFields],
  ["HorizontalPodAutoscaler", autoscalerFields],
  ["PodDisruptionBudget", budgetFields],
  ["Service", serviceFields],
  ["Certificate", freeCertificateFields],
  ["Secret", anchorFields],
  ["Gateway", gatewayFields],
  ["VirtualService", virtualServiceFields],
  ["DestinationRule", destinationRuleFields],
]);

/** Whether it is the ConfigMap that keeps an overlay from being empty. Istio does not read it. */
function isMarker({ kind, namespace }: KubernetesObject, { facts }: Surroundings): boolean {
  return kind === "ConfigMap" && namespace !== facts.rootNamespace;
}

/** Kinds that decide only the number of pods. */
const countingPods = ["HorizontalPodAutoscaler", "PodDisruptionBudget"];

function missingEdit(object: KubernetesObject, surroundings: Surroundings): Edit {
  const free = countingPods.includes(object.kind) || isMarker(object, surroundings);
  const why = free ? "no call depends on it" : "a call or a key may depend on it";
  return { ...nameOf(object), change: "missing", matters: !free, why };
}

function notAnObject(data: unknown): Edit {
  const { kind } = isData(data) ? data : {};
  return { kind: String(kind), namespace: "", name: "", change: "unknown", matters: true, why: "it is not an object of Kubernetes" };
}

function nameOf({ kind, namespace, name }: KubernetesObject): Pick<Edit, "kind" | "namespace" | "name"> {
  return { kind, namespace, name };
}
