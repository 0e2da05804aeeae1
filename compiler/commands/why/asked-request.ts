import type { FederatedService } from "../../2-resolve/federation.ts";
import { httpMethods } from "../../3-check/http-methods.ts";
import { Failure } from "../../findings/failure.ts";
import { didYouMean } from "../../findings/suggest.ts";

/** What was written behind a service on the command line: a method and a path, or an rpc. */
export type RequestWords = readonly [method?: string | undefined, path?: string | undefined];

/** The request that is meant, in the terms of the service's protocol; undefined where none is given. Throws a Failure for what is none of its. */
export function askedRequest(
  { name, protocol }: FederatedService,
  [first, path]: RequestWords,
): { method: string; path: string } | undefined {
  if (first === undefined) return undefined;
  if (protocol === "tcp") throw new Failure(`\`${name}\` speaks tcp: a connection has no method and no path`, `leave \`${first}\` out`);
  if (protocol === "grpc") return { method: "POST", path: `/${rpcIn(name, first, path)}` };
  if (path === undefined)
    throw new Failure(
      "a request is a method and a path",
      first.includes("/") ? `write \`GET ${withSlash(first)}\`` : `write \`${first} /PATH\``,
    );
  if (/[a-z]/.test(first)) throw new Failure(`\`${first}\` is no method: they are in upper case`, `write \`${first.toUpperCase()}\``);
  if (!/^[A-Z][A-Z0-9_-]*$/.test(first)) throw new Failure(`\`${first}\` is no method`, "a method is one word, such as `GET`");
  if (first === "CONNECT")
    throw new Failure("no call with `CONNECT` ever arrives: Istio's proxies do not pass it on", "`fedc explain FED426` tells why");
  if (protocol === "http" && !httpMethods.includes(first))
    throw new Failure(
      `proxies do not accept the method \`${first}\` over HTTP/1.1`,
      didYouMean(first, httpMethods) ?? "`fedc explain FED451` lists those that they accept",
    );
  if (!path.startsWith("/")) throw new Failure(`\`${path}\` is no path: it begins with \`/\``, `write \`${withSlash(path)}\``);
  const [plain = path] = path.split("?", 1);
  if (!/^[!"$-~]+$/.test(plain))
    throw new Failure(
      `\`${path}\` is no path that a request can have`,
      "blanks and letters that are not ASCII are written as `%20` and the like",
    );
  return { method: first, path: plain };
}

/** As it is called in federation.yaml, or as the path of its POST. */
function rpcIn(service: string, first: string, path: string | undefined): string {
  const rpc = (path ?? first).replace(/^\//, "");
  const help = "an rpc is `package.Service/Method`, such as `quotes.v1.Quotes/Get`";
  if (path !== undefined && first !== "POST")
    throw new Failure(`\`${service}\` speaks grpc, where every call is a POST and none is \`${first}\``, help);
  if (!/^[^/]+\/[^/]+$/.test(rpc)) throw new Failure(`\`${rpc}\` is no rpc of \`${service}\`, which speaks grpc`, help);
  return rpc;
}

function withSlash(path: string): string {
  return `/${path.replace(/^\//, "")}`;
}
