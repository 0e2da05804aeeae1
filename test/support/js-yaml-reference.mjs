/**
 * The program that a person would write in an afternoon, as the measure of fedc: reads the same federation.yaml with js-yaml, builds as many
 * plain objects of the same kinds, dumps them with js-yaml, and writes one file per exposure and per consumption. It checks nothing.
 * Usage: node js-yaml-reference.mjs FILE FOLDER
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dump, load } from "js-yaml";

const [, , file, folder] = process.argv;
const federation = load(readFileSync(file, "utf8"));
const name = federation.metadata.name;
const filesByCluster = new Map(Object.keys(federation.clusters).map((cluster) => [cluster, new Map()]));

for (const [cluster, { gateways }] of Object.entries(federation.clusters))
  filesByCluster.get(cluster).set("gateway.yaml", [
    object("networking.istio.io/v1", "Gateway", "ingress", "istio-gateways", undefined, {
      selector: { app: "ingress" },
      servers: Object.keys(gateways).map((side) => ({
        port: { number: 15443, name: `tls-${side}`, protocol: "TLS" },
        hosts: [`*.${federation.clusters[cluster].hostname}`],
        tls: { mode: "MUTUAL", credentialName: `${side}-gateway` },
      })),
    }),
  ]);
for (const [service, { expose, consume }] of Object.entries(federation.services)) {
  for (const [exposer, entry] of Object.entries(expose)) {
    filesByCluster.get(exposer).set(`exposed-${service}.yaml`, exposed(service, exposer, entry));
    for (const [consumer, use] of Object.entries(consume))
      filesByCluster.get(consumer).set(`used-${service}.yaml`, used(service, exposer, consumer, use));
  }
}
for (const [cluster, files] of filesByCluster) {
  const to = join(folder, cluster);
  mkdirSync(to, { recursive: true });
  for (const [path, objects] of files) writeFileSync(join(to, path), objects.map((each) => `---\n${dump(each)}`).join(""));
  writeFileSync(join(to, "kustomization.yaml"), dump({ kind: "Kustomization", resources: [...files.keys()] }));
}

function exposed(service, exposer, { service: local, port, allow }) {
  const [app, namespace] = local.split(".");
  const host = `${app}.${namespace}.svc.cluster.local`;
  const hosts = Object.keys(allow).map((consumer) => `${service}.${consumer}.${federation.clusters[exposer].hostname}`);
  return [
    object("networking.istio.io/v1", "VirtualService", `${service}-ingress`, "istio-gateways", service, {
      hosts,
      gateways: ["istio-gateways/ingress"],
      exportTo: ["."],
      http: [
        {
          match: hosts.map((authority) => ({ authority: { exact: authority } })),
          route: [{ destination: { host, port: { number: port } } }],
        },
      ],
    }),
    object("networking.istio.io/v1", "DestinationRule", `${service}-local`, "istio-gateways", service, {
      host,
      exportTo: ["."],
      trafficPolicy: { loadBalancer: { simple: "ROUND_ROBIN" }, connectionPool: { http: { useClientProtocol: true } } },
      subsets: [{ name: service, labels: { app } }],
    }),
    object("security.istio.io/v1", "AuthorizationPolicy", `${service}-callers`, "istio-gateways", service, {
      selector: { matchLabels: { app: "ingress" } },
      action: "ALLOW",
      rules: Object.entries(allow).map(([consumer, { methods, paths }], i) => ({
        from: [{ source: { principals: [`${federation.clusters[consumer].hostname}/ns/istio-gateways/sa/egress`] } }],
        to: [{ operation: { hosts: [hosts[i], `${hosts[i]}:*`], methods: [...methods], paths: [...paths] } }],
      })),
    }),
  ];
}

function used(service, exposer, consumer, { as, port, callers }) {
  const [local, namespace] = as.split(".");
  const host = `${service}.${consumer}.${federation.clusters[exposer].hostname}`;
  const sni = `${consumer}.${federation.clusters[exposer].hostname}`;
  const addresses = federation.clusters[exposer].gateways.ingress.addresses;
  return [
    object("v1", "Service", local, namespace, service, { ports: [{ name: "http", port, targetPort: 8443 }] }),
    object("networking.istio.io/v1", "ServiceEntry", `${service}--${exposer}`, "istio-gateways", service, {
      hosts: [host],
      location: "MESH_EXTERNAL",
      resolution: "STATIC",
      exportTo: ["."],
      ports: [{ number: 15443, name: "tls", protocol: "TLS" }],
      endpoints: addresses.map((address) => ({ address, ports: { tls: 15443 } })),
    }),
    object("networking.istio.io/v1", "DestinationRule", `${service}--${exposer}`, "istio-gateways", service, {
      host,
      exportTo: ["."],
      trafficPolicy: {
        connectionPool: { tcp: { connectTimeout: "2s" } },
        tls: {
          mode: "MUTUAL",
          credentialName: "egress-gateway",
          sni,
          subjectAltNames: [`spiffe://${exposer}/ns/istio-gateways/sa/ingress`],
        },
      },
    }),
    object("networking.istio.io/v1", "VirtualService", local, namespace, service, {
      hosts: [`${local}.${namespace}.svc.cluster.local`],
      exportTo: [...new Set(callers.map((caller) => caller.split("/")[0]))],
      http: callers.map((caller) => ({
        match: [{ port, sourceNamespace: caller.split("/")[0] }],
        rewrite: { authority: host },
        route: [{ destination: { host: "egress.istio-gateways.svc.cluster.local", subset: service, port: { number: 443 } } }],
      })),
    }),
  ];
}

function object(apiVersion, kind, objectName, namespace, service, spec) {
  const labels = { "app.kubernetes.io/managed-by": "fedc", "fedc.dev/federation": name, ...(service && { "fedc.dev/service": service }) };
  return { apiVersion, kind, metadata: { name: objectName, namespace, labels }, spec };
}
