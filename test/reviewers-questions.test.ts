/** Questions of those who decide on a pull request. The comment alone answers each of them. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { approvalsOn, type Commented, commentOn, company, edit } from "./support/commented.ts";

const test = suite("questions of reviewers");

/** Whether the lines stand in the comment one below the other. Fingerprints are left out. */
function answers(comment: Commented, ...lines: readonly string[]): void {
  const text = comment.text.replace(/sha256 (?:[0-9A-F]{2}:){31}[0-9A-F]{2}/g, "sha256 …");
  assert.ok(
    `${text}\n`.includes(`\n${lines.join("\n")}\n`) || text.startsWith(`${lines.join("\n")}\n`),
    `${lines.join("\n")}\n\nis not in\n\n${text}`,
  );
}

const authority = (name: string) => `CN=Federation CA,O=${name}.example, sha256 …, until 2126-10-28`;

const grantIn = (exposer: string) => {
  const start = company.indexOf(`      ${exposer}:\n        service: api.payments`);
  return company.slice(start, company.indexOf("} }\n", start) + 4);
};
/** The partner may read refunds of payments, which an assertion forbade. */
const refunds = edit(
  ["except: [web], to: payments }", "except: [web, parcels], to: payments }"],
  ["{ from: parcels, to: [payments, rates, ledger] }", "{ from: parcels, to: [rates, ledger] }"],
  [grantIn("pay-eu"), grantIn("pay-eu").replace("} }\n", "}, parcels: { methods: [GET], paths: [/v1/refunds/*] } }\n")],
  [
    "    consume:\n      web:\n        as: payments.shop",
    "    consume:\n      parcels: { as: payments.acme, port: 80, localService: create, callers: [public/refunds] }\n      web:\n        as: payments.shop",
  ],
);

test("who can call payments after this, and who could before?", () => {
  answers(
    commentOn(refunds),
    "- who may call **payments** of **pay-eu**",
    "  - now: public/refunds in parcels: GET on /v1/refunds/*; shop/checkout in web: GET, POST on /v1/*",
    "  - before: shop/checkout in web: GET, POST on /v1/*",
  );
  // Who may call them in the other region stays, so it is not a change.
  assert.not.match(commentOn(refunds).text, "**pay-us**");
});

test("does this let anyone new sign for us?", () => {
  const comment = commentOn(refunds);
  answers(
    comment,
    `- added: parcels now trusts the gateways of pay-eu: vouched for by ${authority("corp")}; there it counts only for pay-eu.acme.example and web.acme.example (federation.yaml:12; asks @acme/partners; @acme/payments-eu)`,
    `- added: pay-eu now trusts the gateways of parcels: vouched for by ${authority("west")}; there it counts only for parcels.acme.example (federation.yaml:33; asks @acme/partners; @acme/payments-eu)`,
  );
  assert.not.match(comment.text, "can sign");
  const shared = commentOn(edit(["root: vault-ca", "root: acme-ca"], ["    vault-ca: [{ file: bank.pem }]\n", ""]));
  answers(
    shared,
    "- added: from now on: pay-eu, pay-us, vault, web share a root: whoever holds its key can sign certificates for each of them",
    "- removed: no longer: pay-eu, pay-us, web share a root: whoever holds its key can sign certificates for each of them",
  );
  assert.match(commentOn(edit(["timeout: 5s", "timeout: 2s"])).text, /\*\*As before:\*\* .*who signs for whom, and who trusts whom;/);
});

test("where do calls go now?", () => {
  const comment = commentOn(
    edit(
      ["192.0.2.2", "203.0.113.7"],
      ["weight: 90 }, { cluster: pay-us, weight: 10 }", "weight: 10 }, { cluster: pay-us, weight: 90 }"],
      ["failover: [{ cluster: pay-eu }, { cluster: pay-us }]", "failover: [{ cluster: pay-us }, { cluster: pay-eu }]"],
    ),
  );
  answers(
    comment,
    "- changed: calls to pay-eu go to: 192.0.2.2 port 15443 → 203.0.113.7 port 15443 (federation.yaml:16; asks @acme/payments-eu; @acme/web)",
  );
  const asks = "asks @acme/payments; @acme/payments-eu; @acme/payments-us; @acme/web";
  answers(
    comment,
    `- changed: shares of payments.shop:80 in web: 90% pay-eu, 10% pay-us → 10% pay-eu, 90% pay-us (federation.yaml:71; ${asks})`,
    `- changed: failover order of rates.shop:80 in web: pay-eu, then pay-us → pay-us, then pay-eu (federation.yaml:85; ${asks})`,
  );
});

