import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { proxyFor } from "../compiler/publish/forges/proxy.ts";
import { ConnectProxy } from "./support/connect-proxy.ts";
import { ForgeDouble } from "./support/forges/forge-double.ts";
import { triedForges } from "./support/forges/forge-trial.ts";
import { GitServer } from "./support/git-server.ts";
import { GitHubDouble } from "./support/github/github-double.ts";
import { Openssl } from "./support/openssl.ts";
import { federation, Publisher } from "./support/publishing.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("publishing through a proxy");
const server = await GitServer.start();
const proxy = await new ConnectProxy().start();
const openssl = new Openssl();
const authority = openssl.root({ subject: "/O=example/CN=authority of the API" });
const leaf = openssl.leaf(authority, ["DNS:localhost", "DNS:api.github.test"]);
const github = await new GitHubDouble().start({ key: readFileSync(leaf.key, "utf8"), cert: leaf.pem });
github.tokens.set(server.token, { login: "robot", write: true });
const authorities = join(temporaryFolder(), "authorities.pem");
writeFileSync(authorities, readFileSync(server.authority, "utf8") + authority.pem);
test.before.each(() => {
  proxy.asked.length = 0;
  proxy.credentials = undefined;
  proxy.refusal = undefined;
});
test.after(async () => {
  openssl.remove();
  github.stop();
  await proxy.stop();
  await server.close();
});
let made = 0;

function one(environment: Readonly<Record<string, string>>) {
  made += 1;
  const repository = server.make(`org/a${made}`, { "x.yaml": "x\n" });
  github.repository(`org/a${made}`, repository.folder);
  const publisher = new Publisher(server).write(federation({ a: { repository: repository.address, delivery: "pull-request" } }));
  Object.assign(publisher.environment, { GITHUB_API_URL: github.url, NODE_EXTRA_CA_CERTS: authorities }, environment);
  return publisher;
}

const password = "p%40ssw0rd";
/** It leads there through the proxy alone. */
const api = `api.github.test:${new URL(github.url).port}`;
const elsewhere = { GITHUB_API_URL: `https://${api}`, GITHUB_SERVER_URL: server.origin };
const git = new URL(server.origin).host;
const at = (user = "") => `http://${user}localhost:${proxy.port}`;

test("git and the API go the same way, whatever way the variable is written", async () => {
  for (const name of ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"]) {
    proxy.asked.length = 0;
    assert.equal(await one({ ...elsewhere, [name]: at() }).outcomes(), ["a pr-created"]);
    assert.equal([...new Set(proxy.asked)].sort(), [api, git].sort(), name);
  }
});

test("GitLab and Gitea are asked through it too, by a company's authority, and without it they are not trusted", async () => {
  for (const { name, kind, variable, place } of triedForges) {
    const double = await new ForgeDouble(kind()).start({ key: readFileSync(leaf.key, "utf8"), cert: leaf.pem });
    double.tokens.set(server.token, { login: "robot", write: true });
    const repository = server.make(place, { "x.yaml": "x\n" });
    double.repository(place, repository.folder);
    const publisher = new Publisher(server).write(federation({ a: { repository: repository.address, delivery: "pull-request" } }));
    Object.assign(publisher.environment, { [variable]: double.url, HTTPS_PROXY: at() });
    const { overlays } = await publisher.publish();
    assert.match(overlays[0]?.reasons[0]?.message ?? "", /the certificate .* is not trusted/, name);
    proxy.asked.length = 0;
    publisher.environment.NODE_EXTRA_CA_CERTS = authorities;
    assert.equal(await publisher.outcomes(), ["a pr-created"], name);
    assert.equal([...new Set(proxy.asked)].sort(), [git, new URL(double.url).host].sort(), name);
    double.stop();
    assert.equal(double.problems, []);
  }
});

test("NO_PROXY excepts a server from it", async () => {
  for (const [name, value] of [
    ["NO_PROXY", "example.org,localhost"],
    ["no_proxy", "*"],
  ] as const)
    assert.equal(await one({ HTTPS_PROXY: at(), [name]: value }).outcomes(), ["a pr-created"]);
  assert.equal(proxy.asked, []);
  // Of the two only the API goes by a port.
  assert.equal(await one({ HTTPS_PROXY: at(), NO_PROXY: new URL(github.url).host }).outcomes(), ["a pr-created"]);
  assert.equal([...new Set(proxy.asked)], [git]);
});

test("user and password of the proxy are used, and shown to nobody", async () => {
  proxy.credentials = "robot:p@ssw0rd";
  assert.equal(await one({ ...elsewhere, HTTPS_PROXY: at(`robot:${password}@`) }).outcomes(), ["a pr-created"]);
  const environment = { ...elsewhere, NO_PROXY: "localhost", HTTPS_PROXY: at() };
  const without = (await one(environment).publish()).overlays[0]?.reasons[0];
  assert.match(
    without?.message ?? "",
    `the proxy \`http://localhost:${proxy.port}\`, which \`HTTPS_PROXY\` names, asks for credentials (407)`,
  );
  const { stdout, stderr } = await one({ ...environment, HTTPS_PROXY: at("robot:Wr0ngPassw0rd@") }).run();
  assert.match(stdout + stderr, "asks for credentials (407)");
  assert.not.match(stdout + stderr, "Wr0ngPassw0rd");
});

