import { inspect } from "node:util";

/** A token that becomes text only in the environment of a program. Logs and prints show a placeholder. */
export class SecretToken {
  readonly #value: string;
  /** The user beside it, for a server that asks for both. GitHub needs this one; other servers accept any. */
  readonly user: string;

  constructor(value: string, user = "x-access-token") {
    this.#value = value;
    this.user = user;
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
  const basic = Buffer.from(`${secret?.user}:${value}`).toString("base64");
  const forms = [basic, Buffer.from(value).toString("base64"), encodeURIComponent(value), value];
  return forms.reduce((rest, form) => rest.replaceAll(form, "[token]"), text);
}
