/** An object with something that the model does not know. The model does not guess what it would do to a call. */
export class UnsupportedObject extends Error {
  /** `VirtualService shop/reviews` */
  readonly object: string;
  /** `spec.http[0].fault`; empty for the object as a whole. */
  readonly path: string;
  /** One sentence. */
  readonly problem: string;

  constructor(object: string, path: string, problem: string) {
    super(path === "" ? `${object}: ${problem}` : `${object}, \`${path}\`: ${problem}`);
    this.name = "UnsupportedObject";
    this.object = object;
    this.path = path;
    this.problem = problem;
  }
}
