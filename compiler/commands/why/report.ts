import type { GrantEdit } from "../../access/granting/grant-edit.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { wrapped } from "../../findings/formats/words.ts";
import type { Place } from "../../findings/source.ts";
import type { Hop, ObjectName, Outcome } from "../../istio/verdict.ts";
import type { objectPlaces } from "./object-places.ts";

interface Why {
  /** In one line; or that the cluster has no name for the service. */
  readonly call: string;
  /** What of it was not asked for. */
  readonly notes: readonly string[];
  readonly outcomes: readonly ToldOutcome[];
  readonly written: readonly Written[];
  readonly changes: readonly GrantEdit[] | undefined;
  /** What to say where there is no change to make. */
  readonly nothingMissing: string;
  readonly placeOf: ReturnType<typeof objectPlaces>;
}

/** `granted`: where it leaves for a partner that configures itself, whether federation.yaml says that the partner lets it through. */
export interface ToldOutcome extends Outcome {
  readonly granted?: boolean;
}

/** What federation.yaml says about it. */
export interface Written {
  readonly at: Place;
  readonly what: string;
}

/** The way of a call for people: what decides each hop, and where that stands. */
export function whyReport({ call, notes, outcomes, written, changes, nothingMissing, placeOf }: Why, paint: Style): string {
  const head = [call, ...notes].map((line) => wrapped(printable(line), 0)).join("\n");
  const ways = outcomes.map((outcome) => way(outcome, outcomes.length > 1, placeOf, paint));
  const said = written.map(({ at, what }) => `  ${wrapped(printable(`${placeText(at)}: ${what}`), 4)}\n`);
  const file = said.length > 0 ? `\n${paint("strong", "as it is written")}\n${said.join("")}` : "";
  return `${head}\n${ways.join("")}${file}${changes ? changeLines(changes, nothingMissing, paint) : ""}`;
}

function way({ share, end, hops, granted }: ToldOutcome, several: boolean, placeOf: Why["placeOf"], paint: Style): string {
  const head = several ? `\n${paint("strong", `${share} percent of the calls`)}\n` : "\n";
  const lines = hops.map((hop) => hopLines(hop, placeOf));
  const last = hops.at(-1)?.cluster ?? "";
  if (end.kind === "reached")
    return `${head}${lines.join("")}${paint("good", "arrives")}   ${wrapped(printable(`at ${end.service}:${end.port} of ${end.cluster}`), 10)}\n`;
  if (end.kind === "outside" && end.cluster !== undefined && granted !== undefined) {
    const says = granted ? "allows this call" : "does not allow this call";
    const reported = `for ${end.cluster}, which configures itself: by federation.yaml it ${says}`;
    return `${head}${lines.join("")}${paint(granted ? "good" : "error", "leaves")}    ${wrapped(printable(reported), 10)}\n`;
  }
  if (end.kind !== "refused") return `${head}${lines.join("")}${wrapped(printable(`beyond    ${end.why}`), 10)}\n`;
  const status = end.answer === "none" ? "no answer" : `answer ${end.answer}`;
  const by = end.by ? objectLine(last, end.by, placeOf) : "";
  return `${head}${lines.join("")}${paint("error", "refused")}   ${wrapped(printable(`${end.why}: ${status}`), 10)}\n${by}`;
}

function hopLines({ cluster, at, what, by }: Hop, placeOf: Why["placeOf"]): string {
  const places = by.map((name) => objectLine(cluster, name, placeOf));
  return `${at.padEnd(9)} ${wrapped(printable(`${cluster}: ${what}`), 10)}\n${places.join("")}`;
}

function objectLine(cluster: string, name: ObjectName, placeOf: Why["placeOf"]): string {
  const place = placeOf(cluster, name);
  const field = name.field === undefined ? "" : ` ${name.field}`;
  const where = place ? `${place.file}:${place.line}: ` : "";
  return `            ${wrapped(printable(`${where}${name.kind} ${name.name}${field}`), 14)}\n`;
}

function placeText({ source, start }: Place): string {
  return `${source.name}:${source.position(start).line}`;
}

function changeLines(changes: readonly GrantEdit[], nothingMissing: string, paint: Style): string {
  if (changes.length === 0) return `\n${wrapped(printable(nothingMissing), 0)}\n`;
  const lines = changes.map(({ at, what, write }) => {
    const below =
      write === undefined
        ? ""
        : write
            .split("\n")
            .map((one) => `      ${printable(one)}\n`)
            .join("");
    return `  ${wrapped(printable(`${placeText(at)}: ${what}${write === undefined ? "" : ":"}`), 4)}\n${below}`;
  });
  return `\n${paint("strong", "to grant it")}\n${lines.join("")}`;
}
