import { sorted } from "../../2-resolve/names.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted } from "../../findings/formats/words.ts";

/** A Secret that was written, without its key. */
export interface MadeSecret {
  readonly cluster: string;
  readonly gateway: "ingress" | "egress";
  /** Its path from the folder. */
  readonly file: string;
  readonly namespace: string;
  readonly name: string;
  readonly identity: string;
  readonly fingerprint: string;
}

/** Tells what was made for a trial, and what to do with it. */
export function trustDevReport(folder: string, secrets: readonly MadeSecret[], notAfter: Date, style: Style): string {
  const place = printable(folder.replace(/\/+$/, "") || "/");
  const clusters = sorted(secrets.map(({ cluster }) => cluster));
  const entries = clusters.map((cluster) => {
    const names = secrets.filter((secret) => secret.cluster === cluster).map(({ gateway, name }) => `${gateway}: ${name}`);
    return `       ${cluster}:
         trust:
           gateways:
             root: trial
             certificate: { secrets: { ${names.join(", ")} } }
`;
  });
  return `${style("good", place)}: a throw-away authority and ${counted(secrets.length, "Secret")}, until ${notAfter.toISOString().slice(0, 10)}
${style("warning", "NOT FOR PRODUCTION")}: the keys were made here, and lie in files.

${secrets.map(({ file, namespace, name }) => `  ${place}/${file}\n      Secret ${name} in ${namespace}\n`).join("")}
next:
  1. copy ${place}/ca.pem, which is public, to trust/trial.pem beside
     federation.yaml, and name it in that file:

     trust:
       roots:
         trial: [{ file: trust/trial.pem }]
     clusters:
${entries.join("")}
  2. run \`fedc build\`, and bring each overlay to its cluster: it creates the
     namespace
  3. apply each cluster's Secrets:

${clusters.map((cluster) => `     kubectl --context ${cluster} apply -f ${place}/${cluster}/\n`).join("")}
  4. remove ${place}. For another cluster or after the 30 days, run this
     again. It then makes a new authority, since the key of this one was not
     kept.
`;
}
