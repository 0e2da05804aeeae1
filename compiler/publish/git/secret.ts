import { inspect } from "node:util";

/** A token that only the environment of a program shows: whoever logs or prints it sees that there is one. */
export class SecretToken {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Node makes the environment of a program this way. */
  toString(): string {
    return this.#value;
  }

  toJSON(): string {
    return "[token]";
  }

  [inspect.custom](): string {
    return "[token]";
  }
}

/** Takes a token out of a text, in each form in which it travels. */
export function withoutSecret(text: string, secret: SecretToken | undefined): string {
  const value = secret?.toString() ?? "";
  if (value === "") return text;
  const basic = Buffer.from(`x-access-token:${value}`).toString("base64");
  const forms = [basic, Buffer.from(value).toString("base64"), encodeURIComponent(value), value];
  return forms.reduce((rest, form) => rest.replaceAll(form, "[token]"), text);
}
