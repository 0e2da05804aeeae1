import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { issueCertificate } from "../../compiler/certificates/issue-certificate.ts";
import { certificatePem } from "../../compiler/certificates/pem.ts";
import { root } from "./fedc.ts";

/** Sizes of a made-up federation. */
export interface Size {
  readonly clusters: number;
  readonly exposures: number;
  readonly consumptions: number;
}

/** 50 clusters, 1,000 exposures, 5,000 consumptions: 1.3 MB of YAML. */
export const sizeM: Size = { clusters: 50, exposures: 1000, consumptions: 5000 };

/** 1,000 clusters, 20,000 exposures, 100,000 consumptions: 26 MB of YAML. */
export const sizeL: Size = { clusters: 1000, exposures: 20_000, consumptions: 100_000 };

interface NamedRoot {
  readonly name: string;
  readonly pem: string;
}

/** A few roots that clusters share, always the same. */
const sharedRoots = ["corp", "east", "west"].map(
  (name): NamedRoot => ({ name, pem: readFileSync(join(root, "test/samples/build/mosaic/trust", `${name}.pem`), "utf8") }),
);

/** A root for each cluster, new ones each time: as where every cluster has an authority of its own. */
export function rootPerCluster({ clusters }: Size): readonly NamedRoot[] {
  return Array.from({ length: clusters }, (_, i) => ({ name: `root-${i}`, pem: newRoot(`authority of cluster-${i}`) }));
}

function newRoot(commonName: string): string {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = { organization: "example", commonName };
  const key = publicKey.export({ type: "spki", format: "der" });
  const [notBefore, notAfter] = [new Date("2025-01-01"), new Date("2045-01-01")];
  const contents = { serial: randomBytes(16), issuer: name, subject: name, notBefore, notAfter, publicKey: key, issuerKey: key };
  return certificatePem(issueCertificate(contents, (body) => sign("sha256", body, privateKey)));
}

/** The text of a federation of that size: every service is exposed by one cluster and used by as many others as it takes. */
export function largeFederation({ clusters, exposures, consumptions }: Size, roots: readonly NamedRoot[] = sharedRoots): string {
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
      `        addresses: [192.0.${2 + Math.floor(i / 250)}.${(i % 250) + 1}]`,
      "      egress: {}",
      "    istio: { pathNormalization: DECODE_AND_MERGE_SLASHES }",
      "    gitops:",
      `      repository: https://github.com/example/cluster-${i}`,
      "      path: federation",
      "      delivery: pull-request",
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
