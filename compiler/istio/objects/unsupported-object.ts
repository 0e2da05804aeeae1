/** Something in an object that the model does not know: what it would do to a call is not guessed. */
export class UnsupportedObject extends Error {
  /** `VirtualService shop/reviews` */
  readonly object: string;
  /** `spec.http[0].fault`; empty where it is the object as a whole. */
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
