import type { FederationFile, Labels, WrittenFile } from "../1-load/federation-file.ts";
import type { Spans } from "../1-load/spans.ts";
import type { DefaultEntry } from "../1-load/spelled-out/defaults.ts";
import type { Consumption, Exposure, Federation, Grant } from "../2-resolve/federation.ts";
import type { Explanation, Finding, Severity } from "../findings/finding.ts";
import type { StandingInventory } from "../inventory/cluster-inventory.ts";
import type { Acceptances } from "./acceptances.ts";
import type { WrittenEntries } from "./entries.ts";
import type { ReferenceTime } from "./reference-time.ts";

/** The federation in two forms, both also as lists that rules share: linked, and as it was written. */
export interface RuleContext extends WrittenEntries {
  /** With defaults, and without names that do not exist. */
  readonly federation: Federation;
  readonly exposures: readonly Exposure[];
  readonly consumptions: readonly Consumption[];
  /** Those in force. */
  readonly grants: readonly Grant[];
  /** With defaults and groups spelled out. */
  readonly file: FederationFile;
  /** With groups as they are written, for rules about groups. */
  readonly written: WrittenFile;
  readonly defaults: readonly DefaultEntry[];
  readonly at: Spans;
  /** The cluster whose overlay is handed over to its owner. */
  readonly handedOver: string | undefined;
  readonly time: ReferenceTime;
  /** What stands in the clusters; empty if no dump was given. */
  readonly inventory: StandingInventory;
  /** The objects that the build would write for a cluster, as data. Only for `afterOthers` rules: nothing is planned after errors. */
  readonly emitted: EmittedObjects;
  /** Of the rules, by code. */
  readonly severities: ReadonlyMap<string, Severity>;
  /** What was found so far is judged already. */
  readonly acceptances: Acceptances;
  /** Adds a finding with the code and severity of the rule. */
  report(finding: Omit<Finding, "code" | "severity">): void;
}

export type EmittedObjects = (cluster: string) => readonly EmittedObject[];

/** The part of an emitted object that rules compare with what stands. */
export interface EmittedObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Labels };
  readonly spec?: unknown;
}

/** A check for one way in which entries contradict each other although each of them is well formed. */
export interface Rule extends Explanation {
  /** The rule runs only if no error was found: its findings would otherwise follow from that error. */
  readonly afterOthers?: true;
  check(context: RuleContext): void;
}

/** Whether a finding of this code compares the file with what stands in a cluster. */
export function isAboutInventory(code: string): boolean {
  return code.startsWith("FED6");
}

/** The example of a page if it is one wrong entry and the right one, both as YAML. */
interface Contrast {
  /** The line above the wrong entry, unless it is `Wrong:`. */
  readonly wrongLead?: string;
  readonly wrong: string;
  /** The line above the right entry, unless it is `Right:`. */
  readonly rightLead?: string;
  readonly right: string;
  /** The text below. */
  readonly remark?: string;
}

type RuleBody = Omit<Rule, "code" | "severity" | "title" | "example"> & (Contrast | Pick<Rule, "example">);

/** A rule whose findings stop the build. */
export const error = makerOf("error");

/** A rule whose findings do not stop the build. */
export const warning = makerOf("warning");

/** A rule that reminds users of something that they wrote on purpose. */
export const note = makerOf("note");

function makerOf(severity: Severity): (code: string, title: string, body: RuleBody) => Rule {
  return (code, title, body) => ({ code, severity, title, ...body, example: "example" in body ? body.example : exampleOf(body) });
}

function exampleOf({ wrongLead = "Wrong:", wrong, rightLead = "Right:", right, remark }: Contrast): string {
  return [wrongLead, indented(wrong), rightLead, indented(right), remark ?? []].flat().join("\n\n");
}

function indented(yaml: string): string {
  return yaml.replace(/^(?=.)/gm, "  ");
}
