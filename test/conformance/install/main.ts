import { home } from "../machine/paths.ts";
import { attempt } from "../machine/run-command.ts";
import { parts } from "./parts.ts";
import { isInstalled, writeStamp } from "./stamps.ts";

const usage = `Usage: npm run conformance:install -- [PART…]

Builds and fetches what the conformance suite runs, into ${home}
(FEDC_CONFORMANCE_HOME names another folder). Without PART everything; with one,
that and the base. What is there already is not made again.

Parts
${parts.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join("\n")}`;

/** Installs the parts that the command line names. The exit status is 2 if it cannot. */
async function main(words: readonly string[]): Promise<void> {
  if (words.includes("--help")) return console.log(usage);
  const unknown = words.find((word) => !parts.some(({ name }) => name === word));
  if (unknown) throw new Error(`there is no part \`${unknown}\`\n\n${usage}`);
  await checkMachine();
  for (const part of parts) {
    if (words.length > 0 && part.name !== "base" && !words.includes(part.name)) continue;
    if (isInstalled(part.name, part.versions)) {
      console.log(`${part.name} is installed`);
      continue;
    }
    console.log(`== ${part.name}: ${part.summary}`);
    await part.install();
    writeStamp(part.name, part.versions);
  }
  console.log(`installed in ${home}`);
}

async function checkMachine(): Promise<void> {
  if (process.platform !== "linux") throw new Error("the conformance suite needs Linux");
  if ((await attempt(["which", "go"])).status !== 0)
    throw new Error("the conformance suite is built with Go 1.26 or newer: install it from https://go.dev/dl");
  if ((await attempt(["python3", "-m", "pip", "--version"])).status !== 0)
    throw new Error("Envoy is fetched by pip: install python3 and pip");
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
