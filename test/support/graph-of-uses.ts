import type { ClusterNode, Graph, GraphCall, NameNode, ServiceNode } from "../../compiler/graph/graph.ts";

const towns = ["berlin", "lisbon", "osaka", "quito", "dakar", "perth", "turin", "miami", "delhi", "cairo", "lima", "oslo", "kyoto", "nice"];
const words = ["orders", "stock", "ratings", "search", "billing", "catalogue", "mail", "sessions", "exchange-rates", "reports", "shipping"];
const allowed = ["GET /items/*", "GET, HEAD /api/v1/*, /health", "POST /orders", "any connection", "any method /reports/*/summary.json"];

/** A graph with this many uses, as a federation of some size has them: clusters that use and expose, shares, owners, and uses not in force. */
export function graphOfUses(count: number): Graph {
  const clusters = Array.from({ length: Math.max(3, Math.ceil(Math.sqrt(count) * 0.9)) }, (_, i) => clusterNode(i));
  const services: ServiceNode[] = [];
  const names: NameNode[] = [];
  const calls: GraphCall[] = [];
  for (let i = 0; calls.length < count; i++) {
    const exposers = i % 4 === 3 ? 2 : 1;
    const offers = Array.from({ length: exposers }, (_, k) => serviceNode(i, at(clusters, (i % 7) * (i % 4) + k)));
    services.push(...offers);
    const taken = new Set(offers.map(({ cluster }) => cluster));
    for (let k = 0; k < 1 + (i % 4) && calls.length < count; k++) {
      const { name: cluster } = at(clusters, i * 3 + k * 2 + 1);
      if (taken.has(cluster)) continue;
      taken.add(cluster);
      const from = nameNode(i, k, cluster);
      names.push(from);
      for (const to of offers.slice(0, count - calls.length)) calls.push(call(from, to, exposers, calls.length));
    }
  }
  return { federation: "made-up", clusters, services, names, calls };
}

function clusterNode(i: number): ClusterNode {
  const name = `${at(towns, i)}-${i < towns.length ? "prod" : `stage-${i}`}`;
  const owner = i % 3 === 0 ? undefined : `team ${at(words, i)}`;
  return { name, hostname: `${name}.example.com`, owner, managed: i % 7 !== 4, inactive: undefined };
}

function serviceNode(i: number, { name: cluster }: ClusterNode): ServiceNode {
  const service = serviceName(i);
  const local = `${service}.team-${i % 6}:8080`;
  const owner = i % 2 === 0 ? `team ${at(words, i * 3)}` : undefined;
  const subset = i % 5 === 4 ? "version=v2" : undefined;
  return {
    service,
    cluster,
    protocol: i % 3 === 2 ? "grpc" : "http",
    local,
    subset,
    path: undefined,
    owner,
    description: undefined,
    inactive: undefined,
  };
}

function nameNode(i: number, k: number, cluster: string): NameNode {
  const service = serviceName(i);
  const as = k === 2 ? `${service}.partners.example.com:443` : `${service}.team-${k}:8080`;
  const keeps = k === 1 ? { shares: [{ percent: 25, when: undefined }], choice: undefined } : undefined;
  const kind = k === 2 ? "host" : k === 1 ? "existing" : "created";
  return { service, cluster, as, kind, callers: [`team-${k}/caller`], callerLabels: undefined, keeps, inactive: undefined };
}

function call(from: NameNode, to: ServiceNode, exposers: number, i: number): GraphCall {
  const state = i % 11 === 7 ? "inactive" : i % 13 === 9 ? "pending" : "in force";
  const reason = state === "in force" ? undefined : state === "pending" ? "the exposing cluster has no address yet" : "not agreed yet";
  const shares = [
    { percent: 100 / exposers - (from.keeps ? 25 / exposers : 0), when: i % 6 === 5 ? "header end-user is jason" : undefined },
  ];
  const allows = i % 4 === 1 ? [at(allowed, i), at(allowed, i + 1)] : [at(allowed, i)];
  return { from, to, state, reason, mode: "gateways", via: undefined, allows, shares, choice: undefined };
}

function serviceName(i: number): string {
  const word = at(words, i);
  return i < words.length ? word : `${word}-${Math.floor(i / words.length)}`;
}

function at<Item>(items: readonly Item[], i: number): Item {
  return items[i % items.length] as Item;
}
