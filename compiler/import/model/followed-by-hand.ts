import type { Federation } from "../../2-resolve/federation.ts";
import { localName } from "../../2-resolve/names.ts";
import { listedAccounts, unlistedAccount } from "../../5-verify/probes/callers.ts";
import { type Vocabulary, vocabularyIn } from "../../5-verify/vocabulary.ts";
import { accessOf } from "../../access/access.ts";
import type { Access } from "../../access/who-may-call.ts";
import type { StandingInventory } from "../../inventory/cluster-inventory.ts";
import { peerModeOf } from "../../inventory/peer-authentication.ts";
import { outcomeOf } from "../../istio/data-path/outcome-of.ts";
import type { HandMadeFederation, HandMadeUse } from "../hand-made.ts";
import { localDomain } from "../hand-made-rules.ts";
import { enteredGateway, isSameGateway, leftGateway } from "./hand-made-gateways.ts";
import { type HandMadeMeshes, handMadeMeshes } from "./hand-made-meshes.ts";
import { mayTouchUse } from "./touching.ts";

/** A name whose calls the model cannot follow, and why: each reason names the object. */
export interface NotFollowed {
  readonly from: string;
  readonly as: string;
  readonly uses: readonly HandMadeUse[];
  readonly reasons: readonly string[];
}

/** A name under which no call comes to another cluster, and where one that was tried ends. */
export interface UnreachedName {
  readonly from: string;
  readonly as: string;
  readonly why: string;
}

/** What the model of Istio says of hand-made objects. The importer's own reading has no part in it, but for the names that are asked. */
export interface FollowedByHand {
  /** Of the names that could be followed. */
  readonly access: readonly Access[];
  readonly notFollowed: readonly NotFollowed[];
  /** Names of which no call arrives, by objects that the model knows. */
  readonly unreached: readonly UnreachedName[];
  /** Whether the access is that of a name that could be followed by hand. */
  isFollowed(access: Pick<Access, "from" | "as">): boolean;
  /** The words that only one of the two sides has. Both are to be asked with them. */
  readonly words: Vocabulary;
}

/** Follows the calls of each name of a draft through the hand-made objects. `draftObjects` are those that the draft compiles to. */
export function followedByHand(
  handMade: HandMadeFederation,
  draft: Federation,
  draftObjects: ReadonlyMap<string, readonly unknown[]>,
  inventory: StandingInventory,
): FollowedByHand {
  const read = handMadeMeshes(handMade, draft, inventory);
  const reasons = new Map<string, NotFollowed>();
  const note = (use: HandMadeUse, more: readonly string[]) => {
    const key = nameOf(use);
    const known = reasons.get(key)?.reasons ?? [];
    if (more.length > 0)
      reasons.set(key, {
        from: use.consumer,
        as: calledName(use),
        uses: handMade.uses.filter((one) => nameOf(one) === key),
        reasons: [...new Set([...known, ...more])],
      });
  };
  for (const use of handMade.uses) note(use, reasonsFor(use, read, draft, inventory));
  const words = wordsOfOne(draftObjects, read.objects);
  const all = accessOf(
    draft,
    read.objects,
    words,
    undefined,
    ({ cluster, as, port }, { message }) => {
      for (const use of handMade.uses) if (nameOf(use) === `${cluster.name} ${as?.host}:${port}`) note(use, [message]);
    },
    read.meshes,
  );
  const isFollowed = ({ from, as }: Pick<Access, "from" | "as">) => !reasons.has(`${from} ${as}`);
  const access = all.filter(isFollowed);
  const arrived = new Set(access.map(({ from, as }) => `${from} ${as}`));
  const unreached = new Map<string, UnreachedName>();
  for (const use of handMade.uses) {
    const key = nameOf(use);
    if (!arrived.has(key) && !reasons.has(key) && !unreached.has(key))
      unreached.set(key, { from: use.consumer, as: calledName(use), why: endOfCall(use, read) });
  }
  return { access, notFollowed: [...reasons.values()], unreached: [...unreached.values()], isFollowed, words };
}

/** Where a call by one of the callers ends. */
function endOfCall({ consumer, callers, name, exposure }: HandMadeUse, { meshes }: HandMadeMeshes): string {
  const [first = "any"] = callers === "any" ? [] : callers;
  const [account] = listedAccounts(first === "any" ? first : [first]);
  const { host } = localName(name.as, localDomain);
  const caller = { cluster: consumer, ...(account ?? unlistedAccount), labels: name.callerLabels ?? {} };
  const request =
    exposure.protocol === "tcp" ? {} : { request: { method: exposure.protocol === "grpc" ? "POST" : "GET", path: "/probe", headers: {} } };
  const ends = outcomeOf(meshes, { from: { kind: "workload", ...caller, host, port: name.port }, ...request }).outcomes.map(
    ({ end }) => end,
  );
  return ends.map((end) => (end.kind === "reached" ? `it ends at ${end.service} of ${end.cluster}` : end.why)).join("; ");
}

