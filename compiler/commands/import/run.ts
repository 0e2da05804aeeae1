import { writeFileSync } from "node:fs";
import { check } from "../../compile.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { Source } from "../../findings/source.ts";
import { type AccountedObjects, accountedObjects } from "../../import/accounted-objects.ts";
import { comparedWithDraft } from "../../import/compared-access.ts";
import { draftOf, pendingAddresses } from "../../import/draft.ts";
import { type HandMadeFederation, handMadeFederation } from "../../import/hand-made.ts";
import { clock } from "../../inputs/clock.ts";
import { readDumps } from "../../inputs/inventory-folder.ts";
import { exists, reason } from "../../inputs/regular-file.ts";
import { checkClusterNames, isFederationName } from "../../inventory/cluster-names.ts";
import { gatewayNames } from "../../inventory/host-names.ts";
import { type StandingObject, textsIn } from "../../inventory/standing-object.ts";
import type { ImportRequest } from "./command.ts";
import { importReport, type Removal } from "./report.ts";

const help = "`fedc help import` tells what it looks for; `fedc inventory DIR` shows what a dump holds";

/** Writes a draft. Throws a Failure if there is nothing to import, or the file exists. */
export function runImport({ operands, name, out, dryRun }: ImportRequest): Answer {
  if (operands.length === 0) throw new Failure("no dump is given", help);
  if (!isFederationName(name)) throw new Failure(`\`${name}\` is no name of a federation`, "it has small letters, digits and hyphens");
  const inventory = readDumps(operands, undefined);
  checkClusterNames(inventory);
  const handMade = handMadeFederation(inventory);
  if (handMade.uses.length === 0) {
    const reasons = handMade.leftOut.map(({ cluster, object, what }) => ({ message: `${cluster}: ${object.title}: ${what}` }));
    throw new Failure("no hand-made object leads from one of these clusters to another", help, { reasons });
  }
  if (!dryRun && exists(out)) throw existsAlready(out);
  const draft = draftOf(name, handMade, inventory);
  const options = { readFile: () => ({ problem: "the draft names no files" }), ...clock() };
  const { findings } = check(new Source(out, draft), options);
  // Access is compared as if the new gateways had addresses: nothing is called before.
  const reached = check(new Source(out, withAddresses(draft)), options);
  const compared = reached.federation && comparedWithDraft(handMade, reached.federation, inventory);
  if (!dryRun) write(out, draft);
  const removal = removalOf(handMade);
  const accounted = accountedObjects(inventory, handMade);
  return {
    ok: true,
    ...findings.reported(),
    text: (style) =>
      `${dryRun ? `${draft}\n` : ""}${importReport({ handMade, compared, removal, accounted, file: dryRun ? undefined : out }, style)}`,
    fields: {
      file: dryRun ? null : out,
      draft,
      uses: handMade.uses.length,
      notExpressed: handMade.leftOut.map(({ cluster, object, what }) => ({ cluster, ...asFields(object), what })),
      byHand: compared?.before ?? null,
      changes: compared?.changes ?? null,
      unreached: compared?.unreached ?? null,
      notFollowed: compared?.notFollowed.map(({ from, as, reasons }) => ({ from, as, reasons })) ?? null,
      objects: accounted.map(accountFields),
      remove: removal.map(({ when, cluster, objects }) => ({ when, cluster, objects: objects.map(asFields) })),
    },
  };
}

/** What answers a local name goes when fedc's answers it; everything else once no call passes it any more. */
function removalOf({ uses, expressed, idle, clusters }: HandMadeFederation): readonly Removal[] {
  const naming = new Set(uses.flatMap(({ name }) => name.objects));
  const localNamespaces = new Set(uses.flatMap(({ consumer, name: { local } }) => (local ? [`${consumer} ${local.namespace}`] : [])));
  const isNaming = (object: StandingObject) => naming.has(object) || object.kind === "Service";
  const all = [...clusters].map(([cluster, { standing }]) => {
    const objects = new Set(standing.objects.filter((object) => expressed.get(cluster)?.has(object) || idle.has(object)));
    const isShared = (object: StandingObject) =>
      isUsedByOthers(object, objects, clusters.get(cluster)?.standing.all("VirtualService") ?? []);
    // A rule of the owner's for subsets of a local Service stays. fedc's finding FED428 says what becomes of it.
    const isOwners = ({ kind, namespace }: StandingObject) => kind === "DestinationRule" && localNamespaces.has(`${cluster} ${namespace}`);
    return { cluster, all: [...objects].filter((object) => !isShared(object) && !isOwners(object)) };
  });
  const part = (when: Removal["when"], isIn: (object: StandingObject) => boolean) =>
    all.map(({ cluster, all: own }) => ({ when, cluster, objects: own.filter(isIn) })).filter((one) => one.objects.length > 0);
  return [...part("with the local names", isNaming), ...part("at the end", (object) => !isNaming(object))];
}

/** Whether VirtualServices of others use a Gateway too. */
function isUsedByOthers(object: StandingObject, own: ReadonlySet<StandingObject>, rules: readonly StandingObject[]): boolean {
  const name = `${object.namespace}/${object.name}`;
  return (
    object.kind === "Gateway" && rules.some((rule) => !own.has(rule) && gatewayNames(rule, textsIn(rule.spec, "gateways")).includes(name))
  );
}

function withAddresses(draft: string): string {
  let last = 0;
  return draft.replaceAll(pendingAddresses, () => {
    last += 1;
    return `addresses: [192.0.2.${last}]`;
  });
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    // Somebody else may have written it in the meantime.
    if (exists(file)) throw existsAlready(file);
    throw new Failure(`cannot write \`${file}\`: ${reason(error)}`, "name another file by `--out`");
  }
}

function existsAlready(file: string): Failure {
  return new Failure(`\`${file}\` exists already`, "name another file by `--out`, or print the draft by `--dry-run`");
}

function accountFields({ cluster, expressed, leftOut, unrelated }: AccountedObjects) {
  return { cluster, expressed: expressed.map(asFields), leftOut: leftOut.map(asFields), unrelated: unrelated.map(asFields) };
}

function asFields({ kind, namespace, name, file, line }: StandingObject) {
  return { kind, namespace, name, file, line };
}
