import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Medley } from "./support/medley.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const verify = suite("verify overlays on disk");

interface Document {
  readonly disagreements: readonly { sentence: string }[];
  readonly differences: readonly {
    cluster: string;
    kind: string;
    name: string;
    field?: string;
    change: string;
    file?: string;
    line?: number;
  }[];
}

async function built(): Promise<Medley> {
  const medley = new Medley(temporaryFolder());
  assert.is((await medley.run("build")).status, 0);
  return medley;
}

verify("what was built is as written", async () => {
  const { status, stdout } = await (await built()).run("verify");
  assert.is(status, 0);
  assert.is(stdout, "as federation.yaml says: 4 overlays grant what the file says, and nothing else\n");
});

const edits: readonly { what: string; file: string; edit: readonly [string, string]; named: string }[] = [
  {
    what: "a Gateway that takes any certificate of a partner's root",
    file: "out/d/generated/consumer-a.yaml",
    edit: ['        subjectAltNames: ["spiffe://a.example.com/istio-private-egressgateway"]\n', ""],
    named: "Gateway consumer-a spec.servers[0].tls.subjectAltNames changed",
  },
  {
    what: "a method that no file names",
    file: "out/b/generated/consumer-d.yaml",
    edit: ["methods: [GET]", "methods: [GET, LINK]"],
    named: "AuthorizationPolicy consumer-d spec.rules[0].to[0].operation.methods changed",
  },
  {
    what: "a caller of the own cluster",
    file: "out/d/generated/exposer-b.yaml",
    edit: ["- cluster.local/ns/shop/sa/foo", "- cluster.local/ns/shop/sa/foo\n              - cluster.local/ns/shop/sa/mallory"],
    named: "AuthorizationPolicy exposer-b spec.rules[0].from[0].source.principals changed",
  },
  {
    what: "a denial that forgets a method",
    file: "out/b/generated/expose-bar.yaml",
    edit: ["notMethods: [GET, POST]", "notMethods: [GET, POST, UNLINK]"],
    named: "AuthorizationPolicy federation-deny-bar spec.rules[1].to[0].operation.notMethods changed",
  },
];

for (const { what, file, edit, named } of edits)
  verify(`finds ${what}, and names where it stands`, async () => {
    const medley = await built();
    medley.edit(file, ...edit);
    const { disagreements, differences } = await medley.json<Document>(["verify"], 1);
    assert.ok(disagreements.length > 0);
    assert.equal(
      differences.map(({ kind, name, field, change }) => `${kind} ${name} ${field} ${change}`),
      [named],
    );
    assert.is(differences[0]?.file, file);
    assert.type(differences[0]?.line, "number");
  });

verify("tells it within 80 columns", async () => {
  const medley = await built();
  medley.edit("out/b/generated/consumer-d.yaml", "methods: [GET]", "methods: [GET, LINK]");
  const { stdout } = await medley.run("verify");
  assert.match(stdout, /^not as federation\.yaml says\n {2}\S/);
  assert.equal(
    stdout.split("\n").filter((line) => line.length > 80),
    [],
  );
});

verify("a patch is seen as kubectl kustomize applies it, and changes nothing where it is about something else", async () => {
  const medley = await built();
  const patch = (replicas: string) => `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [generated]
patches:
  - patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: istio-private-egressgateway, namespace: istio-private-gateways }
      spec: { replicas: ${replicas} }
`;
  writeFileSync(join(medley.folder, "out/a/kustomization.yaml"), patch("5"));
  const { disagreements, differences } = await medley.json<Document>(["verify"]);
  assert.equal(disagreements, []);
  assert.equal(
    differences.map(({ cluster, name, field }) => `${cluster} ${name} ${field}`),
    ["a istio-private-egressgateway spec.replicas"],
  );
  const printed = execFileSync("kubectl", ["kustomize", join(medley.folder, "out/a")], { encoding: "utf8" });
  writeFileSync(join(medley.folder, "out/a.yaml"), printed);
  rmSync(join(medley.folder, "out/a"), { recursive: true });
  assert.equal((await medley.json<Document>(["verify"])).disagreements, []);
});

verify("an object that it does not know is no guess", async () => {
  const medley = await built();
  const envoyFilter =
    "---\napiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: { name: mine, namespace: shop }\nspec: {}\n";
  writeFileSync(join(medley.folder, "out/a/generated/mine.yaml"), envoyFilter);
  const { status, stderr, stdout } = await medley.run("verify");
  assert.is(status, 1);
  assert.match(stderr, "EnvoyFilter");
  assert.match(stdout, /EnvoyFilter shop\/mine does not belong to\s+this\s+federation/);
});

verify("fedc's own list of files is seen as kubectl kustomize applies it", async () => {
  const medley = await built();
  medley.edit("out/b/generated/kustomization.yaml", "  - expose-bar.yaml\n", "");
  const { differences } = await medley.json<Document>(["verify"], 1);
  assert.ok(differences.some(({ name, change }) => name === "federation-deny-bar" && change === "missing"));
});

verify("a prefix of every name is an edit, and other line ends are none", async () => {
  const medley = await built();
  const path = join(medley.folder, "out/a/kustomization.yaml");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replaceAll("\n", "\r\n"));
  assert.is((await medley.run("verify")).status, 0);
  writeFileSync(path, `${text}namePrefix: x-\n`);
  assert.is((await medley.run("verify")).status, 1);
});

verify("tells a way out, and no private key", async () => {
  const medley = await built();
  const file = join(medley.folder, "out/d/generated/gateways.yaml");
  const key = "-----BEGIN PRIVATE KEY-----\\nMC4CAQAwBQYDK2VwBCIEIA==\\n-----END PRIVATE KEY-----";
  writeFileSync(file, readFileSync(file, "utf8").replaceAll("image: auto", `image: "${key}"`));
  const { status, stderr, stdout } = await medley.run("verify");
  assert.is(status, 1);
  assert.match(stderr, "2 edits may change a call, or who reads a key");
  assert.match(stderr, "verification.md");
  assert.match(stdout, /containers\[0\]\.image\s+differs/);
});

verify("says what is missing", async () => {
  const medley = new Medley(temporaryFolder());
  assert.match((await medley.run("verify")).stderr, "`out` holds no overlay of `a`");
});

verify.run();
