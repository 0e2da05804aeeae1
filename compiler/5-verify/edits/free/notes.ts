import type { FieldEdit } from "../field-edits.ts";
import { valuesOf } from "../surroundings.ts";
import type { FreeField } from "./free-field.ts";

/**
 * Labels and annotations that decide something: whether Istio reads an object and where it takes a pod to be, whether and when a GitOps tool
 * applies it, or whether a webhook adds a container or a network to a pod.
 */
const decisive: readonly RegExp[] = [
  /(^|\.)istio\.io\//,
  /^istio-(injection|locality)$/,
  /^argocd\.argoproj\.io\/(hook|hook-delete-policy|sync-wave|sync-options)$/,
  /(^|\.)fluxcd\.io\//,
  /(^|\.)config\.kubernetes\.io\//,
  /^helm\.sh\/hook/,
  /(^|\.)cert-manager\.io\//,
  /^service\.kubernetes\.io\/(service-proxy-name|headless)$/,
  /inject/,
  /^dapr\.io\//,
  /^k8s\.v1\.cni\.cncf\.io\//,
  /^container\.apparmor\.security\.beta\.kubernetes\.io\//,
];

/** Those among them that do not change calls. */
const harmless: readonly RegExp[] = [
  /^galley\.istio\.io\/analyze-suppress$/,
  /^service\.istio\.io\/canonical-(name|revision)$/,
  /^prometheus\.istio\.io\/merge-metrics$/,
  /^sidecar\.istio\.io\/(proxyCPU|proxyCPULimit|proxyMemory|proxyMemoryLimit|logLevel|agentLogLevel|componentLogLevel|statsInclusion\w+)$/,
  /^kustomize\.toolkit\.fluxcd\.io\/(name|namespace)$/,
  /^argocd\.argoproj\.io\/sync-options$/,
  /^cert-manager\.io\/(certificate-name|issuer-name|issuer-kind|issuer-group|common-name|alt-names|ip-sans|uri-sans)$/,
];

/** Whether a label or an annotation with this key decides nothing. */
export function isNote(key: string): boolean {
  return harmless.some((pattern) => pattern.test(key)) || !decisive.some((pattern) => pattern.test(key));
}

/** Keys that must stay if fedc writes them. */
const writtenForTools = /^argocd\.argoproj\.io\//;

/** The API server refuses a namespace with another level. */
const level = /^pod-security\.kubernetes\.io\/(enforce|audit|warn)$/;
const levels: readonly unknown[] = [undefined, "privileged", "baseline", "restricted"];

function isNoteThere({ path, meant, found }: FieldEdit): boolean {
  const key = String(path.at(-1));
  if (level.test(key)) return levels.includes(found);
  return isNote(key) && !(meant !== undefined && writtenForTools.test(key));
}

/** Fields of every object. */
export const notes: readonly FreeField[] = [
  { at: "metadata.labels.*", why: "labels that no selector and no tool of delivery reads", when: isNoteThere },
  { at: "metadata.annotations.*", why: "notes that neither Istio nor a tool of delivery reads", when: isNoteThere },
  { at: "metadata.finalizers.**", why: "what is waited for when an object is deleted" },
];

export const namespaceFields: readonly FreeField[] = [
  {
    at: "metadata.labels.istio-injection",
    why: "a namespace's injection, since the gateways' pods ask for it themselves",
    when: ({ meant, found }, _, surroundings) =>
      meant === undefined &&
      found === "enabled" &&
      valuesOf(surroundings, "Deployment", "spec.template.metadata.labels")
        .map((labels) => Object.keys(labels as object))
        .every((keys) => !keys.includes("istio.io/rev")),
  },
];
