import type { AlternativeEntry } from "../../1-load/federation-file.ts";
import type { Spans } from "../../1-load/spans.ts";
import { coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Allow, Cluster, Exposure } from "../../2-resolve/federation.ts";
import { grantedPathsOf } from "../../2-resolve/granted-calls.ts";
import { allowPlace, exposurePlace } from "../../2-resolve/written-places.ts";
import type { GrantEdit } from "./grant-edit.ts";
import type { WantedCall } from "./wanted-call.ts";

/** The fewest edits of an allow that would let a call through: those of the alternative that lacks least. */
export function allowChanges(at: Spans, allow: Allow, wanted: WantedCall, inModeWorkloads: boolean): readonly GrantEdit[] {
  const { written, exposure, consumer } = allow;
  if (written === "any") return [];
  const all = "map" in written ? written : [written];
  const active = all.filter(({ inactive }) => inactive === undefined);
  const [first] = all;
  if (active.length === 0 && first)
    return [
      {
        at: at.key(first, "inactive"),
        what: `take \`inactive\` away: \`${exposure.cluster.name}\` allows nothing to \`${consumer.name}\``,
      },
    ];
  const ways = active.map((alternative) => lacking(at, allow, alternative, wanted, inModeWorkloads));
  return ways.sort((a, b) => a.length - b.length)[0] ?? [];
}

function lacking(
  at: Spans,
  allow: Allow,
  alternative: AlternativeEntry,
  wanted: WantedCall,
  inModeWorkloads: boolean,
): readonly GrantEdit[] {
  const { method, path, caller } = wanted;
  const exposer = allow.exposure.cluster.name;
  const changes: GrantEdit[] = [];
  const { methods, rpcs, callers, paths } = alternative;
  if (allow.exposure.service.protocol === "grpc") {
    if (path !== undefined && !grantedPathsOf(alternative).covers(path) && rpcs !== "any")
      changes.push({
        at: rpcs ? at.key(alternative, "rpcs") : allowPlace(at, allow),
        what: `add \`${path.slice(1)}\` to \`rpcs\` of \`${exposer}\``,
      });
  } else {
    if (method !== undefined && methods !== undefined && methods !== "any" && !methods.includes(method))
      changes.push({ at: at.key(alternative, "methods"), what: `add \`${method}\` to \`methods\` of \`${exposer}\`` });
    if (path !== undefined && paths && !grantedPathsOf(alternative).covers(path))
      changes.push({ at: at.key(alternative, "paths"), what: `add \`${path}\` to \`paths\` of \`${exposer}\`` });
  }
  if (inModeWorkloads && caller !== undefined && callers !== undefined && !coversCaller(callers, caller))
    changes.push({ at: at.key(alternative, "callers"), what: `add \`${caller}\` to \`callers\` of \`${exposer}\`` });
  return changes;
}

/** The exposer's half where there is none. */
export function newAllow(
  at: Spans,
  exposure: Exposure,
  consumer: Cluster,
  { method, path, caller }: WantedCall,
  inModeWorkloads: boolean,
): readonly GrantEdit[] {
  const callers = inModeWorkloads ? [`callers: [${caller ?? "any"}]`] : [];
  const request = [`methods: [${method ?? "GET"}]`, ...(path === undefined ? [] : [`paths: [${path}]`])];
  const what = {
    http: request,
    http2: request,
    grpc: [path === undefined ? "rpcs: any" : `rpcs: [${path.slice(1)}]`],
    tcp: [],
  }[exposure.service.protocol];
  const fields = [...callers, ...what];
  const entry = fields.length > 0 ? `{ ${fields.join(", ")} }` : "any";
  return [
    {
      at: exposure.written.allow ? at.key(exposure.written, "allow") : exposurePlace(at, exposure),
      what: `let \`${exposure.cluster.name}\` allow it`,
      write: `allow:\n  ${consumer.name}: ${entry}`,
    },
  ];
}
