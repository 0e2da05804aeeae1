import { isMapping, type ManifestData } from "../1-load/yaml/manifest-data.ts";
import { type StandingKindName, standingKinds } from "./standing-kinds.ts";

const certificate = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
/** No certificate that anybody uses is longer. */
const maxCertificates = 1024 * 1024;

/** An object without the server's fields. Of data, only Istio's configuration and public certificates stay. */
export function withoutUnneeded(kind: StandingKindName, object: ManifestData): ManifestData {
  const settings = standingKinds[kind];
  const data: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(object)) {
    if (key === "metadata" || (key === "status" && !("status" in settings))) continue;
    data[key] = value;
  }
  if (!("dataKeys" in settings)) return data;
  for (const part of ["data", "stringData", "binaryData"]) delete data[part];
  data.data = {
    ...neededData(object.data, settings.dataKeys, kind === "Secret"),
    ...neededData(object.stringData, settings.dataKeys, false),
  };
  return data;
}

function neededData(data: unknown, wanted: RegExp, encoded: boolean): Readonly<Record<string, string>> {
  const needed: Record<string, string> = Object.create(null);
  for (const [key, value] of Object.entries(isMapping(data) ? data : {})) {
    if (!wanted.test(key) || typeof value !== "string" || value.length > maxCertificates) continue;
    const text = encoded ? Buffer.from(value, "base64").toString("latin1") : value;
    needed[key] = key === "mesh" ? text : (text.match(certificate) ?? []).join("\n");
  }
  return needed;
}
