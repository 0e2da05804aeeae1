import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inFederation } from "./support/edited-federation.ts";
import { example, inFolder } from "./support/fedc.ts";
import { fedcInside } from "./support/inside.ts";

const editing = suite("expose and consume");
const exampleText = readFileSync(example, "utf8");
const details = ["expose", "details", "--cluster", "cluster2", "--service", "details.bookinfo", "--port", "9080", "--protocol", "http"];
const use = ["--cluster", "cluster1", "--as", "details.default", "--port", "9080", "--callers", "default/web,batch/*", "--create"];

/** A folder with the example as federation.yaml. */
function inExample(work: (folder: string, read: () => string) => Promise<void>, text = exampleText): Promise<void> {
  return inFederation(text, (_, read, folder) => work(folder, read));
}

/** Lines that came in, without blank ones; fails where one went. */
function cameIn(before: string, after: string): string[] {
  const lines = after.split("\n");
  const old = before.split("\n");
  let start = 0;
  while (old[start] === lines[start]) start++;
  const count = lines.length - old.length;
  assert.equal([...lines.slice(0, start), ...lines.slice(start + count)], old);
  return lines.slice(start, start + count).filter((line) => line !== "");
}

editing("one half after the other: the first waits, the second makes it hold", async () => {
  await inExample(async (folder, read) => {
    const first = await fedcInside([...details, "--to", "cluster1", "--methods", "GET,HEAD"], folder);
    assert.equal([first.status, first.stderr], [0, ""]);
    assert.match(
      first.stdout,
      /^federation\.yaml:\d+: `cluster2` exposes `details` to `cluster1`\nnot in force yet: [\s\S]*fedc consume details --cluster cluster1/,
    );
    assert.equal(cameIn(exampleText, read()), [
      "  details:",
      "    protocol: http",
      "    expose:",
      "      cluster2:",
      "        service: details.bookinfo",
      "        port: 9080",
      "        allow:",
      "          cluster1: { methods: [GET, HEAD], awaits: consumer }",
    ]);
    assert.is((await fedcInside(["check"], folder)).status, 0);

    const before = read();
    const second = await fedcInside(["consume", "details", ...use], folder);
    assert.match(second.stdout, /`cluster1` consumes `details` as `details\.default:9080`\n$/);
    assert.equal(cameIn(before.replace(", awaits: consumer", ""), read()), [
      "    consume:",
      "      cluster1:",
      "        as: details.default",
      "        port: 9080",
      "        localService: create",
      "        callers: [default/web, batch/*]",
    ]);
    assert.match((await fedcInside(["check"], folder)).stdout, "3 services, 3 grants\n");
  });
});

editing("the other way round too, also for a service that nobody exposes yet", async () => {
  await inExample(async (folder, read) => {
    const first = await fedcInside(["consume", "details", ...use, "--protocol", "tcp"], folder);
    assert.match(
      first.stdout,
      /not in force yet: no cluster allows it[\s\S]*--service NAME\.NAMESPACE --port N[\s\S]*--to cluster1 --any\n$/,
    );
    assert.match(read(), "\n        awaits: exposer\n");
    assert.is((await fedcInside(["check"], folder)).status, 0);
    const before = read();
    const second = await fedcInside([...details.slice(0, -2), "--to", "cluster1", "--any"], folder);
    assert.match(second.stdout, /exposes `details` to `cluster1`\n$/);
    assert.equal(cameIn(before.replace("\n        awaits: exposer", ""), read()).slice(-2), ["        allow:", "          cluster1: any"]);
    assert.match((await fedcInside(["check"], folder)).stdout, "3 services, 3 grants\n");
    assert.ok(read().indexOf("expose:", read().indexOf("details:")) < read().indexOf("consume:", read().indexOf("details:")));
  });
});

editing("an `inactive` of somebody's own stays, and where it is told", async () => {
  await inExample(async (folder, read) => {
    await fedcInside([...details, "--to", "cluster1", "--methods", "GET"], folder);
    writeFileSync(join(folder, "federation.yaml"), read().replace("awaits: consumer", "inactive: until the audit ends"));
    const line =
      read()
        .split("\n")
        .findIndex((one) => one.includes("inactive:")) + 1;
    assert.match(
      (await fedcInside(["consume", "details", ...use], folder)).stdout,
      `still not in force: take \`inactive\` out of federation.yaml:${line}\n`,
    );
    assert.match(read(), "until the audit ends");
  });
});

