import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fedcInside } from "./support/inside.ts";
import { federation, linesOf, Repository, rootsOf } from "./support/trust-repository.ts";

const refusals = suite("what would cut calls off");

interface Jump {
  readonly code: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** What is to be written first. */
  readonly first: readonly string[];
}

const unsafeChanges: readonly Jump[] = [
  { code: "FED501", before: ["old"], after: ["new"], first: ["old", "new incoming"] },
  { code: "FED502", before: ["old", "new incoming"], after: ["new"], first: ["old retiring", "new"] },
  { code: "FED502", before: ["old retiring", "new"], after: ["old"], first: ["new retiring", "old"] },
  { code: "FED503", before: ["old"], after: ["old retiring", "new"], first: ["old", "new incoming"] },
  { code: "FED503", before: ["old"], after: ["old", "new"], first: ["old", "new incoming"] },
];

for (const mode of ["gateways", "workloads"] as const)
  for (const { code, before, after, first } of unsafeChanges)
    refusals(`${before.join(", ")} to ${after.join(", ")} is ${code} in mode ${mode}`, async () => {
      const repository = new Repository();
      repository.write(federation(rootsOf(before), { mode })).commit();
      repository.write(federation(rootsOf(after), { mode }));
      const { ok, refused, roots, findings } = await repository.plan("--base", "HEAD");
      assert.equal([ok, refused, roots.map((root) => root.refused)], [false, true, [true]]);
      assert.equal(
        findings.map((finding) => [finding.code, finding.severity]),
        [[code, "error"]],
      );
      assert.equal(
        findings[0]?.help.split("\n").slice(1),
        linesOf(first).map((line) => `  ${line}`),
      );
      assert.match(findings[0]?.message ?? "", "`a`");
      if (mode === "gateways") {
        assert.match(await repository.text("--base", "HEAD"), `error[${code}]`);
        const allowed = await repository.plan("--base", "HEAD", "--allow-outage");
        assert.equal([allowed.ok, allowed.refused, allowed.findings[0]?.severity], [true, false, "warning"]);
      }
      repository.write(federation(rootsOf(first), { mode }));
      assert.is((await repository.plan("--base", "HEAD")).ok, true);
    });

for (const mode of ["gateways", "workloads"] as const)
  refusals(`is told by the build that writes over what stands in mode ${mode}`, async () => {
    const repository = new Repository();
    const build = async (items: readonly string[], ...words: readonly string[]) => {
      repository.write(federation(rootsOf(items), { mode }));
      const { status, stdout } = await fedcInside(["build", "--json", ...words], repository.folder);
      return {
        status,
        findings: (JSON.parse(stdout) as { findings: readonly { code: string; severity: string; help: string }[] }).findings,
      };
    };
    assert.equal(await build(["old"]), { status: 0, findings: [] });
    assert.equal(await build(["old"]), { status: 0, findings: [] });
    repository.write(federation(rootsOf(["new"]), { mode }));
    const [planned] = (await repository.plan()).findings;
    assert.equal(await build(["new"], "--cluster", "a"), { status: 0, findings: [] }, "whom a is known to is not written");
    const { status, findings } = await build(["new"]);
    assert.equal([status, findings], [0, [{ ...planned, severity: "warning" }]]);
    assert.match(findings[0]?.help ?? "", "first write");
    assert.equal(await build(["new"]), { status: 0, findings: [] }, "the old root no longer stands there");
    await build(["old"]);
    for (const step of [["old", "new incoming"], ["old retiring", "new"], ["new"]])
      assert.equal(await build(step), { status: 0, findings: [] });
  });

for (const mode of ["gateways", "workloads"] as const)
  refusals(`is seen in overlays too in mode ${mode}, as far as they tell`, async () => {
    const repository = new Repository();
    await repository.write(federation(rootsOf(["old"]), { mode })).build();
    const finding = async (items: readonly string[]) => (await repository.write(federation(rootsOf(items), { mode })).plan()).findings[0];
    assert.is((await finding(["new"]))?.code, "FED501");
    assert.is(await finding(["old", "new incoming"]), undefined);
    const early = await finding(["old retiring", "new"]);
    assert.is(early?.code, "FED503");
    assert.equal(
      early?.help.split("\n").slice(1),
      linesOf(["old", "new incoming"]).map((line) => `  ${line}`),
    );
  });

refusals("of a root that meshes share is seen in a revision, and said to be unknown from overlays", async () => {
  const repository = new Repository();
  const shared = { mode: "workloads", rootOfB: "a" } as const;
  await repository
    .write(federation({ a: ["old"] }, shared))
    .commit()
    .build();
  repository.write(federation({ a: ["new"] }, shared));
  assert.is((await repository.plan("--base", "HEAD")).findings[0]?.code, "FED501");
  const { ok, warnings } = await repository.plan();
  assert.is(ok, true);
  assert.match(warnings[0]?.message ?? "", /^`a`, `b` share a root with partners: istiod holds that trust itself/);
});

refusals("a file that is overwritten is a replacement too, and the new certificate is to lie in a file of its own", async () => {
  const repository = new Repository();
  const trust = join(repository.folder, "trust");
  repository.write(federation(rootsOf(["old"]))).commit();
  copyFileSync(join(trust, "new.pem"), join(trust, "old.pem"));
  const [finding] = (await repository.plan("--base", "HEAD")).findings;
  assert.is(finding?.code, "FED501");
  assert.equal(finding?.help.split("\n").slice(1), [
    "  a:",
    "    - { file: trust/old.pem }",
    "    - { file: trust/old-2.pem, state: incoming }   # now in trust/old.pem",
  ]);
  await repository.text("--base", "HEAD");
});

refusals("another root under another name is a replacement too, and is shown there", async () => {
  const repository = new Repository();
  repository.write(federation(rootsOf(["old"]))).commit();
  const after = federation({ a2: ["new"], b: ["other"] }, { root: "a2" });
  const { findings } = await repository.write(after).plan("--base", "HEAD");
  assert.equal(
    findings.map(({ code, line }) => [code, after.split("\n")[line - 1]?.trim().startsWith("trust: { gateways: { root: a2")]),
    [["FED501", true]],
  );
  repository.write(federation({ a2: ["old"], b: ["other"] }, { root: "a2" }));
  assert.equal((await repository.plan("--base", "HEAD")).roots, []);
});

refusals("new clusters, new grants and those that are withdrawn are no rotation", async () => {
  const repository = new Repository();
  const compared = async (before: string, after: string) => {
    repository.write(before).commit();
    const { ok, roots } = await repository.write(after).plan("--base", "HEAD");
    return [ok, roots];
  };
  const withdrawn = (items: readonly string[]) => federation(rootsOf(items), { grant: "inactive: audit" });
  assert.equal(await compared(withdrawn(["old"]), federation(rootsOf(["new"]))), [true, []]);
  assert.equal(await compared(federation(rootsOf(["old"])), withdrawn(["new"])), [true, []]);
  assert.equal(await compared(federation(rootsOf(["old"])), federation(rootsOf(["old"]), { third: true })), [true, []]);
});

refusals.run();
