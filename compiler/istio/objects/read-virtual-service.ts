import type { ObjectName } from "../verdict.ts";
import { checkMetadata, type ObjectHead } from "./object-head.ts";
import { type HttpRoute, readDestinations, readHttpRoute, readSource, type TcpRoute, type TlsRoute } from "./read-routes.ts";
import { readVisibility, type Visibility } from "./visibility.ts";

export interface VirtualService {
  readonly name: ObjectName;
  readonly hosts: readonly string[];
  /** `namespace/name`; empty where it is for the proxies of the mesh. */
  readonly gateways: readonly string[];
  readonly visibility: Visibility;
  readonly http: readonly HttpRoute[];
  readonly tcp: readonly TcpRoute[];
  readonly tls: readonly TlsRoute[];
}

export function readVirtualService(head: ObjectHead): VirtualService {
  checkMetadata(head);
  const { namespace } = head.name;
  const spec = head.fields.only("apiVersion", "kind", "metadata", "spec").fields("spec");
  spec.only("hosts", "gateways", "exportTo", "http", "tcp", "tls");
  const forMesh = spec.texts("gateways").length === 0;
  if (forMesh && spec.has("tls")) spec.fail("tls", "the model knows it on gateways only");
  if (forMesh && spec.texts("hosts").some((host) => host.startsWith("*") || !host.includes(".")))
    spec.fail("hosts", "the model knows only whole names here");
  return {
    name: head.name,
    hosts: spec.texts("hosts").map((host) => host.toLowerCase()),
    gateways: spec.texts("gateways").map((name) => {
      if (name === "mesh") spec.fail("gateways", "the model does not know `mesh` beside gateways");
      return name.includes("/") ? name : `${namespace}/${name}`;
    }),
    visibility: readVisibility(spec, namespace),
    http: spec.list("http").map((route, index) => readHttpRoute(route, { ...head.name, field: `spec.http[${index}]` })),
    tcp: spec.list("tcp").map((route, index) => {
      const matches = route.only("match", "route").list("match");
      return {
        name: { ...head.name, field: `spec.tcp[${index}]` },
        destinations: readDestinations(route),
        matches: matches.map((match) => readSource(match.only("port", "sourceNamespace", "sourceLabels"))),
      };
    }),
    tls: spec.list("tls").map((route, index) => {
      const matches = route.only("match", "route").list("match");
      return {
        name: { ...head.name, field: `spec.tls[${index}]` },
        destinations: readDestinations(route),
        matches: matches.map((match) => {
          match.only("port", "sniHosts");
          return { port: match.maybeNumber("port"), sniHosts: match.texts("sniHosts").map((host) => host.toLowerCase()) };
        }),
      };
    }),
  };
}
