import type { Intent } from "../../compiler/5-verify/intent/intent.ts";
import type { ClientCertificate, HttpRequest, Workload } from "../../compiler/istio/call.ts";

/** An application that calls `host:port`. */
export const by = (cluster: string, who: string, to: string, labels: Workload["labels"] = {}): Workload => {
  const [namespace = "", account = ""] = who.split("/");
  const [host = "", port] = to.split(":");
  return { kind: "workload", cluster, namespace, account, labels, host, port: Number(port) };
};
/** `GET /path` */
export const http = (line: string, headers: HttpRequest["headers"] = {}): HttpRequest => {
  const [method = "", path = ""] = line.split(" ");
  return { method, path, headers };
};
/** A client of an ingress gateway. */
export const partner = (cluster: string, sni: string, host: string, certificate?: ClientCertificate) =>
  ({ kind: "externalClient", at: { cluster, gateway: "ingress" }, port: 15443, sni, host, ...(certificate && { certificate }) }) as const;
export const signed = (root: string, ...uris: string[]): ClientCertificate => ({ uris, dns: [], root });
/** What is meant, in a few words; `own local` is a Service that no object speaks of. */
export function reported(intent: Intent | undefined): string {
  if (intent?.kind !== "granted") return intent?.kind ?? "";
  return intent.ends
    .map(
      ({ share, cluster, service, outsideModel }) =>
        `${share} ${outsideModel ? (cluster === "partner" ? `beyond ${cluster}` : "own local") : cluster} ${service}`,
    )
    .join(", ");
}
