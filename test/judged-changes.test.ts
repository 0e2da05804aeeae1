/** Single changes as a pipeline sees them: the sections that they are in, the owners who are asked, and the exit status. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { company, edit } from "./support/commented.ts";
import { fedcInside } from "./support/inside.ts";
import type { Anything } from "./support/planned.ts";
import { rootFiles } from "./support/reviewed.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("single changes, judged");

const folder = temporaryFolder();
for (const [file, text] of Object.entries({ ...rootFiles, "federation.yaml": company })) writeFileSync(join(folder, file), text);
const git = (...args: string[]) => execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: folder });
git("init", "-q");
git("add", ".");
git("commit", "-qm", "before");

type Edits = readonly (readonly [before: string, after: string])[];

/** Within the entry of a cluster, service or exposure, which begins with `start`. */
function within(start: string, before: string, after: string): readonly [string, string] {
  const at = company.indexOf(start);
  const end = company.indexOf(before, at) + before.length;
  if (at < 0 || end < before.length) throw new Error(`no ${before} after ${start}`);
  const part = company.slice(at, end);
  return [part, part.slice(0, part.length - before.length) + after];
}

const changes: Readonly<Record<string, Edits>> = {
  "a root replaced": [["vault-ca: [{ file: bank.pem }]", "vault-ca: [{ file: other.pem }]"]],
  "a stranger's root": [["vault-ca: [{ file: bank.pem }]", "vault-ca: [{ file: bank.pem }, { file: other.pem }]"]],
  "a root nobody uses": [["    vault-ca:", "    spare-ca: [{ file: other.pem }]\n    vault-ca:"]],
  "another root of a cluster": [
    ["root: vault-ca", "root: parcels-ca"],
    ["    vault-ca: [{ file: bank.pem }]\n", ""],
  ],
  "an identity": [within("  pay-eu:\n", "{ root: acme-ca, ", "{ root: acme-ca, identity: { ingress: spiffe://pay-eu.acme.example/in }, ")],
  "a hostname": [["hostname: pay-eu.acme.example", "hostname: eu.acme.example"]],
  "an issuer": [within("  pay-eu:\n", "name: federation-ca", "name: other-ca")],
  "protect taken away": [within("      pay-eu:\n        service: api", "        protect: { callers: [payments/worker] }\n", "")],
  "protect wider": [within("      pay-eu:\n        service: api", "[payments/worker]", "[payments/worker, payments/admin]")],
  "an address": [["192.0.2.2", "203.0.113.7"]],
  "a port of the gateway": [["addresses: [192.0.2.2]", "addresses: [192.0.2.2], port: 443"]],
  "an address pending": [["addresses: [192.0.2.2]", "addresses: pending"]],
  "an ingress gateway closes": [
    ["gateways: { ingress: { addresses: [192.0.2.1] }, egress: {} }", "gateways: { egress: {} }"],
    within("  orders:\n", "allow: { parcels: {", "allow: { parcels: { inactive: no way in,"),
  ],
  "more replicas": [["addresses: [192.0.2.2] }", "addresses: [192.0.2.2], replicas: 3 }"]],
  "a gateway of one's own": [
    ["addresses: [192.0.2.2] }", "addresses: [192.0.2.2], deploy: false, selector: { app: own }, serviceAccount: own }"],
  ],
  "another Service behind it": [["service: ledger.postgres", "service: ledger2.postgres"]],
  "another target port": [within("  ledger:\n", "targetPort: 5432", "targetPort: 6432")],
  "another selector": [["selector: { app: ledger }", "selector: { app: other }"]],
  "an assertion deleted": [["  - never: { from: parcels, to: [payments, rates, ledger] }\n", ""]],
  "an assertion excepts": [["except: [web], to: payments }", "except: [web, vault], to: payments }"]],
  "an assertion added": [["assertions:\n", "assertions:\n  - never: { from: any, except: [pay-eu], to: ledger }\n"]],
  "a warning accepted": [
    ["assertions:\n", "accept:\n  - { finding: FED352, at: services.payments, because: a region may fail }\nassertions:\n"],
  ],
  "another repository": [["https://github.com/acme/vault,", "https://github.com/mallory/vault,"]],
  "another branch": [within("  vault:\n", "path: federation, delivery", "path: federation, branch: next, delivery")],
  "another delivery": [within("  vault:\n", "delivery: pull-request", "delivery: commit")],
  "another owner of a cluster": [['owner: "@acme/vault"', 'owner: "@acme/mallory"']],
  "another owner of a service": [['owner: "@acme/ledger"', 'owner: "@acme/mallory"']],
  "a cluster configures itself": [["hostname: parcels.acme.example\n", "hostname: parcels.acme.example\n    managed: false\n"]],
  "a cluster inactive": [["hostname: vault.acme.example\n", "hostname: vault.acme.example\n    inactive: it moves\n"]],
  "path normalization": [within("  vault:\n", "DECODE_AND_MERGE_SLASHES", "MERGE_SLASHES")],
  "default deny": [within("  vault:\n", ", defaultDeny: true", "")],
  "a version": [within("  vault:\n", '"1.31"', '"1.30"')],
  "weights reversed": [["weight: 90 }, { cluster: pay-us, weight: 10 }", "weight: 10 }, { cluster: pay-us, weight: 90 }"]],
  "a failover reversed": [["failover: [{ cluster: pay-eu }, { cluster: pay-us }]", "failover: [{ cluster: pay-us }, { cluster: pay-eu }]"]],
  "a destination added": [
    [
      "- to: [{ cluster: pay-eu, weight: 90 }",
      '- match: { headers: { x-us: { exact: "1" } } }\n            to: [{ cluster: pay-us }]\n          - to: [{ cluster: pay-eu, weight: 90 }',
    ],
  ],
  "a name that goes away": [
    [
      "      web: { as: tracking.shop, port: 80, localService: create, callers: [shop/orders] }",
      "      web: { as: parcels.shop, port: 80, localService: create, callers: [shop/orders] }",
    ],
  ],
  "a timeout": [["timeout: 5s", "timeout: 30s"]],
  retries: [["timeout: 5s", "timeout: 5s\n        retries: { attempts: 0 }"]],
  "a caller more": [["callers: [shop/orders]", "callers: [shop/orders, shop/admin]"]],
  "a caller less": [["callers: [shop/checkout, shop/catalog]", "callers: [shop/checkout]"]],
  "a method more": [within("  rates:\n", "methods: [GET]", "methods: [GET, PUT]")],
  "every path": [["methods: [GET], paths: [/parcels/*]", "methods: [GET]"]],
  "labels of callers": [["callers: [shop/orders] }", "callers: [shop/orders], callerLabels: { app: orders } }"]],
  "a grant withdrawn": [["allow: { pay-eu: any }", "allow: { pay-eu: { inactive: audit } }"]],
  "a protocol": [within("  tracking:\n", "protocol: http", "protocol: http2")],
  "a description": [within("  tracking:\n", "    protocol: http\n", "    protocol: http\n    description: where parcels are\n")],
  "a comment": [["assertions:\n", "# must hold\nassertions:\n"]],
};

