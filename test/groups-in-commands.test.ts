/** Commands that take the names of clusters take those of groups. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inRetail } from "./support/retail.ts";

const filters = suite("groups on the command line");

filters("`access` tells about each cluster of a group, as caller and as the one that is called", () =>
  inRetail(async (run) => {
    const shown = async (...args: readonly string[]) =>
      (JSON.parse((await run("access", "--json", ...args)).stdout) as { access: { from: string; to: string }[] }).access
        .map(({ from, to }) => `${from} ${to}`)
        .sort();
    assert.equal(await shown("--from", "eu"), ["shop-1 hub", "shop-2 hub"]);
    assert.equal(await shown("--from", "shops/default/web"), ["shop-1 hub", "shop-2 hub", "shop-3 hub"]);
    assert.equal(await shown("--to", "eu"), ["hub shop-1", "hub shop-2"]);
    assert.match((await run("access", "--from", "shopps")).stderr, "did you mean `shops`, `shop-1` or `shop-2`?");
  }),
);

filters("`access` names a group as the user wrote it when nothing matches", () =>
  inRetail(async (run) => {
    assert.is(
      (await run("access", "--from", "eu", "--to", "shop-3")).stdout,
      "no call across clusters is allowed that matches --from eu --to shop-3\n",
    );
  }),
);

filters("`handover` names the clusters of a group", () =>
  inRetail(async (run) => {
    const { status, stderr } = await run("handover", "shops");
    assert.is(status, 1);
    assert.match(stderr, "`shops` is a group, and each cluster has a page of its own");
    assert.match(stderr, "name one of them: shop-1, shop-2, shop-3");
  }),
);

filters("`build --cluster` writes the overlays of a group, and `graph` shows it", () =>
  inRetail(async (run, _, folder) => {
    assert.is((await run("build", "--cluster", "eu")).status, 0);
    assert.equal(readdirSync(join(folder, "out")).sort(), ["shop-1", "shop-2"]);
    assert.match((await run("graph", "--cluster", "shops", "--format", "mermaid")).stdout, "shop-3");
  }),
);

filters("`why` follows the call of one cluster, and names those of a group", () =>
  inRetail(async (run) => {
    const { status, stderr } = await run("why", "eu/default/web", "prices", "GET", "/");
    assert.is(status, 1);
    assert.match(stderr, "`eu` is a group, and a call comes from one cluster");
    assert.match(stderr, "`shop-1` or `shop-2`");
    assert.match((await run("why", "shop-1/default/web", "prices", "GET", "/")).stdout, "arrives");
  }),
);

filters.run();
