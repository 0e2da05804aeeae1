import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inFolder, root } from "./support/fedc.ts";
import { fedcInside } from "./support/inside.ts";

const reports = suite("reports for pipelines");
const sample = (name: string) => readFileSync(join(root, `test/samples/check/${name}/federation.yaml`), "utf8");

/** A folder with a sample, whose roots are copied beside it. */
function inSample(name: string, work: (folder: string) => Promise<void>): Promise<void> {
  return inFolder((folder) => {
    execFileSync("cp", ["-r", join(root, "test/samples/trust"), folder]);
    writeFileSync(join(folder, "federation.yaml"), sample(name));
    return work(folder);
  });
}

interface Quality {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number; readonly end: number } };
}

reports("GitLab's report of code quality has each finding, at its line, by a fingerprint that lines do not change", async () => {
  await inSample("contradictory-forge", async (folder) => {
    const read = async () => {
      const { status, stdout, stderr } = await fedcInside(["check", "--format", "codequality"], folder);
      assert.is(status, 1);
      assert.match(stderr, "error[FED418]");
      return JSON.parse(stdout) as Quality[];
    };
    const first = await read();
    assert.equal(
      first.map(({ check_name, severity, location }) => [check_name, severity, location]),
      [
        ["FED418", "critical", { path: "federation.yaml", lines: { begin: 13, end: 13 } }],
        ["FED418", "critical", { path: "federation.yaml", lines: { begin: 28, end: 28 } }],
      ],
    );
    assert.match(first[0]?.description ?? "", "is at GitLab, not at GitHub; remove `forge`");
    assert.ok(first.every(({ fingerprint }) => /^[0-9a-f]{64}$/.test(fingerprint)));
    assert.is(new Set(first.map(({ fingerprint }) => fingerprint)).size, 2);
    writeFileSync(join(folder, "federation.yaml"), `# one line more\n${sample("contradictory-forge")}`);
    assert.equal(
      (await read()).map(({ fingerprint }) => fingerprint),
      first.map(({ fingerprint }) => fingerprint),
    );
  });
});

reports("SARIF has the same, and a file that is fine gives an empty report", async () => {
  await inSample("contradictory-forge", async (folder) => {
    const { runs } = JSON.parse((await fedcInside(["check", "--format", "sarif"], folder)).stdout);
    assert.equal(
      runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId),
      ["FED418", "FED418"],
    );
    writeFileSync(
      join(folder, "federation.yaml"),
      sample("contradictory-forge").replace(", forge: github", "").replace(", forge: gitlab", ""),
    );
    const fine = await fedcInside(["check", "--format", "codequality"], folder);
    assert.equal([fine.status, JSON.parse(fine.stdout)], [0, []]);
  });
});

reports("a warning fails a check that asks for it", async () => {
  await inSample("unknown-forge", async (folder) => {
    assert.is((await fedcInside(["check"], folder)).status, 0);
    const strict = await fedcInside(["check", "--fail-on", "warning"], folder);
    assert.equal([strict.status, strict.stdout], [1, ""]);
    assert.is((await fedcInside(["check", "--fail-on", "note"], folder)).status, 1);
  });
});

reports("the report of a change is Markdown, which a pipeline finds again by its first line", async () => {
  await inSample("unknown-forge", async (folder) => {
    const git = (...words: string[]) =>
      execFileSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.org", ...words]);
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message=one");
    writeFileSync(join(folder, "federation.yaml"), sample("unknown-forge").replace("methods: [GET]", "methods: [GET, POST]"));
    const { status, stdout } = await fedcInside(["diff", "--base", "HEAD", "--format", "markdown"], folder);
    assert.is(status, 0);
    assert.match(stdout, /^<!-- fedc diff -->\n### What this change does\n/);
    assert.match(stdout, /\*\*Access\*\* \(1\)\n\n- \*\*widened:\*\* /);
    assert.match(stdout, "<details>");
    assert.match(stdout, /, against HEAD\n$/);
  });
});

reports.run();
