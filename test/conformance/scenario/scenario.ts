import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parse } from "yaml";
import { suite } from "../machine/paths.ts";
import { readNames, readTopology, type Topology } from "./topology.ts";

/** A folder with clusters, applications, a federation, and what must come of which call. */
export interface Scenario {
  readonly name: string;
  /** What it shows, in one sentence; empty if it does not say that. */
  readonly shows: string;
  readonly folder: string;
  readonly topology: Topology;
  /** From DNS names outside of the clusters to addresses. */
  readonly names: ReadonlyMap<string, string>;
  /** The clusters as they are configured, one after the other. */
  readonly order: readonly string[];
  /** From NAME of `trust/NAME.pem` to the authority that it holds. */
  readonly trust: ReadonlyMap<string, string>;
  /** A cluster with `managed: false` that runs the overlay of `fedc handover`. */
  readonly handedOver?: string | undefined;
  readonly steps: readonly Step[];
  /** Whether it belongs to the ten minutes that show most. */
  readonly core: boolean;
}

/** One thing to do; `kind` is the field's name, `value` what stands there. */
export interface Step {
  readonly kind: string;
  readonly value: unknown;
}

const scenarios = join(suite, "scenarios");

/** Names of all scenarios of the suite. */
export function scenarioNames(): readonly string[] {
  return readdirSync(scenarios)
    .filter((name) => existsSync(join(scenarios, name, "scenario.yaml")))
    .sort();
}

/** Reads a scenario by its name or by the path of its folder. Throws if there is none, or if a file of it is wrong. */
export function readScenario(nameOrPath: string): Scenario {
  const folder = [join(scenarios, nameOrPath), resolve(nameOrPath)].find((path) => existsSync(join(path, "scenario.yaml")));
  if (!folder) throw new Error(`there is no scenario \`${nameOrPath}\`; there are ${scenarioNames().join(", ")}`);
  const read = (file: string) => parse(readFileSync(join(folder, file), "utf8")) as unknown;
  const written = read("topology.yaml");
  const topology = readTopology(written);
  const {
    order = [...topology.keys()],
    trust = {},
    steps,
    core = false,
    shows = "",
    handedOver,
  } = read("scenario.yaml") as Partial<Written>;
  const stranger = order.find((name) => !topology.has(name));
  if (stranger) throw new Error(`${folder}: \`order\` names ${stranger}, which is no cluster of the topology`);
  return {
    name: basename(folder),
    shows,
    folder,
    topology,
    names: readNames(written),
    order,
    trust: new Map(Object.entries(trust)),
    handedOver,
    steps: (steps ?? [{ check: "calls.yaml" }]).map(stepOf),
    core,
  };
}

/** The same up to its first changes under steady calls, which take half a minute each. */
export function withoutChanges(scenario: Scenario): Scenario {
  const first = scenario.steps.findIndex(({ kind }) => kind === "changes");
  return first === -1 ? scenario : { ...scenario, steps: scenario.steps.slice(0, first) };
}

interface Written {
  readonly order: readonly string[];
  readonly trust: Readonly<Record<string, string>>;
  readonly handedOver: string;
  readonly steps: readonly Readonly<Record<string, unknown>>[];
  readonly core: boolean;
  readonly shows: string;
}

function stepOf(written: Readonly<Record<string, unknown>>): Step {
  const [[kind, value] = [], ...more] = Object.entries(written);
  if (kind === undefined || more.length > 0) throw new Error(`a step has one field: ${JSON.stringify(written)}`);
  return { kind, value };
}
