/** A policy for partners, as assertions over anyone: by the command, in the file, and in the objects. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { check } from "../compiler/compile.ts";
import { Source } from "../compiler/findings/source.ts";
import { fedcInside } from "./support/inside.ts";
import { federation } from "./support/legal-parts.ts";
import { noticed, withoutFiles } from "./support/noticed.ts";
import type { Anything } from "./support/planned.ts";
import { sampleTime } from "./support/samples.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("a policy for partners");

/** Two partners and `eu` use a database, an API and an rpc service of `hub`; partners and eu are told apart by name alone. */
function partners(assertions: readonly object[], changed: (data: Anything) => void = () => {}): string {
  const data = federation({});
  const { a: consumer, b: hub } = data.clusters;
  const names = ["eu", "p1", "p2"];
  data.clusters = { hub };
  for (const [i, name] of names.entries())
    data.clusters[name] = {
      ...consumer,
      hostname: `${name}.example.com`,
      gateways: { egress: {} },
      gitops: { ...consumer.gitops, repository: `https://github.com/example/${name}` },
      ...(i > 0 && { owner: "partner" }),
    };
  data.groups = { partners: ["p1", "p2"] };
  const used = (as: string) => ({ as: `${as}.default`, port: 80, localService: "create", callers: ["default/web", "default/batch"] });
  const served = { service: "x.y", port: 8080 };
  data.services = {
    "orders-db": { protocol: "tcp", expose: { hub: { ...served, allow: { eu: "any" } } }, consume: { eu: used("db") } },
    api: {
      protocol: "http",
      expose: {
        hub: { ...served, service: "api.y", allow: { partners: { methods: ["GET", "POST"], paths: ["/v1/*"] }, eu: { methods: "any" } } },
      },
      consume: { partners: used("api"), eu: used("api") },
    },
    quotes: {
      protocol: "grpc",
      expose: { hub: { ...served, service: "quotes.y", allow: { eu: { rpcs: "any" }, partners: { rpcs: ["q.Quotes/*"] } } } },
      consume: { partners: used("quotes"), eu: used("quotes") },
    },
  };
  changed(data);
  return JSON.stringify({ ...data, ...(assertions.length > 0 && { assertions }) });
}

const policies = [
  { never: { from: "any", except: ["eu"], to: "orders-db" } },
  { never: { from: "any", to: "any", method: "DELETE", except: ["eu"] } },
  { never: { from: "partners", to: "any", path: "/admin/*" } },
  { never: { from: "partners", to: "any", rpc: "admin.Admin/*" } },
  { never: { from: "any", to: ["orders-db", "api"], caller: ["default/cron", "ops/*"] } },
  { always: { from: "partners", to: "quotes", rpc: ["q.Quotes/Get", "q.Quotes/*"] } },
  { always: { from: "eu", to: "any" } },
];

test("a policy for partners holds in the file and in the objects, by the command", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "federation.yaml"), partners(policies));
  const { status, stderr } = await fedcInside(["build"], folder, { SOURCE_DATE_EPOCH: String(sampleTime.getTime() / 1000) });
  assert.is(status, 0, stderr);
  assert.not.match(stderr, /error|FED460/);
});

for (const [what, change, message] of [
  [
    "a grant of the database",
    ({ services }: Anything) => {
      const { expose, consume } = services["orders-db"];
      expose.hub.allow.p2 = "any";
      consume.p2 = { ...consume.eu, as: "db.shop" };
    },
    "`p2` may make this call of `orders-db` at `hub`",
  ],
  [
    "a method",
    ({ services }: Anything) => services.api.expose.hub.allow.partners.methods.push("DELETE"),
    "`p1` may make this call of `api` at `hub`, and 1 other",
  ],
  [
    "a path",
    ({ services }: Anything) => services.api.expose.hub.allow.partners.paths.push("/admin/keys"),
    "`p1` may make this call of `api`",
  ],
  [
    "an rpc",
    ({ services }: Anything) => services.quotes.expose.hub.allow.partners.rpcs.push("admin.Admin/Stop"),
    "`p1` may make this call of `quotes`",
  ],
  ["a caller", ({ services }: Anything) => services.api.consume.eu.callers.push("ops/root"), "`eu` may make this call of `api`"],
  [
    "an rpc that is gone",
    ({ services }: Anything) => (services.quotes.expose.hub.allow.partners.rpcs = ["q.Quotes/List"]),
    "not every such call from `p1` to `quotes`",
  ],
] as const)
  test(`the policy for partners is broken by ${what}`, () => {
    const { findings } = check(new Source("federation.yaml", partners(policies, change)), withoutFiles);
    const messages = findings.sorted().filter(({ code }) => code === "FED388");
    assert.ok(
      messages.some((finding) => finding.message.startsWith(message)),
      messages.map((finding) => finding.message).join("\n"),
    );
  });

test("a rule that lets a partner connect to the database is noticed", () => {
  const text = partners([{ never: { from: "any", except: ["eu"], to: "orders-db" } }]);
  const widen = (objects: Anything[]) => {
    for (const { kind, spec } of objects) {
      const written = JSON.stringify(spec ?? {});
      // What is there for eu is there for p1 too.
      if (kind === "VirtualService" && written.includes("orders-db.eu."))
        Object.assign(spec, JSON.parse(written.replaceAll("orders-db.eu.", "orders-db.p1.")));
    }
    const [forEu, forPartner] = ["eu", "p1"].map((name) => objects.filter(({ metadata }) => metadata.name.includes(`consumer-${name}`)));
    for (const object of forEu ?? []) {
      const mine = (forPartner ?? []).find(({ kind }) => kind === object.kind);
      const theirs = JSON.parse(JSON.stringify(object.spec).replaceAll("eu.", "p1.").replaceAll("consumer-eu", "consumer-p1"));
      if (mine && object.kind === "AuthorizationPolicy") mine.spec.rules.push(...theirs.rules);
      if (mine && object.kind === "Gateway") mine.spec.servers = theirs.servers;
    }
    for (const { kind, spec } of objects)
      if (kind === "VirtualService" && JSON.stringify(spec).includes("orders-db.p1."))
        spec.gateways = spec.gateways.map((name: string) => name.replace("consumer-eu", "consumer-p1"));
  };
  const sentences = noticed(text, "hub", widen);
  assert.ok(sentences.includes("p1 can call orders-db so, where an assertion says never"), sentences.join("\n"));
});

test.run();
