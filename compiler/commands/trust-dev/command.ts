import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { Command, Invocation } from "../command.ts";
import { maxBytesOf, maxBytesOption } from "../max-bytes.ts";

/** `fedc trust dev`: an authority and gateways' key pairs for a trial. */
export const trustDev: Command = {
  name: "trust dev",
  summary: "throw-away certificates and keys of gateways, for a trial",
  operand: "[FILE]",
  description: `Makes an authority that lasts 30 days, and with it a Secret for every gateway
that FILE (federation.yaml where none is given, standard input for -) needs in
mode gateways: for a trial, never for production. DIR gets ca.pem, which is
public, and a folder per cluster, ready for \`kubectl apply\`. Private keys are in
those Secrets and nowhere else; the authority's own is not kept at all.

DIR must not be there yet, or be empty, and lie outside of every git repository.
Only you may read what is in it. Roots whose file is not there yet are no error.
Opens no connection.`,
  options: {
    out: { value: "DIR", description: "the folder to write, required" },
    "max-bytes": maxBytesOption,
  },
  examples: [
    { line: "fedc trust dev --out ~/trial-keys", effect: "for federation.yaml" },
    { line: "kubectl apply -f ~/trial-keys/cluster1/", effect: "then, in each cluster" },
  ],
  async run(invocation: Invocation): Promise<Answer> {
    const folder = invocation.options.get("out")?.[0];
    if (folder === undefined)
      throw new Failure("`fedc trust dev` needs `--out DIR`", "private keys go there: a folder outside of every git repository");
    const { runTrustDev } = await import("./run.ts");
    return runTrustDev(invocation.operand, folder, maxBytesOf(invocation));
  },
};
