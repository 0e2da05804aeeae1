import type { Labels } from "../../1-load/federation-file.ts";
import type { ObjectName } from "../verdict.ts";
import { checkMetadata, type ObjectHead } from "./object-head.ts";

export interface Service {
  readonly name: ObjectName;
  readonly type: "ClusterIP" | "LoadBalancer" | "NodePort";
  /** Undefined where it has no endpoints. */
  readonly selector: Labels | undefined;
  readonly ports: readonly ServicePort[];
}

export interface ServicePort {
  readonly name: string;
  readonly number: number;
  readonly targetPort: number;
  readonly nodePort: number | undefined;
  readonly http: boolean;
}

export function readService(head: ObjectHead): Service {
  checkMetadata(head);
  const spec = head.fields.only("apiVersion", "kind", "metadata", "spec").fields("spec").only("type", "selector", "ports");
  const selector = spec.labels("selector");
  return {
    name: head.name,
    type: spec.has("type") ? spec.choice("type", ["ClusterIP", "LoadBalancer", "NodePort"]) : "ClusterIP",
    selector: Object.keys(selector).length > 0 ? selector : undefined,
    ports: spec.list("ports").map((port) => {
      port.only("name", "port", "targetPort", "nodePort");
      const protocol = protocolOf(port.text("name")) ?? port.fail("name", "Istio would have to guess the protocol");
      return {
        name: port.text("name"),
        number: port.number("port"),
        targetPort: port.maybeNumber("targetPort") ?? port.number("port"),
        nodePort: port.maybeNumber("nodePort"),
        http: protocol === "http" || protocol === "http2" || protocol === "grpc",
      };
    }),
  };
}

/** Istio reads it from the beginning of a port's name. */
function protocolOf(name: string): string | undefined {
  return ["http2", "http", "grpc", "tcp", "tls"].find((protocol) => name === protocol || name.startsWith(`${protocol}-`));
}
