import type { Overlay } from "../6-render/overlay.ts";
import { compare } from "../findings/finding.ts";
import { changesObjects, intermediateOverlay, type SideByLayer, type Transition } from "./intermediate-overlay.ts";
import type { Layer } from "./layer-of.ts";
import type { KnownRoots } from "./merge-bundles.ts";

/** One of several steps of a change. What it changes may be delivered and synced in any order; all of it before the next. */
export interface Wave {
  /** What it is for: 1 adds, 2 leads consumers there, 3 withdraws, 4 ends trust. */
  readonly number: number;
  readonly title: string;
  /** Why it does not go together with what comes before. */
  readonly why: string;
  /** The overlays of the clusters that it changes, as they are after it. */
  readonly overlays: ReadonlyMap<string, Overlay>;
}

/** A step, and of which version each part of an overlay is after it. */
interface Step extends Omit<Wave, "overlays"> {
  readonly versions: SideByLayer;
}

function versions(
  trust: SideByLayer["trust"],
  gateways: SideByLayer["gateways"],
  exposing: SideByLayer["exposing"],
  names: SideByLayer["names"],
  ways = names,
) {
  return { trust, gateways, exposing, ways, names } satisfies Record<Layer, unknown>;
}

const last = versions("desired", "desired", "desired", "desired");

const lastStep: Step = {
  number: 4,
  title: "withdrawals of trust",
  why: "roots outlive all that is trusted by them: without its bundle a gateway would trust its own issuer for everybody",
  versions: last,
};

/** How the old and the new are put together on the way. */
export interface MergePlan {
  readonly strategy: "union" | "cautious" | "cautiousLiveRoutes";
  /**
   * Whether what local names lead to comes a wave before them, and goes a wave after. Within a cluster, nothing says which object is
   * there first: Argo CD deletes before it applies, and each proxy hears of a change on its own.
   */
  readonly apart: boolean;
}

function stepsFor({ strategy, apart }: MergePlan): readonly Step[] {
  if (apart)
    return [
      {
        number: 1,
        title: "trust, gateways, exposing clusters and the ways there",
        why: "what is called is there before anybody calls it",
        versions: versions("union", "union", strategy, "live", strategy === "union" ? "prepare" : "cautiousPrepare"),
      },
      {
        number: 2,
        title: "local names",
        why: "they lead only where every cluster has synced the way and its gateways run, and no more where the next wave takes it away",
        versions: versions("union", "union", strategy, "desired", strategy === "union" ? "union" : "cautious"),
      },
      {
        number: 3,
        title: "withdrawals of exposing clusters and of the ways there",
        why: "nobody calls any more what is withdrawn",
        versions: versions("union", "desired", "desired", "desired"),
      },
      lastStep,
    ];
  return [
    {
      number: 1,
      title: "trust, gateways and exposing clusters",
      why: "what is called is there before anybody calls it",
      versions: versions("union", "union", strategy, "live"),
    },
    {
      number: 2,
      title: "consuming clusters",
      why: "they call only what every exposing cluster has synced, by gateways that run, and call no more what the next wave withdraws",
      versions: versions("union", "union", strategy, "desired"),
    },
    {
      number: 3,
      title: "withdrawals of exposing clusters",
      why: "nobody calls any more what is withdrawn",
      versions: versions("union", "desired", "desired", "desired"),
    },
    lastStep,
  ];
}

/**
 * The steps of a change in which each cluster is at any moment before or after; those that change nothing are left out. Where no object of a
 * cluster changes, the rest of its files comes along with the first.
 */
export function wavesOf(transitions: ReadonlyMap<string, Transition>, passing: MergePlan, roots: KnownRoots): readonly Wave[] {
  const objects = new Map([...transitions].filter(([, transition]) => changesObjects(transition)));
  const [first, ...others] = carriedOut(objects, stepsFor(passing), roots);
  const rest = [...transitions].flatMap(([cluster, { desired }]) => (objects.has(cluster) ? [] : [[cluster, desired] as const]));
  if (!first) return rest.length === 0 ? [] : [{ ...everything, overlays: new Map(rest) }];
  return [{ ...first, overlays: inOrder([...first.overlays, ...rest]) }, ...others];
}

const everything = { number: 1, title: "everything", why: "nothing that stands could be cut off" } as const;

/** All at once: for what nothing depends on yet. */
export function singleWave(transitions: ReadonlyMap<string, Transition>, roots: KnownRoots): readonly Wave[] {
  return carriedOut(transitions, [{ ...everything, versions: last }], roots);
}

/** What is to go, and nothing that is to come. */
export function withdrawals(transitions: ReadonlyMap<string, Transition>, roots: KnownRoots): readonly Wave[] {
  const step = {
    number: 1,
    title: "withdrawals at once",
    why: "nothing is added, so that nothing has to wait",
    versions: versions("live", "live", "withdraw", "withdraw"),
  };
  return carriedOut(transitions, [step], roots);
}

function carriedOut(transitions: ReadonlyMap<string, Transition>, steps: readonly Step[], roots: KnownRoots): readonly Wave[] {
  const now = new Map([...transitions].map(([cluster, { live }]) => [cluster, live]));
  const waves: Wave[] = [];
  for (const { versions, ...step } of steps) {
    const overlays = new Map<string, Overlay>();
    for (const [cluster, transition] of transitions) {
      const overlay = intermediateOverlay(transition, versions, roots);
      if (sameFiles(overlay.files, now.get(cluster))) continue;
      overlays.set(cluster, overlay);
      now.set(cluster, overlay.files);
    }
    if (overlays.size > 0) waves.push({ ...step, overlays: inOrder(overlays) });
  }
  return waves;
}

function inOrder(overlays: Iterable<readonly [string, Overlay]>): ReadonlyMap<string, Overlay> {
  return new Map([...overlays].sort(([a], [b]) => compare(a, b)));
}

function sameFiles(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string> | undefined): boolean {
  return a === b || (b !== undefined && a.size === b.size && [...a].every(([file, text]) => b.get(file) === text));
}
