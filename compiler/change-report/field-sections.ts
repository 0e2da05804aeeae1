import type { ClusterEntry, ConsumeEntry, ExposeEntry, FederatedServiceEntry, FederationFile } from "../1-load/federation-file.ts";
import type { SectionName } from "./change-report.ts";

/** A section for each field, or for all fields below it. A new field of federation.yaml does not compile without one. */
type Sections<Fields> = { readonly [Name in keyof Fields]-?: SectionName | Sections<NonNullable<Fields[Name]>> };

const ofFile: Sections<Omit<FederationFile, "clusters" | "services">> = {
  apiVersion: "delivery",
  kind: "delivery",
  metadata: "delivery",
  groups: "access",
  trust: "trust",
  assertions: "guarantees",
  accept: "guarantees",
};

const gateway = {
  deploy: "boundary",
  selector: "boundary",
  serviceAccount: "boundary",
  replicas: "boundary",
  service: "boundary",
} as const;

const ofCluster: Sections<ClusterEntry> = {
  hostname: "trust",
  owner: "delivery",
  managed: "delivery",
  inactive: "delivery",
  trust: "trust",
  gateways: {
    namespace: "boundary",
    createNamespace: "boundary",
    ingress: { ...gateway, addresses: "boundary", port: "boundary", idleTimeout: "traffic", keepalive: "traffic" },
    egress: gateway,
  },
  istio: {
    version: "claims",
    revision: "claims",
    rootNamespace: "claims",
    domain: "claims",
    defaultDeny: "claims",
    pathNormalization: "claims",
    dataPlane: "claims",
  },
  gitops: "delivery",
};

const ofService: Sections<Omit<FederatedServiceEntry, "expose" | "consume">> = {
  protocol: "access",
  description: "delivery",
  owner: "delivery",
  inactive: "delivery",
};

const ofExposure: Sections<ExposeEntry> = {
  service: "boundary",
  port: "boundary",
  targetPort: "boundary",
  subset: "boundary",
  subsets: "boundary",
  weights: "traffic",
  path: "traffic",
  selector: "boundary",
  defaultDeny: "boundary",
  serviceAccounts: "trust",
  protect: "boundary",
  allow: "access",
};

const ofConsumption: Sections<ConsumeEntry> = {
  as: "traffic",
  port: "traffic",
  localService: "traffic",
  callers: "access",
  callerLabels: "access",
  delegate: "traffic",
  routes: "traffic",
  failover: "traffic",
  timeout: "traffic",
  retries: "traffic",
  via: "traffic",
  awaits: "delivery",
  inactive: "delivery",
};

/** The section of a field by its path; undefined for an entry that has only fields below it. */
export function sectionOfField([top = "", , ...below]: readonly string[]): SectionName | undefined {
  if (top === "clusters") return lookedUp(ofCluster, below);
  if (top !== "services") return lookedUp(ofFile, [top]);
  if (below[0] === "expose") return lookedUp(ofExposure, below.slice(2));
  if (below[0] === "consume") return lookedUp(ofConsumption, below.slice(3));
  return lookedUp(ofService, below);
}

function lookedUp(table: unknown, [name, ...below]: readonly string[]): SectionName | undefined {
  if (typeof table === "string") return table as SectionName;
  if (name === undefined || typeof table !== "object") return undefined;
  return lookedUp((table as Readonly<Record<string, unknown>>)[name], below);
}
