import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { isAboutInventory } from "../compiler/3-check/rule.ts";
import { compile } from "../compiler/compile.ts";
import { Source } from "../compiler/findings/source.ts";
import { ClusterInventory, StandingInventory } from "../compiler/inventory/cluster-inventory.ts";
import { readDump } from "../compiler/inventory/read-dump.ts";
import { root } from "./support/fedc.ts";
import { rootsOf } from "./support/made-roots.ts";
import { sampleTime } from "./support/samples.ts";

const measured = suite("what scenarios of the conformance suite have in their clusters");
const scenarios = join(root, "test/conformance/scenarios");

/** What is found beside the applications of a scenario. Each is what its calls on real meshes show, or could not show. */
const expected: Readonly<Record<string, readonly string[]>> = {
  // `get: "http://spares/", expect: 503, outside: the pods run under another account than the file says`
  "modes-side-by-side": ["FED617 spares.default"],
  // The calls work; the namespace would be fedc's from then on.
  "own-gateways-and-key-pairs": ["FED645 border"],
  // Calls of `bare-v1`: no answer as a caller, 403 at what is protected.
  "permissive-mesh": ["FED620 default/web", "FED633 ledger.pricing", "FED633 stock-api.logistics"],
  // POST to stock is denied by the owner for all but its picker; batch is not on the owner's list of parts.
  "policies-of-the-owner": ["FED635 parts", "FED635 stock"],
  // `get: "http://untold/", expect: 403, outside: the owner's policy`
  "protect-and-default-deny": ["FED635 untold"],
  "rules-of-the-owner": ["FED631 DestinationRule default/exact"],
  // The calls of `blind` work, by what Istio does not promise.
  "sidecars-and-registry-only": ["FED646 Sidecar blind/default"],
};

for (const name of readdirSync(scenarios).filter((one) => existsSync(join(scenarios, one, "federation.yaml"))))
  measured(name, () => {
    const source = new Source("federation.yaml", readFileSync(join(scenarios, name, "federation.yaml"), "utf8"));
    const inventory = inventoryOf(join(scenarios, name, "apps"));
    const options = { readFile: rootsOf(join(scenarios, name)), now: sampleTime, verify: false };
    const { findings } = compile(source, { ...options, readInventory: () => inventory });
    // These dumps have only some kinds, and say so.
    const found = findings.sorted().filter(({ code }) => isAboutInventory(code) && code !== "FED603");
    const subject = (message: string) => /`([^`]+)`/.exec(message)?.[1] ?? "";
    assert.equal(found.map(({ code, message }) => `${code} ${subject(message)}`).sort(), expected[name] ?? []);
  });

function inventoryOf(apps: string): StandingInventory {
  const files = existsSync(apps) ? readdirSync(apps).filter((file) => file.endsWith(".yaml")) : [];
  return new StandingInventory(
    files.map((file) => new ClusterInventory(file.replace(".yaml", ""), file, [readDump(file, readFileSync(join(apps, file), "utf8"))])),
  );
}

measured.run();
