import { readManifests } from "../../../1-load/yaml/read-manifests.ts";
import type { FieldEdit } from "../field-edits.ts";
import { isData } from "../kubernetes-object.ts";
import { type FreeField, flag, live, oneOf, wholeNumber } from "./free-field.ts";
import { isNote } from "./notes.ts";
import { isAdmitted } from "./pod-security.ts";

const pod = "spec.template.spec";
const container = `${pod}.containers.*`;

const placing = "on which nodes pods run, and which of them first";
const amount = "how many pods there are, and how they are replaced";
const power = "how much the proxy may use";
const confining = "how a pod is confined, as long as the API server admits it";
const probing = "how often Kubernetes looks at a pod";

const quantity = live((found) => /^\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.test(String(found)));

/**
 * Of a gateway's Deployment. Containers, images, accounts, names and hosts of its pods are not here: by them a pod is a gateway, and nobody
 * else. Neither is its account's token, which may read the gateways' keys and is kept out of the pods.
 */
export const deploymentFields: readonly FreeField[] = [
  { at: "spec.replicas", why: amount, when: wholeNumber() },
  { at: "spec.strategy.**", why: amount },
  { at: "spec.minReadySeconds", why: amount, when: wholeNumber(0) },
  { at: "spec.progressDeadlineSeconds", why: amount, when: wholeNumber(0) },
  { at: "spec.revisionHistoryLimit", why: amount, when: wholeNumber(0) },
  {
    at: "spec.template.metadata.labels.*",
    why: "labels that select no pod",
    when: ({ path }, _, { selectorKeys }) => isNote(String(path.at(-1))) && !selectorKeys.has(String(path.at(-1))),
  },
  { at: "spec.template.metadata.annotations.*", why: "notes that Istio does not read", when: ({ path }) => isNote(String(path.at(-1))) },
  { at: "spec.template.metadata.annotations.*", why: "how the proxy drains and starts", when: isDraining },
  { at: `${pod}.tolerations.**`, why: placing },
  { at: `${pod}.affinity.**`, why: placing },
  { at: `${pod}.nodeSelector.**`, why: placing },
  { at: `${pod}.topologySpreadConstraints.**`, why: placing },
  { at: `${pod}.priorityClassName`, why: placing },
  { at: `${pod}.priority`, why: placing },
  { at: `${pod}.preemptionPolicy`, why: placing },
  { at: `${pod}.schedulerName`, why: placing },
  { at: `${pod}.runtimeClassName`, why: placing },
  { at: `${pod}.dnsConfig.options.**`, why: "how names are looked up, not where" },
  { at: `${pod}.terminationGracePeriodSeconds`, why: "how long a pod may take to end", when: wholeNumber() },
  { at: `${pod}.imagePullSecrets.**`, why: "by what right images are fetched" },
  { at: `${pod}.enableServiceLinks`, why: "variables that the proxy does not read", when: flag },
  { at: `${pod}.securityContext.**`, why: confining, when: isAdmitted },
  { at: `${pod}.volumes.*`, why: "a volume in which no key lies", when: isPlainVolume },
  { at: `${container}.volumeMounts.*`, why: "a folder that the proxy does not read", when: isPlainMount },
  { at: `${container}.resources.requests.*`, why: power, when: quantity },
  { at: `${container}.resources.limits.*`, why: power, when: quantity },
  { at: `${container}.resizePolicy.**`, why: power },
  { at: `${container}.securityContext.**`, why: confining, when: isAdmitted },
  { at: `${container}.imagePullPolicy`, why: "when the image is fetched", when: oneOf("Always", "IfNotPresent", "Never") },
  { at: `${container}.terminationMessagePath`, why: "where a container's last words are" },
  { at: `${container}.terminationMessagePolicy`, why: "where a container's last words are" },
  { at: `${container}.ports.*`, why: "a list of ports that Kubernetes only shows", when: isOnlyShown },
  { at: `${container}.ports.*.name`, why: "a list of ports that Kubernetes only shows" },
  { at: `${container}.ports.*.containerPort`, why: "a list of ports that Kubernetes only shows", when: ({ found }) => isPort(found) },
  { at: `${container}.env.*`, why: "how much the proxy may use and how it drains", when: isPlainVariable },
  { at: `${container}.env.*.value`, why: "how much the proxy may use and how it drains", when: isPlainVariableValue },
  {
    at: `${container}.lifecycle.preStop`,
    why: "how long a pod waits before it ends",
    when: ({ found }) => found === undefined || isWaiting(found),
  },
  ...["livenessProbe", "readinessProbe", "startupProbe"].flatMap((probe) =>
    ["initialDelaySeconds", "periodSeconds", "timeoutSeconds", "failureThreshold", "successThreshold"].map((field) => ({
      at: `${container}.${probe}.${field}`,
      why: probing,
      when: wholeNumber(0),
    })),
  ),
];

