import { dropped, type Fault, faultsIn, having, without } from "./fault.ts";

const own = "DestinationRule shop/federation-bar.xyz.global";
const everyone = "DestinationRule shop/federation-bar";
const entry = "ServiceEntry shop/federation-bar";
const ports = "spec.trafficPolicy.portLevelSettings.0";

export const sharedRootFaults: readonly Fault[] = [
  ...faultsIn("shared-root", "a", {
    "another-workload-expected-at-one-port": [own, having(`${ports}.tls.subjectAltNames`, ["spiffe://b.example/ns/xyz/sa/other"])],
    "another-server-name-at-one-port": [own, having(`${ports}.tls.sni`, "bar-tcp.a.b.example.com")],
    "settings-of-another-port": [own, having(`${ports}.port.number`, 9081)],
    "plain-text-at-one-port": [own, having(`${ports}.tls.mode`, "DISABLE")],
    "local-servers-not-expected": [everyone, having(`${ports}.tls.subjectAltNames`, ["spiffe://b.example/ns/xyz/sa/bar"])],
    "no-order-with-the-local-service": [everyone, having(`${ports}.loadBalancer.localityLbSetting.failoverPriority`, [])],
    "no-localities-with-the-local-service": [
      everyone,
      having(`${ports}.loadBalancer.localityLbSetting.enabled`, false),
      { onlyOnMeshes: "the model reads only what fedc writes" },
    ],
    "the-partner-in-the-own-network": [entry, without("spec.endpoints.0.network")],
    "another-port-behind-the-local-service": [
      entry,
      having("spec.endpoints.0.ports.http", 15444),
      { onlyOnMeshes: "it shows only when the local pods have gone", afterSteps: true },
    ],
    "entry-of-a-full-name-gone": ["ServiceEntry shop/federation-bar.xyz.global", dropped],
  }),
];
