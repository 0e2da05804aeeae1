import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inFolder, root } from "./support/fedc.ts";
import { fedcInside } from "./support/inside.ts";
import { newRoots } from "./support/new-roots.ts";

const why = suite("answers beside what stands in the clusters");
const scenarios = join(root, "test/conformance/scenarios");

interface WhyDocument {
  readonly outcomes: readonly {
    readonly end: { readonly kind: string; readonly answer?: number; readonly by?: { readonly name: string } };
  }[];
  readonly notKnown?: readonly string[];
}

/** A scenario of the conformance suite with roots, and its applications as dumps. */
function inScenario(name: string, roots: readonly string[], work: (folder: string) => Promise<void>): Promise<void> {
  return inFolder((folder) => {
    cpSync(join(scenarios, name, "federation.yaml"), join(folder, "federation.yaml"));
    cpSync(join(scenarios, name, "apps"), join(folder, "dumps"), { recursive: true });
    mkdirSync(join(folder, "trust"));
    for (const path of roots) writeFileSync(join(folder, `trust/${path}.pem`), newRoots(1, path)[0]?.pem ?? "");
    return work(folder);
  });
}

async function asked(folder: string, call: string, dumps = true): Promise<WhyDocument> {
  const { stdout, status } = await fedcInside(["why", ...call.split(" "), "--json", ...(dumps ? ["--inventory", "dumps"] : [])], folder);
  assert.is(status, 0, stdout);
  return JSON.parse(stdout) as WhyDocument;
}

async function answer(folder: string, call: string, dumps = true): Promise<string> {
  const [outcome] = (await asked(folder, call, dumps)).outcomes;
  return outcome?.end.kind === "refused" ? `${outcome.end.answer} ${outcome.end.by?.name}` : (outcome?.end.kind ?? "none");
}

/** Answers of real meshes, in `calls.yaml` of the scenario. */
const measured: readonly (readonly [call: string, withoutDumps: string, measured: string])[] = [
  ["shop/default/web stock GET /items/7", "reached", "reached"],
  ["shop/default/web stock GET /forbidden/x", "reached", "403 forbidden"],
  ["shop/default/web stock POST /items/7", "reached", "403 stock-api"],
  ["shop/default/web parts GET /7", "reached", "reached"],
  ["shop/default/batch parts GET /7", "reached", "403 parts"],
];

why("policies of the owner refuse what they refuse on a real mesh", () =>
  inScenario("policies-of-the-owner", ["shop", "warehouse", "our-ca"], async (folder) => {
    for (const [call, before, after] of measured)
      assert.equal([await answer(folder, call, false), await answer(folder, call)], [before, after], call);
    const text = (await fedcInside(["why", "shop/default/web", "stock", "POST", "/x", "--inventory", "dumps"], folder)).stdout;
    assert.match(text, /dumps\/warehouse\.yaml:\d+: AuthorizationPolicy\s+stock-api/);
  }),
);

why("access leaves out what they refuse", () =>
  inScenario("policies-of-the-owner", ["shop", "warehouse", "our-ca"], async (folder) => {
    const callers = async (...more: readonly string[]) => {
      const { access } = JSON.parse((await fedcInside(["access", "--json", ...more], folder)).stdout) as {
        access: { service: string; caller: string }[];
      };
      return [...new Set(access.map(({ service, caller }) => `${service} ${caller}`))].sort();
    };
    assert.equal(await callers(), ["parts default/batch", "parts default/web", "stock default/web"]);
    assert.equal(await callers("--inventory", "dumps"), ["parts default/web", "stock default/web"]);
    assert.match((await fedcInside(["access", "--inventory", "dumps", "--base", "HEAD"], folder)).stderr, "leave out");
  }),
);

