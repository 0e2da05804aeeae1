import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { isAboutInventory } from "../compiler/3-check/rule.ts";
import { compile } from "../compiler/compile.ts";
import { Source } from "../compiler/findings/source.ts";
import { buildNames, textOfBuild } from "./support/builds.ts";
import { root } from "./support/fedc.ts";
import { rootsOf } from "./support/made-roots.ts";
import { readRight, rightDumps } from "./support/right-inventory.ts";
import { sampleTime } from "./support/samples.ts";

const right = suite("clusters that are as the file says");

/** Every federation of this repository that builds, with the folder of its roots. */
const scenarios = join(root, "test/conformance/scenarios");
const federations = [
  ...buildNames().map((name) => ({ name, text: textOfBuild(name), folder: join(root, "test/samples/build", name) })),
  ...readdirSync(scenarios).flatMap((name) => {
    const file = join(scenarios, name, "federation.yaml");
    return existsSync(file) ? [{ name, text: readFileSync(file, "utf8"), folder: join(scenarios, name) }] : [];
  }),
];

for (const { name, text, folder } of federations)
  right(`nothing is invented: ${name}`, () => {
    const source = new Source("federation.yaml", text);
    const options = { readFile: rootsOf(folder), now: sampleTime, verify: false };
    const { federation, built } = compile(source, options);
    if (!federation || !built) throw new Error(`${name} does not build`);
    const inventory = readRight(rightDumps(federation, built.overlays));
    const { findings } = compile(source, { ...options, readInventory: () => inventory });
    const invented = findings.sorted().filter(({ code }) => isAboutInventory(code));
    assert.equal(
      invented.map(({ code, message }) => `${code} ${message}`),
      [],
    );
  });

right("there are many of them", () => assert.ok(federations.length > 20));

right.run();
