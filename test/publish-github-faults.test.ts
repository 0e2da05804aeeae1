import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Trial, token, wanted } from "./support/github/trial.ts";

const faults = suite<{ trial: Trial }>("publish: what goes wrong at GitHub");
const quick = { ...wanted, labels: [], reviewers: [] };
const pulls = /^GET .*\/pulls$/;
const seconds = (from: number): string => String(Math.round(Date.now() / 1000) + from);

faults.before.each(async (context) => {
  context.trial = await Trial.start();
});
faults.after.each(({ trial }) => trial.stop());

faults("the primary limit is waited for until its reset, and said", async ({ trial }) => {
  const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": seconds(90) };
  trial.double.fault({ on: pulls, with: { status: 403, headers, body: { message: "API rate limit exceeded for user ID 1." } } });
  assert.is(await trial.hosting().find("fedc/shop", "main"), undefined);
  const [waited = 0] = trial.slept;
  assert.ok(waited >= 88 && waited <= 93, String(waited));
  assert.match(trial.said[0] ?? "", /^GitHub's rate limit is used up: waiting 9\d s to look for pull requests in org\/east$/);
});

faults("the secondary limit is waited for as it says, also where a call is no read", async ({ trial }) => {
  const body = { message: "You have exceeded a secondary rate limit." };
  trial.double.fault({ on: /^POST .*pulls$/, with: { status: 403, headers: { "retry-after": "7" }, body } });
  trial.double.fault({ on: /^POST .*pulls$/, with: { status: 429, headers: { "retry-after": "11" }, body } });
  trial.double.fault({ on: /^POST .*pulls$/, with: { status: 422, body: { message: "Validation Failed", errors: [{ code: "abuse" }] } } });
  await trial.hosting().open(quick);
  assert.equal(trial.slept, [7, 11, 240], "the third one, which says no time, longer for each before");
  assert.is(trial.repository.pulls.length, 1);
});

faults("retry-after may be a date", async ({ trial }) => {
  const headers = { "retry-after": new Date(Date.now() + 40_000).toUTCString() };
  trial.double.fault({ on: pulls, with: { status: 429, headers } });
  await trial.hosting().find("fedc/shop", "main");
  assert.ok(Math.abs((trial.slept[0] ?? 0) - 40) <= 2, String(trial.slept));
});

faults("a limit that lasts longer than five minutes is a failure that says until when", async ({ trial }) => {
  const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": seconds(1800) };
  trial.double.fault({ on: pulls, with: { status: 429, headers } });
  const failure = await trial.failure(trial.hosting().find("fedc/shop", "main"));
  assert.is(failure.problem, "limit");
  assert.match(
    failure.message,
    /^GitHub's rate limit of the token for `org\/east` in `FEDC_TOKEN` is used up until 20\d\d-\d\d-\d\dT[\d:]+Z$/,
  );
  assert.equal(trial.slept, []);

  trial.double.fault({ on: pulls, times: 100, with: { status: 429, headers: { "retry-after": "100" } } });
  assert.is((await trial.failure(trial.hosting().find("fedc/shop", "main"))).problem, "limit");
  assert.equal(trial.slept, [100, 100, 100], "five minutes in all");
});

faults("while a token waits, no other repository uses it", async ({ trial }) => {
  trial.double.repository("org/west", trial.folder);
  trial.double.fault({ on: /east\/pulls$/, with: { status: 429, headers: { "retry-after": "30" } } });
  const order: string[] = [];
  await trial.hosting().find("fedc/shop", "main");
  const later = trial.hosting({
    repository: "west",
    now: () => Date.now(),
    sleep: async (time) => order.push(`slept ${Math.round(time / 1000)}`),
  });
  await later.find("fedc/shop", "main");
  assert.match(order[0] ?? "", /^slept (29|30)$/);
});

faults("what makes something new is slowed down to what the secondary limit allows, and nothing else", async ({ trial }) => {
  // By a clock that stands still: a machine that is slow anyway needs less slowing down.
  let time = Date.now();
  const sleep = (milliseconds: number) => {
    time += milliseconds;
    return trial.clock.sleep(milliseconds);
  };
  const hosting = () => trial.hosting({ now: () => time, sleep });
  const opened = await hosting().open(quick);
  for (let i = 0; i < 60; i += 1) await hosting().update(opened, { ...quick, title: `title ${i}` });
  assert.equal(trial.slept, []);
  for (let i = 0; i < 60; i += 1) await hosting().close(opened, `comment ${i}`);
  assert.ok(trial.slept.length >= 9 && trial.slept.every((time) => time <= 2), String(trial.slept));
});

/** Waits for an answer however long a busy machine takes for it, and not a moment where the double gives none. */
function impatient({ double }: Trial) {
  const fetchOrHang: typeof fetch = (input, init) =>
    new Promise((done, fail) => {
      double.hung = () => fail(new DOMException("nobody answers", "TimeoutError"));
      fetch(input, init).then(done, fail);
    });
  return { fetch: fetchOrHang };
}

for (const [name, fault] of [
  ["500", { status: 500 }],
  ["502 with a page", { status: 502, headers: { "content-type": "text/html" }, body: "<html>Unicorn</html>" }],
  ["503", { status: 503 }],
  ["504", { status: 504 }],
  ["a reset", "reset"],
  ["a broken answer", "half"],
  ["no answer", "hang"],
  ["a page in place of an answer", { status: 200, headers: { "content-type": "text/html" }, body: "<html>Sign in</html>" }],
] as const) {
  faults(`${name}: what is safe is tried again, and in the end it is told`, async ({ trial }) => {
    const opened = await trial.hosting().open(quick);
    trial.forget();
    trial.double.fault({ on: /^(GET|PATCH)/, times: 3, with: fault });
    await trial.hosting(impatient(trial)).update(opened, { ...quick, title: "Other" });
    assert.equal(trial.slept, [1, 2, 4]);
    assert.is(trial.pull(1).title, "Other");

    trial.double.fault({ on: pulls, times: 100, with: fault });
    const failure = await trial.failure(trial.hosting({ patience: 150 }).find("fedc/shop", "main"));
    assert.is(failure.problem, "unreachable");
    assert.match(failure.message, /^`localhost:\d+` (answered|did not answer|cannot be reached).*4 times$/);
  });

  for (const done of [false, true]) {
    faults(`${name}, ${done ? "after" : "before"} the pull request was made: there is one in the end`, async ({ trial }) => {
      trial.double.fault({ on: /^POST .*pulls$/, done, with: fault });
      const opened = await trial.hosting(impatient(trial)).open(quick);
      assert.is(opened.number, 1);
      assert.is(trial.repository.pulls.length, 1);
      trial.double.fault({ on: /^POST .*comments$/, done, with: fault });
      await trial.hosting(impatient(trial)).close(opened, "No longer needed.");
      assert.equal(trial.pull(1).comments, ["No longer needed."]);
    });
  }
}

faults("a pull request that may be there is looked for before it is made again", async ({ trial }) => {
  trial.double.fault({ on: /^POST .*pulls$/, times: 100, with: { status: 502 } });
  const failure = await trial.failure(trial.hosting().open(quick));
  assert.match(failure.message, "answered 502 when asked to open a pull request in `org/east`");
  const kinds = trial.double.calls.map((call) => call.slice(0, 4).trim());
  assert.equal(kinds, ["POST", "GET", "POST", "GET", "POST", "GET", "POST", "GET"]);
});

faults("a new pull request that GitHub cannot resolve yet is labelled a moment later", async ({ trial }) => {
  trial.double.fault({ on: /labels$/, with: { status: 422, body: { message: "Could not resolve to a node with the global id of 'x'." } } });
  await trial.hosting().open(wanted);
  assert.equal(trial.pull(1).labels, ["fedc"]);
});

faults("what the token lacks is said, with where it stands, and the token never", async ({ trial }) => {
  const said = async (options: Parameters<Trial["hosting"]>[0] = {}): Promise<string> => {
    const { message, help } = await trial.failure(trial.hosting(options).open(quick));
    return `${message}; ${help}`;
  };
  trial.double.tokens.set(`${token}READ`, { login: "reader", write: false });
  trial.double.tokens.set(`${token}OTHER`, { login: "other", write: true, repositories: [] });
  assert.is(
    await said({ token: async () => `${token}WRONG` }),
    "GitHub does not accept the token for `org/east` in `FEDC_TOKEN`: Bad credentials; it is wrong, expired or revoked: put a valid one into `FEDC_TOKEN`",
  );
  assert.is(
    await said({ token: async () => `${token}READ` }),
    "the token for `org/east` in `FEDC_TOKEN` may not open a pull request: Resource not accessible by personal access token; give it the permission `pull_requests=write`",
  );
  assert.match(
    await said({ token: async () => `${token}OTHER` }),
    "`org/east` is not visible to the token in `FEDC_TOKEN`, so fedc cannot open a pull request",
  );
  assert.match(await said({ token: async () => `${token}\n${token}` }), "has characters that no token has");
  assert.match(await said({ token: async () => "" }), "the token for `org/east` in `FEDC_TOKEN` is empty; put a token into `FEDC_TOKEN`");
  assert.match(await said({ apiUrl: "http://github.example/api/v3" }), "is not https");
  assert.match(await said({ apiUrl: "github.example" }), "`github.example` is not the address of an API");
  assert.match(await said({ apiUrl: `https://x:${token}@github.example` }), "at `github.example` has a password in it");
  assert.equal(trial.slept, []);
});

faults("GitHub's own reason is told, and what to do", async ({ trial }) => {
  const answered = async (status: number, message: string, headers: Record<string, string> = {}): Promise<string> => {
    trial.double.fault({ on: pulls, with: { status, headers, body: { message } } });
    const failure = await trial.failure(trial.hosting().find("fedc/shop", "main"));
    return `${failure.message}; ${failure.help}`;
  };
  assert.match(await answered(403, "Repository was archived so is read-only."), "take it out of the archive");
  assert.match(
    await answered(403, "Resource protected by organization SAML enforcement.", { "x-github-sso": "required" }),
    "single sign-on",
  );
  assert.match(
    await answered(403, "Must have admin rights", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": seconds(9) }),
    "may not look for",
  );
  assert.match(
    await answered(409, "Git Repository is empty."),
    "GitHub answered 409 when asked to look for pull requests in `org/east`: Git Repo",
  );
  assert.match(
    await answered(301, "Moved Permanently", { location: "https://elsewhere.example/x" }),
    "has moved: Moved Permanently; write its new",
  );
  assert.match(await answered(422, `it quotes ${token}\u001b[2J`), "it quotes [token]\\x1b[2J");
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  assert.match(await answered(422, `${"x".repeat(490)}${basic}`), /x\[token\]; fix/);
  assert.match(await answered(304, "Not Modified"), "GitHub answered 304");
  assert.not.ok(trial.double.calls.some((call) => call.includes("elsewhere")));
});

faults("an answer of another shape is a failure, and no fault of the program", async ({ trial }) => {
  const opened = await trial.hosting().open(quick);
  for (const body of [{ items: [] }, [null], [{}], [{ ...pullLike, head: { ref: "fedc/shop" } }], [{ ...pullLike, labels: "none" }]]) {
    trial.double.fault({ on: /^GET .*pulls$/, with: { status: 200, body } });
    const failure = await trial.failure(trial.hosting().find("fedc/shop", "main"));
    assert.match(failure.message, /^GitHub answered with something else than a (list|pull request)$/);
  }
  trial.double.fault({ on: /^PATCH /, with: { status: 200, body: {} } });
  const failure = await trial.failure(trial.hosting().update(opened, { ...quick, title: "Other" }));
  assert.match(failure.message, "something else than a pull request");
});

faults("a pull request whose conversation is locked is closed all the same", async ({ trial }) => {
  const opened = await trial.hosting().open(quick);
  const locked = { status: 403, body: { message: "Unable to create comment because issue is locked." } };
  trial.double.fault({ on: /^POST .*comments$/, with: locked });
  await trial.hosting().close(opened, "No longer needed.");
  assert.equal([trial.pull(1).state, trial.pull(1).comments], ["closed", []]);
  trial.double.fault({ on: /^POST .*comments$/, with: { status: 403, body: { message: "Resource not accessible" } } });
  const failure = await trial.failure(trial.hosting().close(opened, "No longer needed."));
  assert.is(failure.problem, "permission");
});

faults("a server that is not there is named at once", async ({ trial }) => {
  trial.double.stop();
  const failure = await trial.failure(trial.hosting().open(quick));
  assert.match(failure.message, /^`localhost:\d+` cannot be reached: ECONNREFUSED$/);
  assert.equal(trial.slept, []);
});

const pullLike = {
  number: 1,
  html_url: "https://github.example/org/east/pull/1",
  state: "open",
  title: "x",
  labels: [],
  head: { ref: "fedc/shop", sha: "0", repo: null },
  base: { ref: "main" },
};

faults("both sides kept to GitHub's description, and no token was said", () => Trial.assertKept());

faults.run();
