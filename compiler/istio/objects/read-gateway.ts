import type { Labels } from "../../1-load/federation-file.ts";
import type { ObjectName } from "../verdict.ts";
import type { Fields } from "./fields.ts";
import { fieldOf, type ObjectHead, partForIstio } from "./object-head.ts";

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
  /** In lower case, without the namespace before them. */
  readonly hosts: readonly string[];
  readonly mode: "MUTUAL" | "ISTIO_MUTUAL" | "PASSTHROUGH";
  readonly credential: string | undefined;
  /** Undefined if it accepts any certificate under the anchors. */
  readonly subjectAltNames: readonly string[] | undefined;
}

export function readGateway(head: ObjectHead): Gateway {
  const spec = partForIstio(head, "spec").only("selector", "servers");
  const selector = spec.labels("selector");
  if (Object.keys(selector).length === 0) spec.fail("selector", "without labels it would hold for every gateway of the mesh");
  const servers = spec.list("servers").map((server, index) => readServer(server, fieldOf(head.name, `spec.servers[${index}]`)));
  return { name: head.name, selector, servers };
}

function readServer(server: Fields, name: ObjectName): Server {
  server.only("port", "hosts", "tls");
  const port = server.fields("port").only("number", "name", "protocol");
  const tls = server.fields("tls").only("mode", "credentialName", "subjectAltNames");
  const protocol = port.choice("protocol", ["HTTPS", "TLS"]);
  const mode = tls.choice("mode", ["MUTUAL", "ISTIO_MUTUAL", "PASSTHROUGH"]);
  port.text("name");
  if (protocol === "HTTPS" && mode === "PASSTHROUGH") tls.fail("mode", "TLS that does not end here belongs to protocol TLS");
  if ((mode === "MUTUAL") !== tls.has("credentialName")) tls.fail("credentialName", "it belongs to mode MUTUAL, and to no other");
  const hosts = server.texts("hosts");
  if (!hosts.every((host) => host.startsWith("./")))
    server.fail("hosts", "without `./`, routes of other namespaces could take part, which the model does not know");
  return {
    name,
    port: port.number("number"),
    protocol,
    hosts: hosts.map((host) => host.slice("./".length).toLowerCase()),
    mode,
    credential: tls.maybeText("credentialName"),
    subjectAltNames: tls.someTexts("subjectAltNames"),
  };
}
