import { type IstioVersion, parseIstioVersion, versionText } from "../../../istio-versions/istio-version.ts";
import {
  type Ground,
  groundOf,
  measuredText,
  newestMeasured,
  oldestMeasured,
  oldestVersion,
} from "../../../istio-versions/known-versions.ts";
import { error, type RuleContext, warning } from "../../rule.ts";

/** Versions that fedc writes nothing for. */
export const istioVersion = error("FED328", "unsupported version of Istio", {
  finds: `\
A cluster's "istio.version" is lower than 1.27, or of another major version than
1.x.`,
  why: `\
fedc follows the release notes of Istio from 1.27 on, the oldest version that
distributions of Istio still support. What an older one makes of the same
objects is not known, so calls that the file forbids could pass. Another major
version may read all of them differently.`,
  example: `\
Wrong:

  istio: { version: "1.24" }

Right: upgrade, then write

  istio: { version: "1.31" }`,
  check(context) {
    reportVersions(context, ["tooOld", "otherMajor"], (name, text, version) =>
      groundOf(version) === "tooOld"
        ? {
            message: `Istio ${text} of \`${name}\` is older than ${versionText(oldestVersion)}, the oldest that fedc writes for`,
            help: `upgrade Istio to ${versionText(oldestMeasured)} or later`,
          }
        : {
            message: `Istio ${text} of \`${name}\` has another major version than those that fedc knows`,
            help: "write the version that `istioctl version` prints; if it is this one, only a newer fedc can write for it",
          },
    );
  },
});

/** Versions that go by Istio's release notes. */
export const unmeasuredIstio = warning("FED452", "Istio that was not measured", {
  finds: `\
A cluster's "istio.version" is 1.27, 1.28 or 1.29. Its overlay goes by Istio's
release notes and API, and was not measured.`,
  why: `\
With Istio 1.30 and 1.31, the calls of whole federations were made and had the
results that the file asks for. For older versions fedc knows only what Istio
itself says: every field that it writes exists, and what would not work is an
error (FED454). Istio may have changed more than it says.`,
  example: `\
Not measured:

  istio: { version: "1.29" }

Check in the cluster, once and after each upgrade:

  - the gateways' pods start and become ready
  - "istioctl analyze" finds nothing in the overlay
  - a granted call passes, for each protocol that you use
  - a call that is not granted is refused: by another service account,
    by another path, and from a cluster that the grant does not name
  - with failover: calls move on when the first cluster's gateway is gone,
    and come back
  - the patch version is the newest: Istio lists the holes that each one closes

Or raise Istio, then write

  istio: { version: "1.31" }`,
  check(context) {
    reportVersions(context, ["releaseNotes"], (name, text) => ({
      message: `Istio ${text} of \`${name}\` goes by Istio's release notes, and was not measured`,
      help: `raise Istio to ${measuredText}, which were measured; until then, try granted calls and refused ones in the cluster itself`,
    }));
  },
});

/** Versions that came after the newest measured one. Istio's API is stable, and a refusal would make users leave the version out. */
export const newerIstio = warning("FED453", "Istio is newer than what was measured", {
  finds: `A cluster's "istio.version" is higher than 1.31.`,
  why: `\
Istio keeps the API that fedc writes, and nothing that fedc knows speaks against
a newer version, so the build goes on. But Istio changes what it does with the
same objects from time to time, and says so in its upgrade notes only. Nobody
has measured the calls with this version yet.`,
  example: `\
Not measured:

  istio: { version: "1.32" }

Read Istio's upgrade notes since 1.31, and check the calls as "fedc explain
FED452" lists them. A newer fedc may have measured the version.`,
  check(context) {
    reportVersions(context, ["newer"], (name, text) => ({
      message: `Istio ${text} of \`${name}\` is newer than ${versionText(newestMeasured)}, the newest that was measured`,
      help: "unless it is a slip, read Istio's upgrade notes, and try granted calls and refused ones in the cluster itself",
    }));
  },
});

/** Reports the clusters that fedc writes for whose version stands on one of these grounds. */
function reportVersions(
  { file, at, report }: RuleContext,
  grounds: readonly Ground[],
  text: (name: string, written: string, version: IstioVersion) => { readonly message: string; readonly help: string },
): void {
  for (const [name, { istio, managed }] of Object.entries(file.clusters)) {
    if (istio?.version === undefined || managed === false) continue;
    const version = parseIstioVersion(istio.version);
    if (grounds.includes(groundOf(version))) report({ at: at.value(istio, "version"), ...text(name, istio.version, version) });
  }
}
