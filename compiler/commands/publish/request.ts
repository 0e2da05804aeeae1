import type { WaveRequest } from "../../waves/choose-wave.ts";

/** What `fedc publish` was asked for. */
export interface PublishRequest {
  readonly file: string | undefined;
  /** Of these clusters only; of all where it is empty. */
  readonly clusters: readonly string[];
  readonly dryRun: boolean;
  readonly stopOnError: boolean;
  readonly desired: WaveRequest;
  readonly permissions: { readonly adopt: boolean; readonly overwriteEdits: boolean; readonly allowRollback: boolean };
  readonly out: string | undefined;
  readonly base: string | undefined;
  readonly cache: string | undefined;
  readonly maxBytes: number;
}