/** The whole name and port that the callers of a use call. */
export function calledName({ name }: Pick<HandMadeUse, "name">): string {
  return `${localName(name.as, localDomain).host}:${name.port}`;
}

function nameOf(use: HandMadeUse): string {
  return `${use.consumer} ${calledName(use)}`;
}

/** The words of one side that the other does not have: both are asked alike. */
function wordsOfOne(one: ReadonlyMap<string, readonly unknown[]>, other: ReadonlyMap<string, readonly unknown[]>): Vocabulary {
  const [a, b] = [vocabularyIn(one), vocabularyIn(other)];
  const either = (key: keyof Vocabulary) =>
    new Set([...[...a[key]].filter((word) => !b[key].has(word)), ...[...b[key]].filter((word) => !a[key].has(word))]);
  return { methods: either("methods"), paths: either("paths"), principals: either("principals") };
}

/** What keeps the model from following a use. */
function reasonsFor(use: HandMadeUse, read: HandMadeMeshes, draft: Federation, inventory: StandingInventory): readonly string[] {
  const sides = [...new Set([use.consumer, use.exposer])].flatMap((cluster) => {
    const standing = inventory.of({ name: cluster });
    return standing ? [{ use, standing, gateways: read.gatewaysOf(cluster), rootNamespace: rootNamespaceOf(cluster, draft) }] : [];
  });
  const unread = sides.flatMap((side) =>
    (read.clusters.get(side.standing.cluster)?.unread ?? [])
      .filter((one) => mayTouchUse(one, side))
      .map(({ object, reason }) => `${object.file}:${object.line}: ${object.title} of ${side.standing.cluster}: ${reason}`),
  );
  return [...unread, ...gatewayReasons(use, read, inventory), ...plaintext(use, inventory, draft)];
}

/** The model knows one ingress gateway of a cluster and one egress gateway, and no key pair of an application's own proxy. */
function gatewayReasons(use: HandMadeUse, read: HandMadeMeshes, inventory: StandingInventory): readonly string[] {
  const { consumer, exposer, call } = use;
  const [from, to] = [consumer, exposer].map((name) => inventory.of({ name }));
  const [entered, left] = [to && enteredGateway(to, use), from && leftGateway(from, use)];
  const { ingress } = read.gatewaysOf(exposer);
  const { egress } = read.gatewaysOf(consumer);
  const other = (cluster: string, kind: string) =>
    `the calls of ${cluster} pass another ${kind} gateway than others do, and the model knows one`;
  const ownKeys =
    call.through.length > 0
      ? []
      : [call.outer.object, ...call.objects].filter(
          ({ kind, spec }) => kind === "DestinationRule" && /"mode":"MUTUAL"/.test(JSON.stringify(spec)),
        );
  return [
    ...(entered && ingress && !isSameGateway(entered, ingress) ? [other(exposer, "ingress")] : []),
    ...(left && egress && !isSameGateway(left, egress) ? [other(consumer, "egress")] : []),
    ...(entered ? [] : [`no object tells which pods of ${exposer} answer at \`${call.address}\``]),
    ...(call.through.length > 1 ? [`its calls pass ${call.through.length} gateways of ${consumer}`] : []),
    ...ownKeys.map(
      ({ file, line, title }) => `${file}:${line}: ${title} of ${consumer}: the application's own proxy shows a certificate from a file`,
    ),
  ];
}

function plaintext({ exposer, exposure, pods }: HandMadeUse, inventory: StandingInventory, draft: Federation): readonly string[] {
  const standing = inventory.of({ name: exposer });
  const rootNamespace = rootNamespaceOf(exposer, draft);
  const { namespace } = exposure.local;
  const found = standing && peerModeOf(standing, { namespace, labels: pods.selector ?? {}, port: pods.targetPort, rootNamespace });
  if (found?.mode !== "DISABLE") return [];
  const { file, line, title } = found.object;
  return [`${file}:${line}: ${title} of ${exposer}: its pods take no TLS, and the model knows no caller there`];
}

function rootNamespaceOf(cluster: string, { clusters }: Federation): string {
  return clusters.get(cluster)?.istio.rootNamespace ?? "istio-system";
}
