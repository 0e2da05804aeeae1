import type { Anything } from "../planned.ts";
import type { Chance } from "../random-federation.ts";
import type { Names } from "./names.ts";
import type { Roots } from "./roots.ts";

/** What the clusters of one federation have in common. */
export interface Setting {
  readonly chance: Chance;
  readonly names: Names;
  readonly roots: Roots;
  /** Whether any pair is in mode workloads. */
  readonly workloads: boolean;
  /** Whether all ingress gateways are at one address, on ports of their own. */
  readonly oneAddress: boolean;
  /** Whether all overlays go to one repository, into folders of their own. */
  readonly fleet: boolean;
}

const labels = { "example.com/gateway": "yes", app: "1e3" };

/** A cluster as it is written. A partner that configures itself has facts only. */
export function cluster(index: number, managed: boolean, setting: Setting): Anything {
  const { chance, names } = setting;
  const hostname = names.hostname(index);
  const made: Anything = {
    hostname,
    ...(chance.in(30) && { owner: chance.of(["@example/platform", "Partner Ltd: the platform team", "null"]) }),
    ...(managed ? chance.in(10) && { managed: true } : { managed: false }),
    ...(managed && chance.in(4) && { inactive: chance.of(["it moves", "# until March: yes"]) }),
    trust: trust(index, hostname, managed, setting),
    gateways: {
      ...(managed && namespace(setting)),
      ingress: { ...ingressFacts(index, setting), ...(managed && gateway("ingress", chance)) },
      egress: managed ? gateway("egress", chance) : {},
    },
    ...(managed && istio(setting)),
    ...(managed && { gitops: gitops(index, setting) }),
  };
  return managed ? withDataPlane(made, index) : made;
}

/** In ambient mode much is an error: in a cluster that takes part, no application is in the namespace that has it. */
function withDataPlane(made: Anything, index: number): Anything {
  const ofInactive = ["ambient", { default: "ambient" }];
  const ofActive = [
    "sidecar",
    { default: "sidecar", namespaces: { quiet: "ambient" } },
    { namespaces: { quiet: "ambient", silent: "sidecar" } },
  ];
  const choice = made.inactive === undefined ? ofActive : ofInactive;
  if (made.inactive === undefined && index % 2 === 0) return made;
  return { ...made, istio: { ...made.istio, dataPlane: choice[(index >> 1) % choice.length] } };
}

function trust(index: number, hostname: string, managed: boolean, { chance, names, roots, workloads }: Setting): Anything {
  const certificate = chance.in(70)
    ? { issuerRef: { kind: chance.of(["ClusterIssuer", "Issuer"]), name: "ca.1", ...(chance.in(30) && { group: "issuers.example.com" }) } }
    : { secrets: { ingress: "border-in", egress: "border-out" } };
  const identity = {
    ...(chance.in(70) && { ingress: `spiffe://${hostname}/Edge/IN_1` }),
    ...(chance.in(70) && { egress: `spiffe://${hostname}/Edge/OUT.2` }),
  };
  return {
    gateways: { root: roots.take(), ...(managed && { certificate }), ...(chance.in(25) && { identity }) },
    ...(workloads && { workloads: { root: roots.take(), domain: names.trustDomain(index) } }),
  };
}

function namespace({ chance, names }: Setting): Anything {
  if (!chance.in(30)) return {};
  const name = names.style === "longest" ? "edge-".padEnd(63, "e") : chance.of(["edge", "0"]);
  return { namespace: name, ...(chance.in(50) && { createNamespace: chance.in(30) }) };
}

