import { Chance } from "../../support/random-federation.ts";
import type { FederationDocument } from "../federation/workspace.ts";
import { madeClusters, type Protocol, portOf, writtenCluster, writtenRoots } from "./made-clusters.ts";
import { type MadeService, type Member, madeService } from "./made-service.ts";

/** A federation of the made clusters. */
export interface MadeFederation extends FederationDocument {
  readonly clusters: Readonly<Record<string, object>>;
  readonly services: Readonly<Record<string, MadeService>>;
}

const behind = ["app0", "app1"].flatMap((app) => (Object.keys(portOf) as Protocol[]).map((protocol) => ({ app, protocol })));

/** A federation of two or three clusters with two to five services, made up. fedc may refuse it. */
export function madeFederation(seed: number): MadeFederation {
  const chance = new Chance(seed * 31 + 7);
  const names: readonly string[] = chance.in(40) ? chance.of([madeClusters.slice(0, 2), madeClusters.slice(1)]) : [...madeClusters];
  const mode = chance.of(["gateways", "gateways", "workloads", "workloads", "mixed"]);
  const pair = names.slice(0, 2);
  const isWorkloads = (a: string, b: string) => mode === "workloads" || (mode === "mixed" && pair.includes(a) && pair.includes(b));
  const members: readonly Member[] = names.map((name) => ({ name, locals: new Set() }));
  const left = [...behind];
  const services = Array.from({ length: 2 + chance.below(4) }, (_, index) => {
    const [{ app, protocol } = { app: "app0", protocol: "http" as const }] = left.splice(chance.below(left.length), 1);
    return [`svc${index}`, madeService({ name: `svc${index}`, app, protocol, members, isWorkloads, chance })] as const;
  });
  const workloads = mode !== "gateways";
  return {
    apiVersion: "fedc.dev/v1alpha1",
    kind: "Federation",
    metadata: { name: "random" },
    clusters: Object.fromEntries(names.map((name) => [name, writtenCluster(name, workloads)])),
    trust: {
      mode: mode === "workloads" ? "workloads" : "gateways",
      ...(mode === "mixed" && { pairs: [{ between: pair, mode: "workloads" }] }),
      roots: writtenRoots(names, workloads),
    },
    services: Object.fromEntries(services),
  } as MadeFederation;
}
