import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { Source } from "../../compiler/findings/source.ts";
import { compileWhole } from "./compile-whole.ts";
import { root } from "./fedc.ts";
import { sampleTime } from "./samples.ts";

export const pem = readFileSync(join(root, "test/samples/trust/example-ca.pem"), "utf8");

/** Every overlay's files. */
export function builtFiles(text: string): ReadonlyMap<string, string> {
  const { built, findings } = compileWhole(new Source("federation.yaml", text), { readFile: () => ({ text: pem }), now: sampleTime });
  if (!built) throw new Error(JSON.stringify(findings.sorted().map(({ code, message }) => `${code} ${message}`)));
  return filesIn(built.overlays);
}

export function filesIn(
  overlays: readonly { readonly cluster: string; readonly files: ReadonlyMap<string, string> }[],
): ReadonlyMap<string, string> {
  return new Map(overlays.flatMap(({ cluster, files }) => [...files].map(([path, text]) => [`${cluster}/${path}`, text] as const)));
}

export function assertSame(one: string, other: string): void {
  const [expected, found] = [builtFiles(other), builtFiles(one)];
  assert.equal([...found.keys()], [...expected.keys()]);
  for (const [path, text] of expected) assert.fixture(found.get(path) ?? "", text, path);
}

export function errorsIn(text: string): readonly string[] {
  const { findings } = compileWhole(new Source("federation.yaml", text), { readFile: () => ({ text: pem }), now: sampleTime });
  return findings
    .sorted()
    .filter(({ severity }) => severity === "error")
    .map(({ code, message }) => `${code} ${message}`);
}

/** Three clusters, all of them exposing, in the mode of workloads or of gateways. */
export const federation = (clusters: string, rest: string) => `apiVersion: fedc.dev/v1alpha1
kind: Federation
metadata: { name: test }
${clusters}
${rest}
`;

const trust =
  "trust: { gateways: { root: ca, certificate: { issuerRef: { kind: ClusterIssuer, name: ca } } }, workloads: { root: ca, domain:";
export const clustersInFull = `clusters:
${["a", "b", "c", "d"]
  .map(
    (name, index) =>
      `  ${name}: { hostname: ${name}.example.com, ${trust} ${name}.mesh } }, gateways: { ingress: { addresses: [192.0.2.${index}] }, egress: {} }, gitops: { repository: "https://github.com/example/${name}", path: f, delivery: directory } }`,
  )
  .join("\n")}`;
