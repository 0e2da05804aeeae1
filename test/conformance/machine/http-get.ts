import { get } from "node:http";

/** Whether a server answers 200. */
export async function answersOk(url: string): Promise<boolean> {
  return (await textOf(url)) !== undefined;
}

/** The body of an answer 200; undefined for every other, and for none. `fetch` would not even ask at some ports, such as 10080. */
export function textOf(url: string, headers: Readonly<Record<string, string>> = {}): Promise<string | undefined> {
  return new Promise((resolve) => {
    const asked = get(url, { timeout: 2000, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      answer.on("end", () => resolve(answer.statusCode === 200 ? text : undefined));
    });
    asked.on("timeout", () => asked.destroy());
    asked.on("error", () => resolve(undefined));
  });
}
