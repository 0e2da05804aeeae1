/** The files of one cluster's overlay. Paths are relative to the overlay's folder, with `/`. */
export interface Overlay {
  /** A DNS label: the name of the overlay's folder. */
  readonly cluster: string;
  readonly federation: string;
  /** The files under `generated/`, which belong to fedc. */
  readonly files: ReadonlyMap<string, string>;
  /** `kustomization.yaml`: written if it does not exist, and the user's from then on. */
  readonly scaffold: ReadonlyMap<string, string>;
}
