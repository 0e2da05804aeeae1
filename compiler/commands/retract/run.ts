import type { WrittenService } from "../../1-load/federation-file.ts";
import { membersOf } from "../../1-load/spelled-out/groups.ts";
import { FederationEdit } from "../../edit/federation-edit.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { quoted } from "../../findings/formats/words.ts";
import { didYouMean } from "../../findings/suggest.ts";
import type { RetractRequest } from "./command.ts";
import { consumptionRemovals } from "./consumption-removals.ts";
import { refuseSharedEntries, refuseSharedExposure } from "./refuse-shared-entries.ts";
import { Removals } from "./removals.ts";

/** Takes a grant back. Throws a Failure, and writes nothing, if there is none, or if the file would be wrong without it. */
export function runRetract(request: RetractRequest): Answer {
  const { operands, from, half, exposure } = request;
  const [name = ""] = operands;
  if (half !== undefined && half !== "allow" && half !== "consume")
    throw new Failure(`\`--half ${half}\` is not a half of a grant`, "write `--half allow` or `--half consume`, or leave it out for both");
  if (from === undefined && !exposure)
    throw new Failure("from whom is it taken back?", "add `--from CLUSTER`; or `--exposure` for what is exposed to nobody");
  if (exposure && half === "consume")
    throw new Failure("`--exposure` and `--half consume` exclude each other", "the exposing side stays with `--half consume`");
  if (half !== undefined && from === undefined)
    throw new Failure("`--half` is about a grant, but nobody is named who loses it", "add `--from CLUSTER`");
  const edit = new FederationEdit(request);
  const service = edit.service(name);
  if (!service)
    throw new Failure(`there is no service \`${name}\` in the federation`, didYouMean(name, Object.keys(edit.loaded.file.services)));
  const exposers = exposersAsked(name, service, request.at, edit);
  const removals = new Removals(edit, name);
  const losing =
    from === undefined ? [] : removeGrant({ name, service, from, exposers, half, isEverywhere: request.at.length === 0 }, removals, edit);
  const unused = exposers.filter((exposer) => !allowKeys(service, exposer).some((key) => removals.keepsAllow(exposer, key)));
  if (exposure) removeExposures(name, service, { exposers, unused, isOnly: from === undefined }, removals, edit);
  removals.apply();
  const places = (exposer: string) => edit.placeOf(edit.service(name)?.expose ?? {}, exposer);
  const left = exposure ? [] : unused.filter((exposer) => edit.service(name)?.expose?.[exposer]);
  const comments = edit.commentsGone();
  return edit.answer(
    [
      from === undefined ? `\`${name}\` is not exposed there any more` : headline(name, from, losing, half),
      ...removals.lines(),
      ...(comments.length > 0 ? [`  comments of these entries went too: ${comments.join(", ")}`] : []),
      ...left.flatMap((exposer) => [
        `left: \`${exposer}\` exposes \`${name}\` to nobody now: ${places(exposer)}`,
        `  fedc retract ${name} --at ${exposer} --exposure`,
      ]),
      "next: `fedc diff` shows what changes in the clusters",
    ],
    {
      service: name,
      ...(from !== undefined && { consumer: from }),
      exposers: from === undefined ? exposers : losing,
      ...removals.fields(),
      left,
      comments,
    },
  );
}

function headline(name: string, from: string, exposers: readonly string[], half: string | undefined): string {
  if (half === "consume" || exposers.length === 0) return `\`${from}\` does not consume \`${name}\` any more`;
  return `${theyDo(exposers)} not allow \`${name}\` to \`${from}\` any more`;
}

/** `\`a\` does`, or `\`a\` and \`b\` do`. */
function theyDo(names: readonly string[]): string {
  return `${quoted(names)} ${names.length === 1 ? "does" : "do"}`;
}

function allowKeys(service: WrittenService, exposer: string): readonly string[] {
  return Object.keys(service.expose?.[exposer]?.allow ?? {});
}

