import type { Overlay } from "../6-render/overlay.ts";
import { compare } from "../findings/finding.ts";
import { changesObjects, type IntermediateOverlays, type SideByLayer, type Transition } from "./intermediate-overlay.ts";

/** One step of a change. Its clusters may apply it in any order, and all of them must before the next wave. */
export interface Wave {
  /** 1 adds, 2 changes consumers, 3 withdraws, 4 removes trust. */
  readonly number: number;
  readonly title: string;
  /** Why it has to wait for the wave before. */
  readonly why: string;
  /** The overlays of the clusters that it changes, after it. */
  readonly overlays: ReadonlyMap<string, Overlay>;
}

/** A wave before it is carried out: the side that each layer of an overlay shows after it. */
interface Step extends Omit<Wave, "overlays"> {
  readonly sides: SideByLayer;
}

/** Each layer is desired, if it is not given. */
function sides(given: Partial<SideByLayer>): SideByLayer {
  return { trust: "desired", gateways: "desired", exposing: "desired", routes: "desired", names: "desired", ...given };
}

/** How intermediate overlays are merged. */
interface MergePlan {
  readonly strategy: "union" | "cautious" | "cautiousLiveRoutes";
  /**
   * Whether routes come a wave before the local names that lead to them, and go a wave after. Nothing guarantees the order of objects
   * within a cluster: Argo CD deletes before it applies, and each proxy hears of a change on its own.
   */
  readonly separateRoutes: boolean;
  /**
   * Whether exposing clusters send calls to other pods a wave after these pods have subsets, and a wave before the old subsets go. A route to a
   * subset that is not there answers 503.
   */
  readonly lateExposers: boolean;
}

function stepsFor({ strategy, separateRoutes, lateExposers }: MergePlan): readonly Step[] {
  const added = { trust: "union", gateways: "union", exposing: strategy } as const;
  const [early, during] = strategy === "union" ? (["prepare", "union"] as const) : (["cautiousPrepare", "cautious"] as const);
  const exposers = separateRoutes ? "exposing clusters and the routes to them" : "exposing clusters";
  return [
    {
      number: 1,
      title: `trust, gateways${separateRoutes ? "," : " and"} ${exposers}`,
      why: "a service must be ready before anyone calls it",
      sides: { ...added, ...(lateExposers && { exposing: early }), routes: separateRoutes ? early : "live", names: "live" },
    },
    {
      number: 2,
      title: separateRoutes ? "local names" : "consuming clusters",
      why: separateRoutes
        ? "they may lead only where routes are synced and gateways run, and no longer where the next wave removes routes"
        : "they may call only synced services through running gateways, and no longer services that the next wave withdraws",
      sides: { ...added, routes: separateRoutes ? during : "desired", names: "desired" },
    },
    {
      number: 3,
      title: `withdrawals of ${exposers}`,
      why: "nobody calls a withdrawn service any more",
      sides: sides({ trust: "union" }),
    },
    {
      number: 4,
      title: "withdrawals of trust",
      why: "trust is removed last: a gateway without its CA bundle would accept any certificate of its own issuer",
      sides: sides({}),
    },
  ];
}

/**
 * The waves of a change, without those that change nothing. Clusters of which no object changes get their other files with the first wave.
 */
export function wavesOf(
  transitions: ReadonlyMap<string, Transition>,
  mergePlan: MergePlan,
  between: IntermediateOverlays,
): readonly Wave[] {
  const changing = new Map([...transitions].filter(([, transition]) => changesObjects(transition)));
  const [first, ...others] = carriedOut(changing, stepsFor(mergePlan), between);
  const rest = [...transitions].flatMap(([cluster, { desired }]) => (changing.has(cluster) ? [] : [[cluster, desired] as const]));
  if (!first) return rest.length === 0 ? [] : [{ ...everything, overlays: new Map(rest) }];
  return [{ ...first, overlays: inOrder([...first.overlays, ...rest]) }, ...others];
}

const everything = { number: 1, title: "everything", why: "no call of today can fail" } as const;

/** Everything in one wave, for clusters on which nothing depends yet. */
export function singleWave(transitions: ReadonlyMap<string, Transition>, between: IntermediateOverlays): readonly Wave[] {
  return carriedOut(transitions, [{ ...everything, sides: sides({}) }], between);
}

/** One wave that removes what has to go, and adds nothing. */
export function withdrawals(transitions: ReadonlyMap<string, Transition>, between: IntermediateOverlays): readonly Wave[] {
  const step = {
    number: 1,
    title: "withdrawals at once",
    why: "nothing is added, so nothing has to wait",
    sides: { trust: "live", gateways: "live", exposing: "withdraw", routes: "withdraw", names: "withdraw" } as const,
  };
  return carriedOut(transitions, [step], between);
}

function carriedOut(transitions: ReadonlyMap<string, Transition>, steps: readonly Step[], between: IntermediateOverlays): readonly Wave[] {
  const filesNow = new Map([...transitions].map(([cluster, { live }]) => [cluster, live]));
  const waves: Wave[] = [];
  for (const { sides, ...step } of steps) {
    const overlays = new Map<string, Overlay>();
    for (const [cluster, transition] of transitions) {
      const overlay = between.of(transition, sides);
      if (sameFiles(overlay.files, filesNow.get(cluster))) continue;
      overlays.set(cluster, overlay);
      filesNow.set(cluster, overlay.files);
    }
    if (overlays.size > 0) waves.push({ ...step, overlays: inOrder(overlays) });
  }
  return waves;
}

function inOrder(overlays: Iterable<readonly [string, Overlay]>): ReadonlyMap<string, Overlay> {
  return new Map([...overlays].sort(([a], [b]) => compare(a, b)));
}

export function sameFiles(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string> | undefined): boolean {
  return a === b || (b !== undefined && a.size === b.size && [...a].every(([file, text]) => b.get(file) === text));
}
