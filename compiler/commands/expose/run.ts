import type { ExposeEntry, Protocol, WrittenService } from "../../1-load/federation-file.ts";
import { FederationEdit } from "../../edit/federation-edit.ts";
import { OneLine, type Writable, type WritableMap } from "../../edit/written-entry.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { refuseGroupMember } from "../refuse-group-member.ts";
import type { ExposeRequest } from "./command.ts";
import { standingExposure } from "./standing-exposure.ts";

/** Writes the exposing half of grants. Throws a Failure if the entry cannot be written. */
export function runExpose(request: ExposeRequest): Answer {
  const { operands, cluster, to } = request;
  const [name = ""] = operands;
  refuseRightsOfNobody(request);
  const edit = new FederationEdit(request);
  refuseGroupMember(edit.service(name)?.expose, cluster, `\`${cluster}\` exposes \`${name}\``, edit);
  const exposure = exposureOf(edit.service(name), cluster);
  if (exposure) refuseDifferences(name, request, exposure, edit);
  else {
    const standing = standingExposure({ ...request, name, isNew: !edit.service(name) }, edit.inventory?.of({ name: cluster }));
    const { protocol } = standing;
    edit.add(edit.serviceEntry({ name, protocol, cluster }, "expose", newExposure(name, { ...request, ...standing })));
  }

  const waiting: string[] = [];
  for (const consumer of to) {
    const allow = exposureOf(edit.service(name), cluster)?.allow ?? {};
    if (Object.hasOwn(allow, consumer))
      throw new Failure(
        `\`${cluster}\` allows \`${name}\` to \`${consumer}\` already: ${edit.placeOf(allow, consumer)}`,
        "to change what it may do, edit that line",
      );
    refuseGroupMember(allow, consumer, `\`${cluster}\` allows \`${name}\` to \`${consumer}\``, edit);
    settleOthers(name, cluster, consumer, edit);
    const awaits = { awaits: "consumer" };
    const path = ["services", name, "expose", cluster, "allow", consumer];
    const rights = rightsOf(request, edit.service(name)?.protocol ?? "http");
    const full = rights === "any" ? "any" : new OneLine(rights);
    const half = new OneLine(rights === "any" ? awaits : { ...rights, ...awaits });
    if (edit.add({ path, value: full }, { path, value: half })) waiting.push(consumer);
    else edit.stopAwaiting(["services", name, "consume"], edit.service(name)?.consume, consumer);
  }
  return edit.answer(
    [
      `\`${cluster}\` exposes \`${name}\`${to.length === 0 ? ", to nobody yet" : ` to ${to.map((consumer) => `\`${consumer}\``).join(", ")}`}`,
      ...(to.length === 0 ? [`next: fedc expose ${name} --cluster ${cluster} --to CLUSTER ${example(edit.service(name)?.protocol)}`] : []),
      ...waiting.flatMap((consumer) => nextSteps(name, cluster, consumer, edit)),
      ...to.flatMap((consumer) => edit.inactiveIn(name, cluster, consumer, waiting.includes(consumer))),
    ],
    { service: name, exposer: cluster, to, waiting },
  );
}

function refuseRightsOfNobody({ to, methods, paths, rpcs, any, onlySubsets }: ExposeRequest): void {
  const [right] = Object.entries({ methods, paths, rpcs, any, "only-subsets": onlySubsets }).find(([, given]) => given) ?? [];
  if (to.length === 0 && right !== undefined)
    throw new Failure(`\`--${right}\` says what a cluster may do, but no cluster is named`, "add `--to CLUSTER`");
}

/** A consumer without routes uses the one exposer that does not wait. An exposer whose word may go must not lose the calls to a new one. */
function settleOthers(name: string, cluster: string, consumer: string, edit: FederationEdit): void {
  for (const [other, { allow = {} }] of Object.entries(edit.service(name)?.expose ?? {}))
    if (other !== cluster) edit.stopAwaiting(["services", name, "expose", other, "allow"], allow, consumer);
}

