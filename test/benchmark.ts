/**
 * Measures whole fedc processes, each in turns with a reference program in the same run, since a machine's speed drifts: the ratio travels, the
 * milliseconds do not. `npm run -s benchmark`; after `--`, `--large` adds the largest federation, `--only NAME` leaves only lines with that in
 * their names, and `--runs N` sets how often each is run.
 */
import { parseArgs } from "node:util";
import { sizeL, sizeM, sizeS } from "./support/large-federation.ts";
import { compared, type Program } from "./support/measured.ts";
import { MeasuredFederation, main } from "./support/measured-federation.ts";

/** One line of the report: a process, and the one that it is held against. */
interface Line {
  readonly name: string;
  readonly own: () => Program;
  readonly reference: () => Program;
  /** Of the processor time, as a ratio if no unit is named. */
  readonly goal?: string;
  readonly runs: number;
  /** What has to be there first. */
  readonly before?: () => unknown;
}

const { values: options } = parseArgs({ options: { large: { type: "boolean" }, only: { type: "string" }, runs: { type: "string" } } });
const bareNode = (): Program => ({ args: ["-e", ""] });
const isChosen = ({ name }: Line) => name.includes(options.only ?? "");

console.log(
  `Medians of whole processes, node ${process.versions.node}. cpu is user and system time of fedc alone, without the git that it runs.`,
);
console.log(
  "Ratios are to a bare node for S, and to a js-yaml program over the same file for M and L; after a slash, to `M: build, fresh`.\n",
);
console.log(
  `${"".padEnd(48)}${["cpu ratio", "wall ratio", "cpu ms", "wall ms", "peak MiB"].map((head) => head.padStart(11)).join("")}   goal`,
);
for (const line of linesOfS(new MeasuredFederation(sizeS)).filter(isChosen)) await print(line);
const medium = new MeasuredFederation(sizeM);
for (const line of linesOfM(medium).filter(isChosen)) await print(line);
if (linesOfPublishing(medium, medium).some(isChosen)) {
  const delivered = await MeasuredFederation.delivered(sizeM);
  for (const line of linesOfPublishing(delivered, medium).filter(isChosen)) await print(line);
  await delivered.close();
}
if (options.large) for (const line of linesOfL(new MeasuredFederation(sizeL)).filter(isChosen)) await print(line);

async function print({ name, own, reference, goal = "", runs, before }: Line): Promise<void> {
  await before?.();
  const result = await compared(own, reference, options.runs === undefined ? runs : Number(options.runs));
  const ratios = [result.cpuRatio, result.wallRatio].map((ratio) => ratio.toFixed(2));
  const figures = [result.own.cpu, result.own.wall, result.own.peak].map((figure) => figure.toFixed(0));
  console.log(`${name.padEnd(48)}${[...ratios, ...figures].map((cell) => cell.padStart(11)).join("")}   ${goal}`);
}

function linesOfS(federation: MeasuredFederation): readonly Line[] {
  const line = { reference: bareNode, runs: 25 };
  return [
    { ...line, name: "S: bare node", own: bareNode },
    { ...line, name: "S: fedc --version", own: () => ({ args: [main, "--version"] }) },
    { ...line, name: "S: check", own: () => federation.fedc("check") },
    { ...line, name: "S: build, fresh", own: () => federation.build(federation.fresh()), goal: "2.0" },
    { ...line, name: "S: build, unchanged", own: () => federation.build(federation.out), goal: "2.0", before: () => federation.built() },
    { ...line, name: "S: js-yaml", own: () => federation.jsYaml() },
  ];
}

function linesOfM(federation: MeasuredFederation): readonly Line[] {
  const [caller, service] = ["cluster-1/team-0/caller-0", "service-0"];
  const toJsYaml = { reference: () => federation.jsYaml(), runs: 3 };
  const toBuild = { reference: () => federation.build(federation.fresh()), runs: 3 };
  const before = () => federation.built();
  const unproven = (out: string) => federation.build(out, "--no-verify");
  return [
    { ...toJsYaml, name: "M: js-yaml", own: toJsYaml.reference },
    { ...toJsYaml, name: "M: check", own: () => federation.fedc("check") },
    { ...toJsYaml, name: "M: build, fresh", own: toBuild.reference, goal: "1.2, and 200 MiB" },
    { ...toJsYaml, name: "M: build, unchanged", own: () => federation.build(federation.out), before },
    { ...toJsYaml, name: "M: build without proof, fresh", own: () => unproven(federation.fresh()), goal: "0.6" },
    { ...toJsYaml, name: "M: build without proof, unchanged", own: () => unproven(federation.out), goal: "0.5", before },
    { ...toBuild, name: "M: why / build", own: () => federation.fedc("why", caller, service, "GET", "/health"), goal: "0.25" },
    {
      ...toBuild,
      name: "M: access --from --to / build",
      own: () => federation.fedc("access", "--from", caller, "--to", service),
      goal: "0.25",
    },
    {
      ...toBuild,
      name: "M: diff --base, one method less / build",
      own: () => {
        federation.changeMethod();
        return federation.fedc("diff", "--base", "HEAD");
      },
      reference: () => {
        federation.restore();
        return toBuild.reference();
      },
      goal: "1.2",
    },
  ];
}

/** Plans of publishing, which read real git repositories over https. */
function linesOfPublishing(delivered: MeasuredFederation, alone: MeasuredFederation): readonly Line[] {
  const line = { reference: () => alone.build(alone.fresh()), runs: 1, own: () => delivered.fedc("publish", "--dry-run") };
  return [
    { ...line, name: "M: publish plan, one method less / build", goal: "1, and 1 s", before: () => delivered.changeMethod() },
    { ...line, name: "M: publish plan, a cluster leaves / build", goal: "1, and 10 s", before: () => delivered.dropCluster() },
  ];
}

function linesOfL(federation: MeasuredFederation): readonly Line[] {
  const line = { reference: () => federation.jsYaml(), runs: 1 };
  return [
    { ...line, name: "L: build without proof, fresh", own: () => federation.build(federation.fresh(), "--no-verify"), goal: "15 s" },
    { ...line, name: "L: build, fresh", own: () => federation.build(federation.fresh()), goal: "60 s, and 1,500 MiB" },
  ];
}
