import { isMap, parseAllDocuments } from "yaml";

/** Objects in YAML with one replica of each Deployment: several pods would show nothing more, and each takes a second of processor time. */
export function withOnePodEach(text: string): string {
  const documents = parseAllDocuments(text).filter((document) => !("empty" in document) && isMap(document.contents));
  for (const document of documents)
    if (document.get("kind") === "Deployment" && Number(document.getIn(["spec", "replicas"]) ?? 1) > 1)
      document.setIn(["spec", "replicas"], 1);
  return documents.map((document) => `---\n${document.toString({ directives: false })}`).join("");
}
