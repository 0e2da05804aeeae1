import { type Vocabulary, vocabularyIn } from "../../5-verify/vocabulary.ts";
import { objectKey } from "./object-differences.ts";

/** What objects that stand name and those that replace them do not: what a change may take, and must be asked for to see it. */
export function onlyMentioned(live: ReadonlyMap<string, readonly unknown[]>, planned: ReadonlyMap<string, readonly unknown[]>): Vocabulary {
  const gone = { methods: new Set<string>(), paths: new Set<string>(), principals: new Set<string>() };
  for (const [cluster, objects] of live) {
    const after = new Map((planned.get(cluster) ?? []).map((object) => [objectKey(object), object]));
    for (const object of objects) {
      const counterpart = after.get(objectKey(object));
      const [old, now] = [object, counterpart].map((one) => vocabularyIn(new Map([[cluster, one === undefined ? [] : [one]]])));
      for (const what of ["methods", "paths", "principals"] as const)
        for (const name of old?.[what] ?? []) if (!now?.[what].has(name)) gone[what].add(name);
    }
  }
  return gone;
}

/** Callers whom the objects of one state name and those of the other do not: where everybody may call, they could before as well. */
export function callersOfOneState(
  before: ReadonlyMap<string, readonly unknown[]>,
  after: ReadonlyMap<string, readonly unknown[]>,
): Vocabulary {
  const [was, is] = [vocabularyIn(before).principals, vocabularyIn(after).principals];
  const principals = [...[...was].filter((one) => !is.has(one)), ...[...is].filter((one) => !was.has(one))];
  return { methods: new Set(), paths: new Set(), principals: new Set(principals) };
}
