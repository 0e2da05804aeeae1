import { hasKey } from "../inventory/host-names.ts";
import { listIn, type StandingObject, textIn, textsIn } from "../inventory/standing-object.ts";
import { coversHost } from "./hand-made-rules.ts";

/** Whether some server of a Gateway routes TLS to every Service by server name alone, or to the one of this name. */
export function passesThrough({ spec }: StandingObject, host?: string): boolean {
  return listIn(spec, "servers").some((server) => {
    const isFor = host === undefined || textsIn(server, "hosts").some((one) => coversHost(one, host));
    return textIn(server, "tls", "mode") === "AUTO_PASSTHROUGH" && isFor;
  });
}

/** Whether some server of a Gateway passes TLS to what a VirtualService names. */
export function isPassthrough({ spec }: StandingObject): boolean {
  return listIn(spec, "servers").some((server) => isPassingByDefault(server) || textIn(server, "tls", "mode") === "PASSTHROUGH");
}

/** Without a mode, TLS passes (the first value of `ServerTLSSettings.TLSmode`). */
function isPassingByDefault(server: unknown): boolean {
  return (
    textIn(server, "port", "protocol")?.toUpperCase() === "TLS" && hasKey(server, "tls") && textIn(server, "tls", "mode") === undefined
  );
}