function exposersAsked(name: string, { expose = {} }: WrittenService, at: readonly string[], edit: FederationEdit): readonly string[] {
  const all = Object.keys(expose);
  refuseSharedExposure(name, expose, at, edit);
  for (const exposer of at)
    if (!all.includes(exposer))
      throw new Failure(
        `\`${exposer}\` does not expose \`${name}\`: ${edit.pointOf(edit.loaded.file.services, name)}`,
        didYouMean(exposer, all) ?? (all.length > 0 ? theyDo(all) : "no cluster exposes it"),
      );
  return at.length > 0 ? [...new Set(at)] : all;
}

/** What is taken back from whom. */
interface Retracted {
  readonly name: string;
  readonly service: WrittenService;
  readonly from: string;
  readonly exposers: readonly string[];
  readonly half: "allow" | "consume" | undefined;
  readonly isEverywhere: boolean;
}

/** Returns those who allowed it. */
function removeGrant(
  { name, service, from, exposers, half, isEverywhere }: Retracted,
  removals: Removals,
  edit: FederationEdit,
): readonly string[] {
  const { file } = edit.loaded;
  const { clusters, groups = {} } = file;
  if (!Object.hasOwn(groups, from) && !Object.hasOwn(clusters, from))
    throw new Failure(
      `there is no cluster or group \`${from}\` in the federation`,
      didYouMean(from, [...Object.keys(clusters), ...Object.keys(groups)]),
    );
  const losers = new Set([from, ...membersOf(from, file)]);
  const { consume = {} } = service;
  const allows = exposers.flatMap((exposer) =>
    allowKeys(service, exposer)
      .filter((key) => losers.has(key))
      .map((key) => ({ exposer, key })),
  );
  const uses = Object.keys(consume).filter((key) => losers.has(key));
  refuseSharedEntries({ name, service, losers, from, exposers, half }, edit);
  const isNothing = half === "allow" ? allows.length === 0 : half === "consume" ? uses.length === 0 : allows.length + uses.length === 0;
  if (isNothing || (!isEverywhere && allows.length === 0)) {
    const doNotAllow = exposers.length === 0 ? "no cluster allows" : `${theyDo(exposers)} not allow`;
    const what =
      half === "consume" && uses.length === 0 ? `\`${from}\` does not consume \`${name}\`` : `${doNotAllow} \`${name}\` to \`${from}\``;
    throw new Failure(`${what}: ${edit.pointOf(edit.loaded.file.services, name)}`, "`fedc access` lists who may call what");
  }
  for (const { exposer, key } of allows) {
    const allow = service.expose?.[exposer]?.allow ?? {};
    if (half === "consume") removals.letWait(["expose", exposer, "allow", key], allow[key], "consumer");
    else removals.remove(["expose", exposer, "allow", key]);
  }
  for (const key of uses)
    consumptionRemovals({ key, service, exposers, isEverywhere, half, covered: membersOf(key, file) }, removals, edit);
  return [...new Set(allows.map(({ exposer }) => exposer))];
}

function removeExposures(
  name: string,
  service: WrittenService,
  { exposers, unused, isOnly }: { readonly exposers: readonly string[]; readonly unused: readonly string[]; readonly isOnly: boolean },
  removals: Removals,
  edit: FederationEdit,
): void {
  const used = exposers.filter((exposer) => !unused.includes(exposer));
  const [exposer] = used;
  if (isOnly && exposer !== undefined) {
    const { allow = {} } = service.expose?.[exposer] ?? {};
    const [key = ""] = Object.keys(allow);
    throw new Failure(
      `\`${exposer}\` allows \`${name}\` to \`${key}\`: ${edit.pointOf(allow, key)}`,
      `take that back first: \`fedc retract ${name} --from ${key} --at ${exposer}\``,
    );
  }
  for (const exposer of unused) removals.remove(["expose", exposer]);
  const isExposed = Object.keys(service.expose ?? {}).some((exposer) => !unused.includes(exposer));
  if (!isExposed && Object.keys(service.consume ?? {}).every((key) => !removals.keepsUse(key))) removals.remove([]);
}
