import type { Labels } from "../../1-load/federation-file.ts";
import { type ObjectHead, partOf } from "./object-head.ts";

/** The pods of a gateway's Deployment: the labels by which policies select them, and the account of their identity. */
export interface Pods {
  readonly namespace: string;
  readonly labels: Labels;
  readonly account: string;
  /** False with `replicas: 0`. */
  readonly running: boolean;
}

/** Fields of a pod that change neither its labels nor its identity. */
const runtimeFields = ["containers", "automountServiceAccountToken", "terminationGracePeriodSeconds", "topologySpreadConstraints"];

/** Reads a Deployment whose pods Istio injects with its template `gateway` (https://istio.io/latest/docs/setup/additional-setup/gateway/). */
export function readDeployment(head: ObjectHead): Pods {
  const spec = partOf(head, "spec").only("replicas", "minReadySeconds", "strategy", "selector", "template");
  const template = spec.fields("template").only("metadata", "spec");
  const account = template
    .fields("spec")
    .only("serviceAccountName", ...runtimeFields)
    .text("serviceAccountName");
  const metadata = template.fields("metadata").only("labels", "annotations");
  if (metadata.labels("annotations")["inject.istio.io/templates"] !== "gateway")
    metadata.fail("annotations", "the model knows only gateways here");
  return { namespace: head.name.namespace, labels: metadata.labels("labels"), account, running: spec.maybeNumber("replicas") !== 0 };
}

/** A certificate that cert-manager issues into a Secret. */
export interface KeyPair {
  readonly namespace: string;
  readonly secret: string;
  readonly uris: readonly string[];
  readonly forServers: boolean;
  readonly forClients: boolean;
}

export function readKeyPair(head: ObjectHead): KeyPair {
  const spec = partOf(head, "spec").only("secretName", "uris", "usages", "privateKey", "issuerRef");
  const usages = spec.texts("usages");
  return {
    namespace: head.name.namespace,
    secret: spec.text("secretName"),
    uris: spec.texts("uris"),
    forServers: usages.includes("server auth"),
    forClients: usages.includes("client auth"),
  };
}

/**
 * The accounts that may list Secrets of their namespace, as `namespace/name`: istiod gives key pairs to no other gateway
 * (pilot/pkg/credentials/kube/secrets.go, Authorize).
 */
export function readSecretReaders(roles: readonly ObjectHead[], bindings: readonly ObjectHead[]): ReadonlySet<string> {
  const readers = new Set(roles.filter(maySeeSecrets).map(({ name }) => `${name.namespace}/${name.name}`));
  const accounts = bindings.map(({ name, fields }) => ({
    names: fields.list("subjects").map((subject) => `${subject.text("namespace")}/${subject.text("name")}`),
    role: `${name.namespace}/${fields.fields("roleRef").text("name")}`,
  }));
  return new Set(accounts.flatMap(({ names, role }) => (readers.has(role) ? names : [])));
}

function maySeeSecrets({ fields }: ObjectHead): boolean {
  const rules = fields.list("rules").map((rule) => [rule.texts("apiGroups"), rule.texts("resources"), rule.texts("verbs")] as const);
  return rules.some(([groups, resources, verbs]) => groups.includes("") && resources.includes("secrets") && verbs.includes("list"));
}
