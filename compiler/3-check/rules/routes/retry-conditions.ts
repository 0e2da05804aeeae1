import { nameSuggester } from "../../../findings/suggest.ts";
import { error } from "../../rule.ts";

/** The values of Envoy's x-envoy-retry-on and x-envoy-retry-grpc-on, which Istio accepts in one list. */
const conditions =
  `5xx gateway-error reset reset-before-request connect-failure envoy-ratelimited retriable-4xx refused-stream retriable-status-codes
  retriable-headers http3-post-connect-failure cancelled deadline-exceeded internal resource-exhausted unavailable`.split(/\s+/);

/** The status codes that have a name: Istio accepts no others. */
const statusCode = /^(?:10[0-3]|20[0-8]|226|30[0-5]|30[78]|40\d|41[0-8]|42[1-68-9]|431|451|50[0-8]|51[01])$/;

export const retryConditions = error("FED382", "unknown condition for retries", {
  finds: `\
"retries.on" has a word that is neither a condition of Envoy (x-envoy-retry-on,
x-envoy-retry-grpc-on) nor an HTTP status code.`,
  why: `\
The condition never applies, so calls are not tried again after the failure that
was meant. Envoy knows these words:

  http   5xx, gateway-error, reset, reset-before-request, connect-failure,
         envoy-ratelimited, retriable-4xx, refused-stream,
         retriable-status-codes, retriable-headers, http3-post-connect-failure
  grpc   cancelled, deadline-exceeded, internal, resource-exhausted, unavailable`,
  wrong: `retries: { attempts: 2, on: "connection-failure,5XX" }`,
  right: `retries: { attempts: 2, on: "connect-failure,5xx,429" }`,
  check({ consumes, at, report }) {
    const suggest = nameSuggester(conditions, "`fedc explain FED382` lists the words; an HTTP status code may stand there too");
    for (const { retries } of consumes.map(({ entry }) => entry))
      for (const word of retries?.on?.split(",") ?? [])
        if (retries && !conditions.includes(word) && !statusCode.test(word))
          report({ at: at.value(retries, "on"), message: `\`${word}\` is not a condition for a retry`, help: suggest(word) });
  },
});