function exposureOf(service: WrittenService | undefined, cluster: string): ExposeEntry | undefined {
  return service?.expose && Object.hasOwn(service.expose, cluster) ? service.expose[cluster] : undefined;
}

function newExposure(
  name: string,
  { service, port, cluster, subset }: Pick<ExposeRequest, "service" | "port" | "cluster" | "subset">,
): WritableMap {
  if (service === undefined || port === undefined)
    throw new Failure(
      `\`${cluster}\` does not expose \`${name}\` yet, so \`--${service === undefined ? "service NAME.NAMESPACE" : "port N"}\` is needed`,
      "which Service is it there, and at which port?",
    );
  const subsets = Object.fromEntries(subset.map(({ name, labels }) => [name, new OneLine(labels)]));
  return { service, port, ...(subset.length > 0 && { subsets }) };
}

/** This command never changes an exposure, and it ignores no option that differs from it. */
function refuseDifferences(
  name: string,
  { cluster, service, port, protocol, to, subset }: ExposeRequest,
  exposure: ExposeEntry,
  edit: FederationEdit,
): void {
  const entry = edit.service(name);
  const place = edit.placeOf(entry?.expose ?? {}, cluster);
  const options = [
    { option: "service", given: service, written: exposure.service },
    { option: "port", given: port, written: exposure.port },
    { option: "protocol", given: protocol, written: entry?.protocol },
  ];
  for (const { option, given, written } of options)
    if (given !== undefined && given !== written)
      throw new Failure(
        `\`${cluster}\` already exposes \`${name}\` with ${written === undefined ? `no ${option}` : `another ${option}, \`${written}\``}: ${place}`,
        "change it there, or remove the option",
      );
  if (subset.length > 0)
    throw new Failure(`\`${cluster}\` exposes \`${name}\` already: ${place}`, "add the subsets there, under `subsets`");
  if (to.length === 0)
    throw new Failure(`\`${cluster}\` exposes \`${name}\` already: ${place}`, "`--to CLUSTER` allows it to another cluster");
}

function rightsOf(
  { any, methods, paths, rpcs, onlySubsets }: ExposeRequest,
  protocol: Protocol,
): "any" | Readonly<Record<string, Writable>> {
  if (protocol === "tcp") {
    if (any && !methods && !paths && !rpcs && !onlySubsets) return "any";
    throw new Failure("what may a cluster do? the service is tcp", "write `--any`, and nothing else");
  }
  const kind = protocol === "grpc" ? "rpcs" : "methods";
  const given = { methods, rpcs }[kind];
  if (any ? given !== undefined : given === undefined)
    throw new Failure(`what may a cluster do? the service is ${protocol}`, `write either \`${example(protocol)}\` or \`--any\``);
  return {
    [kind]: any ? "any" : (given ?? []),
    // A right of the other kind is written too, so that `check` refuses it.
    ...(kind === "methods" ? rpcs && { rpcs } : methods && { methods }),
    ...(paths && { paths }),
    ...(onlySubsets && { subsets: onlySubsets }),
  };
}

function example(protocol: Protocol | undefined): string {
  return protocol === "tcp" ? "--any" : protocol === "grpc" ? "--rpcs package.Service/Method" : "--methods GET";
}

function nextSteps(name: string, cluster: string, consumer: string, edit: FederationEdit): readonly string[] {
  const { consume = {} } = edit.service(name) ?? {};
  if (Object.hasOwn(consume, consumer))
    return [
      `not in force yet: \`${consumer}\` consumes it from elsewhere. It waits (\`awaits: consumer\`)${edit.ownerOf(consumer)}:`,
      `  add \`cluster: ${cluster}\` to the routes or the failover in ${edit.placeOf(consume, consumer)}`,
    ];
  return [
    `not in force yet: \`${consumer}\` does not consume it. It waits (\`awaits: consumer\`)${edit.ownerOf(consumer)}:`,
    `  fedc consume ${name} --cluster ${consumer} --as NAME.NAMESPACE --port N \\`,
    "    --callers NAMESPACE/NAME --create",
  ];
}
