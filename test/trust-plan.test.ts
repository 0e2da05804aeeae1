import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Entry, federation, linesOf, Repository, reported, rootsOf } from "./support/trust-repository.ts";

const steps: readonly (readonly string[])[] = [["old"], ["old", "new incoming"], ["old retiring", "new"], ["new"]];
const rotation = suite("a rotation in three steps");

for (const mode of ["gateways", "workloads"] as const)
  rotation(`is followed from one commit to the next in mode ${mode}`, async () => {
    const repository = new Repository();
    const changes = ["trust", "switch", "remove"];
    for (const [i, change] of changes.entries()) {
      repository.write(federation(rootsOf(steps[i] ?? []), { mode })).commit();
      repository.write(federation(rootsOf(steps[i + 1] ?? []), { mode }));
      const { ok, refused, roots, findings } = await repository.plan("--base", "HEAD");
      assert.equal([ok, refused, findings, roots.length], [true, false, [], 1]);
      const [entry] = roots as [Entry];
      assert.equal([entry.root, entry.mode, entry.step, entry.change], ["a", mode, i + 1, change]);
      assert.equal([entry.owners, entry.partners], [["a"], ["b"]]);
      assert.equal(entry.next, i === 2 ? [] : linesOf(steps[i + 2] ?? []));
      assert.is(entry.until === null, false);
      if (i < 2) assert.match(reported(entry), /b: the overlay is synced, so that its \w+ trusts? `trust\/new\.pem`/);
      else assert.not.match(reported(entry), "overlay");
      const switched =
        mode === "gateways"
          ? /a: ClusterIssuer `federation-ca` signs with `trust\/new\.pem`\na: since then [^\n]*`federation-egress`/
          : /a: istiod signs with `trust\/new\.pem`[^\n]*\na: since then every workload has a new certificate: 24 hours/;
      if (i > 0) assert.match(reported(entry), switched);
      else assert.not.match(reported(entry), "signs with");
      assert.is(/a: `root-cert\.pem`/.test(reported(entry)), mode === "workloads" && i < 2);
      repository.commit();
      const still = (await repository.plan("--base", "HEAD")).roots;
      assert.equal(
        still.map((one) => [one.step, one.change, one.next]),
        i === 2 ? [] : [[i + 1, "none", entry.next]],
      );
      assert.match(await repository.text("--base", "HEAD~1"), new RegExp(`^a: step ${i + 1} of 3, `));
    }
    assert.match(await repository.text("--base", "HEAD"), /^no root changes, and no rotation is in progress\n$/);
  });

for (const mode of ["gateways", "workloads"] as const)
  rotation(`is followed from one build to the next in mode ${mode}`, async () => {
    const repository = new Repository();
    const expected = [
      ["trust", 1],
      ["none", 2],
      ["remove", 3],
    ];
    for (const [i, change] of expected.entries()) {
      await repository.write(federation(rootsOf(steps[i] ?? []), { mode })).build();
      repository.write(federation(rootsOf(steps[i + 1] ?? []), { mode }));
      const { ok, roots } = await repository.plan();
      assert.equal([ok, roots.map((one) => [one.change, one.step])], [true, [change]]);
      assert.equal((await repository.plan("--out", "out")).roots, roots);
    }
    assert.equal(
      (await repository.plan()).roots[0]?.certificates.map(({ state, before }) => [state, before]),
      [
        [null, "trusted"],
        ["active", "trusted"],
      ],
    );
    assert.equal((await (await repository.build()).plan()).roots, []);
  });

rotation("says where the Secrets are one's own, and who configures itself", async () => {
  const repository = new Repository();
  repository.write(federation(rootsOf(["old", "new incoming"]), { secrets: true, third: true })).commit();
  repository.write(federation(rootsOf(["old retiring", "new"]), { secrets: true, third: true }));
  const [entry] = (await repository.plan("--base", "main")).roots as [Entry];
  assert.equal([entry.owners, entry.partners], [["a", "c"], ["b"]]);
  assert.match(reported(entry), /^a: the Secret `eg` in `istio-private-gateways` holds a certificate under `trust\/new\.pem`$/m);
  assert.match(reported(entry), /^c: configures itself: its gateways present only certificates under/m);
});

rotation("of a root that all share names everyone, and istiod's own bundles", async () => {
  const repository = new Repository();
  for (const mode of ["gateways", "workloads"] as const) {
    repository.write(federation({ a: ["old"] }, { mode, rootOfB: "a" })).commit();
    repository.write(federation({ a: ["old", "new incoming"] }, { mode, rootOfB: "a" }));
    const { roots } = await repository.plan("--base", "HEAD");
    assert.equal(
      roots.map(({ owners, partners, step }) => [owners, partners, step]),
      [[["a", "b"], ["a", "b"], 1]],
    );
    const [entry] = roots as [Entry];
    if (mode === "gateways") assert.match(reported(entry), /^a,b: the overlay is synced/);
    else assert.match(reported(entry), /^a,b: `root-cert\.pem` [^\n]*`trust\/new\.pem`[^\n]*$/);
  }
});

rotation("may be gone back on, called off, and is none where only dates change", async () => {
  const repository = new Repository();
  const compared = async (before: readonly string[], after: readonly string[]) => {
    repository.write(federation(rootsOf(before))).commit();
    repository.write(federation(rootsOf(after)));
    const { ok, roots } = await repository.plan("--base", "HEAD");
    assert.is(ok, true);
    return roots.map(({ change, step, next }) => ({ change, step, next }));
  };
  assert.equal(await compared(["old retiring", "new"], ["old", "new incoming"]), [{ change: "back", step: 1, next: linesOf(["old"]) }]);
  assert.equal(await compared(["old retiring", "new"], ["old", "new retiring"]), [{ change: "back", step: 2, next: linesOf(["old"]) }]);
  assert.equal(await compared(["old", "new incoming"], ["old"]), [{ change: "withdraw", step: null, next: [] }]);
  assert.equal(await compared(["old"], ["old-renewed"]), [{ change: "renew", step: null, next: [] }]);
});

rotation.run();
