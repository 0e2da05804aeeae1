import type { Labels } from "../../1-load/federation-file.ts";
import type { ObjectName } from "../verdict.ts";
import { checkMetadata, type ObjectHead } from "./object-head.ts";

export interface Gateway {
  readonly name: ObjectName;
  readonly selector: Labels;
  readonly servers: readonly Server[];
}

export interface Server {
  /** `spec.servers[0]` of its Gateway. */
  readonly name: ObjectName;
  readonly port: number;
  readonly protocol: "HTTPS" | "TLS";
  /** Without the namespace that stood before them; lower case. */
  readonly hosts: readonly string[];
  readonly mode: "MUTUAL" | "ISTIO_MUTUAL" | "PASSTHROUGH";
  readonly credential: string | undefined;
  /** Undefined where any certificate under the anchors will do. */
  readonly subjectAltNames: readonly string[] | undefined;
}

export function readGateway(head: ObjectHead): Gateway {
  checkMetadata(head);
  const spec = head.fields.only("apiVersion", "kind", "metadata", "spec").fields("spec").only("selector", "servers");
  const selector = spec.labels("selector");
  if (Object.keys(selector).length === 0) spec.fail("selector", "without labels it would hold for every gateway of the mesh");
  const servers = spec.list("servers").map((server, index): Server => {
    server.only("port", "hosts", "tls");
    const port = server.fields("port").only("number", "name", "protocol");
    const tls = server.fields("tls").only("mode", "credentialName", "subjectAltNames");
    const protocol = port.choice("protocol", ["HTTPS", "TLS"]);
    const mode = tls.choice("mode", ["MUTUAL", "ISTIO_MUTUAL", "PASSTHROUGH"]);
    port.text("name");
    if (protocol === "HTTPS" && mode === "PASSTHROUGH") tls.fail("mode", "TLS that does not end here belongs to protocol TLS");
    if ((mode === "MUTUAL") !== tls.has("credentialName")) tls.fail("credentialName", "it belongs to mode MUTUAL, and to no other");
    const hosts = server.texts("hosts").map((host) => {
      if (!host.startsWith("./"))
        server.fail("hosts", "without `./`, routes of other namespaces could take part, which the model does not know");
      return host.slice(2).toLowerCase();
    });
    const sans = tls.texts("subjectAltNames");
    return {
      name: { ...head.name, field: `spec.servers[${index}]` },
      port: port.number("number"),
      protocol,
      hosts,
      mode,
      credential: tls.maybeText("credentialName"),
      subjectAltNames: sans.length > 0 ? sans : undefined,
    };
  });
  return { name: head.name, selector, servers };
}