why("what the model does not know makes the answers uncertain that it may touch, and is never a failure", () =>
  inScenario("policies-of-the-owner", ["shop", "warehouse", "our-ca"], async (folder) => {
    const add = (cluster: string, text: string) => writeFileSync(join(folder, `dumps/${cluster}/more.yaml`), text);
    for (const cluster of ["shop", "warehouse", "depot"]) {
      mkdirSync(join(folder, "dumps", cluster));
      cpSync(join(folder, `dumps/${cluster}.yaml`), join(folder, `dumps/${cluster}/apps.yaml`));
    }
    const given = async (call: string) => {
      const dumps = ["shop", "warehouse", "depot"].flatMap((cluster) => ["--inventory", `${cluster}=dumps/${cluster}`]);
      const { stdout, status } = await fedcInside(["why", ...call.split(" "), "--json", ...dumps], folder);
      assert.is(status, 0);
      return JSON.parse(stdout) as WhyDocument;
    };
    add("warehouse", policy("logistics", "from: [{ source: { remoteIpBlocks: [10.0.0.0/8] } }]"));
    assert.match(
      (await given("shop/default/web stock GET /x")).notKnown?.[0] ?? "",
      /^dumps\/warehouse\/more\.yaml:3: AuthorizationPolicy logistics\/own of warehouse: .*remoteIpBlocks/,
    );
    assert.is((await given("shop/default/web parts GET /x")).notKnown, undefined);
    add("warehouse", policy("elsewhere", "from: [{ source: { remoteIpBlocks: [10.0.0.0/8] } }]"));
    assert.is((await given("shop/default/web stock GET /x")).notKnown, undefined);
    const rule = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: own, namespace: default }\n";
    add("shop", `${rule}spec: { hosts: [stock], http: [{ fault: { abort: { httpStatus: 500 } } }] }\n`);
    assert.match((await given("shop/default/web stock GET /x")).notKnown?.[0] ?? "", /VirtualService default\/own of shop: .*fault/);
    // Two for one host: Istio takes the older one, whichever that is.
    add("shop", `${rule}spec: { hosts: [stock], http: [{ route: [{ destination: { host: stock, port: { number: 80 } } }] }] }\n`);
    const twice = await given("shop/default/web stock GET /x");
    assert.equal(twice.outcomes, [], twice.notKnown?.join());
    assert.match(twice.notKnown?.[0] ?? "", "Istio takes the older of two");
    const { stdout, status } = await fedcInside(["access", "--inventory", "shop=dumps/shop"], folder);
    assert.is(status, 0);
    assert.match(stdout, /not known\n {2}shop: stock\.default\.svc\.cluster\.local:80: .*older of two/s);
  }),
);

why("what Istio lets owners leave out, or write in another way, is known too", () =>
  inScenario("policies-of-the-owner", ["shop", "warehouse", "our-ca"], async (folder) => {
    const more = (cluster: string, text: string) => {
      mkdirSync(join(folder, "dumps", cluster), { recursive: true });
      cpSync(join(folder, `dumps/${cluster}.yaml`), join(folder, `dumps/${cluster}/apps.yaml`));
      writeFileSync(join(folder, `dumps/${cluster}/more.yaml`), text);
      return ["--inventory", `${cluster}=dumps/${cluster}`];
    };
    const given = async (call: string, dumps: readonly string[]) => {
      const { stdout, status } = await fedcInside(["why", ...call.split(" "), "--json", ...dumps], folder);
      assert.is(status, 0, stdout);
      const { outcomes, notKnown } = JSON.parse(stdout) as WhyDocument;
      return [notKnown ?? [], outcomes.map(({ end }) => `${end.kind} ${end.by?.name ?? ""}`.trim())];
    };
    const refused = await fedcInside(["why", "shop/default/web", "stock", "GET", "/items/7"], folder);
    assert.match(refused.stdout, "arrives");
    const denyGateways = policy("logistics", "from: [{ source: { namespaces: [istio-private-gateways] } }]").replace(
      "{ rules",
      "{ action: DENY, rules",
    );
    assert.equal(await given("shop/default/web stock GET /items/7", more("warehouse", denyGateways)), [[], ["refused own"]]);
    const denyOthers = denyGateways.replace("istio-private-gateways", "elsewhere");
    assert.equal(await given("shop/default/web stock GET /items/7", more("warehouse", denyOthers)), [[], ["reached"]]);
    const audit = denyGateways.replace("DENY", "AUDIT");
    assert.equal(await given("shop/default/web stock GET /items/7", more("warehouse", audit)), [[], ["reached"]]);
    // The only port of a Service, a route with a name, and a header of the answer.
    const service = "apiVersion: v1\nkind: Service\nmetadata: { name: ours, namespace: default }\nspec: { ports: [{ port: 80 }] }\n---\n";
    const rule = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: own, namespace: default }\n";
    const route = "{ name: usual, headers: { response: { set: { x: y } } }, route: [{ destination: { host: ours } }] }";
    const [unknown] = await given(
      "shop/default/web stock GET /items/7",
      more("shop", `${service}${rule}spec: { hosts: [elsewhere, stock], http: [${route}] }\n`),
    );
    assert.match(unknown?.join() ?? "", "Istio takes the older of two");
    const { stdout } = await fedcInside(["access", "--inventory", "shop=dumps/shop", "--to", "stock"], folder);
    assert.match(stdout, "no call across clusters is known to be allowed");
  }),
);

function policy(namespace: string, rule: string): string {
  return `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: own, namespace: ${namespace} }\nspec: { rules: [{ ${rule} }] }\n`;
}

why.run();
