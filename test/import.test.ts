import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fedc, inFolder, root } from "./support/fedc.ts";

const importing = suite("importing a federation by hand");
const samples = join(root, "test/samples/import");
const env = { SOURCE_DATE_EPOCH: "1795219200" };

for (const name of readdirSync(samples))
  importing(`${name}: the draft passes check, and the report is as expected`, () =>
    inFolder((folder) => {
      cpSync(join(samples, name), join(folder, "dumps"), { recursive: true });
      const { status, stdout, stderr } = fedc(["import", "dumps", "--name", "retail"], { cwd: folder, env });
      assert.is(status, 0, stderr);
      assertFile(join(samples, name, "report.txt"), stdout);
      assertFile(join(samples, name, "draft.txt"), readFileSync(join(folder, "federation.yaml"), "utf8"));
      const checked = fedc(["check"], { cwd: folder, env });
      assert.is(checked.status, 0, checked.stderr);
      assert.is(fedc(["build"], { cwd: folder, env }).status, 0);
      // It never overwrites.
      const again = fedc(["import", "dumps"], { cwd: folder, env });
      assert.is(again.status, 1);
      assert.match(again.stderr, "exists already");
    }),
  );

importing("dumps that no hand-made object connects are refused, with what was seen", () =>
  inFolder((folder) => {
    cpSync(join(samples, "gateways/shop.yaml"), join(folder, "shop.yaml"));
    const { status, stderr } = fedc(["import", "shop=shop.yaml", "--dry-run"], { cwd: folder });
    assert.is(status, 1);
    assert.match(stderr, /no hand-made object leads[\s\S]*ServiceEntry edge\/warehouse: its endpoint is no address/);
  }),
);

function assertFile(path: string, text: string): void {
  if (process.env.UPDATE === "1") writeFileSync(path, text);
  assert.fixture(text, existsSync(path) ? readFileSync(path, "utf8") : "", path);
}

importing.run();
