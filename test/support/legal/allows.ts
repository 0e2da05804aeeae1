import type { Anything } from "../planned.ts";
import type { Chance } from "../random-federation.ts";

export type Callers = "any" | readonly string[];

/** What an `allow` is to fit. */
export interface AllowFor {
  readonly protocol: string;
  /** In which modes the consumers are; both for a group of several. */
  readonly modes: ReadonlySet<string>;
  /** Whom the consumers list. */
  readonly callers: Callers;
  readonly pathNormalization: string;
}

const paths = {
  exact: [["/b"], ["/A/B.c", "/b/"], ["/x%20y/z;v=1", "/"]],
  prefix: [["/a/*"], ["/a/*", "/b"], ["/a/*", "/a", "/c/d/*"], ["/*"]],
};

/** One cluster's half of a grant: a word, one alternative or several, with no method in two of them. */
export function allow(wanted: AllowFor, chance: Chance): Anything {
  const { protocol, modes } = wanted;
  const idle = chance.in(5);
  // Both halves are there, so the word means nothing.
  const waits = chance.in(8);
  const alternatives = (protocol === "tcp" ? tcpAlternatives(wanted, chance) : requests(wanted, chance)).map((one, i, all) => ({
    ...one,
    ...(modes.has("workloads") && { callers: modes.size > 1 || protocol === "tcp" ? "any" : callersFor(wanted.callers, i, chance) }),
    ...(idle && (i > 0 || all.length === 1) && { inactive: "not yet" }),
    ...(waits && { awaits: "consumer" }),
  }));
  const [only] = alternatives;
  if (protocol === "tcp" && Object.keys(only ?? {}).length === 0) return "any";
  return alternatives.length === 1 && chance.in(80) ? only : alternatives;
}

function tcpAlternatives(_: AllowFor, __: Chance): readonly Anything[] {
  return [{}];
}

function requests({ protocol, pathNormalization }: AllowFor, chance: Chance): readonly Anything[] {
  const count = chance.in(30) ? 2 + chance.below(2) : 1;
  if (protocol === "grpc") {
    const lists = ["any", ["p.S/*", "p.T/M"], ["T/M"]];
    return count === 1 ? [{ rpcs: chance.of(lists) }] : [{ rpcs: ["p.S/*"] }, { rpcs: ["a.b.c_1.T/M", "T/M"] }];
  }
  const methods = count === 1 ? chance.of<unknown>(["any", ["GET"], ["GET", "HEAD", "OPTIONS"]]) : ["GET", "HEAD"];
  const others = [{ methods: ["POST"] }, { methods: ["PUT", "DELETE", "PATCH"] }].slice(0, count - 1);
  const choice = pathNormalization === "NONE" ? paths.exact : [...paths.exact, ...paths.prefix];
  return [{ methods }, ...others].map((one) => ({ ...one, ...(chance.in(55) && { paths: chance.of(choice) }) }));
}

/** At least those whom the consumer lists, in the first alternative; fewer or others in those after it. */
function callersFor(callers: Callers, index: number, chance: Chance): Callers {
  if (index > 0 || callers === "any") return chance.of<Callers>(["any", callers === "any" ? ["elsewhere/*"] : callers.slice(0, 1)]);
  const wider = [...new Set(callers.map((one) => `${one.split("/")[0]}/*`))];
  return chance.of<Callers>(["any", callers, [...callers, "elsewhere/x"], wider]);
}
