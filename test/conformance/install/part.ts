/** Something that `npm run conformance:install` can install by its name. */
export interface Part {
  readonly name: string;
  /** One line for its help. */
  readonly summary: string;
  /** All versions that it is made of: it is installed anew when they change. */
  readonly versions: string;
  install(): Promise<void>;
}
