const event = "github.event";
const reviewed = `${event}.workflow_run.event == 'pull_request_review' && ${event}.workflow_run.display_title`;
const number = `${event}.pull_request.number || inputs.pull-request || ${reviewed}`;
const expression = (text: string) => `\${{ ${text} }}`;

/**
 * A workflow that waits until every owner whose approval a change asks for has approved, by the GitHub Action that `uses` names. GitHub takes it
 * from the default branch. Settings of the repository must go with it, which the documentation's page about approvals lists.
 */
export function approvalsWorkflow(uses: string, folder: string): string {
  const file = JSON.stringify(folder === "" ? "federation.yaml" : `${folder}/federation.yaml`);
  const queued = `${event}.workflow_run.event == 'merge_group' && ${event}.workflow_run.head_sha`;
  return `# Waits until every owner whose approval a pull request asks for has approved it, as the commit status fedc. It works only with the settings that
# the page about approvals lists: a GitHub App, the environment approvals for this branch alone, and rules of the branch. Nothing of the
# pull request may be run here: do not add a step that builds, installs or tests something.
name: approvals

on:
  pull_request_target:
    branches: [main]
    types: [opened, synchronize, reopened, edited] # edited: another base branch
  workflow_run: # after a review, and in a merge queue
    workflows: [notice]
    types: [completed]
  workflow_dispatch:
    inputs:
      pull-request: { description: The number of the pull request, required: true, type: number }

permissions:
  contents: read

env:
  NUMBER: ${expression(`${number} || ''`)}

concurrency: # a run that decides is not cancelled: notices could otherwise keep an older decision in place
  group: approvals-${expression(`${number} || github.run_id`)}

jobs:
  approvals:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    environment: approvals
    steps:
      - uses: actions/create-github-app-token@v2
        id: app
        with:
          app-id: ${expression("vars.APPROVALS_APP")}
          private-key: ${expression("secrets.APPROVALS_KEY")}
      - uses: actions/checkout@v5
        with:
          ref: ${expression(`${queued} || format('refs/pull/{0}/merge', env.NUMBER)`)}
          fetch-depth: 2 # the trial merge and its two parents; 0 for a merge queue that rebases
          persist-credentials: false
      - uses: ${uses}
        with:
          file: ${file}
          require-approval: true
          status: fedc
          token: ${expression("steps.app.outputs.token")}
          pull-request: ${expression("env.NUMBER")}
`;
}

/** A workflow without rights that starts the other one after a review, and in a merge queue. */
export const noticeWorkflow: string = `# Gives notice of a review or of a merge queue: its end starts the workflow approvals. GitHub runs this one from the pull request, so it has no rights.
name: notice
run-name: ${expression(`${event}.pull_request.number || ${event}.merge_group.head_ref`)}

on:
  pull_request_review:
    types: [submitted, edited, dismissed]
  merge_group:

permissions: {}

jobs:
  notice:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - run: "true"
`;
