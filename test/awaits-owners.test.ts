/** Whom a change asks if half a grant waits: the owners of both sides whenever it comes into force, in whatever way, and its own side before that. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { changeReport } from "../compiler/change-report/make-report.ts";
import { ownersAsked } from "../compiler/change-report/owners-asked.ts";
import { reviewed, told, versionOf } from "./support/reviewed.ts";

const test = suite("awaits, and the owners who are asked");

const [shop, bank, eu, payments] = ["@example/shop", "@example/bank", "@example/eu", "@example/payments"];

type Edit = readonly [before: string, after: string];

function edited(text: string, edits: readonly Edit[]): string {
  return edits.reduce((now, [before, after]) => {
    if (!now.includes(before)) throw new Error(`there is no ${before}`);
    return now.replace(before, () => after);
  }, text);
}

/** Its owners are bank and payments. */
const allowed = (rights: string, key = "eu"): Edit => [
  "          shop: { methods: [GET], paths: [/v1/*] }\n",
  `          shop: { methods: [GET], paths: [/v1/*] }\n          ${key}: { ${rights} }\n`,
];
const consumed = (more = "", key = "eu"): Edit => [
  "    consume:\n      shop: { as: payments",
  `    consume:\n      ${key}: { as: payments.eu, port: 80, localService: create, callers: [eu/web]${more} }\n      shop: { as: payments`,
];
const waitingAllow = edited(reviewed, [allowed("methods: [GET], awaits: consumer")]);
const waitingUse = edited(reviewed, [consumed(", awaits: exposer")]);

const reportOf = (before: string, after: string) => changeReport(versionOf(before), versionOf(after));

/** Everyone whom a change asks. */
function asked(before: string, ...edits: readonly Edit[]): readonly string[] {
  const { asked, unowned } = ownersAsked(reportOf(before, edited(before, edits)));
  return [...asked.map(({ owner }) => owner), ...(unowned.length > 0 ? ["nobody"] : [])];
}

test("a half that waits asks its own side alone, for it gives nothing yet", () => {
  assert.equal(asked(reviewed, allowed("methods: [GET], awaits: consumer")), [bank, payments]);
  assert.equal(asked(reviewed, consumed(", awaits: exposer")), [eu]);
  assert.equal(asked(waitingAllow, ["methods: [GET], awaits", "methods: any, awaits"]), [bank, payments]);
  assert.equal(asked(waitingUse, ["callers: [eu/web], awaits", "callers: [eu/web, eu/job], awaits"]), [eu]);
  assert.equal(asked(waitingUse, [", awaits: exposer", ", awaits: exposer, timeout: 3s"]), [eu]);
  assert.equal(asked(waitingAllow, ["          eu: { methods: [GET], awaits: consumer }\n", ""]), [bank, payments]);
});

test("a service that only waits to be exposed is its consumers'", () => {
  const service =
    "  news:\n    protocol: http\n    consume:\n      eu: { as: news.eu, port: 80, localService: create, callers: [eu/web], awaits: exposer }\n";
  assert.equal(asked(reviewed, ["services:\n", `services:\n${service}`]), [eu]);
  const offered =
    "    expose:\n      bank: { service: news.core, port: 9002, allow: { eu: { methods: [GET] } } }\n    consume:\n      eu: { as: news";
  assert.equal(asked(edited(reviewed, [["services:\n", `services:\n${service}`]]), ["    consume:\n      eu: { as: news", offered]), [
    bank,
    eu,
  ]);
});

test("the second half brings the grant into force, and asks both sides, whoever writes it", () => {
  const both = [bank, eu, payments];
  assert.equal(asked(waitingAllow, consumed()), both);
  assert.equal(asked(waitingAllow, consumed(", awaits: exposer")), both);
  assert.equal(asked(waitingAllow, consumed(), ["methods: [GET], awaits: consumer", "methods: [GET]"]), both);
  assert.equal(asked(waitingUse, allowed("methods: [GET]")), both);
  assert.equal(asked(waitingUse, allowed("methods: [GET], awaits: consumer")), both);
  assert.equal(asked(waitingUse, allowed("methods: [GET]"), [", awaits: exposer", ""]), both);
  const lines = told(reportOf(waitingAllow, edited(waitingAllow, [consumed()])));
  assert.ok(
    lines.includes(`access gained eu/web in eu -> payments of bank (pay.bank:8080) | GET on every path [${both.join(" ")}]`),
    lines.join("\n"),
  );
  assert.ok(lines.includes(`traffic added payments.eu:80 appears in eu for eu/web, and leads to payments [${eu}]`), lines.join("\n"));
  const others = told(reportOf(waitingUse, edited(waitingUse, [allowed("methods: [GET]")])));
  assert.ok(others.includes(`traffic added payments.eu:80 appears in eu for eu/web, and leads to payments [${eu}]`), others.join("\n"));
});

test("the word alone changes no access, so taking it out or putting it in asks nobody", () => {
  const inForce = edited(waitingAllow, [consumed(", awaits: exposer")]);
  for (const edits of [
    [["methods: [GET], awaits: consumer", "methods: [GET]"]],
    [["callers: [eu/web], awaits: exposer", "callers: [eu/web]"]],
    [
      ["methods: [GET], awaits: consumer", "methods: [GET]"],
      ["callers: [eu/web], awaits: exposer", "callers: [eu/web]"],
    ],
  ] as const) {
    const without = edited(inForce, edits);
    for (const [before, after] of [
      [inForce, without],
      [without, inForce],
    ] as const) {
      const { entries, objects, access, onlyText } = reportOf(before, after);
      assert.equal([entries, objects, access, onlyText], [[], [], [], true]);
    }
  }
});

