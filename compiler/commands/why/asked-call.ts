/** Reads the words of the command line: who calls, and the request. */
import { membersOf } from "../../1-load/spelled-out/groups.ts";
import type { Consumption, FederatedService, Federation } from "../../2-resolve/federation.ts";
import { httpMethods } from "../../3-check/http-methods.ts";
import { grantedRequests, request } from "../../5-verify/probes/requests.ts";
import { Failure } from "../../findings/failure.ts";
import { quoted } from "../../findings/formats/words.ts";
import { didYouMean, mustExist } from "../../findings/suggest.ts";
import type { HttpRequest } from "../../istio/call.ts";

const namespaceForm = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const accountForm = /^[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?$/;

/** Who calls: a cluster, and one of its service accounts as `namespace/name` if one is given. */
interface AskedCaller {
  readonly cluster: string;
  readonly account: string | undefined;
}

/** Reads `cluster` or `cluster/namespace/account`. Throws a Failure for what no caller can be. */
export function askedCaller(federation: Federation, text: string): AskedCaller {
  const { clusters, written } = federation;
  const [cluster = "", namespace, account, ...rest] = text.split("/");
  if (!clusters.has(cluster) && Object.hasOwn(written.groups ?? {}, cluster))
    throw new Failure(
      `\`${cluster}\` is a group, and a call comes from one cluster`,
      `name one of ${quoted(membersOf(cluster, written), "or")}; \`fedc access --from ${cluster}\` tells about all of them`,
    );
  mustExist("cluster", [cluster], [...clusters.keys()]);
  if (namespace === undefined) return { cluster, account: undefined };
  if (!account || account === "*" || rest.length > 0)
    throw new Failure("a caller is `CLUSTER/NAMESPACE/ACCOUNT`", "or `CLUSTER` alone: somebody who is listed");
  if (namespaceForm.test(namespace) && accountForm.test(account)) return { cluster, account: `${namespace}/${account}` };
  const inLowerCase = text.toLowerCase();
  const help = inLowerCase === text ? "names of Kubernetes are in lower case, with digits and `-`" : `write \`${inLowerCase}\``;
  throw new Failure(`no namespace and service account can be called \`${namespace}/${account}\``, help);
}

/** The words that follow a service on the command line: a method and a path, or an rpc. */
export type RequestWords = readonly [method?: string | undefined, path?: string | undefined];

/** The request, in the terms of the service's protocol; undefined if none is given. Throws a Failure if the protocol has no such request. */
export function requestFrom(
  { name, protocol }: FederatedService,
  [first, path]: RequestWords,
): { readonly method: string; readonly path: string } | undefined {
  if (first === undefined) return undefined;
  if (protocol === "tcp") throw new Failure(`\`${name}\` speaks tcp: a connection has no method and no path`, `leave \`${first}\` out`);
  if (protocol === "grpc") return { method: "POST", path: `/${rpcIn(name, first, path)}` };
  if (path === undefined)
    throw new Failure(
      "a request is a method and a path",
      `write \`${first.includes("/") ? `GET ${withSlash(first)}` : `${first} /PATH`}\``,
    );
  if (/[a-z]/.test(first)) throw new Failure(`\`${first}\` is not a method: methods are in upper case`, `write \`${first.toUpperCase()}\``);
  if (!/^[A-Z][A-Z0-9_-]*$/.test(first)) throw new Failure(`\`${first}\` is not a method`, "a method is one word, such as `GET`");
  if (first === "CONNECT")
    throw new Failure("no call with `CONNECT` ever arrives: Istio's proxies do not pass it on", "`fedc explain FED426` tells why");
  if (protocol === "http" && !httpMethods.includes(first))
    throw new Failure(
      `proxies do not accept the method \`${first}\` over HTTP/1.1`,
      didYouMean(first, httpMethods) ?? "`fedc explain FED451` lists those that they accept",
    );
  if (!path.startsWith("/")) throw new Failure(`\`${path}\` is not a path: a path begins with \`/\``, `write \`${withSlash(path)}\``);
  const [plain = path] = path.split("?", 1);
  if (!/^[!"$-~]+$/.test(plain))
    throw new Failure(`a request cannot have the path \`${path}\``, "write blanks and letters that are not ASCII as `%20` and the like");
  return { method: first, path: plain };
}

/** An rpc may be written as in federation.yaml, or as the path of its POST. */
function rpcIn(service: string, first: string, path: string | undefined): string {
  const rpc = (path ?? first).replace(/^\//, "");
  const help = "an rpc is `package.Service/Method`, such as `quotes.v1.Quotes/Get`";
  if (path !== undefined && first !== "POST")
    throw new Failure(`\`${service}\` speaks grpc, where every call is a POST, not \`${first}\``, help);
  if (!/^[^/]+\/[^/]+$/.test(rpc)) throw new Failure(`\`${rpc}\` is not an rpc, and \`${service}\` speaks grpc`, help);
  return rpc;
}

function withSlash(path: string): string {
  return `/${path.replace(/^\//, "")}`;
}

/** The request that is given; otherwise one that is granted. */
export function askedRequest({ service, cluster }: Consumption, method: string | undefined, path: string | undefined): HttpRequest {
  if (method !== undefined && path !== undefined) return request(method, path);
  const allows = service.exposures.flatMap(({ allows }) => allows.filter(({ consumer }) => consumer === cluster));
  return allows.flatMap(grantedRequests).find((granted) => granted !== undefined) ?? request("GET", "/");
}
