import type { GrantEdit } from "../../access/granting/grant-edit.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Emphasis, Style } from "../../findings/formats/style.ts";
import { wrapped } from "../../findings/formats/words.ts";
import type { Place } from "../../findings/source.ts";
import type { Hop, ObjectName, Outcome } from "../../istio/verdict.ts";
import { placeText, reportBlock, reportLine } from "../report-lines.ts";
import type { PlaceOf } from "./object-places.ts";

interface Why {
  /** The call in one line, or that the cluster does not consume the service. */
  readonly call: string;
  /** Remarks on what fedc chose, and on where the call begins. */
  readonly notes: readonly string[];
  readonly outcomes: readonly JudgedOutcome[];
  /** What keeps the answer from being certain. */
  readonly unknown: readonly string[];
  readonly written: readonly Written[];
  readonly changes: readonly GrantEdit[] | undefined;
  /** Why no change would grant the call. */
  readonly nothingMissing: string;
  readonly placeOf: PlaceOf;
}

/**
 * `granted`: for a call that leaves for a partner that configures itself, whether federation.yaml allows it. `subset`: the name of the subset
 * whose pods get the call.
 */
export interface JudgedOutcome extends Outcome {
  readonly granted?: boolean;
  readonly subset?: string;
}

/** An entry of federation.yaml about the call. */
export interface Written {
  readonly at: Place;
  readonly what: string;
}

/** The hops of a call, with the objects that decide each of them and their places. */
export function whyReport({ call, notes, outcomes, unknown, written, changes, nothingMissing, placeOf }: Why, style: Style): string {
  const head = [call, ...notes].map((line) => wrapped(printable(line), 0)).join("\n");
  const flights = outcomes.map((outcome) => flightLines(outcome, outcomes.length > 1, placeOf, style));
  const entries = written.map(({ at, what }) => reportLine(`${placeText(at)}: ${what}`));
  const file = reportBlock(`\n${style("strong", "in federation.yaml")}`, entries);
  const doubts = reportBlock(
    `\n${style("warning", "not known")}`,
    unknown.map((reason) => reportLine(reason)),
  );
  return `${head}\n${flights.join("")}${doubts}${file}${changes ? changeLines(changes, nothingMissing, style) : ""}`;
}

function flightLines({ share, end, hops, granted, subset }: JudgedOutcome, several: boolean, placeOf: PlaceOf, style: Style): string {
  const head = several ? `\n${style("strong", `${share} percent of the calls`)}\n` : "\n";
  const ending = (emphasis: Emphasis | undefined, word: string, text: string) =>
    `${emphasis ? style(emphasis, word) : word}${" ".repeat(10 - word.length)}${wrapped(printable(text), 10)}\n`;
  const last = () => {
    const pods = subset === undefined ? "" : `, at the subset ${subset}`;
    if (end.kind === "reached") return ending("good", "arrives", `at ${end.service}:${end.port} of ${end.cluster}${pods}`);
    if (end.kind === "refused") {
      const answer = end.answer === "none" ? "no answer" : `answer ${end.answer}`;
      return ending("error", "refused", `${end.why}: ${answer}`) + (end.by ? objectLine(hops.at(-1)?.cluster ?? "", end.by, placeOf) : "");
    }
    if (end.cluster === undefined || granted === undefined) return ending(undefined, "outside", end.why);
    const rule = granted ? "allows this call" : "does not allow this call";
    return ending(granted ? "good" : "error", "leaves", `for ${end.cluster}, which configures itself: federation.yaml ${rule}`);
  };
  return head + hops.map((hop) => hopLines(hop, placeOf)).join("") + last();
}

function hopLines({ cluster, at, what, by }: Hop, placeOf: PlaceOf): string {
  const places = by.map((name) => objectLine(cluster, name, placeOf));
  return `${at.padEnd(9)} ${wrapped(printable(`${cluster}: ${what}`), 10)}\n${places.join("")}`;
}

function objectLine(cluster: string, name: ObjectName, placeOf: PlaceOf): string {
  const place = placeOf(cluster, name);
  const field = name.field === undefined ? "" : ` ${name.field}`;
  const where = place ? `${place.file}:${place.line}: ` : "";
  return reportLine(`${where}${name.kind} ${name.name}${field}`, 12);
}

function changeLines(changes: readonly GrantEdit[], nothingMissing: string, style: Style): string {
  if (changes.length === 0) return `\n${wrapped(printable(nothingMissing), 0)}\n`;
  const lines = changes.map(({ at, what, write }) => {
    const added = write?.split("\n").map((line) => `      ${printable(line)}\n`) ?? [];
    return reportLine(`${placeText(at)}: ${what}${write === undefined ? "" : ":"}`) + added.join("");
  });
  return `\n${style("strong", "to grant it")}\n${lines.join("")}`;
}
