import type { WrittenConsumption, WrittenService } from "../../1-load/federation-file.ts";
import { membersOf } from "../../1-load/spelled-out/groups.ts";
import { resolve } from "../../2-resolve/resolve.ts";
import { FederationEdit } from "../../edit/federation-edit.ts";
import type { Writable, WritableMap } from "../../edit/written-entry.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { didYouMean } from "../../findings/suggest.ts";
import type { ClusterInventory } from "../../inventory/cluster-inventory.ts";
import { refuseGroupMember } from "../refuse-group-member.ts";
import type { ConsumeRequest } from "./command.ts";

/** Writes the consuming half of a grant. Throws a Failure if the entry cannot be written. */
export function runConsume(request: ConsumeRequest): Answer {
  const { operands, cluster, as, port, protocol, subset } = request;
  const [name = ""] = operands;
  const edit = new FederationEdit(request);
  const localService = localServiceOf(request, edit.inventory?.of({ name: cluster }));
  const service = edit.service(name);
  if (!service && protocol === undefined && edit.defaultProtocol === undefined) throw unknownService(name, edit);
  refuseGroupMember(service?.consume, cluster, `\`${cluster}\` consumes \`${name}\``, edit);
  if (isSingle(consumptionOf(service, cluster)))
    throw new Failure(
      `\`${cluster}\` consumes \`${name}\` already, under one name: ${edit.placeOf(service?.consume ?? {}, cluster)}`,
      "make a list of it with an editor; then this command adds to the list",
    );
  const callers = request.callers.join() === "any" ? "any" : request.callers;
  const fields: Record<string, Writable> = {
    as,
    ...(port !== undefined && { port }),
    ...(localService !== undefined && { localService }),
    callers,
    ...(request.delegate && { delegate: true }),
    ...(subset !== undefined && destinations(exposersOf(name, cluster, service, edit), subset)),
  };
  const entry = (value: WritableMap) => edit.serviceEntry({ name, protocol, cluster }, "consume", value);
  const exposers = Object.keys(service?.expose ?? {});
  const waiting = edit.add(entry(fields), entry({ ...fields, awaits: "exposer" }));
  for (const exposer of exposers)
    edit.stopAwaiting(["services", name, "expose", exposer, "allow"], edit.service(name)?.expose?.[exposer]?.allow, cluster);
  return edit.answer(
    [
      `\`${cluster}\` consumes \`${name}\` as \`${as}${port === undefined ? "" : `:${port}`}\``,
      ...(waiting ? nextSteps(name, cluster, exposers, edit) : []),
      ...new Set((exposers.length === 0 ? [""] : exposers).flatMap((exposer) => edit.inactiveIn(name, exposer, cluster, waiting))),
    ],
    { service: name, consumer: cluster, as, port, waiting },
  );
}

/** The entry under `expose` whose subset is meant: a cluster's, or a group's with the members that the consumer may call. */
function exposersOf(name: string, consumer: string, service: WrittenService | undefined, edit: FederationEdit) {
  const { file } = edit.loaded;
  const [key, ...others] = Object.keys(service?.expose ?? {});
  if (key !== undefined && others.length === 0) {
    const clusters = membersOf(key, file).filter((member) => member !== consumer);
    if (clusters.length > 1 && isInModeWorkloads(membersOf(consumer, file), clusters, edit))
      throw new Failure(
        `\`--subset\` would make a failover of the group \`${key}\`, which in mode workloads does not pass the egress gateway`,
        "write it with an editor: `failover` with `via: direct`, or `routes` that say which cluster",
      );
    return { key, clusters };
  }
  throw new Failure(
    `\`--subset\` needs one cluster that exposes \`${name}\`, and there ${others.length > 0 ? "are several" : "is none"}`,
    others.length > 0 ? "write `routes` with an editor: they say which cluster" : "expose it first: `fedc help expose`",
  );
}

function isInModeWorkloads(consumers: readonly string[], exposers: readonly string[], { loaded }: FederationEdit): boolean {
  const { clusters, modeOf } = resolve(loaded);
  const linked = (names: readonly string[]) => names.flatMap((name) => clusters.get(name) ?? []);
  return linked(consumers).some(
    (one) => one.managed && linked(exposers).some((other) => other !== one && modeOf(one, other) === "workloads"),
  );
}

/** The members of a group are tried in order: a route would have to share the calls among them. */
function destinations({ key, clusters }: ReturnType<typeof exposersOf>, subset: string): Readonly<Record<string, Writable>> {
  if (clusters.length > 1) return { failover: [{ cluster: key, subset }] };
  return { routes: [{ to: [{ cluster: clusters[0] ?? key, subset }] }] };
}

function localServiceOf({ as, create, existing }: ConsumeRequest, standing: ClusterInventory | undefined): string | undefined {
  if (create && existing) throw new Failure("`--create` and `--existing` exclude each other", "give one of them");
  if (!create && !existing && as.split(".").length === 2) {
    const [name = "", namespace = ""] = as.split(".");
    const found = standing?.find("Service", namespace, name);
    // One that fedc made for this name stays fedc's.
    if (found) return "fedc.dev/federation" in found.labels ? "create" : "existing";
    if (standing?.wouldHave("Service", namespace)) return "create";
    throw new Failure(
      `\`${as}\` is a Service, and nothing says whether it exists already`,
      "add `--create`, or `--existing` if it is yours",
    );
  }
  return create ? "create" : existing ? "existing" : undefined;
}

function consumptionOf(service: WrittenService | undefined, cluster: string) {
  return service?.consume && Object.hasOwn(service.consume, cluster) ? service.consume[cluster] : undefined;
}

function isSingle(written: WrittenConsumption | undefined): boolean {
  return written !== undefined && !("map" in written);
}

function unknownService(name: string, edit: FederationEdit): Failure {
  const meant = didYouMean(name, Object.keys(edit.loaded.file.services));
  const help = [meant, "`--protocol` creates a new one, which is not in force until a cluster exposes it"].filter(Boolean).join(" ");
  return new Failure(`there is no service \`${name}\` in the federation`, help);
}

function nextSteps(name: string, cluster: string, exposers: readonly string[], edit: FederationEdit): readonly string[] {
  const [exposer = "CLUSTER"] = exposers.length === 1 ? exposers : [];
  const given = exposers.length === 0 ? " --service NAME.NAMESPACE --port N" : "";
  const rights = { tcp: "--any", grpc: "--rpcs PACKAGE.SERVICE/METHOD", http: "--methods GET", http2: "--methods GET" };
  return [
    `not in force yet: ${exposers.length === 1 ? `\`${exposer}\` does not allow it` : "no cluster allows it"}. It waits (\`awaits: exposer\`)${edit.ownerOf(exposer)}:`,
    `  fedc expose ${name} --cluster ${exposer}${given} \\`,
    `    --to ${cluster} ${rights[edit.service(name)?.protocol ?? "http"]}`,
  ];
}
