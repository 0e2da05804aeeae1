import { inspect } from "node:util";

/** A token that becomes text only in the environment of a program. Logs and prints show a placeholder. */
export class SecretToken {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Node calls this for the environment of a program. */
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

/** Removes a token from a text, in every encoding in which it is sent. */
export function withoutSecret(text: string, secret: SecretToken | undefined): string {
  const value = secret?.toString() ?? "";
  if (value === "") return text;
  const basic = Buffer.from(`x-access-token:${value}`).toString("base64");
  const forms = [basic, Buffer.from(value).toString("base64"), encodeURIComponent(value), value];
  return forms.reduce((rest, form) => rest.replaceAll(form, "[token]"), text);
}
