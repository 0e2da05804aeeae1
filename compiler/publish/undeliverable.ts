/** A repository cannot be published to, for a reason that somebody has to put right. */
export class Undeliverable extends Error {
  override readonly name = "Undeliverable";
  readonly help: string | undefined;

  constructor(message: string, help?: string) {
    super(message);
    this.help = help;
  }
}
