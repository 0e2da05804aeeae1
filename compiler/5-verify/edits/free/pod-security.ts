import type { FieldEdit } from "../field-edits.ts";
import { type Data, isData, type KubernetesObject, textsAt, valuesAt } from "../kubernetes-object.ts";

/**
 * Whether the API server admits the pods of a Deployment under PodSecurity `restricted`, which the gateways' namespace enforces
 * (https://kubernetes.io/docs/concepts/security/pod-security-standards/). A refused pod takes no calls, and a less confined one may show
 * keys of its node.
 */
export function isAdmitted(_: FieldEdit, { data }: KubernetesObject): boolean {
  const [spec] = valuesAt(data, "spec.template.spec");
  if (!isData(spec)) return false;
  const [containers, ofPod] = [containersOf(spec), contextOf(spec)];
  return isInOwnSystem(ofPod) && containers.length > 0 && containers.every((container) => isConfined(contextOf(container), ofPod));
}

function containersOf(spec: Data): readonly Data[] {
  return [...valuesAt(spec, "containers.*"), ...valuesAt(spec, "initContainers.*")].filter(isData);
}

function contextOf({ securityContext }: Data): Data {
  return isData(securityContext) ? securityContext : {};
}

function isConfined(own: Data, ofPod: Data): boolean {
  const effective = { ...ofPod, ...own };
  return (
    isInOwnSystem(own) &&
    own.privileged !== true &&
    own.allowPrivilegeEscalation === false &&
    (own.procMount === undefined || own.procMount === "Default") &&
    textsAt(own, "capabilities.drop").includes("ALL") &&
    valuesAt(own, "capabilities.add.*").every((capability) => capability === "NET_BIND_SERVICE") &&
    effective.runAsNonRoot === true &&
    profiles.includes(profileOf(effective, "seccompProfile"))
  );
}

const profiles: readonly unknown[] = ["RuntimeDefault", "Localhost"];
const typesOfSelinux: readonly unknown[] = [undefined, "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];
const safeSysctls: readonly unknown[] = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
];

/** The rules that hold for pods and containers alike. */
function isInOwnSystem(context: Data): boolean {
  const { type, user = "", role = "" } = isData(context.seLinuxOptions) ? context.seLinuxOptions : {};
  return (
    context.runAsUser !== 0 &&
    !valuesAt(context, "windowsOptions.hostProcess").includes(true) &&
    typesOfSelinux.includes(type) &&
    user === "" &&
    role === "" &&
    [undefined, ...profiles].includes(profileOf(context, "appArmorProfile")) &&
    valuesAt(context, "sysctls.*.name").every((name) => safeSysctls.includes(name))
  );
}

function profileOf(context: Data, key: string): unknown {
  return isData(context[key]) ? context[key].type : undefined;
}
