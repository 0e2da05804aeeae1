import type { ConsumeEntry, FederatedServiceEntry } from "../../1-load/federation-file.ts";
import { newService, type ServiceRequest } from "../../edit/edited-service.ts";
import { FederationEdit } from "../../edit/federation-edit.ts";
import { waitsFor } from "../../edit/waits-for.ts";
import type { Writable, WritableMap } from "../../edit/written-entry.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { didYouMean } from "../../findings/suggest.ts";

/** What `fedc consume` was asked for. */
export interface ConsumeRequest extends ServiceRequest {
  readonly as: string;
  readonly port: number;
  readonly callers: "any" | readonly string[];
  readonly localService: string | undefined;
}

/** Writes the consuming half of a grant. Throws a Failure for what is not the file's fault. */
export function runConsume(request: ConsumeRequest): Answer {
  const edit = new FederationEdit(request);
  const { name, cluster, as, port, callers, localService, protocol } = request;
  const service = edit.service(name);
  if (!service && protocol === undefined) throw unknownService(name, edit);
  if (isOne(consumptionOf(service, cluster)))
    throw new Failure(
      `\`${cluster}\` consumes \`${name}\` already, under one name: ${edit.placeOf(service?.consume ?? {}, cluster)}`,
      "make a list of it with an editor; then this command adds to the list",
    );
  const wanted: Record<string, Writable> = { as, port };
  if (localService !== undefined) wanted.localService = localService;
  wanted.callers = callers;
  const entry = (value: WritableMap) => newService(service, request, ["consume", cluster], value);
  const exposers = Object.keys(service?.expose ?? {});
  const [exposer] = exposers;
  const inactive = exposers.length === 1 && exposer !== undefined ? waitsFor.exposer(exposer) : waitsFor.anyExposer;
  const waiting = edit.add(entry(wanted), entry({ ...wanted, inactive }));
  for (const one of waiting ? [] : exposers)
    edit.activate(["services", name, "expose", one, "allow", cluster], edit.service(name)?.expose?.[one]?.allow?.[cluster], [
      waitsFor.consumer(cluster),
    ]);
  return edit.answer(
    [
      `\`${cluster}\` consumes \`${name}\` as \`${as}:${port}\``,
      ...(waiting ? next(request, exposers, edit) : []),
      ...new Set((exposers.length === 0 ? [""] : exposers).flatMap((exposer) => edit.sleeping(name, exposer, cluster, waiting))),
    ],
    { service: name, consumer: cluster, as, port, waiting },
  );
}

function consumptionOf(service: FederatedServiceEntry | undefined, cluster: string) {
  return service?.consume && Object.hasOwn(service.consume, cluster) ? service.consume[cluster] : undefined;
}

function isOne(written: ConsumeEntry | readonly ConsumeEntry[] | undefined): boolean {
  return written !== undefined && !("map" in written);
}

function unknownService(name: string, edit: FederationEdit): Failure {
  const close = didYouMean(name, Object.keys(edit.loaded.file.services));
  const help = "`--protocol` makes a new one, not in force until somebody exposes it";
  return new Failure(`there is no service \`${name}\` in the federation`, close ? `${close} ${help}` : help);
}

function next({ name, cluster }: ConsumeRequest, exposers: readonly string[], edit: FederationEdit): readonly string[] {
  const [exposer = "CLUSTER"] = exposers.length === 1 ? exposers : [];
  const given = exposers.length === 0 ? " --service NAME.NAMESPACE --port N" : "";
  const rights = { tcp: "--any", grpc: "--rpcs PACKAGE.SERVICE/METHOD", http: "--methods GET", http2: "--methods GET" };
  return [
    `not in force yet: ${exposers.length === 1 ? `\`${exposer}\` does not allow it` : "no cluster allows it"}. Next${edit.ownerOf(exposer)}:`,
    `  fedc expose ${name} --cluster ${exposer}${given} \\`,
    `    --to ${cluster} ${rights[edit.service(name)?.protocol ?? "http"]}`,
  ];
}
