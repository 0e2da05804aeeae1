import type { Federation } from "../../2-resolve/federation.ts";
import { Failure } from "../../findings/failure.ts";
import { didYouMeanOneOf } from "../../findings/suggest.ts";

const namespaceForm = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const accountForm = /^[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?$/;

/** Who calls: a cluster, and one of its service accounts as `namespace/name` if one is given. */
export interface AskedCaller {
  readonly cluster: string;
  readonly account: string | undefined;
}

/** Reads `cluster` or `cluster/namespace/account`. Throws a Failure for what no caller can be. */
export function askedCaller({ clusters }: Federation, text: string): AskedCaller {
  const [cluster = "", namespace, account, ...rest] = text.split("/");
  if (!clusters.has(cluster))
    throw new Failure(`there is no cluster \`${cluster}\` in the federation`, didYouMeanOneOf(cluster, [...clusters.keys()]));
  if (namespace === undefined) return { cluster, account: undefined };
  if (!account || account === "*" || rest.length > 0)
    throw new Failure("a caller is `CLUSTER/NAMESPACE/ACCOUNT`", "or `CLUSTER` alone: somebody who is listed");
  if (namespaceForm.test(namespace) && accountForm.test(account)) return { cluster, account: `${namespace}/${account}` };
  const inLowerCase = text.toLowerCase();
  const help = inLowerCase === text ? "names of Kubernetes are in lower case, with digits and `-`" : `write \`${inLowerCase}\``;
  throw new Failure(`no namespace and service account can be called \`${namespace}/${account}\``, help);
}
