import type { Cluster } from "../../2-resolve/federation.ts";
import { parseIstioVersion } from "../../istio-versions/istio-version.ts";
import { claimOf } from "../../istio-versions/known-versions.ts";
import { askedForField } from "../asked-for-field.ts";
import { changeOf, type Describe, entryAbout } from "../describe.ts";
import { valueText } from "../value-text.ts";

type Claim = keyof Cluster["istio"];

const texts: Readonly<Record<Claim, string>> = {
  version: "version of Istio",
  revision: "revision that injects the gateways",
  rootNamespace: "root namespace of Istio",
  domain: "DNS domain",
  defaultDeny: "pods can be reached only by calls that a policy allows (defaultDeny)",
  pathNormalization: "path normalization of its proxies",
  dataPlane: "what makes its pods part of the mesh (dataPlane)",
};

/** What fedc believes of a mesh without being able to see it. */
export const claimEntries: Describe = ({ differences, owners }) =>
  (Object.keys(texts) as Claim[]).flatMap((claim) =>
    differences
      .take(["clusters", "*", "istio", claim], ({ entry }) => entry === undefined)
      .map((field) => {
        const text = `fedc now believes about ${field.path[1]}: ${texts[claim]}`;
        const value = (written: unknown) =>
          claim === "version" && typeof written === "string"
            ? `${written}, ${claimOf(parseIstioVersion(written))}`
            : written === undefined
              ? "not given"
              : valueText(written);
        const words = {
          change: changeOf(field.before, field.after),
          subject: `${claim} of ${field.path[1]}`,
          text,
          before: value(field.before),
          after: value(field.after),
        };
        return entryAbout("claims", [field], words, askedForField(field, owners));
      }),
  );
