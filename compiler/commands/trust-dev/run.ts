import type { Cluster, Federation } from "../../2-resolve/federation.ts";
import { trustedRoots } from "../../2-resolve/trusted-roots.ts";
import { examine } from "../../compile.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { clock } from "../../inputs/clock.ts";
import { readFederation } from "../../inputs/federation-input.ts";
import { rootReader } from "../../inputs/root-reader.ts";
import { isAboutTrust } from "../trust-inspect/trust-rules.ts";
import type { TrustDevRequest } from "./command.ts";
import { privateFolder, writePrivateFolder } from "./private-folder.ts";
import { type MadeSecret, trustDevReport } from "./report.ts";
import { type GatewayKeyPair, throwAwayAuthority } from "./throw-away-authority.ts";

/** Makes an authority, and a key pair for every gateway that needs one. Throws a Failure if the reason lies outside of the file. */
export function runTrustDev({ operands: [file], out, maxBytes }: TrustDevRequest): Answer {
  const authority = throwAwayAuthority(clock().now);
  const { source, folder, options } = readFederation(file, maxBytes);
  // The file of the root does not exist before the first run, which makes that root.
  const { findings, known } = examine(source, { ...options, readFile: rootReader(folder, authority.pem) });
  // A cluster may not name its root yet either: the report says how.
  const errors = findings.sorted().filter(({ code, severity }) => severity === "error" && !(known && isAboutTrust(code)));
  if (!known || errors.length > 0) return { ok: false, findings: errors, fields: { out } };

  const gateways = gatewaysOf(known.federation);
  if (gateways.length === 0)
    throw new Failure(
      "no gateway needs a certificate",
      "only gateways of managed clusters do, for grants that are in force in mode gateways: `fedc check` counts the grants",
    );
  const privateOut = privateFolder(out);
  const files = new Map([["ca.pem", authority.pem]]);
  const secrets = gateways.map(({ cluster: { name: cluster, namespace, credentials, identity }, side }): MadeSecret => {
    const { fingerprint, ...keyPair } = authority.issue(cluster, side, identity[side]);
    const name = credentials[side];
    const path = `${cluster}/${side}.yaml`;
    const made = { cluster, gateway: side, file: path, namespace, name, identity: identity[side], fingerprint };
    files.set(path, secretManifest(made, keyPair, authority.notAfter));
    return made;
  });
  writePrivateFolder(privateOut, files);
  const { fingerprint, notAfter } = authority;
  return {
    ok: true,
    findings: [],
    text: (style) => trustDevReport(out, secrets, notAfter, style),
    fields: { out, authority: { file: "ca.pem", fingerprint, notAfter: notAfter.toISOString() }, secrets },
  };
}

/** Gateways of managed clusters that trust a partner. They have to prove their own identity, too. */
function gatewaysOf(federation: Federation): readonly { readonly cluster: Cluster; readonly side: "ingress" | "egress" }[] {
  return trustedRoots(federation).flatMap(({ cluster, place }) =>
    cluster.managed && place !== "workloads" ? [{ cluster, side: place }] : [],
  );
}

/** A Secret for a gateway's key pair. It has no `ca.crt`: that would be the whole authority, and Istio falls back to it if the bundle of the partners' roots is missing. */
function secretManifest(
  { cluster, gateway, name, namespace }: MadeSecret,
  { certificate, privateKey }: Pick<GatewayKeyPair, "certificate" | "privateKey">,
  end: Date,
): string {
  return `# NOT FOR PRODUCTION: ${cluster}'s ${gateway} gateway, until ${end.toISOString().slice(0, 10)}. Holds a private key: never commit it.
apiVersion: v1
kind: Secret
metadata:
  name: ${JSON.stringify(name)}
  namespace: ${JSON.stringify(namespace)}
type: kubernetes.io/tls
stringData:
  tls.crt: |
${indented(certificate)}
  tls.key: |
${indented(privateKey)}
`;
}

function indented(pem: string): string {
  return pem.trimEnd().replace(/^/gm, "    ");
}