test("which names vanish, and for whom?", () => {
  answers(
    commentOn(edit(["as: rates.shop", "as: fx.shop"])),
    "- added: fx.shop:80 appears in web for shop/checkout, shop/catalog, and leads to rates (federation.yaml:81; asks @acme/web)",
    "- removed: rates.shop:80 goes away in web for shop/checkout, shop/catalog: it led to rates (federation.yaml:81; asks @acme/web)",
  );
});

test("whose approval is missing, and for what?", async () => {
  const teams = { "@acme/payments": ["pat"], "@acme/payments-eu": ["eve"], "@acme/web": ["wim"] };
  const moved = edit(
    ["192.0.2.2", "203.0.113.7"],
    ['    protocol: http\n    owner: "@acme/orders"', '    protocol: http\n    owner: "@acme/web"'],
  );
  const comment = await approvalsOn(moved, { ...teams, "@acme/orders": ["olga"] }, ["wim"]);
  answers(
    comment,
    "**Approval is missing** (2)",
    "",
    "- @acme/orders (no review yet): service orders gets another owner",
    "- @acme/payments-eu (no review yet): address of pay-eu",
    "",
    "**Approval is given** (1)",
    "",
    "- @acme/web, by wim",
  );
  const all = await approvalsOn(moved, { ...teams, "@acme/orders": ["olga"] }, ["wim", "olga", "eve"]);
  answers(all, "**Approved by every owner that the change asks.**");
});

test("does a withdrawn assertion leave anything unprotected?", () => {
  const never = "  - never: { from: any, to: [payments, rates, orders], method: DELETE }\n";
  const asks = "asks @acme/orders; @acme/payments; @acme/payments-eu; @acme/payments-us; @acme/web";
  const words = "never from any cluster to orders, payments or rates, method DELETE";
  // Two others still keep most clusters from payments, and the partner from rates.
  answers(
    commentOn(edit([never, ""])),
    `- removed: an assertion is deleted: ${words}; no assertion forbids these calls any more: from any cluster to orders; from web to payments; from any cluster except parcels to rates; no grant allows them at present (federation.yaml:109; ${asks})`,
  );
  const wider = commentOn(edit([never, never.replace("[payments, rates, orders]", "any")]));
  answers(
    wider,
    `- removed: an assertion is deleted: ${words}; everything that it forbade is still forbidden (federation.yaml:109; ${asks})`,
    "- added: an assertion is new: never from any cluster to any service, method DELETE (federation.yaml:109; asks @acme/ledger; @acme/orders; @acme/partners; @acme/payments; @acme/payments-eu; @acme/payments-us; @acme/vault; @acme/web)",
  );
  assert.match(
    commentOn(refunds).text,
    "except calls from web → never from any cluster to payments, except calls from parcels and from web; no assertion forbids these calls any more: from parcels to payments; now allowed: parcels -> payments of pay-eu (federation.yaml:",
  );
  answers(
    commentOn(edit(["  - always: { from: web, to: payments, method: POST, path: /v1/charge }\n", ""])),
    "- removed: an assertion is deleted: always from web to payments, method POST, path /v1/charge; such calls can still arrive (federation.yaml:110; asks @acme/payments; @acme/payments-eu; @acme/payments-us; @acme/web)",
  );
});

test("which of our beliefs about the meshes changed?", () => {
  const start = company.indexOf("    istio:", company.indexOf("  pay-eu:\n"));
  const istio = company.slice(start, company.indexOf("\n", start));
  const [before, after] = [company.slice(0, start), company.slice(start)];
  const comment = commentOn(before + after.replace(istio, '    istio: { version: "1.30", pathNormalization: MERGE_SLASHES }'));
  const asks = "(federation.yaml:17; asks @acme/payments; @acme/payments-eu)";
  answers(
    comment,
    "**Claims about the mesh** (4)",
    "",
    `- changed: fedc now believes about pay-eu: version of Istio: 1.31, measured with Envoy 1.40 → 1.30, measured with Envoy 1.38 ${asks}`,
    `- changed: fedc now believes about pay-eu: pods can be reached only by calls that a policy allows (defaultDeny): true → false ${asks}`,
    `- changed: fedc now believes about pay-eu: path normalization of its proxies: DECODE_AND_MERGE_SLASHES → MERGE_SLASHES ${asks}`,
    "- added: fedc now relies on a setting of Istio in pay-eu: path normalization MERGE_SLASHES (meshConfig.pathNormalization.normalization)",
  );
  answers(
    comment,
    `- changed: defaultDeny for payments of pay-eu: its pods can be reached without a policy that allows it: true → false ${asks}`,
  );
});

