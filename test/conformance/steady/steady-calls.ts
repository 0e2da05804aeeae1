import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundledProgram } from "../app/bundle.ts";
import type { WireAnswer } from "../app/wire-call.ts";
import { callLine, type PlannedCall } from "../calls/call.ts";
import { podNamed } from "../calls/make-call.ts";
import type { Clusters } from "../cluster/cluster.ts";
import { inside } from "../machine/network.ts";
import { state } from "../machine/paths.ts";
import { startProcess, stopProcesses } from "../machine/processes.ts";

/** One call that was made; times in milliseconds since 1970. */
export interface SteadyAnswer {
  readonly begin: number;
  readonly end: number;
  readonly answer: WireAnswer;
}

/** Each call is made ten times a second. */
const apartInMilliseconds = 100;
const folder = join(state, "steady");

/** Calls that pods' own applications make all the time. */
export class SteadyCalls {
  readonly calls: readonly PlannedCall[];
  /** Which calls' answers a file of these holds, by their numbers in `calls`. */
  readonly #logs = new Map<string, readonly number[]>();

  /** Begins to make these calls. Those past a sidecar are left out: their strangers come with certificates of their own. */
  constructor(planned: readonly PlannedCall[], clusters: Clusters) {
    const distinct = new Map(planned.map((call) => [callLine({ ...call, times: 1 }), call]));
    this.calls = [...distinct.values()].filter(({ what }) => what.kind !== "tls");
    mkdirSync(folder, { recursive: true });
    const callers = new Map<string, number[]>();
    for (const [number, { from }] of this.calls.entries()) {
      const { network } = podNamed(clusters, from);
      callers.set(network, [...(callers.get(network) ?? []), number]);
    }
    for (const [network, numbers] of callers) this.#start(network, numbers);
  }

  /** What came of each call since a time, in the order of `calls`. */
  answers(since: number): readonly (readonly SteadyAnswer[])[] {
    const all = this.calls.map((): SteadyAnswer[] => []);
    for (const [log, numbers] of this.#logs)
      for (const line of readFileSync(log, "utf8").split("\n").slice(0, -1)) {
        const [index, begin, end, answer] = JSON.parse(line) as [number, number, number, WireAnswer];
        if (end >= since) all[numbers[index] ?? -1]?.push({ begin, end, answer });
      }
    return all;
  }

  async stop(): Promise<void> {
    await stopProcesses("steady/");
  }

  #start(network: string, numbers: readonly number[]): void {
    const [list, log] = [join(folder, `${network}.json`), join(folder, `${network}-${Date.now()}.log`)];
    writeFileSync(list, JSON.stringify(numbers.map((number) => this.#call(number).what)));
    writeFileSync(log, "");
    const command = [process.execPath, bundledProgram("steady"), list, log, String(apartInMilliseconds)];
    startProcess(`steady/${network}`, [...inside(network, "app"), ...command], { log: join(folder, "output.log") });
    this.#logs.set(log, numbers);
  }

  #call(number: number): PlannedCall {
    const call = this.calls[number];
    if (!call) throw new Error(`there is no steady call ${number}`);
    return call;
  }
}
