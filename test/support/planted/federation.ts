import { root } from "../fedc.ts";
import { rootsOf } from "../made-roots.ts";

/** Reads the roots of `plantedFederation`. */
export const readRoot = rootsOf(root);

const gitops = (name: string) => `gitops: { repository: https://github.com/example/${name}, path: federation, delivery: directory }`;
const trust = (name: string) =>
  `trust: { gateways: { root: ${name}-ca, certificate: { issuerRef: { kind: ClusterIssuer, name: federation-ca } } }, workloads: { root: mesh-ca, domain: ${name}.test } }`;
/** A federation whose clusters are made wrong. */
export const plantedFederation = `apiVersion: fedc.dev/v1alpha1
kind: Federation
metadata: { name: retail }
clusters:
  shop:
    hostname: shop.example.com
    ${trust("shop")}
    gateways: { egress: {} }
    ${gitops("shop")}
  warehouse:
    hostname: warehouse.example.com
    ${trust("warehouse")}
    gateways: { ingress: { addresses: [192.0.2.20] } }
    ${gitops("warehouse")}
  depot:
    hostname: depot.example.com
    ${trust("depot")}
    gateways: { ingress: { addresses: [192.0.2.30] } }
    ${gitops("depot")}
trust:
  pairs: [{ between: [shop, depot], mode: workloads }]
  roots:
    shop-ca: [{ file: trust/shop.pem }]
    warehouse-ca: [{ file: trust/warehouse.pem }]
    depot-ca: [{ file: trust/depot.pem }]
    mesh-ca: [{ file: trust/mesh.pem }]
services:
  stock:
    protocol: http
    expose:
      warehouse:
        service: stock-api.logistics
        port: 80
        targetPort: 8080
        selector: { app: stock-api }
        protect: { callers: [logistics/picker] }
        allow: { shop: { methods: [GET], paths: [/items/7] } }
    consume:
      shop: { as: stock.default, port: 80, localService: create, callers: [default/web] }
  quotes:
    protocol: http
    expose:
      warehouse: { service: quotes.logistics, port: 8080, subset: { version: v2 }, allow: { shop: { methods: [GET] } } }
    consume:
      shop:
        as: quotes.default
        port: 80
        localService: existing
        callerLabels: { app: web }
        callers: [default/web]
        routes:
          - to: [{ local: { subset: { version: v1 } }, weight: 50 }, { cluster: warehouse, weight: 50 }]
  ledger:
    protocol: tcp
    expose:
      warehouse: { service: ledger.logistics, port: 5432, allow: { shop: any } }
    consume:
      shop: { as: ledger.default, port: 5432, localService: create, callers: [default/web] }
  parts:
    protocol: http
    expose:
      depot:
        service: parts.supply
        port: 8080
        targetPort: 8080
        selector: { app: parts }
        serviceAccounts: [parts]
        allow: { shop: { methods: [GET], callers: any } }
    consume:
      shop: { as: parts.default, port: 80, localService: create, callers: [default/web] }
`;
