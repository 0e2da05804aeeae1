import { readManifests } from "../../../1-load/yaml/read-manifests.ts";
import type { FieldEdit } from "../field-edits.ts";
import { isData, type KubernetesObject, valuesAt } from "../kubernetes-object.ts";
import { type FreeField, flag, freeFields, isWholeNumber, missingOr, oneOf, wholeNumber } from "./free-field.ts";
import { isNote } from "./notes.ts";
import { isAdmitted } from "./pod-security.ts";

const pod = "spec.template.spec";
const container = `${pod}.containers.*`;
const metadata = "spec.template.metadata";

const placing = "on which nodes pods run, and which of them first";
const amount = "how many pods there are, and how they are replaced";
const power = "how much the proxy may use";
const confining = "how a pod is confined, as long as the API server admits it";
const probing = "how often Kubernetes looks at a pod";
const lastWords = "where a container's last words are";
const shownPorts = "a list of ports that Kubernetes only shows";
const variables = "how much the proxy may use and how it drains";
const priorities = ["priorityClassName", "priority", "preemptionPolicy", "schedulerName", "runtimeClassName"];
const probeFields = ["initialDelaySeconds", "periodSeconds", "timeoutSeconds", "failureThreshold", "successThreshold"];

const quantity = missingOr((found) => /^\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.test(String(found)));

/**
 * Fields of a gateway's Deployment. Containers, images, accounts, names and hosts of its pods are not here: they make a pod a gateway.
 * Nor is the token of its account, which may read the gateways' keys and is kept out of the pods.
 */
export const deploymentFields: readonly FreeField[] = [
  ...freeFields(amount, "spec", ["replicas"], wholeNumber()),
  ...freeFields(amount, "spec", ["strategy.**"]),
  ...freeFields(amount, "spec", ["minReadySeconds", "progressDeadlineSeconds", "revisionHistoryLimit"], wholeNumber(0)),
  ...freeFields("labels that select no pod", metadata, ["labels.*"], (edit, _, { selectorKeys }) => {
    const key = String(edit.path.at(-1));
    return isNote(key) && !selectorKeys.has(key);
  }),
  ...freeFields("notes that Istio does not read", metadata, ["annotations.*"], ({ path }) => isNote(String(path.at(-1)))),
  ...freeFields("how the proxy drains and starts", metadata, ["annotations.*"], isDraining),
  ...freeFields(placing, pod, ["tolerations.**", "affinity.**", "nodeSelector.**", "topologySpreadConstraints.**", ...priorities]),
  ...freeFields("how names are looked up, not where", pod, ["dnsConfig.options.**"]),
  ...freeFields("how long a pod may take to end", pod, ["terminationGracePeriodSeconds"], wholeNumber()),
  ...freeFields("by what right images are fetched", pod, ["imagePullSecrets.**"]),
  ...freeFields("variables that the proxy does not read", pod, ["enableServiceLinks"], flag),
  ...freeFields(confining, pod, ["securityContext.**", "containers.*.securityContext.**"], isAdmitted),
  ...freeFields("a volume in which no key lies", pod, ["volumes.*"], isPlainVolume),
  ...freeFields("a folder that the proxy does not read", container, ["volumeMounts.*"], isPlainMount),
  ...freeFields(power, container, ["resources.requests.*", "resources.limits.*"], quantity),
  ...freeFields(power, container, ["resizePolicy.**"]),
  ...freeFields("when the image is fetched", container, ["imagePullPolicy"], oneOf("Always", "IfNotPresent", "Never")),
  ...freeFields(lastWords, container, ["terminationMessagePath", "terminationMessagePolicy"]),
  ...freeFields(shownPorts, container, ["ports.*"], isOnlyShown),
  ...freeFields(shownPorts, container, ["ports.*.name"]),
  ...freeFields(shownPorts, container, ["ports.*.containerPort"], ({ found }) => isPort(found)),
  ...freeFields(variables, container, ["env.*"], isPlainVariable),
  ...freeFields(variables, container, ["env.*.value"], isPlainVariableValue),
  ...freeFields("how long a pod waits before it ends", container, ["lifecycle.preStop"], missingOr(isWaiting)),
  ...["livenessProbe", "readinessProbe", "startupProbe"].flatMap((probe) =>
    freeFields(probing, `${container}.${probe}`, probeFields, wholeNumber(0)),
  ),
];

