import type { AccessChange } from "../../compiler/access/changes/access-change.ts";
import type { Entry } from "../../compiler/change-report/change-report.ts";

/** What `fedc diff --json` says. */
export interface DiffDocument {
  readonly against: string;
  readonly changed: boolean;
  readonly access: readonly AccessChange[];
  readonly asked: readonly { readonly owner: string; readonly given: boolean; readonly for: readonly string[] }[];
  readonly reported: readonly { readonly owner: string; readonly of: readonly string[] }[];
  readonly unowned: readonly string[];
  readonly withdrawn: readonly { readonly cluster: string; readonly file: string }[];
  readonly objects: readonly {
    readonly cluster: string;
    readonly file: string;
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
    readonly change: string;
    readonly fields: readonly { readonly field: string; readonly before?: unknown; readonly after?: unknown }[];
  }[];
  readonly sections: readonly { readonly section: string; readonly entries: readonly Omit<Entry, "section">[] }[];
  readonly onlyText: boolean;
  readonly files: readonly { readonly cluster: string; readonly file: string; readonly change: string }[];
}

/** `gained a shop/foo bar`, for each change of access. */
export function shortDiff({ access }: DiffDocument): readonly string[] {
  return access.map(({ kind, access: { from, caller, service } }) => `${kind} ${from} ${caller} ${service}`).sort();
}
