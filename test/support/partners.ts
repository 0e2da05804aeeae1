import { authority } from "./legal/roots.ts";
import type { Anything } from "./planned.ts";

/** One cluster, `a`, that offers a service to many, `p0` and so on, each with a root of its own. */
export function withPartners(count: number, mode: string): Anything {
  const names = Array.from({ length: count }, (_, i) => `p${i}`);
  const callers = mode === "workloads" ? { callers: ["default/web"] } : {};
  const pods = { selector: { app: "bar" }, targetPort: 9080, ...(mode === "workloads" && { serviceAccounts: ["bar"] }) };
  const allow = Object.fromEntries(names.map((name) => [name, { methods: ["GET"], ...callers }]));
  const used = { as: "bar.default", port: 80, localService: "create", callers: ["default/web"] };
  return {
    apiVersion: "fedc.dev/v1alpha1",
    kind: "Federation",
    metadata: { name: "many" },
    clusters: Object.fromEntries(["a", ...names].map((name, i) => [name, cluster(name, i, mode)])),
    trust: { mode, roots: Object.fromEntries(["a", ...names].map((name, i) => [name, [{ pem: authority(i) }]])) },
    services: {
      bar: {
        protocol: "http",
        expose: { a: { service: "bar.xyz", port: 8080, ...pods, allow } },
        consume: Object.fromEntries(names.map((name) => [name, used])),
      },
    },
  };
}

function cluster(name: string, index: number, mode: string): Anything {
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
