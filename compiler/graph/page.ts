import { createHash } from "node:crypto";
import { printableJson } from "../findings/formats/printable.ts";
import type { Graph } from "./graph.ts";
import { escapeMarkup } from "./markup.ts";
import { packGraph } from "./packed-graph.ts";
import { pageAssets } from "./page-assets.ts";
import { pageBody } from "./page-body.ts";
import { darkColours, lightColours, pictureStyle } from "./picture-style.ts";

/**
 * One HTML file that needs nothing else. Its policy lets exactly its own script and style run and forbids every connection, so that
 * what is in the graph could not do harm even as markup, which it never is: it lies in the page as JSON.
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

/** JSON in which no tag can begin or end, so that the script element holds all of it. */
function asScriptData(graph: Graph): string {
  return printableJson(packGraph(graph)).replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