test("the word and more: a change beside it asks as always", () => {
  const inForce = edited(waitingAllow, [consumed()]);
  assert.equal(asked(inForce, ["methods: [GET], awaits: consumer", "methods: any"]), [bank, eu, payments]);
  assert.equal(asked(inForce, ["methods: [GET], awaits: consumer", "methods: any, awaits: consumer"]), [bank, eu, payments]);
  assert.equal(asked(inForce, ["callers: [eu/web]", "callers: any"]), [bank, eu, payments]);
});

test("a half that one side widens while it waits asks both when it comes into force, with all that it has become", () => {
  const wide = edited(waitingAllow, [["methods: [GET], awaits: consumer", "methods: any, awaits: consumer"]]);
  assert.equal(asked(wide, consumed()), [bank, eu, payments]);
  const [gained] = told(reportOf(wide, edited(wide, [consumed()])));
  assert.match(gained ?? "", "every method on every path");
});

test("a group that grows into a half that waits asks both", () => {
  const groups: Edit = ["services:\n", "groups:\n  all: [shop]\nservices:\n"];
  const sharedKey: Edit = ["          shop: { methods: [GET], paths: [/v1/*] }\n", "          all: { methods: [GET], awaits: consumer }\n"];
  const offered = edited(reviewed, [groups, sharedKey, consumed(", awaits: exposer")]);
  assert.equal(asked(offered, ["all: [shop]", "all: [shop, eu]"]), [bank, eu, payments]);
  const consumers = edited(reviewed, [["services:\n", "groups:\n  all: [shop]\nservices:\n"], allowed("methods: [GET], awaits: consumer")]);
  const used = edited(consumers, [["    consume:\n      shop: { as: payments", "    consume:\n      all: { as: payments"]]);
  const grown = asked(used, ["all: [shop]", "all: [shop, eu]"]);
  for (const owner of [bank, eu, payments]) assert.ok(grown.includes(owner), grown.join());
});

test("a cluster that is renamed into a half that waits asks both", () => {
  // `us` uses payments, and `eu`, which is offered more, goes away: `us` takes its name.
  const start = reviewed.indexOf("  eu:\n");
  const block = reviewed.slice(start, reviewed.indexOf("trust:\n"));
  const third = block.replaceAll("eu", "us").replace("192.0.2.3", "192.0.2.4");
  const before = edited(reviewed, [
    ["trust:\n  roots", `${third}trust:\n  roots`],
    allowed("methods: [GET], awaits: consumer"),
    consumed(", awaits: exposer", "us"),
  ]);
  const swapped = before
    .replace(block, "")
    .replace("  us:\n", "  eu:\n")
    .replace("      us: { as: payments.eu", "      eu: { as: payments.eu")
    .replace(/ {6}eu: \{ service: (pricing|rates).*\n/g, "")
    .replace(/ {8}routes:\n.*\n.*\n.*weight: 10.*\n/, "")
    .replace("failover: [{ cluster: bank }, { cluster: eu }]", "routes: [{ to: [{ cluster: bank }] }]");
  const { asked } = ownersAsked(reportOf(before, swapped));
  const owners = asked.map(({ owner }) => owner);
  for (const owner of [bank, eu, payments, "@example/us"]) assert.ok(owners.includes(owner), owners.join());
});

test("an exposer that withdraws hands the calls to one that waits only with the approval of both", () => {
  const offer =
    "      eu: { service: pay.eu, port: 8080, allow: { shop: { methods: [GET], paths: [/v1/*], awaits: consumer } } }\n    consume:\n      shop: { as: payments";
  const before = edited(reviewed, [["    consume:\n      shop: { as: payments", offer]]);
  const allow = "          shop: { methods: [GET], paths: [/v1/*] }\n";
  const taken = asked(before, [`        allow:\n${allow}`, ""]);
  for (const owner of [eu, payments, shop]) assert.ok(taken.includes(owner), taken.join());
  // In a hurry nobody is asked, and the calls go nowhere.
  assert.equal(asked(before, [allow, "          shop: { methods: [GET], paths: [/v1/*], inactive: stolen key }\n"]), []);
});

test("a grant by which no call arrives yet asks both as well: an address is pending, or a share is 0", () => {
  const pending = edited(waitingAllow, [["addresses: [192.0.2.2]", "addresses: pending"]]);
  assert.equal(asked(pending, consumed()), [bank, eu, payments]);
  const unshared = ", routes: [{ to: [{ cluster: bank, weight: 0 }, { cluster: shop, weight: 100 }] }]";
  const offer = edited(waitingAllow, [
    [
      "    consume:\n      shop: { as: payments",
      "      shop: { service: pay.shop, port: 8080, allow: { eu: { methods: [GET] } } }\n    consume:\n      eu: { as: payments.eu, port: 80, localService: create, callers: [eu/web], routes: [{ to: [{ cluster: shop }] }] }\n      shop: { as: payments",
    ],
  ]);
  const with0: Edit = [", routes: [{ to: [{ cluster: shop }] }] }", `${unshared} }`];
  const owners = asked(offer, with0);
  for (const owner of [bank, eu, payments]) assert.ok(owners.includes(owner), owners.join());
  const lines = told(reportOf(offer, edited(offer, [with0])));
  assert.ok(
    lines.some((line) => line.startsWith("access added the grant of payments by bank to eu comes into force [")),
    lines.join("\n"),
  );
});

test.run();
