import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./fedc.ts";

/** Sizes of a made-up federation. */
export interface Size {
  readonly clusters: number;
  readonly exposures: number;
  readonly consumptions: number;
}

/** 3 clusters, 10 exposures, 10 consumptions. */
export const sizeS: Size = { clusters: 3, exposures: 10, consumptions: 10 };
/** 50 clusters, 1,000 exposures, 5,000 consumptions: 1.3 MB of YAML. */
export const sizeM: Size = { clusters: 50, exposures: 1000, consumptions: 5000 };
/** Twenty times that. */
export const sizeL: Size = { clusters: 1000, exposures: 20_000, consumptions: 100_000 };

export interface LargeOptions {
  /** Clusters take their roots from this list in turn; by default it has three. */
  readonly roots?: readonly NamedRoot[];
  /** The address to which each cluster's name is added. */
  readonly repositories?: string;
  readonly delivery?: "pull-request" | "commit";
}

export interface NamedRoot {
  readonly name: string;
  readonly pem: string;
}

/** The text of a federation of that size: every service is exposed by one cluster and used by as many others as it takes. */
export function largeFederation({ clusters, exposures, consumptions }: Size, options: LargeOptions = {}): string {
  const { roots = sampleRoots(), repositories = "https://github.com/example/", delivery = "pull-request" } = options;
  const lines = ["apiVersion: fedc.dev/v1alpha1", "kind: Federation", "metadata: { name: large }", "clusters:"];
  for (let i = 0; i < clusters; i++) {
    lines.push(
      `  cluster-${i}:`,
      `    hostname: c${i}.example.com`,
      "    trust:",
      "      gateways:",
      `        root: ${roots[i % roots.length]?.name}`,
      "        certificate: { issuerRef: { kind: ClusterIssuer, name: federation-ca } }",
      "    gateways:",
      "      ingress:",
      `        addresses: [198.18.${i >> 8}.${i & 255}]`,
      "      egress: {}",
      "    istio: { pathNormalization: DECODE_AND_MERGE_SLASHES }",
      "    gitops:",
      `      repository: ${repositories}cluster-${i}`,
      "      path: federation",
      `      delivery: ${delivery}`,
    );
  }
  lines.push("trust:", "  roots:");
  for (const { name, pem } of roots)
    lines.push(
      `    ${name}:`,
      "      - pem: |",
      ...pem
        .trimEnd()
        .split("\n")
        .map((line) => `          ${line}`),
    );
  lines.push("services:");
  const each = Math.ceil(consumptions / exposures);
  for (let i = 0; i < exposures; i++) {
    const exposer = i % clusters;
    const consumers = Array.from(
      { length: Math.min(each, clusters - 1) },
      (_, k) => (exposer + 1 + ((i * 7 + k) % (clusters - 1))) % clusters,
    );
    lines.push(
      `  service-${i}:`,
      "    protocol: http",
      "    expose:",
      `      cluster-${exposer}:`,
      `        service: app-${i}.team-${i % 20}`,
      "        port: 8080",
      "        allow:",
      ...consumers.map((consumer) => `          cluster-${consumer}: { methods: [GET, POST], paths: [/api/v1/*, /health] }`),
      "    consume:",
      ...consumers.flatMap((consumer) => [
        `      cluster-${consumer}:`,
        `        as: service-${i}.team-${i % 20}`,
        "        port: 8080",
        "        localService: create",
        `        callers: [team-${i % 20}/caller-${i % 7}, team-${(i + 3) % 20}/caller-1]`,
      ]),
    );
  }
  return `${lines.join("\n")}\n`;
}

function sampleRoots(): readonly NamedRoot[] {
  return ["corp", "east", "west"].map((name) => ({
    name,
    pem: readFileSync(join(root, "test/samples/build/mosaic/trust", `${name}.pem`), "utf8"),
  }));
}
