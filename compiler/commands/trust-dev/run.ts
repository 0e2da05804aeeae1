import type { Cluster, Federation } from "../../2-resolve/federation.ts";
import { trustedRoots } from "../../2-resolve/trusted-roots.ts";
import { examine } from "../../compile.ts";
import { clock } from "../../environment/clock.ts";
import { readFederation } from "../../environment/federation-input.ts";
import { rootReader } from "../../environment/root-reader.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { isAboutTrust } from "../trust-inspect/trust-rules.ts";
import { gatewaySecret } from "./gateway-secret.ts";
import { privateFolder, writePrivateFolder } from "./private-folder.ts";
import { type MadeSecret, trustDevReport } from "./report.ts";
import { throwAwayAuthority } from "./throw-away-authority.ts";

/** Makes an authority and a key pair for every gateway that needs one. Throws a Failure for what is not the file's fault. */
export function runTrustDev(file: string | undefined, out: string, maxBytes: number): Answer {
  const time = clock();
  const input = readFederation(file, maxBytes);
  const authority = throwAwayAuthority(time.now);
  // Before the first run, the file of the root that is about to be made is missing.
  const { findings, known } = examine(input.source, { readFile: rootReader(input.folder, authority.pem), ...time, maxBytes });
  // Which root a cluster uses may still be missing too: this command is about to tell.
  const errors = findings.sorted().filter(({ code, severity }) => severity === "error" && !(known && isAboutTrust(code)));
  if (!known || errors.length > 0) return { ok: false, findings: errors, fields: { out } };

  const gateways = gatewaysOf(known.federation);
  if (gateways.length === 0)
    throw new Failure(
      "no gateway needs a certificate",
      "only gateways of managed clusters do, for grants that are in force in mode gateways: `fedc check` counts the grants",
    );
  const folder = privateFolder(out);
  const files = new Map([["ca.pem", authority.pem]]);
  const secrets = gateways.map(({ cluster, side }): MadeSecret => {
    const identity = cluster.identity[side];
    const keyPair = authority.issue(cluster.name, side, identity);
    const path = `${cluster.name}/${side}.yaml`;
    files.set(path, gatewaySecret(cluster, side, keyPair, authority.notAfter));
    const { namespace, credentials } = cluster;
    return {
      cluster: cluster.name,
      gateway: side,
      file: path,
      namespace,
      name: credentials[side],
      identity,
      fingerprint: keyPair.fingerprint,
    };
  });
  writePrivateFolder(folder, files);
  const { fingerprint, notAfter } = authority;
  return {
    ok: true,
    findings: [],
    text: (paint) => trustDevReport(out, secrets, notAfter, paint),
    fields: { out, authority: { file: "ca.pem", fingerprint, notAfter: notAfter.toISOString() }, secrets },
  };
}

/** Gateways of managed clusters that believe a partner, and so have to prove who they are, too. */
function gatewaysOf(federation: Federation): readonly { readonly cluster: Cluster; readonly side: "ingress" | "egress" }[] {
  return trustedRoots(federation).flatMap(({ cluster, place }) =>
    cluster.managed && place !== "workloads" ? [{ cluster, side: place }] : [],
  );
}