export const autoscalerFields: readonly FreeField[] = [
  { at: "spec.minReplicas", why: amount, when: wholeNumber() },
  { at: "spec.maxReplicas", why: amount, when: wholeNumber() },
  { at: "spec.metrics.**", why: amount },
  { at: "spec.behavior.**", why: amount },
  { at: "spec.targetCPUUtilizationPercentage", why: amount },
  { at: "spec.scaleTargetRef.apiVersion", why: amount },
  { at: "spec.scaleTargetRef.kind", why: amount },
  { at: "spec.scaleTargetRef.name", why: amount },
];

export const budgetFields: readonly FreeField[] = [{ at: "spec.**", why: amount }];

/** These sources show what anyone in the namespace may put there, or nothing; names of volumes that Istio's injection adds are its own. */
const plainSources = ["emptyDir", "configMap", "downwardAPI", "persistentVolumeClaim", "ephemeral"];

function isPlainVolume({ meant, found }: FieldEdit): boolean {
  if (meant !== undefined || !isData(found)) return false;
  const { name, ...sources } = found;
  if (typeof name !== "string" || /^(istio|istiod|workload|credential)-/.test(name)) return false;
  return Object.keys(sources).every((source) => plainSources.includes(source));
}

/** What lies there tells the proxy who it is, whom it trusts and what it runs. */
const readByProxy = [
  ..."/bin /boot /dev /lib /lib64 /proc /root /run /sbin /sys /usr /var/run /var/lib/istio".split(" "),
  ..."/etc/istio /etc/ssl /etc/pki /etc/certs /etc/ca-certificates /etc/passwd /etc/group".split(" "),
  ..."/etc/hosts /etc/resolv.conf /etc/nsswitch.conf /etc/ld.so.preload /etc/ld.so.conf /etc/ld.so.conf.d /etc/ld.so.cache".split(" "),
];

function isPlainMount({ meant, found }: FieldEdit): boolean {
  if (meant !== undefined || !isData(found) || typeof found.mountPath !== "string") return false;
  const path = found.mountPath.replace(/\/+$/, "");
  if (!/^(\/[\w.-]+)+$/.test(path) || path.split("/").includes("..")) return false;
  if (typeof found.name !== "string" || /^(istio|istiod|workload|credential)-/.test(found.name)) return false;
  return !readByProxy.some((one) => path === one || path.startsWith(`${one}/`) || one.startsWith(`${path}/`));
}

function isPort(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value < 65536;
}

/** Not those of a node, which are opened. */
function isOnlyShown({ meant, found }: FieldEdit): boolean {
  return [meant, found].every((port) => {
    if (port === undefined) return true;
    const { containerPort, name, protocol, ...others } = isData(port) ? port : { others: true };
    return isPort(containerPort) && Object.keys(others).length === 0;
  });
}

const plainVariables = [
  "EXIT_ON_ZERO_ACTIVE_CONNECTIONS",
  "GOGC",
  "GOMAXPROCS",
  "GOMEMLIMIT",
  "MINIMUM_DRAIN_DURATION",
  "TERMINATION_DRAIN_DURATION_SECONDS",
  "TZ",
];

function isPlainVariable({ meant, found }: FieldEdit): boolean {
  return [meant, found].every((one) => one === undefined || (isData(one) && plainVariables.includes(String(one.name)) && !one.valueFrom));
}

function isPlainVariableValue({ path }: FieldEdit, about: { readonly data: Readonly<Record<string, unknown>> }): boolean {
  let value: unknown = about.data;
  for (const part of path.slice(0, -1)) value = (value as Record<string | number, unknown> | undefined)?.[part];
  return isData(value) && plainVariables.includes(String(value.name));
}

/** Nothing is run but a wait. */
function isWaiting(hook: unknown): boolean {
  if (!isData(hook)) return false;
  const { sleep, exec, ...others } = hook;
  if (Object.keys(others).length > 0) return false;
  if (exec === undefined) return isData(sleep);
  const command = isData(exec) && Array.isArray(exec.command) ? exec.command.join(" ") : "";
  return sleep === undefined && /^((\/bin\/)?(sh|bash) -c )?(\/bin\/)?sleep \d+$/.test(command);
}

const draining = ["concurrency", "drainDuration", "terminationDrainDuration", "holdApplicationUntilProxyStarts"];

/** `proxy.istio.io/config` with nothing in it but that. */
function isDraining({ path, meant, found }: FieldEdit): boolean {
  if (path.at(-1) !== "proxy.istio.io/config") return false;
  return [meant, found].every((text) => {
    if (text === undefined) return true;
    const { manifests, problem } = readManifests(String(text));
    return problem === undefined && manifests.length === 1 && Object.keys(manifests[0] ?? {}).every((key) => draining.includes(key));
  });
}
