/** What one proxy decides by a path must hold whatever the next one reads in it. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Disagreement } from "../compiler/5-verify/disagreement.ts";
import { callText } from "../compiler/5-verify/verification-error.ts";
import { verify } from "../compiler/5-verify/verify.ts";
import { compileSample, textOfBuild } from "./support/builds.ts";
import { type Anything, plannedObjects, withChange } from "./support/planned.ts";

const test = suite("verify: paths that climb");
const settings = ["NONE", "BASE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES"] as const;
type Setting = (typeof settings)[number];
const pair = "east.south.corp.example";
const gateways = "istio-private-gateways";

/** The sample with two services below paths, and how consumer and exposer normalize. */
function federationWith(consumer: Setting, exposer: Setting, change = (text: string) => text) {
  const istio = (text: string, hostname: string, setting: Setting) =>
    text.replace(`    hostname: ${hostname}\n`, `    hostname: ${hostname}\n    istio: { pathNormalization: ${setting} }\n`);
  const text = istio(istio(textOfBuild("mosaic"), "east.partner.example", consumer), "south.corp.example", exposer);
  return compileSample("mosaic", change(text)).federation;
}

/** Nothing is granted by prefix any more: where paths are taken as they come, that is refused. */
const withoutPrefixes = (text: string) => text.replaceAll(", paths: [/a/*]", "").replaceAll(", paths: [/p/*]", "");
const reported = (found: readonly Disagreement[]) => found.map(({ call, sentence }) => `${callText(call)}: ${sentence}`);

for (const exposer of settings)
  test(`${exposer} at the exposer: no consumer reaches more by climbing`, () => {
    for (const consumer of settings) {
      if (consumer === "NONE") continue; // it exposes something by prefix itself
      const federation = federationWith(consumer, exposer, exposer === "NONE" ? withoutPrefixes : undefined);
      assert.equal(reported(verify(federation, plannedObjects(federation))), [], consumer);
    }
  });

test("services that share the pair's host are told apart by no path", () => {
  const federation = federationWith("BASE", "DECODE_AND_MERGE_SLASHES");
  const planned = plannedObjects(federation);
  const shared = (objects: readonly unknown[] = []) =>
    JSON.parse(JSON.stringify(objects).replaceAll(`"admin.${pair}`, `"${pair}`).replaceAll(`"stock.${pair}`, `"${pair}`)) as Anything[];
  const south = shared(planned.get("south"));
  for (const { kind, spec } of south)
    if (kind === "VirtualService") spec.http = spec.http?.filter(({ directResponse }: Anything) => !directResponse);
  const rewriting = withChange(new Map([...planned, ["south", south]]), "east", `VirtualService fed-gw/exposer-south`, ({ spec }) => {
    for (const { rewrite } of spec.http) if (rewrite) rewrite.authority = pair;
  });
  const found = verify(federation, rewriting);
  const text = reported(found).join("\n");
  assert.match(text, /by data\/reader in east: it reaches admin\.shop:8081 of south/);
  // Where both read a path in the same way, an application's call cannot cross; a partner's own client still can.
  assert.ok(found.some(({ call }) => call.from.kind === "externalClient"));
});

test("a prefix that is granted is no way to what the next proxy makes of it", () => {
  const federation = federationWith("BASE", "DECODE_AND_MERGE_SLASHES");
  const open = withChange(plannedObjects(federation), "south", `VirtualService ${gateways}/expose-stock`, ({ spec }) => {
    spec.http = spec.http.filter(({ directResponse }: Anything) => !directResponse);
  });
  const text = reported(verify(federation, open)).join("\n");
  assert.match(text, /GET \/stock\/a\/%2e%2e;\/probe .*: it reaches stock\.shop:82 of south/);
});

test("a group's host with a port does not fall through to the path", () => {
  const federation = federationWith("BASE", "BASE", (text) =>
    text.replace("allow: { west: { methods: [GET] }, east", "allow: { west: { methods: [GET], paths: [/stock/*] }, east"),
  );
  const objects = plannedObjects(federation);
  assert.equal(reported(verify(federation, objects)), []);
  const routes = (objects.get("south") as Anything[]).find(({ metadata }) => metadata.name === "expose-stock").spec.http;
  assert.ok(routes.every(({ match }: Anything) => match.every(({ authority, uri }: Anything) => authority || uri.regex)));
});

test.run();