/** The number of entries by section, and the owners who are asked. */
const judgements: Readonly<Record<string, readonly [sections: string, owners: string]>> = {
  "a root replaced": ["trust 2", "payments-eu, vault"],
  "a stranger's root": ["trust 2", "payments-eu, vault"],
  "a root nobody uses": ["trust 1", ""],
  "another root of a cluster": ["trust 2", "payments-eu, vault"],
  "an identity": ["trust 1", "payments-eu, vault, web"],
  "a hostname": ["trust 3", "payments-eu, vault, web"],
  "an issuer": ["trust 1", "payments-eu, vault, web"],
  "protect taken away": ["boundary 1", "payments, payments-eu"],
  "protect wider": ["boundary 1", "payments, payments-eu"],
  "an address": ["boundary 1", "payments-eu, web"],
  "a port of the gateway": ["boundary 1", "payments-eu, web"],
  "an address pending": ["access 2, boundary 1, traffic 2", "payments, payments-eu, payments-us, web"],
  "an ingress gateway closes": ["access 1, boundary 2, traffic 1", "partners, web"],
  "more replicas": ["boundary 1", "payments-eu"],
  "a gateway of one's own": ["boundary 3", "payments-eu, web"],
  "another Service behind it": ["access 2, boundary 1", "ledger, payments-eu, vault"],
  "another target port": ["boundary 1", "ledger, vault"],
  "another selector": ["boundary 1", "ledger, vault"],
  "an assertion deleted": ["guarantees 1", "ledger, payments, payments-eu, payments-us, vault"],
  "an assertion excepts": ["guarantees 1", "payments, payments-eu, payments-us"],
  "an assertion added": ["guarantees 1", "ledger, vault"],
  "a warning accepted": ["guarantees 1", "payments, payments-eu, payments-us, web"],
  "another repository": ["delivery 1", "vault"],
  "another branch": ["delivery 1", "vault"],
  "another delivery": ["delivery 1", "vault"],
  "another owner of a cluster": ["delivery 1", "mallory, vault"],
  "another owner of a service": ["delivery 1", "ledger, mallory"],
  "a cluster configures itself": ["access 1, boundary 1, delivery 1", "orders, partners, web"],
  "a cluster inactive": ["access 1, trust 2, boundary 2, traffic 1, delivery 1", "vault"],
  "path normalization": ["claims 2", "ledger, vault"],
  "default deny": ["boundary 1, claims 1", "ledger, vault"],
  "a version": ["claims 1", "ledger, vault"],
  "weights reversed": ["traffic 1", "payments, payments-eu, payments-us, web"],
  "a failover reversed": ["traffic 1", "payments, payments-eu, payments-us, web"],
  "a destination added": ["traffic 1", "payments, payments-eu, payments-us, web"],
  "a name that goes away": ["traffic 2", "web"],
  "a timeout": ["traffic 1", "payments, payments-eu, payments-us, web"],
  retries: ["traffic 1", "payments, payments-eu, payments-us, web"],
  "a caller more": ["access 1", "partners, web"],
  "a caller less": ["access 2", ""],
  "a method more": ["access 1", "payments, payments-eu, web"],
  "every path": ["access 1", "partners, web"],
  "labels of callers": ["access 1", ""],
  "a grant withdrawn": ["access 1, trust 2, boundary 2, traffic 1", ""],
  "a protocol": ["access 1", "partners, web"],
  "a description": ["delivery 1", "partners"],
  "a comment": ["", ""],
};

for (const [what, edits] of Object.entries(changes))
  test(what, async () => {
    writeFileSync(join(folder, "federation.yaml"), edit(...edits));
    const { status, stdout, stderr } = await fedcInside(["diff", "--base", "HEAD", "--require-approval", "--json"], folder);
    const { sections, asked, unowned, error } = JSON.parse(stdout);
    const inSections = sections.map(({ section, entries }: Anything) => `${section} ${entries.length}`).join(", ");
    const owners = asked.map(({ owner }: Anything) => owner.replace("@acme/", "")).join(", ");
    assert.equal([inSections, owners], judgements[what], stderr);
    assert.equal([unowned, error?.reasons.length ?? 0, status], [[], asked.length, asked.length > 0 ? 1 : 0]);
  });

test.run();