editing("where a grant that comes into force would be wrong for another reason, that reason is told", async () => {
  await inExample(
    async (folder, read) => {
      await fedcInside([...details, "--to", "cluster1", "--methods", "GET"], folder);
      const before = read();
      const { status, stderr } = await fedcInside(["consume", "details", ...use], folder);
      assert.is(status, 1);
      assert.match(stderr, /certificates come from[\s\S]*with this entry, it would be wrong/);
      assert.is(read(), before);
    },
    exampleText.replace(/ {8}certificate:\n.*\n/, "").replace(/services:\n[\s\S]*?(?=\n[a-z]+:|$)/, "services: {}\n"),
  );
});

editing("a half that awaits for tcp becomes `any`, and an item of a list loses its line", async () => {
  await inExample(async (folder, read) => {
    const tcp = details.map((word) => (word === "http" ? "tcp" : word));
    await fedcInside([...tcp, "--to", "cluster1", "--any"], folder);
    assert.match(read(), "cluster1: { awaits: consumer }\n");
    assert.is((await fedcInside(["consume", "details", ...use], folder)).status, 0);
    assert.match(read(), "          cluster1: any\n");
    assert.not.match(read(), "awaits");
  });
  const waiting = exampleText
    .replace(
      /\n {6}cluster1:\n {8}as: ratings\.default([\s\S]*?)callers: \[default\/bookinfo-reviews\]\n/,
      "\n      cluster1:\n        - as: ratings.default\n          port: 9080\n          localService: create\n          callers: [default/bookinfo-reviews]\n          awaits: exposer\n",
    )
    .replace("        allow:\n          cluster1: { methods: [GET], paths: [/ratings/*] }\n", "");
  assert.match(waiting, "- as: ratings.default");
  await inExample(async (folder, read) => {
    const { status, stderr } = await fedcInside(
      ["expose", "ratings", "--cluster", "cluster2", "--to", "cluster1", "--methods", "GET"],
      folder,
    );
    assert.equal([status, stderr], [0, ""]);
    assert.not.match(read(), "awaits");
    assert.match(read(), "          callers: [default/bookinfo-reviews]\n");
  }, waiting);
});

editing("where the other half is there already the grant is in force at once", async () => {
  const without = exampleText.replace("        allow:\n          cluster1: { methods: [GET], paths: [/ratings/*] }\n", "");
  const waiting = without.replace("localService: create  ", "inactive: later\n        localService: create  ");
  await inExample(async (folder, read) => {
    assert.is((await fedcInside(["expose", "ratings", "--cluster", "cluster2", "--to", "cluster1", "--methods", "GET"], folder)).status, 0);
    assert.equal(cameIn(waiting, read()), ["        allow:", "          cluster1: { methods: [GET] }"]);
  }, waiting);
  await inExample(async (folder, read) => {
    const { stdout } = await fedcInside(["expose", "ratings", "--cluster", "cluster2", "--to", "cluster1", "--methods", "GET"], folder);
    assert.match(stdout, /^federation\.yaml:\d+: `cluster2` exposes `ratings` to `cluster1`\n$/);
    assert.not.match(read(), "inactive");
  }, without);
});

editing("--dry-run writes nothing, and shows what patch would take", async () => {
  await inExample(async (folder, read) => {
    const args = [...details, "--to", "cluster1", "--any"];
    const { status, stdout } = await fedcInside([...args, "--dry-run"], folder);
    assert.equal([status, read()], [0, exampleText]);
    execFileSync("git", ["apply"], { cwd: folder, input: stdout });
    const patched = read();
    writeFileSync(join(folder, "federation.yaml"), exampleText);
    const reported = JSON.parse((await fedcInside([...args, "--json"], folder)).stdout) as Record<string, unknown>;
    assert.is(read(), patched);
    assert.equal([reported.ok, reported.written, reported.waiting, reported.diff], [true, true, ["cluster1"], stdout]);
  });
});

