import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fedcInside } from "./support/inside.ts";
import { type Document, federation, Repository, rootsOf } from "./support/trust-repository.ts";

const input = suite("what is compared with");
const right = federation(rootsOf(["old"]));

input("a revision that is none, has no such file, or one with errors is said to be", async () => {
  const repository = new Repository().write("kind: Nothing\n").commit();
  repository.git("rm", "--quiet", "mesh/federation.yaml");
  repository.commit().write(right).commit();
  const message = async (...args: readonly string[]) => (await repository.plan(...args)).error?.message ?? "";
  const broken = await repository.plan("--base", "HEAD~2");
  assert.match(broken.error?.message ?? "", /^`HEAD~2:federation\.yaml` has \d+ errors?, so there is nothing to compare with$/);
  assert.ok(broken.findings.length > 0);
  assert.match(await message("--base", "HEAD~1"), "cannot read `mesh/federation.yaml` at `HEAD~1`: there is no such file");
  for (const revision of ["nowhere", "--upload-pack=x", "-h", "HEAD:mesh", "HEAD -- x", "--output=pwned"])
    assert.is(await message(`--base=${revision}`), `\`${revision}\` is not a revision of the repository`);
  assert.match(await message("--base", "HEAD", "--out", "out"), "both say what to compare with");
  assert.match(await message(), "nothing to compare with: no folder `out`");
  assert.match(await message("--out", "there"), "there is no folder `there`");
  assert.match(await message("-", "--base", "HEAD"), "standard input does not lie in a repository");
  assert.equal((await repository.plan("--base", "main")).roots, []);
});

input("runs no hook, filter or file-system monitor, and goes by no repository but the file's", async () => {
  const repository = new Repository().write(right);
  writeFileSync(join(repository.folder, ".gitattributes"), "*.yaml filter=x diff=x\n");
  repository.commit();
  const trace = join(repository.folder, "ran");
  for (const key of ["core.fsmonitor", "filter.x.smudge", "filter.x.clean", "diff.x.textconv", "core.pager"])
    repository.git("config", key, `touch ${trace} #`);
  const { status, stdout } = await fedcInside(["trust", "plan", "--base", "HEAD"], repository.folder, { GIT_DIR: "/nowhere" });
  assert.equal([status, stdout], [0, "no root changes, and no rotation is in progress\n"]);
  assert.is(existsSync(trace), false);
  repository.git("status");
  assert.is(existsSync(trace), true, "it would have been seen");
});

input("a root that has expired since it was committed is rotated away from, and one that soon will is told of", async () => {
  const repository = new Repository().write(federation(rootsOf(["short"]))).commit();
  repository.write(federation(rootsOf(["short retiring", "old"])));
  const later = String(Math.floor(Date.now() / 1000) + 20 * 86_400);
  const env = { SOURCE_DATE_EPOCH: later };
  const { stdout } = await fedcInside(["trust", "plan", "--base", "HEAD", "--allow-outage", "--json"], repository.folder, env);
  const document = JSON.parse(stdout) as Document;
  assert.equal([document.ok, document.findings.map(({ code }) => code)], [true, ["FED503"]]);
  assert.match(document.warnings[0]?.message ?? "", /^`trust\/short\.pem`, retiring in `a`, ended on /);
  repository.write(federation(rootsOf(["short"])));
  const [warning] = (await repository.plan("--base", "HEAD")).warnings;
  assert.match(warning?.message ?? "", /^`trust\/short\.pem`, active in `a`, ends on \S+, in (9|10) days$/);
  assert.match(warning?.help ?? "", "incoming");
});

input("an overlay that is damaged is named, one that is missing too", async () => {
  const repository = await new Repository().write(right).build();
  const path = join(repository.folder, "out/b/generated/trust.yaml");
  writeFileSync(path, "a: [b\n");
  assert.is((await repository.plan()).error?.message, "`out/b/generated/trust.yaml` cannot be read as YAML");
  writeFileSync(
    path,
    'kind: Secret\nmetadata: { name: x-cacert }\nstringData: { ca.crt: "-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----" }\n',
  );
  assert.match((await repository.plan()).error?.message ?? "", /trust\.yaml` holds a certificate that is damaged/);
  mkdirSync(join(repository.folder, "empty"));
  assert.match((await repository.plan("--out", "empty")).warnings[0]?.message ?? "", "`empty` holds no overlay of `a`, `b`: their trust");
});

input("a file that is wrong itself is told of as by check", async () => {
  const repository = new Repository().write(right).commit();
  repository.write(right.replace("root: a,", "root: none,"));
  const { stderr, status } = await fedcInside(["trust", "plan", "--base", "HEAD"], repository.folder);
  assert.is(status, 1);
  assert.is(stderr, (await fedcInside(["check"], repository.folder)).stderr);
});

input.run();
