import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { inFederation } from "./edited-federation.ts";
import { root } from "./fedc.ts";

/** A federation with groups and defaults. */
export const retail: string = `apiVersion: fedc.dev/v1alpha1
kind: Federation
metadata:
  name: retail

defaults:
  clusters:
    hostname: "{cluster}.example.com"
    trust: { gateways: { root: ca, certificate: { issuerRef: { kind: ClusterIssuer, name: ca } } } }
    gitops:
      repository: https://github.com/example/{cluster}-gitops
      path: federation
      delivery: directory
  services:
    protocol: http
    timeout: 5s

clusters:
  hub: { gateways: { ingress: { addresses: [192.0.2.9] } } }
  shop-1: { gateways: { ingress: { addresses: [192.0.2.1] } } }
  shop-2: { gateways: { ingress: { addresses: [192.0.2.2] } } }
  shop-3: { gateways: { ingress: { addresses: [192.0.2.3] } } }

groups:
  eu: [shop-1, shop-2]
  shops: [eu, shop-3]

trust:
  roots:
    ca: [{ file: ca.pem }]

services:
  prices:
    expose:
      hub: { service: prices.default, port: 8080, allow: { shops: { methods: [GET] } } }
    consume:
      shops: { as: prices.default, localService: create, callers: any }
  stock:
    expose:
      shops: { service: stock.default, port: 8080, allow: { hub: { methods: [GET] } } }
    consume:
      hub: { as: stock.default, localService: create, callers: any, failover: shops }
`;

type Work = Parameters<typeof inFederation>[1];

/** Does something in a folder that has it. */
export function inRetail(work: Work): Promise<void> {
  return inFederation(retail, (run, read, folder) => {
    copyFileSync(join(root, "test/samples/trust/example-ca.pem"), join(folder, "ca.pem"));
    return work(run, read, folder);
  });
}
