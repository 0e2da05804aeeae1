import { askedForField } from "../asked-for-field.ts";
import { changeOf, type Describe, entryAbout } from "../describe.ts";

/** Owners get an entry of their own: both the former and the new one are asked. The rest are plain entries. */
export const deliveryEntries: Describe = ({ differences, owners }) =>
  [
    ["clusters", "*", "owner"],
    ["services", "*", "owner"],
  ].flatMap((pattern) =>
    differences
      .take(pattern, ({ entry }) => entry === undefined)
      .map((field) => {
        const [top, name] = field.path;
        const text = `owner of ${top === "clusters" ? "cluster" : "service"} ${name}`;
        const subject = `${top === "clusters" ? "cluster" : "service"} ${name} gets another owner`;
        const value = (owner: unknown) => (owner === undefined ? "nobody" : String(owner));
        const words = {
          change: changeOf(field.before, field.after),
          subject,
          text,
          before: value(field.before),
          after: value(field.after),
        };
        return entryAbout("delivery", [field], words, askedForField(field, owners));
      }),
  );
