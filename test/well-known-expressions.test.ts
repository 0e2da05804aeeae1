/** The expressions that JavaScript reads in place of RE2 mean the same to both. */

import { RE2JS } from "re2js";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { matchingText } from "../compiler/regular-expressions/matching-text.ts";
import { matchesWhole } from "../compiler/regular-expressions/re2.ts";

const test = suite("well-known regular expressions");
const guard = ".*/[.]{1,2};.*";

test("the guard against parameters of dot segments matches what RE2 matches", () => {
  const re2 = RE2JS.compile(guard);
  const alphabet = ["/", ".", ";", "a", "\n", "\r", "\u2028", "é", "💡", "\u0000"];
  let texts = [""];
  let matched = 0;
  for (let length = 0; length <= 5; length++) {
    for (const text of texts) {
      const expected = re2.testExact(Buffer.from(text, "utf8").toString("latin1"));
      assert.is(matchesWhole(guard, text), expected, JSON.stringify(text));
      matched += Number(expected);
    }
    texts = texts.flatMap((text) => alphabet.map((character) => text + character));
  }
  assert.ok(matched > 100, `${matched}`);
});

test("a text that it matches is still found", () => {
  assert.is(matchesWhole(guard, matchingText(guard, "/api") ?? ""), true);
});

test.run();
