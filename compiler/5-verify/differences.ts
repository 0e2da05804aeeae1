import type { Caller } from "../istio/call.ts";
import type { FlightOutcome } from "../istio/data-path/flight.ts";
import type { Meshes } from "../istio/data-path/meshes.ts";
import { followerOf } from "../istio/data-path/outcome-of.ts";
import { getOrMake } from "../istio/objects/indexed.ts";
import { type Disagreement, difference } from "./disagreement.ts";
import { type Intent, isHttp, refused } from "./intent/intent.ts";
import type { Intents } from "./intent/intents.ts";
import { callOfProbe, type Probe, probesBeside, type Sent } from "./probes/probe.ts";
import { undecidedBeside } from "./undecided-beside.ts";

type Difference = Omit<Disagreement, "found">;

/** The calls of one caller, and of those beside it, about which the objects and the file differ. */
export function differences(meshes: Meshes, intents: Intents, probe: Probe): readonly Difference[] {
  const { from, requests, unavailable, beside } = probe;
  const intentsOf = intents.ofCaller(from, unavailable);
  const follow = followerOf(meshes, from, unavailable);
  const found: Difference[] = [];
  let ofFirst: readonly FlightOutcome[] = none;
  const compare = (sent: readonly Sent[], outcomes: readonly FlightOutcome[]) => {
    const outcomesOf = outcomesByRequest(sent.length, outcomes);
    if (sent[0] === requests[0]) ofFirst = outcomesOf[0] ?? none;
    for (const { index, expected, sentence } of problemsOf(from, intentsOf(sent), outcomesOf))
      found.push({ call: callOfProbe(probe, sent[index]), expected, sentence });
  };
  const http = isHttp(requests) ? requests : requests.filter((sent) => sent !== undefined);
  if (http.length > 0) compare(http, follow(http));
  if (http.length < requests.length) compare([undefined], follow(undefined));
  if (beside && from.kind === "workload" && requests.length > 0) {
    const left = { from, requests, beside: undecidedBeside(meshes, from, beside, ofFirst) };
    for (const other of probesBeside(left)) found.push(...differences(meshes, intents, other));
  }
  return found;
}

interface Problem {
  readonly expected: Intent;
  readonly sentence: string;
}

interface ProblemOfRequest extends Problem {
  readonly index: number;
}

/** Compares each request's intent with its outcomes. Requests with the same intent and the same outcomes are compared once. */
function problemsOf(
  from: Caller,
  intents: readonly Intent[],
  outcomesOf: readonly (readonly FlightOutcome[])[],
): readonly ProblemOfRequest[] {
  const compared: { readonly intent: Intent; readonly ends: readonly FlightOutcome[]; readonly problems: readonly Problem[] }[] = [];
  const problems: ProblemOfRequest[] = [];
  for (const [index, intent] of intents.entries()) {
    const ends = outcomesOf[index] ?? none;
    let same = compared.find((one) => one.intent === intent && one.ends === ends);
    if (!same) {
      same = { intent, ends, problems: problemsWith(from, intent, ends) };
      compared.push(same);
    }
    if (same.problems.length > 0) problems.push(...same.problems.map((problem) => ({ index, ...problem })));
  }
  return problems;
}

const none: readonly never[] = [];
const noImpostor: Intent = refused("the server is not the one that federation.yaml names");

function problemsWith(from: Caller, expected: Intent, outcomes: readonly FlightOutcome[]): readonly Problem[] {
  const sentence = difference(from, expected, { outcomes });
  const isDeceived =
    from.kind === "workload" &&
    expected.kind === "granted" &&
    outcomes.some(({ end, credulous }) => credulous && end.kind === "reached" && end.cluster !== from.cluster);
  if (sentence === undefined && !isDeceived) return none;
  return [
    ...(sentence === undefined ? [] : [{ expected, sentence }]),
    ...(isDeceived ? [{ expected: noImpostor, sentence: "it takes an impostor for the cluster that it calls" }] : []),
  ];
}

/** The outcomes of each request. Equal ones are the same list. */
function outcomesByRequest(count: number, outcomes: readonly FlightOutcome[]): readonly (readonly FlightOutcome[])[] {
  const lists = new Array<readonly FlightOutcome[]>(count).fill(none);
  for (const outcome of outcomes) {
    const longer = new Map<readonly FlightOutcome[], readonly FlightOutcome[]>();
    const add = (index: number) => {
      const before = lists[index] ?? none;
      lists[index] = getOrMake(longer, before, () => [...before, outcome]);
    };
    if (outcome.requests) for (const { index } of outcome.requests.all) add(index);
    else for (let index = 0; index < count; index += 1) add(index);
  }
  return lists;
}
