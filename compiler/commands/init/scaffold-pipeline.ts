/** A pipeline of GitLab that checks merge requests, comments on them, publishes merged changes and looks for drift. */
export function gitLabPipeline(folder: string): string {
  const prefix = folder === "" ? "" : `${folder}/`;
  const file = quoted(`${prefix}federation.yaml`);
  return `# Checks each merge request and tells on it what it changes; publishes merged changes; looks for drift on a schedule.
# The variables FEDC_TOKEN (masked and protected: a token with the scope \`api\` and the role Developer in the clusters' projects) and
# FEDC_COMMENT_TOKEN (masked: one with the scope \`api\` and the role Reporter in this project, for the comment) are set under Settings, CI/CD.
stages: [check, publish]

default:
  image: node:22
  before_script:
    # Installs what package-lock.json pins. package.json names fedc there, by the address that you take it from.
    - npm ci --ignore-scripts --no-audit --no-fund
    - export PATH="$PWD/node_modules/.bin:$PATH"

check:
  stage: check
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables: { GIT_DEPTH: "0" } # the whole history, to compare with the target branch
  script:
    - fedc check --format codequality ${file} > gl-code-quality-report.json
    - git fetch --quiet origin "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
    - fedc diff --base "$(git merge-base FETCH_HEAD HEAD)" --format markdown ${file} > fedc-diff.md
    - |
      # One comment per merge request. It begins with \`<!-- fedc diff -->\`, and the next pipeline changes it.
      if [ -n "$FEDC_COMMENT_TOKEN" ]; then node --input-type=module - <<'SCRIPT'
      import { readFileSync } from "node:fs";
      const { CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID, FEDC_COMMENT_TOKEN } = process.env;
      const notes = CI_API_V4_URL + "/projects/" + CI_PROJECT_ID + "/merge_requests/" + CI_MERGE_REQUEST_IID + "/notes";
      const ask = async (method, url, body) => {
        const headers = { authorization: "Bearer " + FEDC_COMMENT_TOKEN, "content-type": "application/json" };
        const answer = await fetch(url, { method, headers, redirect: "error", ...(body && { body: JSON.stringify(body) }) });
        if (!answer.ok) throw new Error(method + " of a comment: " + answer.status);
        return answer.json();
      };
      const { id } = await ask("GET", CI_API_V4_URL + "/user");
      const body = readFileSync("fedc-diff.md", "utf8");
      let own;
      for (let page = 1, found = []; own === undefined && (page === 1 || found.length === 100); page += 1) {
        found = await ask("GET", notes + "?per_page=100&page=" + page);
        own = found.find((note) => note.author.id === id && note.body.startsWith("<!-- fedc diff -->"));
      }
      await (own ? ask("PUT", notes + "/" + own.id, { body }) : ask("POST", notes, { body }));
      SCRIPT
      fi
  artifacts:
    when: always
    reports: { codequality: gl-code-quality-report.json }
    paths: [fedc-diff.md]
    expire_in: 4 weeks

publish:
  stage: publish
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
      when: never
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  resource_group: federation # one after the other
  variables: { GIT_DEPTH: "0" } # the whole history, to tell older revisions from newer ones
  script:
    - fedc check --format codequality ${file} > gl-code-quality-report.json # merge requests are compared with it
    - fedc publish ${file}
  artifacts:
    reports: { codequality: gl-code-quality-report.json }

drift: # on a schedule of the default branch: fails if a repository differs from ${prefix}federation.yaml
  stage: check
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - fedc diff --live --detailed-exitcode ${file}
`;
}

/** A path as one word of a shell, within a line of YAML. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
