import type { Labels } from "../../1-load/federation-file.ts";
import type { ObjectName } from "../verdict.ts";
import type { Fields } from "./fields.ts";
import { type ObjectHead, partForIstio } from "./object-head.ts";
import { sharedMap } from "./shared-values.ts";
import { readVisibility, type Visibility } from "./visibility.ts";

export interface ServiceEntry {
  readonly name: ObjectName;
  readonly hosts: readonly string[];
  readonly inMesh: boolean;
  /** With `NONE`, a call goes on to the address that was dialled. */
  readonly resolution: "STATIC" | "DNS" | "NONE";
  readonly visibility: Visibility;
  readonly ports: ReadonlyMap<number, EntryPort>;
  readonly endpoints: readonly EntryEndpoint[];
  readonly subjectAltNames: readonly string[] | undefined;
}

interface EntryPort {
  readonly name: string;
  readonly http: boolean;
}

export interface EntryEndpoint {
  readonly address: string;
  readonly ports: ReadonlyMap<string, number>;
  readonly network: string | undefined;
  readonly labels: Labels;
}

export function readServiceEntry(head: ObjectHead): ServiceEntry {
  const spec = partForIstio(head, "spec");
  spec.only("hosts", "addresses", "location", "resolution", "exportTo", "ports", "endpoints", "subjectAltNames");
  const ports = sharedMap(
    spec.list("ports").map((port): [number, EntryPort] => {
      const protocol = port.only("number", "name", "protocol").choice("protocol", ["HTTP", "HTTP2", "GRPC", "TCP", "TLS"]);
      return [port.number("number"), { name: port.text("name"), http: protocol !== "TCP" && protocol !== "TLS" }];
    }),
  );
  const hasTcp = [...ports.values()].some(({ http }) => !http);
  const hosts = spec.texts("hosts").map((host) => host.toLowerCase());
  if (hosts.some((host) => host.startsWith("*"))) spec.fail("hosts", "the model knows only whole names here");
  const addresses = spec.texts("addresses");
  if (addresses.some((address) => !/^240\.241\.\d{1,3}\.\d{1,3}$/.test(address)))
    spec.fail("addresses", "it would take the calls to that address; the model knows only addresses of 240.241.0.0/16, which nobody has");
  if (hasTcp && addresses.length === 0 && hosts.some((host) => host.endsWith(".internal")))
    spec.fail("addresses", "without one, a tcp port takes every connection to that port that no Service claims");
  const resolution = spec.choice("resolution", ["STATIC", "DNS", "NONE"]);
  // Without an address of its own, a port that is not HTTP would take every connection to that port.
  if (resolution === "NONE" && (spec.has("endpoints") || hasTcp))
    spec.fail("resolution", "the model knows NONE only for HTTP and without endpoints");
  return {
    name: head.name,
    hosts,
    inMesh: spec.choice("location", ["MESH_EXTERNAL", "MESH_INTERNAL"]) === "MESH_INTERNAL",
    resolution,
    visibility: readVisibility(spec, head.name.namespace),
    ports,
    endpoints: spec.list("endpoints").map(readEndpoint),
    subjectAltNames: spec.someTexts("subjectAltNames"),
  };
}

/** The only label of Istio's own that is modelled; all others only choose subsets and priorities. */
const tlsMode = "security.istio.io/tlsMode";

function readEndpoint(endpoint: Fields): EntryEndpoint {
  endpoint.only("address", "ports", "network", "labels");
  const labels = endpoint.labels("labels");
  for (const [key, value] of Object.entries(labels))
    if (key.includes("istio.io/") && (key !== tlsMode || value !== "istio"))
      endpoint.fail("labels", `the model does not know \`${key}: ${value}\``);
  const numbers = endpoint.fields("ports");
  return {
    address: endpoint.text("address"),
    ports: sharedMap(numbers.keys().map((name) => [name, numbers.number(name)])),
    network: endpoint.maybeText("network"),
    labels,
  };
}

/** Whether a proxy of the mesh is at that endpoint: then Istio's own TLS is used, unless a rule says otherwise. */
export function speaksMeshTls({ labels }: EntryEndpoint): boolean {
  return labels[tlsMode] === "istio";
}