editing("what would be wrong is told, and nothing is written", async () => {
  await inExample(async (folder, read) => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [[...details.slice(0, 3), "clustr2", ...details.slice(4)], /^error\[FED\d+\][\s\S]*`cluster2`[\s\S]*left as it is/],
      [[...details, "--to", "cluster3", "--any"], /^error\[FED\d+\][\s\S]*`cluster3`[\s\S]*left as it is/],
      [[...details, "--to", "cluster1", "--methods", "FETCH IT"], /^error\[FED\d+\][\s\S]*FETCH IT/],
      [["consume", "details", ...use.slice(0, 3), "kube.kube-system", ...use.slice(4), "--protocol", "http"], /^error\[FED\d+\]/],
      [details.slice(0, 6), /`--port N` is needed/],
      [details.slice(0, 8), /`--protocol` is needed/],
      [[...details.slice(0, -2), "--protocol", "smoke"], /did you mean|protocol/],
      [["expose", "ratings", "--cluster", "cluster2"], /exposes `ratings` already: federation\.yaml:\d+/],
      [
        ["expose", "ratings", "--cluster", "cluster2", "--port", "1", "--to", "cluster1"],
        /already exposes `ratings` with another port, `9080`/,
      ],
      [
        ["expose", "ratings", "--cluster", "cluster2", "--to", "cluster1", "--any"],
        /allows `ratings` to `cluster1` already: federation\.yaml:\d+/,
      ],
      [[...details, "--to", "cluster1"], /either `--methods GET` or `--any`/],
      [[...details, "--any"], /no cluster is named/],
      [["consume", "ratings", ...use], /consumes `ratings` already/],
      [["consume", "rating", ...use], /no service `rating`[\s\S]*did you mean `ratings`/],
      [["consume", "ratings", ...use.slice(0, -1)], /add `--create`, or `--existing`/],
      [["consume", "ratings", ...use, "--existing"], /exclude each other/],
      [["consume"], /needs `SERVICE`, `--cluster CLUSTER`, `--as/],
      [["expose", "--cluster", "cluster2"], /needs `SERVICE`/],
      [[...details, "--file=-"], /standard input cannot be edited/],
      [[...details, "--file", "none.yaml"], /cannot read `none\.yaml`/],
    ];
    for (const [args, expected] of wrong) {
      const { status, stdout, stderr } = await fedcInside(args, folder);
      assert.equal([status, stdout], [1, ""], args.join(" "));
      assert.match(stderr, expected);
      assert.is(read(), exampleText);
    }
    assert.equal(readdirSync(folder), ["federation.yaml"]);
  });
});

editing("a file that does not load is left alone; errors that were there do not matter", async () => {
  await inExample(
    async (folder, read) => {
      const { status, stderr } = await fedcInside(details, folder);
      assert.is(status, 1);
      assert.match(stderr, /^error\[FED1\d\d\][\s\S]*correct this first/);
      assert.not.match(read(), "details");
    },
    exampleText.replace("protocol: http", "protocl: http"),
  );
  await inExample(
    async (folder, read) => {
      const { status, stderr } = await fedcInside(details, folder);
      assert.equal([status, stderr], [0, ""]);
      assert.match(read(), "details");
    },
    exampleText.replace("root: example-ca", "root: exmaple-ca"),
  );
});

editing("links and the mode of the file stay", async () => {
  await inFolder(async (folder) => {
    mkdirSync(join(folder, "real"));
    copyFileSync(example, join(folder, "real/one.yaml"));
    chmodSync(join(folder, "real/one.yaml"), 0o640);
    symlinkSync("real/one.yaml", join(folder, "federation.yaml"));
    assert.is((await fedcInside(details, folder)).status, 0);
    assert.ok(lstatSync(join(folder, "federation.yaml")).isSymbolicLink());
    assert.is(statSync(join(folder, "real/one.yaml")).mode & 0o777, 0o640);
    assert.match(readFileSync(join(folder, "real/one.yaml"), "utf8"), "details");
    assert.equal(readdirSync(join(folder, "real")), ["one.yaml"]);
  });
});

editing.run();