test("a proxy that refuses, or is not there, is named", async () => {
  proxy.refusal = 403;
  const refused = (await one({ ...elsewhere, NO_PROXY: "localhost", HTTPS_PROXY: at("robot:Secr3t@") }).publish()).overlays[0]?.reasons[0];
  assert.match(
    refused?.message ?? "",
    `the proxy \`http://localhost:${proxy.port}\`, which \`HTTPS_PROXY\` names, does not connect to \`${api}\`: 403`,
  );
  assert.match(refused?.help ?? "", "`NO_PROXY`");
  const gone = (await one({ ...elsewhere, NO_PROXY: "localhost", HTTPS_PROXY: "http://robot:Secr3t@localhost:9" }).publish()).overlays[0]
    ?.reasons[0];
  assert.match(gone?.message ?? "", /the proxy `http:\/\/localhost:9`, .* gave no answer: ECONNREFUSED/);
  assert.not.match(JSON.stringify([refused, gone]), "Secr3t");
  const strange = (await one({ ...elsewhere, NO_PROXY: "localhost", HTTPS_PROXY: "gopher://robot:Secr3t@localhost:9" }).publish())
    .overlays[0]?.reasons[0];
  assert.match(strange?.message ?? "", /`HTTPS_PROXY` does not name a proxy that fedc can use/);
});

test("a proxy for http alone is not taken for https, and is spoken of where the API is out of reach", async () => {
  const publisher = one({ HTTP_PROXY: at(), GITHUB_API_URL: "https://localhost:9", FEDC_TOKEN_HOSTS: "localhost" });
  const reason = (await publisher.publish()).overlays[0]?.reasons[0];
  assert.match(reason?.help ?? "", "`HTTP_PROXY` names a proxy for http addresses only: name the one for https in `HTTPS_PROXY`");
});

test("a proxy without a port is at the one that git takes", () => {
  const at = (proxy: string) => proxyFor("https://api.github.com", { HTTPS_PROXY: proxy })?.address;
  for (const [written, address] of [
    ["http://proxy.example", "http://proxy.example:1080"],
    ["proxy.example", "http://proxy.example:1080"],
    ["http://proxy.example:80/", "http://proxy.example:80"],
    ["https://proxy.example", "https://proxy.example:443"],
    ["socks5h://proxy.example", "socks5://proxy.example:1080"],
    ["http://robot:1@proxy.example", "http://proxy.example:1080"],
  ] as const)
    assert.is(at(written), address, written);
});

test("characters that no address can have are no part of a message, and a bare % is one as git has it", async () => {
  for (const rest of ["robot:Secr3/t", "robot:Secr3#t", "robot:1?Secr3t"]) {
    const publisher = one({ HTTPS_PROXY: at(`${rest}@`) });
    const { stdout, stderr } = await publisher.run();
    assert.match(stderr, /`HTTPS_PROXY` does not name a proxy that fedc can use\n.*with `%` codes for special characters/);
    assert.not.match(stdout + stderr, /Secr3/);
  }
  proxy.credentials = "robot:100%sure";
  assert.equal(await one({ ...elsewhere, HTTPS_PROXY: at("robot:100%sure@") }).outcomes(), ["a pr-created"]);
});

test("git's own way to a proxy that is not there, or wants a password, tells of the proxy", async () => {
  const reason = async (proxy: string) => (await one({ HTTPS_PROXY: proxy }).publish()).overlays[0]?.reasons[0];
  const gone = await reason("http://robot:Secr3t@localhost:9");
  assert.match(gone?.message ?? "", /cannot be reached through the proxy `http:\/\/localhost:9`, which `HTTPS_PROXY` names: /);
  proxy.credentials = "robot:p@ssw0rd";
  const asked = await reason(at("robot@"));
  assert.match(asked?.message ?? "", /through the proxy .*could not read Password/);
  for (const one of [gone, asked]) assert.match(one?.help ?? "", /`HTTPS_PROXY` is right, with a user and password/);
});

test("whom NO_PROXY excepts", () => {
  const named = (host: string, none: string) => proxyFor(`https://${host}`, { HTTPS_PROXY: "proxy.example:3128", NO_PROXY: none })?.shown;
  const through = "http://proxy.example:3128";
  for (const [host, none, shown] of [
    ["api.github.com", "", through],
    ["api.github.com", "github.com", undefined],
    ["api.github.com", " .github.com ", undefined],
    ["api.github.com", "x.org *.github.com", undefined],
    ["api.github.com", "hub.com", through],
    ["api.github.com", "api.github.com:8443", through],
    ["api.github.com:8443", "api.github.com:8443", undefined],
    ["[fd00::1]", "fd00::1", undefined],
    ["[fd00::1]:8443", "[fd00::1]:8443", undefined],
    ["[fd00::1]", "fd00::2", through],
    ["api.github.com", "GitHub.com.", undefined],
    ["api.github.com.", "api.github.com", undefined],
    ["10.1.2.3", "10.0.0.0/8", undefined],
    ["10.1.2.3", "10.1.2.3/32", undefined],
    ["10.1.2.3:8443", "192.168.0.0/16, 10.1.0.0/16", undefined],
    ["11.1.2.3", "10.0.0.0/8", through],
    ["10.1.2.3", "10.0.0.0/x", through],
    ["10.1.2.3", "1.2.3", through],
    ["10.1.2.3", "10.1.2.3:8443", through],
    ["[fd00::1]", "fd00::/8", undefined],
    ["[fd00::1]", "[fd00:0::1]", undefined],
    ["[fe80::1]", "fd00::/8", through],
    ["api.github.com", "10.0.0.0/8", through],
  ] as const)
    assert.is(named(host, none), shown, `${host} ${none}`);
  // A token in plain text goes to no other machine.
  assert.is(proxyFor("http://localhost:1", { http_proxy: "http://proxy.example:3128" }), undefined);
  assert.is(proxyFor("http://localhost:1", { HTTP_PROXY: "localhost:3128" })?.shown, "http://localhost:3128");
});

test.run();