export const autoscalerFields: readonly FreeField[] = [
  ...freeFields(amount, "spec", ["minReplicas", "maxReplicas"], wholeNumber()),
  ...freeFields(amount, "spec", ["metrics.**", "behavior.**", "targetCPUUtilizationPercentage"]),
  ...freeFields(amount, "spec.scaleTargetRef", ["apiVersion", "kind", "name"]),
];

export const budgetFields = freeFields(amount, "spec", ["**"]);

/** Sources that hold nothing, or what anyone in the namespace may put there. */
const plainSources = ["emptyDir", "configMap", "downwardAPI", "persistentVolumeClaim", "ephemeral"];

function isPlainVolume({ meant, found }: FieldEdit): boolean {
  if (meant !== undefined || !isData(found)) return false;
  const { name, ...sources } = found;
  return isOwnVolume(name) && Object.keys(sources).every((source) => plainSources.includes(source));
}

/** Volumes with these prefixes are those of Istio's injection. */
function isOwnVolume(name: unknown): boolean {
  return typeof name === "string" && !/^(istio|istiod|workload|credential)-/.test(name);
}

/** Folders that tell the proxy its identity, its trust and its program. */
const readByProxy = [
  ..."/bin /boot /dev /lib /lib64 /proc /root /run /sbin /sys /usr /var/run /var/lib/istio".split(" "),
  ..."/etc/istio /etc/ssl /etc/pki /etc/certs /etc/ca-certificates /etc/passwd /etc/group".split(" "),
  ..."/etc/hosts /etc/resolv.conf /etc/nsswitch.conf /etc/ld.so.preload /etc/ld.so.conf /etc/ld.so.conf.d /etc/ld.so.cache".split(" "),
];

function isPlainMount({ meant, found }: FieldEdit): boolean {
  if (meant !== undefined || !isData(found) || typeof found.mountPath !== "string") return false;
  const path = found.mountPath.replace(/\/+$/, "");
  if (!/^(\/[\w.-]+)+$/.test(path) || path.split("/").includes("..")) return false;
  return isOwnVolume(found.name) && !readByProxy.some((own) => `${path}/`.startsWith(`${own}/`) || own.startsWith(`${path}/`));
}

function isPort(value: unknown): boolean {
  return isWholeNumber(value) && value < 65536;
}

/** Not a port of the node (`hostPort`), which Kubernetes opens. */
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

function isPlainVariableValue({ path }: FieldEdit, { data }: KubernetesObject): boolean {
  const [variable] = valuesAt(data, path.slice(0, -1).join("."));
  return isData(variable) && plainVariables.includes(String(variable.name));
}

/** A hook that only waits. */
function isWaiting(hook: unknown): boolean {
  if (!isData(hook)) return false;
  const { sleep, exec, ...others } = hook;
  if (Object.keys(others).length > 0) return false;
  if (exec === undefined) return isData(sleep);
  const command = isData(exec) && Array.isArray(exec.command) ? exec.command.join(" ") : "";
  return sleep === undefined && /^((\/bin\/)?(sh|bash) -c )?(\/bin\/)?sleep \d+$/.test(command);
}

const draining = ["concurrency", "drainDuration", "terminationDrainDuration", "holdApplicationUntilProxyStarts"];

/** The annotation `proxy.istio.io/config` with these fields only. */
function isDraining({ path, meant, found }: FieldEdit): boolean {
  if (path.at(-1) !== "proxy.istio.io/config") return false;
  return [meant, found].every((text) => {
    if (text === undefined) return true;
    const { manifests, problem } = readManifests(String(text));
    return problem === undefined && manifests.length === 1 && Object.keys(manifests[0] ?? {}).every((key) => draining.includes(key));
  });
}
