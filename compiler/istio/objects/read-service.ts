import type { Labels } from "../../1-load/federation-file.ts";
import type { ObjectName } from "../verdict.ts";
import { type ObjectHead, partForIstio } from "./object-head.ts";

export interface Service {
  readonly name: ObjectName;
  /** Undefined if it has no endpoints. */
  readonly selector: Labels | undefined;
  readonly ports: readonly ServicePort[];
}

interface ServicePort {
  readonly number: number;
  readonly targetPort: number;
  readonly nodePort: number | undefined;
  readonly http: boolean;
}

export function readService(head: ObjectHead): Service {
  const spec = partForIstio(head, "spec").only("type", "selector", "ports");
  const selector = spec.labels("selector");
  if (spec.has("type")) spec.choice("type", ["ClusterIP", "LoadBalancer", "NodePort"]);
  return {
    name: head.name,
    selector: Object.keys(selector).length > 0 ? selector : undefined,
    ports: spec.list("ports").map((port) => {
      const name = port.only("name", "port", "targetPort", "nodePort").text("name");
      // https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
      const protocol = /^(http2?|grpc|tcp|tls)(-|$)/.exec(name)?.[1] ?? port.fail("name", "Istio would have to guess the protocol");
      const number = port.number("port");
      return {
        number,
        targetPort: port.maybeNumber("targetPort") ?? number,
        nodePort: port.maybeNumber("nodePort"),
        http: protocol !== "tcp" && protocol !== "tls",
      };
    }),
  };
}
