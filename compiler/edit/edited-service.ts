import type { FederatedServiceEntry } from "../1-load/federation-file.ts";
import { Failure } from "../findings/failure.ts";
import type { EditRequest, NewEntry } from "./federation-edit.ts";
import type { Writable } from "./written-entry.ts";

/** What `fedc expose` and `fedc consume` have in common. */
export interface ServiceRequest extends EditRequest {
  /** Of the service, in the federation. */
  readonly name: string;
  readonly cluster: string;
  readonly protocol: string | undefined;
}

/** An entry of a service that may have to be made first. Throws a Failure where `--protocol` is missing or another. */
export function newService(
  service: FederatedServiceEntry | undefined,
  { name, protocol }: ServiceRequest,
  [half, cluster]: readonly ["expose" | "consume", string],
  value: Writable,
): NewEntry {
  if (service) {
    if (protocol !== undefined && protocol !== service.protocol)
      throw new Failure(`\`${name}\` is a service with another protocol already, \`${service.protocol}\``, "leave `--protocol` out");
    return { path: ["services", name, half, cluster], value };
  }
  if (protocol === undefined)
    throw new Failure(
      `there is no service \`${name}\` yet, so \`--protocol\` is needed`,
      "say `--protocol http`, `http2`, `grpc` or `tcp`",
    );
  return { path: ["services", name], value: { protocol, [half]: { [cluster]: value } } };
}
