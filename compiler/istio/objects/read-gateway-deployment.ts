import type { Labels } from "../../1-load/federation-file.ts";
import type { ObjectHead } from "./object-head.ts";

/** Pods that the objects make: whom policies select, and as whom they call. */
export interface Pods {
  readonly namespace: string;
  readonly labels: Labels;
  readonly account: string;
  /** False where no pod is to be there. */
  readonly running: boolean;
}

/** What decides how the pods run, and not who they are. */
const howTheyRun = ["automountServiceAccountToken", "terminationGracePeriodSeconds", "topologySpreadConstraints"];

/** As far as it decides who the pods are. How they come and go and what they may use decides nothing, nor how many they are unless there are none. */
export function readDeployment(head: ObjectHead): Pods {
  const known = ["replicas", "minReadySeconds", "strategy", "selector", "template"];
  const spec = head.fields
    .only("apiVersion", "kind", "metadata", "spec")
    .fields("spec")
    .only(...known);
  const template = spec.fields("template").only("metadata", "spec");
  const pod = template.fields("spec");
  const account = pod.only("serviceAccountName", "containers", ...howTheyRun).text("serviceAccountName");
  const metadata = template.fields("metadata").only("labels", "annotations");
  if (metadata.labels("annotations")["inject.istio.io/templates"] !== "gateway")
    metadata.fail("annotations", "the model knows only gateways here");
  return { namespace: head.name.namespace, labels: metadata.labels("labels"), account, running: spec.maybeNumber("replicas") !== 0 };
}
