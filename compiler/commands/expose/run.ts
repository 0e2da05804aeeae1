import type { ExposeEntry, FederatedServiceEntry, Protocol } from "../../1-load/federation-file.ts";
import { newService, type ServiceRequest } from "../../edit/edited-service.ts";
import { FederationEdit } from "../../edit/federation-edit.ts";
import { waitsFor } from "../../edit/waits-for.ts";
import { OneLine, type Writable, type WritableMap } from "../../edit/written-entry.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";

/** What `fedc expose` was asked for. */
export interface ExposeRequest extends ServiceRequest {
  readonly service: string | undefined;
  readonly port: number | undefined;
  readonly to: readonly string[];
  readonly methods: readonly string[] | undefined;
  readonly paths: readonly string[] | undefined;
  readonly rpcs: readonly string[] | undefined;
  readonly any: boolean;
}

/** Writes the exposing half of grants. Throws a Failure for what is not the file's fault. */
export function runExpose(request: ExposeRequest): Answer {
  const edit = new FederationEdit(request);
  const { name, cluster, to } = request;
  const path = ["services", name, "expose", cluster];
  const service = edit.service(name);
  const before = exposureOf(service, cluster);
  if (before) differs(request, before, edit, service);
  else edit.add(newService(service, request, ["expose", cluster], newExposure(request)));

  const waiting: string[] = [];
  for (const consumer of to) {
    const exposure = exposureOf(edit.service(name), cluster);
    const allow = exposure?.allow ?? {};
    if (Object.hasOwn(allow, consumer))
      throw new Failure(
        `\`${cluster}\` allows \`${name}\` to \`${consumer}\` already: ${edit.placeOf(allow, consumer)}`,
        "what it may do is changed there, with an editor",
      );
    const inactive = { inactive: waitsFor.consumer(consumer) };
    const where = [...path, "allow", consumer];
    const granted = grantOf(request, edit.service(name)?.protocol ?? "http");
    const full = granted === "any" ? "any" : new OneLine(granted);
    const half = new OneLine(granted === "any" ? inactive : { ...granted, ...inactive });
    if (edit.add({ path: where, value: full }, { path: where, value: half })) waiting.push(consumer);
    else activateConsumer(name, cluster, consumer, edit);
  }
  return edit.answer(
    [
      `\`${cluster}\` exposes \`${name}\`${to.length === 0 ? ", to nobody yet" : ` to ${to.map((one) => `\`${one}\``).join(", ")}`}`,
      ...(to.length === 0 ? [`next: fedc expose ${name} --cluster ${cluster} --to CLUSTER ${example(edit.service(name)?.protocol)}`] : []),
      ...waiting.flatMap((consumer) => next(consumer, request, edit)),
      ...to.flatMap((consumer) => edit.sleeping(name, cluster, consumer, waiting.includes(consumer))),
    ],
    { service: name, exposer: cluster, to, waiting },
  );
}

function activateConsumer(name: string, cluster: string, consumer: string, edit: FederationEdit): void {
  const path = ["services", name, "consume", consumer];
  const written = edit.service(name)?.consume?.[consumer];
  const reasons = [waitsFor.exposer(cluster), waitsFor.anyExposer];
  if (written && "map" in written) for (const [index, one] of written.entries()) edit.activate([...path, index], one, reasons);
  else edit.activate(path, written, reasons);
}

function exposureOf(service: FederatedServiceEntry | undefined, cluster: string): ExposeEntry | undefined {
  return service?.expose && Object.hasOwn(service.expose, cluster) ? service.expose[cluster] : undefined;
}

function newExposure({ service, port, name, cluster }: ExposeRequest): WritableMap {
  if (service === undefined || port === undefined)
    throw new Failure(
      `\`${cluster}\` does not expose \`${name}\` yet, so \`--${service === undefined ? "service NAME.NAMESPACE" : "port N"}\` is needed`,
      "which Service is it there, and at which port?",
    );
  return { service, port };
}

/** What is there already is never changed, and nothing is left unsaid. */
function differs(
  { name, cluster, service, port, protocol, to }: ExposeRequest,
  before: ExposeEntry,
  edit: FederationEdit,
  entry?: FederatedServiceEntry,
) {
  const place = edit.placeOf(entry?.expose ?? {}, cluster);
  const reported: readonly (readonly [string, unknown, unknown])[] = [
    ["service", service, before.service],
    ["port", port, before.port],
    ["protocol", protocol, entry?.protocol],
  ];
  for (const [option, asked, written] of reported)
    if (asked !== undefined && asked !== written)
      throw new Failure(
        `\`${cluster}\` exposes \`${name}\` with another ${option} already, \`${written}\`: ${place}`,
        "change it there, or leave the option out",
      );
  if (to.length === 0)
    throw new Failure(`\`${cluster}\` exposes \`${name}\` already: ${place}`, "`--to CLUSTER` allows it to another cluster");
}

function grantOf({ any, methods, paths, rpcs }: ExposeRequest, protocol: Protocol): "any" | Readonly<Record<string, Writable>> {
  const kind = protocol === "tcp" ? "any" : protocol === "grpc" ? "rpcs" : "methods";
  if (kind === "any" && any && !methods && !paths && !rpcs) return "any";
  const said = kind === "methods" ? methods : rpcs;
  if (kind === "any" || (any ? said !== undefined : said === undefined))
    throw new Failure(
      `what may a cluster do? the service is ${protocol}`,
      kind === "any" ? "say `--any`, and nothing else" : `say either \`${example(protocol)}\` or \`--any\``,
    );
  return {
    [kind]: any ? "any" : (said ?? []),
    ...(kind === "methods" ? rpcs && { rpcs } : methods && { methods }),
    ...(paths && { paths }),
  };
}

function example(protocol: Protocol | undefined): string {
  return protocol === "tcp" ? "--any" : protocol === "grpc" ? "--rpcs package.Service/Method" : "--methods GET";
}

function next(consumer: string, { name }: ExposeRequest, edit: FederationEdit): readonly string[] {
  return [
    `not in force yet: \`${consumer}\` does not consume it. Next${edit.ownerOf(consumer)}:`,
    `  fedc consume ${name} --cluster ${consumer} --as NAME.NAMESPACE --port N \\`,
    "    --callers NAMESPACE/NAME --create",
  ];
}
