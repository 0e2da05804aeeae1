import type { AssertedCall, ExceptionEntry, FederationFile, OneOrMore } from "../1-load/federation-file.ts";
import { membersOf } from "../1-load/spelled-out/groups.ts";
import { type Callers, commonCallers, coversCaller, unionOfCallers } from "./caller-lists.ts";
import type { Assertion, Exception, Selection } from "./federation.ts";

/** A consuming cluster, a service, and a cluster that may expose it, by name. */
export interface Relation {
  readonly consumer: string;
  readonly service: string;
  readonly exposer: string;
}

/** The assertions of a file, in its order. */
export function resolveAssertions(file: FederationFile): readonly Assertion[] {
  return (file.assertions ?? []).flatMap(({ never, always }) => [
    ...(never ? [resolveAssertion("never", never, file)] : []),
    ...(always ? [resolveAssertion("always", always, file)] : []),
  ]);
}

/** Whether a selection has a name. */
export function isSelected(selection: Selection, name: string): boolean {
  return selection === "any" || selection.has(name);
}

/** Whether an assertion is about some call of a relation. No cluster calls itself through the federation. */
export function isAbout({ from, to, at, exceptions }: Assertion, relation: Relation): boolean {
  const { consumer, service, exposer } = relation;
  return (
    consumer !== exposer &&
    isSelected(from, consumer) &&
    isSelected(to, service) &&
    isSelected(at, exposer) &&
    !exceptions.some((exception) => exception.callers === "any" && covers(exception, relation))
  );
}

/** The callers of a list that an assertion is about, of a relation that it is about. */
export function assertedCallers({ callers, exceptions }: Assertion, relation: Relation, listed: Callers): readonly string[] {
  const excepted = unionOfCallers(exceptions.filter((exception) => covers(exception, relation)).map(({ callers }) => callers));
  return commonCallers(callers, listed).filter((caller) => !coversCaller(excepted, caller));
}

/** Whether an assertion tells callers of one cluster apart. */
export function tellsCallersApart({ callers, exceptions }: Assertion, relation: Relation): boolean {
  return callers !== "any" || exceptions.some((exception) => exception.callers !== "any" && covers(exception, relation));
}

function resolveAssertion(kind: Assertion["kind"], written: AssertedCall, file: FederationFile): Assertion {
  const { except = [] } = written;
  return {
    kind,
    ...selectionsOf(written, file),
    requests: requestsOf(written),
    exceptions: except.map((entry) => selectionsOf(typeof entry === "string" ? { from: entry } : entry, file)),
    written,
  };
}

function requestsOf({ method, path, rpc }: AssertedCall): Assertion["requests"] {
  const methods = method === undefined ? undefined : valuesOf(method);
  const paths = path === undefined ? undefined : valuesOf(path);
  const http = rpc === undefined ? { methods, paths } : undefined;
  const rpcs = rpc === undefined ? undefined : valuesOf(rpc).map((one) => `/${one}`);
  const isPlain = !methods && !paths;
  return { http, http2: http, grpc: isPlain ? { methods, paths: rpcs } : undefined, tcp: isPlain ? http : undefined };
}

function selectionsOf({ from, to, at, caller }: ExceptionEntry, file: FederationFile): Exception {
  return {
    from: clustersOf(from, file),
    to: to === undefined || to === "any" ? "any" : new Set(valuesOf(to)),
    at: clustersOf(at, file),
    callers: caller === undefined || caller === "any" ? "any" : valuesOf(caller),
  };
}

function clustersOf(written: OneOrMore | undefined, file: FederationFile): Selection {
  if (written === undefined || written === "any") return "any";
  return new Set(valuesOf(written).flatMap((name) => membersOf(name, file)));
}

function covers({ from, to, at }: Exception, { consumer, service, exposer }: Relation): boolean {
  return isSelected(from, consumer) && isSelected(to, service) && isSelected(at, exposer);
}

/** The values of a field that takes one or a list; `any` counts as a value. */
function valuesOf<Value>(written: Value | readonly Value[] | undefined): readonly Value[] {
  return written === undefined ? [] : ([written].flat() as Value[]);
}