test("will a caller lose something, and what closes with it?", () => {
  const comment = commentOn(edit(["allow: { pay-eu: any }", "allow: { pay-eu: { inactive: audit } }"]));
  answers(
    comment,
    "- **lost:** payments/worker in pay-eu -> ledger of vault (ledger.postgres:5432): every connection (federation.yaml:90; informs @acme/payments-eu)",
    "- who may call **ledger** of **vault**",
    "  - now: nobody",
    "  - before: payments/worker in pay-eu: every connection",
  );
  answers(
    comment,
    "- removed: the egress gateway of pay-eu closes: no grant needs it any more (informs @acme/payments-eu)",
    "- removed: the ingress gateway of vault closes: no grant needs it any more (informs @acme/vault)",
  );
  answers(
    comment,
    "- changed: calls of ledger.payments:5432 in pay-eu go to: vault → nowhere (federation.yaml:92; informs @acme/payments-eu)",
  );
  const opening = commentOn(company, edit(["allow: { pay-eu: any }", "allow: { pay-eu: { inactive: audit } }"]));
  answers(opening, "- added: the ingress gateway of vault opens: a grant needs it from now on (informs @acme/vault)");
});

test("is this rotation step safe?", () => {
  const roots = (text: string) => edit(["vault-ca: [{ file: bank.pem }]", `vault-ca: [${text}]`]);
  const asks = "(federation.yaml:43; asks @acme/payments-eu; @acme/vault)";
  const steps = [
    "{ file: bank.pem }, { file: other.pem, state: incoming }",
    "{ file: bank.pem, state: retiring }, { file: other.pem }",
  ].map(roots);
  const [one = "", two = ""] = steps;
  answers(
    commentOn(one),
    `- added: identity of vault (gateways) is now also vouched for by: ${authority("west")} (incoming); pay-eu trusts it; step 1 of 3 of a rotation: trust the new root before it signs, which breaks no call ${asks}`,
  );
  answers(
    commentOn(two, one),
    `- changed: states of the roots that vouch for vault: CN=Federation CA,O=east.example (sha256 DB:A1:33:00…) active, CN=Federation CA,O=west.example (sha256 5E:A4:B2:E9…) incoming → CN=Federation CA,O=east.example (sha256 DB:A1:33:00…) retiring, CN=Federation CA,O=west.example (sha256 5E:A4:B2:E9…) active; pay-eu trusts it; step 2 of 3 of a rotation: let the new root sign, which is safe once all who trust it have synced step 1 ${asks}`,
  );
  answers(
    commentOn(roots("{ file: other.pem }"), two),
    `- removed: identity of vault (gateways) is no longer vouched for by: ${authority("east")} (retiring); pay-eu trusts it; step 3 of 3 of a rotation: stop trusting the old root, which is safe once nobody presents a certificate of it ${asks}`,
  );
  answers(
    commentOn(roots("{ file: other.pem }")),
    `- **unsafe:** identity of vault (gateways) is now vouched for by: ${authority("west")}; no longer by ${authority("east")}; pay-eu trusts it; UNSAFE: those who trust it know none of the new roots, so calls fail ${asks}`,
  );
});

test("who owns this afterwards, and who gets what is made for it?", () => {
  answers(
    commentOn(edit(['    protocol: http\n    owner: "@acme/orders"', '    protocol: http\n    owner: "@acme/logistics"'])),
    "- changed: owner of service orders: @acme/orders → @acme/logistics (federation.yaml:101; asks @acme/logistics; @acme/orders)",
  );
  answers(
    commentOn(edit(['    protocol: tcp\n    owner: "@acme/ledger"', "    protocol: tcp"])),
    "- changed: owner of service ledger: @acme/ledger → nobody (federation.yaml:88; asks @acme/ledger)",
  );
  answers(
    commentOn(edit(["https://github.com/acme/pay-eu,", "https://github.com/acme-pay/pay-eu,"])),
    "- changed: gitops.repository of cluster pay-eu: https://github.com/acme/pay-eu → https://github.com/acme-pay/pay-eu (federation.yaml:18; asks @acme/payments-eu)",
  );
});

test.run();
