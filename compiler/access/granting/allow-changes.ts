import type { AlternativeEntry } from "../../1-load/federation-file.ts";
import type { Spans } from "../../1-load/spans.ts";
import { coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Allow, Cluster, Exposure } from "../../2-resolve/federation.ts";
import { grantedPathsOf } from "../../2-resolve/granted-calls.ts";
import { allowPlace, exposurePlace } from "../../2-resolve/written-places.ts";
import type { GrantEdit, WantedCall } from "./grant-edit.ts";

/** The fewest edits of an allow that let a call through: those of the alternative that lacks least. */
export function allowChanges(at: Spans, allow: Allow, call: WantedCall, inModeWorkloads: boolean): readonly GrantEdit[] {
  const { written, exposure, consumer } = allow;
  if (written === "any") return [];
  const all = "map" in written ? written : [written];
  const active = all.filter(({ inactive }) => inactive === undefined);
  const [first] = all;
  if (active.length === 0 && first) {
    const what = `take \`inactive\` away: \`${exposure.cluster.name}\` allows nothing to \`${consumer.name}\``;
    return [{ at: at.key(first, "inactive"), what }];
  }
  return active.map((alternative) => lacking(at, allow, alternative, call, inModeWorkloads)).sort((a, b) => a.length - b.length)[0] ?? [];
}

function lacking(
  at: Spans,
  allow: Allow,
  alternative: AlternativeEntry,
  { method, path, caller }: WantedCall,
  inModeWorkloads: boolean,
): readonly GrantEdit[] {
  const { methods = "any", rpcs, callers = "any", paths } = alternative;
  const add = (entry: string, key: "methods" | "rpcs" | "callers" | "paths"): GrantEdit => ({
    at: alternative[key] === undefined ? allowPlace(at, allow) : at.key(alternative, key),
    what: `add \`${entry}\` to \`${key}\` of \`${allow.exposure.cluster.name}\``,
  });
  const grpc = allow.exposure.service.protocol === "grpc";
  const isForeignPath = path !== undefined && !grantedPathsOf(alternative).covers(path);
  return [
    ...(grpc && isForeignPath && rpcs !== "any" ? [add(path.slice(1), "rpcs")] : []),
    ...(!grpc && method !== undefined && methods !== "any" && !methods.includes(method) ? [add(method, "methods")] : []),
    ...(!grpc && isForeignPath && paths ? [add(path, "paths")] : []),
    ...(inModeWorkloads && caller !== undefined && !coversCaller(callers, caller) ? [add(caller, "callers")] : []),
  ];
}

/** The exposer's half of a grant, which is missing. */
export function newAllow(
  at: Spans,
  exposure: Exposure,
  consumer: Cluster,
  { method, path, caller }: WantedCall,
  inModeWorkloads: boolean,
): readonly GrantEdit[] {
  const { protocol } = exposure.service;
  const callers = inModeWorkloads ? [`callers: [${caller ?? "any"}]`] : [];
  const http = [`methods: [${method ?? "GET"}]`, ...(path === undefined ? [] : [`paths: [${path}]`])];
  const rpcs = [path === undefined ? "rpcs: any" : `rpcs: [${path.slice(1)}]`];
  const fields = [...callers, ...{ http, http2: http, grpc: rpcs, tcp: [] }[protocol]];
  return [
    {
      at: exposure.written.allow ? at.key(exposure.written, "allow") : exposurePlace(at, exposure),
      what: `let \`${exposure.cluster.name}\` allow it`,
      write: `allow:\n  ${consumer.name}: ${fields.length > 0 ? `{ ${fields.join(", ")} }` : "any"}`,
    },
  ];
}
