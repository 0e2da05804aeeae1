/** The files of one cluster's overlay. Paths are relative to the overlay's folder, with `/`. */
export interface Overlay {
  /** A DNS label: the name of the overlay's folder. */
  readonly cluster: string;
  readonly federation: string;
  /** `generated/...`, all of it fedc's. */
  readonly files: ReadonlyMap<string, string>;
  /** `kustomization.yaml`: written once where none is, then the user's. */
  readonly scaffold: ReadonlyMap<string, string>;
}