function ingressFacts(index: number, { chance, oneAddress }: Setting): Anything {
  if (oneAddress) return { addresses: ["192.0.2.200"], port: 20000 + index };
  const turn = chance.below(10);
  const four = `198.51.${Math.floor(index / 250)}.${(index % 250) + 1}`;
  const six = `2001:DB8::${(index + 16).toString(16)}`;
  const many = Array.from({ length: 64 }, (_, i) => `10.${Math.floor(index / 250)}.${index % 250}.${i + 1}`);
  const addresses =
    turn === 0
      ? "pending"
      : turn === 1
        ? [`gw${index}.example.net`]
        : turn === 2
          ? [four, six]
          : turn === 3
            ? [six]
            : turn === 4
              ? many
              : [four];
  return {
    addresses,
    ...(chance.in(25) && { port: chance.of([443, 15443, 65535, 1]) }),
    ...(chance.in(25) && { idleTimeout: chance.of(["50s", "99m"]) }),
    ...(chance.in(25) && {
      keepalive: chance.of([{ time: "1s", interval: "1s", probes: 1 }, { time: "9999s", probes: 100 }, { interval: "2m" }]),
    }),
  };
}

/** What is said of a gateway's pods: those that fedc deploys, or the owner's own. */
function gateway(side: "ingress" | "egress", chance: Chance): Anything {
  if (chance.in(15)) return { deploy: false, selector: { ...labels, side }, serviceAccount: `own.${side}` };
  const type = chance.of(["LoadBalancer", "NodePort", "ClusterIP"]);
  const nodePort = type !== "ClusterIP" && chance.in(40) && { nodePort: side === "ingress" ? 30443 : 30444 };
  const annotations = { "example.com/a": "", "service.beta/b": "true", c: "a: b # c\n- d" };
  return {
    ...(chance.in(15) && { deploy: true }),
    ...(chance.in(30) && { replicas: chance.in(50) ? 1 + chance.below(1000) : { min: 1 + chance.below(3), max: 3 + chance.below(997) } }),
    ...(chance.in(30) && { service: { type, ...nodePort, ...(chance.in(40) && { annotations }) } }),
  };
}

function istio({ chance, names }: Setting): Anything {
  const facts = {
    ...(chance.in(25) && { version: chance.of(["1.31", "1.31.2", "1.30.8"]) }),
    ...(chance.in(25) && { revision: chance.of(["stable", "1-31", "0"]) }),
    ...(chance.in(15) && { rootNamespace: names.style === "longest" ? "root-".padEnd(63, "r") : "istio-config" }),
    ...(chance.in(25) && { domain: names.clusterDomain() }),
    ...(chance.in(10) && { defaultDeny: chance.in(60) }),
    ...(chance.in(70) && {
      pathNormalization: chance.of(["DECODE_AND_MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES", "BASE", "MERGE_SLASHES", "NONE"]),
    }),
  };
  return Object.keys(facts).length > 0 && { istio: facts };
}

function gitops(index: number, { chance, fleet }: Setting): Anything {
  const name = fleet ? "Fleet" : `Cluster-${index}`;
  const repository = chance.of([
    `https://github.com/Example/${name}`,
    `https://git.example.com:8443/a/b/${name}.git`,
    `ssh://git@git.example.com:2222/${name}.git`,
    `git@github.com:example/${name}.git`,
  ]);
  const delivery = chance.of(["pull-request", "commit", "directory"]);
  return {
    repository,
    ...(chance.in(30) && { branch: chance.of(["main", "release/Mesh-1.2", "dev@home"]) }),
    path: chance.in(30) ? `Clusters/${index}/${"f".repeat(200)}` : `clusters/${index}`,
    delivery,
    ...(!repository.includes("github.com") && { forge: fleet ? "forgejo" : ["github", "gitlab", "gitea"][index % 3] }),
    ...(delivery === "pull-request" && chance.in(40) && { reviewers: ["octocat", "example/platform", "@example/sre"] }),
    ...(delivery !== "directory" &&
      chance.in(40) && {
        synced: {
          status: index % 2 === 0 ? `kustomization/c${index}-*` : [`kustomization/c${index}-*`, `argocd/c${index}`],
          ...(chance.in(50) && { hold: "90s" }),
        },
      }),
    ...(delivery === "pull-request" && chance.in(40) && { labels: ["federation", "needs: review", "1"] }),
  };
}
