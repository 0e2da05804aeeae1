import type { Anything } from "./planned.ts";
import { rootTexts } from "./random-federation.ts";

/** Two clusters, `a` and `b`, with the services that a test gives. */
export function federation({ mode = "gateways", services = {} }: { readonly mode?: string; readonly services?: object }): Anything {
  return {
    apiVersion: "fedc.dev/v1alpha1",
    kind: "Federation",
    metadata: { name: "legal" },
    clusters: { a: cluster("a", 0, mode), b: cluster("b", 1, mode) },
    trust: { mode, roots: Object.fromEntries(["a", "b"].map((name, i) => [name, [{ pem: rootTexts[i] }]])) },
    services,
  };
}

export function cluster(name: string, index: number, mode: string) {
  return {
    hostname: `${name}.example.com`,
    trust: {
      gateways: { root: name, certificate: { issuerRef: { kind: "ClusterIssuer", name: "ca" } } },
      ...(mode === "workloads" && { workloads: { root: name, domain: `${name}.mesh` } }),
    },
    gateways: { ingress: { addresses: [`192.0.2.${index + 1}`] }, egress: {} },
    gitops: { repository: `https://github.com/example/${name}`, path: "federation", delivery: "directory" },
  };
}

export function exposure(local: string, mode: string) {
  const callers = mode === "workloads" ? { callers: ["default/web"] } : {};
  const pods = { selector: { app: local.split(".")[0] }, targetPort: 9080, ...(mode === "workloads" && { serviceAccounts: ["bar"] }) };
  return { service: local, port: 8080, ...pods, allow: { a: { methods: ["GET"], ...callers } } };
}

export function consumption(name: string) {
  return { a: { as: `${name}.default`, port: 80, localService: "create", callers: ["default/web"] } };
}

export function service(protocol: string, exposed: object, consume: object) {
  return { protocol, expose: { b: exposed }, consume };
}
