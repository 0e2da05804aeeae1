import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fedcInside } from "./support/inside.ts";
import { Openssl } from "./support/openssl.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";
import { federation, rootsOf } from "./support/trust-repository.ts";

const openssl = new Openssl();
const folder = temporaryFolder();
mkdirSync(join(folder, "trust"));
for (const name of ["old", "other"])
  writeFileSync(join(folder, `trust/${name}.pem`), openssl.root({ subject: `/CN=${name}`, days: 400 }).pem);
writeFileSync(join(folder, "federation.yaml"), federation(rootsOf(["old"])));
writeFileSync(join(folder, "new.yaml"), federation(rootsOf(["old", "other incoming"])));

const time = suite("the time that SOURCE_DATE_EPOCH sets");

/** What a shell of nix sets; a day shortly before the roots end; a day long after. */
const begun = Math.floor(Date.now() / 1000);
const times = { dev: 315532800, late: begun + 390 * 86_400 + 43_200, over: 7258118400 };

const commands: readonly (readonly string[])[] = [
  ["check"],
  ["build"],
  ["diff", "--out", "out"],
  ["verify", "--out", "out"],
  ["graph"],
  ["access"],
  ["why", "a/shop/foo", "bar"],
  ["trust", "plan", "--out", "out"],
  ["trust", "inspect"],
  ["trust", "inspect", "trust/old.pem"],
  ["publish", "--dry-run"],
];

time("is named by every finding that depends on it, and no rotation is advised", async () => {
  assert.is((await fedcInside(["build"], folder)).status, 0);
  for (const [name, epoch] of Object.entries(times))
    for (const command of commands) {
      const { stderr } = await fedcInside(command, folder, { SOURCE_DATE_EPOCH: String(epoch) });
      const heads = stderr.split("\n").filter((line) => /^(error|warning)\[FED(362|383|440)\]/.test(line));
      const of = `${name}: fedc ${command.join(" ")}\n${stderr}`;
      if (name !== "late") assert.ok(heads.length > 0, of);
      for (const head of heads) assert.match(head, /\(`SOURCE_DATE_EPOCH` says that it is \d{4}-\d\d-\d\d now\)$/, of);
      if (heads.length > 0) assert.match(stderr, "env -u SOURCE_DATE_EPOCH", of);
      assert.not.match(stderr, /incoming|successor|state:|take this one away/, of);
    }
});

time("is shown where days are counted", async () => {
  const { stdout } = await fedcInside(["trust", "inspect"], folder, { SOURCE_DATE_EPOCH: String(times.dev) });
  assert.match(stdout.replace(/\s+/g, " "), "not valid yet as of 1980-01-01, the time that SOURCE_DATE_EPOCH sets");
  const late = (await fedcInside(["trust", "plan", "--out", "out"], folder, { SOURCE_DATE_EPOCH: String(times.late) })).stderr;
  assert.match(late, /warning: `trust\/old\.pem`, active in `a`, ends on \S+, in 9 days \(`SOURCE_DATE_EPOCH` says/);
});

time("says nothing where the clock says it", async () => {
  for (const command of commands) {
    const { stdout, stderr } = await fedcInside(command, folder);
    assert.not.match(stdout + stderr, "SOURCE_DATE_EPOCH");
  }
});

time("is refused where it is no time, with what stands there", async () => {
  for (const wrong of ["today", "-1", "1e9", "1795219200.5", " 1795219200", "253402300800", "0x10", "99999999999999999999"]) {
    const { status, stderr } = await fedcInside(["check"], folder, { SOURCE_DATE_EPOCH: wrong });
    assert.is(status, 1, wrong);
    assert.match(stderr, `\`SOURCE_DATE_EPOCH\` is not a time: ${JSON.stringify(wrong)}`);
  }
});

time.after(() => openssl.remove());
time.run();
