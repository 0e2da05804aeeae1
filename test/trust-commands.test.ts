import { suite } from "uvu";
import * as assert from "uvu/assert";
import { example, root } from "./support/fedc.ts";
import { fedcInside } from "./support/inside.ts";

const commands = suite("commands of two words");

async function document(args: readonly string[]) {
  return JSON.parse((await fedcInside([...args, "--json"], root)).stdout) as { ok: boolean; command?: string };
}

commands("the first word alone lists them", async () => {
  const listed = await fedcInside(["help", "trust"], root);
  assert.equal([listed.status, listed.stderr], [0, ""]);
  assert.equal(await fedcInside(["trust", "--help"], root), listed);
  assert.equal(await fedcInside(["trust", "-h"], root), listed);
  for (const name of ["trust inspect", "trust plan", "trust dev"]) assert.match(listed.stdout, new RegExp(`^ {2}${name} `, "m"));
  assert.not.match(listed.stdout, /^ {2}build /m);
  const alone = await fedcInside(["trust"], root);
  assert.equal([alone.status, alone.stdout], [1, listed.stdout]);
  assert.match(alone.stderr, "no command of `fedc trust` is given");
  assert.is((await document(["trust"])).ok, false);
});

commands("the document names both words", async () => {
  const { ok, command } = await document(["trust", "inspect", example]);
  assert.equal([ok, command], [true, "trust inspect"]);
});

commands("what is not understood is said, with the closest that is", async () => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["trust", "inspekt"], /`fedc trust` has no command `inspekt`[\s\S]*did you mean `inspect`\?/],
    [["help", "trust", "dve"], /`fedc trust` has no command `dve`[\s\S]*did you mean `dev`\?/],
    [["trsut", "inspect"], /no command `trsut`[\s\S]*did you mean `trust`\?/],
    [["trust", "dev"], /`fedc trust dev` needs `--out DIR`/],
    [["trust", "dev", "--uot", "x"], /`fedc trust dev` has no option `--uot`[\s\S]*did you mean `--out`\?[\s\S]*fedc help trust dev/],
    [["trust", "dev", "a.yaml", "b.yaml", "--out", "x"], /takes one FILE, not also `b.yaml`/],
    [["trust", "inspect", example, "none.pem"], /cannot read `none\.pem`/],
  ];
  for (const [args, expected] of wrong) {
    const { status, stdout, stderr } = await fedcInside(args, root);
    assert.equal([status, stdout], [1, ""], args.join(" "));
    assert.match(stderr, expected);
    assert.is((await document(args)).ok, false);
  }
});

commands.run();
