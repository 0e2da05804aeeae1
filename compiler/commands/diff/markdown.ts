import { counted } from "../../findings/formats/words.ts";
import { changeMarkdown, objectsMarkdown } from "../../publish/forges/change-markdown.ts";
import { listBlock, maxCharacters, piece } from "../../publish/forges/markdown-list.ts";
import type { Diff } from "./report.ts";

/** The report for a comment on a pull request or merge request. The first line marks it, so that a pipeline can find the comment again. */
export function diffMarkdown({ against, report, approvals, withdrawn, files }: Diff): string {
  const lost = withdrawn.map(({ cluster, file }) => `- everyone who had access by ${piece(`${file} of ${cluster}`)}, which is removed`);
  const others = files.map(({ cluster, file, change }) => `- ${change}: ${piece(`${cluster}/${file}`)}`);
  const lines = [
    "<!-- fedc diff -->",
    "### What this change does",
    "",
    ...changeMarkdown(report, approvals),
    ...listBlock("**Lost**", lost, maxCharacters / 24),
    ...objectsMarkdown(report.objects),
    ...listBlock("**Other files**", others, maxCharacters / 24),
    `${counted(report.objects.length, "object")}, against ${piece(against)}`,
  ];
  return `${lines.join("\n")}\n`;
}
