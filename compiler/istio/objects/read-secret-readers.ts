import type { ObjectHead } from "./object-head.ts";

/** Roles of a namespace that let Secrets be read: istiod hands key pairs only to a gateway whose account may. */
export function readsSecrets(role: ObjectHead): boolean {
  return role.fields
    .list("rules")
    .some(
      (rule) => rule.texts("apiGroups").includes("") && rule.texts("resources").includes("secrets") && rule.texts("verbs").includes("list"),
    );
}

/** The role that is given, and to which accounts, as `namespace/name`. */
export function readBinding(binding: ObjectHead): { readonly role: string; readonly accounts: readonly string[] } {
  const accounts = binding.fields.list("subjects").map((subject) => `${subject.text("namespace")}/${subject.text("name")}`);
  return { role: `${binding.name.namespace}/${binding.fields.fields("roleRef").text("name")}`, accounts };
}
