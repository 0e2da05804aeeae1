import { createHash } from "node:crypto";
import { printableJson } from "../findings/formats/printable.ts";
import type { Graph } from "./graph.ts";
import { packGraph } from "./numbered-graph.ts";
import { pageAssets } from "./page-assets.ts";
import { darkColours, escapeMarkup, lightColours, pictureStyle } from "./svg.ts";

/**
 * One HTML file that needs no other file. Its policy allows only its own script and style and forbids every connection, so that texts
 * of users could not do harm even as markup. They are never markup: the graph is in the page as JSON.
 */
export function asPage(graph: Graph): string {
  const style = `:root{color-scheme:light dark;${lightColours}}
@media screen and (prefers-color-scheme:dark){:root{${darkColours}}}
@media screen{:root[data-theme=light]{color-scheme:light;${lightColours}}:root[data-theme=dark]{color-scheme:dark;${darkColours}}}
${pictureStyle}${pageAssets.style}`;
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(pageAssets.script)}'`,
    `style-src '${hashOf(style)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<!doctype html>
<!-- made by fedc graph -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeMarkup(graph.federation)}: who calls what</title>
<style>${style}</style>
</head>
<body>
${pageBody(escapeMarkup(graph.federation))}
<script type="application/json" id="graph">${asScriptData(graph)}</script>
<script>${pageAssets.script}</script>
</body>
</html>
`;
}

/** JSON without signs that begin or end a tag, so that the script element holds all of it. */
function asScriptData(graph: Graph): string {
  return printableJson(packGraph(graph)).replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** The page's elements, before its script fills them. */
function pageBody(federation: string): string {
  return `<header>
<h1>Federation ${federation}</h1>
<p id="summary" role="status"></p>
<button type="button" id="theme">Theme: system</button>
</header>
<noscript><p>This page draws with JavaScript, which is off here; nothing is loaded from anywhere.
<code>fedc graph --format svg</code> makes a picture that needs none.</p></noscript>
<div class="layout">
<form id="filters" role="search" aria-label="Filters">
<details open id="all-filters"><summary>Search and filters</summary>
<label class="name" for="search">Search</label>
<input type="search" id="search" placeholder="service, caller, path, …" autocomplete="off" spellcheck="false">
<fieldset id="states"><legend>State</legend></fieldset>
<details open><summary>Clusters: <output id="clusters-count">all</output></summary>
<div id="clusters"></div>
<label><input type="checkbox" id="between">only between chosen ones</label></details>
<details><summary>Services: <output id="services-count">all</output></summary>
<div id="services"></div></details>
<p><button type="button" id="reset">Show everything</button></p>
</details>
</form>
<main>
<section aria-labelledby="picture-head">
<h2 id="picture-head">Picture</h2>
<div class="tools">
<label>Show <select id="detail"><option value="readable">what is readable</option><option value="services">every service</option>
<option value="clusters">clusters</option><option value="matrix">matrix</option></select></label>
<span id="shown"></span>
</div>
<div id="picture" tabindex="0" role="application" aria-label="Picture of the federation; the tables below say the same in words"
 aria-describedby="keyboard"></div>
<div id="details" role="status"></div>
<div id="keys"><p><span class="key"></span>in force <span class="key dash"></span>pending: no address yet
<span class="key dots"></span>inactive. Boxes are clusters: on the left with the local names that they use (blue), on the right with the services
that they expose (green). The text at an arrow says which calls are allowed.</p>
<p id="keyboard"><kbd>/</kbd> search, in the picture <kbd>←</kbd> <kbd>↑</kbd> <kbd>→</kbd> <kbd>↓</kbd> select,
<kbd>Enter</kbd> fold or unfold the selected cluster, <kbd>Esc</kbd> select nothing.</p></div>
</section>
<section aria-labelledby="pairs-head"><h2 id="pairs-head">Between clusters</h2><div id="pairs"></div></section>
<section aria-labelledby="uses-head"><h2 id="uses-head">Uses</h2><div id="uses"></div></section>
</main>
</div>`;
}
