import type { CommandDeclaration, RequestOf } from "../command.ts";
import { onFile } from "../options.ts";

/** `fedc trust dev`: an authority and gateways' key pairs for a trial. */
export const trustDev = {
  name: "trust dev",
  summary: "throw-away certificates and keys of gateways, for a trial",
  description: `Makes a certificate authority that lasts 30 days, and with it a Secret for every
gateway that FILE (federation.yaml if none is given, standard input for -) needs
in mode gateways: for a trial, never for production. DIR gets ca.pem, which is
public, and a folder per cluster, ready for \`kubectl apply\`. Private keys are in
those Secrets and nowhere else; the authority's own key is not kept at all.

DIR must not exist or must be empty, and must lie outside of every git
repository. Only you may read what is in it. A root whose file does not exist
yet is not an error. Opens no connection.`,
  ...onFile({
    out: { value: "DIR", required: true, description: "the folder to write, required" },
  }),
  examples: [
    { line: "fedc trust dev --out ~/trial-keys", effect: "for federation.yaml" },
    { line: "kubectl apply -f ~/trial-keys/cluster1/", effect: "then, in each cluster" },
  ],
} as const satisfies CommandDeclaration;

export type TrustDevRequest = RequestOf<typeof trustDev>;
