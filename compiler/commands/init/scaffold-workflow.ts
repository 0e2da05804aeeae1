/**
 * A workflow that previews every pull request and publishes merged changes, by the GitHub Action that `uses` names. If another workflow decides about
 * approvals, that one writes the comment.
 */
export function actionWorkflow(uses: string, folder: string, { approvals }: { readonly approvals: boolean }): string {
  const file = JSON.stringify(folder === "" ? "federation.yaml" : `${folder}/federation.yaml`);
  return `# Previews each pull request: findings, who gains and loses access, and the files that change. Publishes merged changes.
name: federation

on:
  pull_request:
  push:
    branches: [main]
  workflow_dispatch: # publishes the next wave of a change

permissions:
  contents: read

jobs:
  preview:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: read
${approvals ? "" : "      pull-requests: write\n"}    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 2 # the trial merge and its two parents
          persist-credentials: false
      - uses: ${uses}
        with:
          file: ${file}
${approvals ? "          comment: false # the workflow approvals writes it\n" : ""}
  publish:
    if: github.event_name != 'pull_request'
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    concurrency: federation
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0 # the whole history, to tell older revisions from newer ones
          persist-credentials: false
      - uses: ${uses}
        with:
          file: ${file}
          mode: publish
        env:
          FEDC_TOKEN: \${{ secrets.FEDC_TOKEN }}
`;
}

/** Explains the folder of roots. */
export const trustReadme: string = `# trust

Public root certificates in PEM form. They belong to the authorities that sign
the certificates of federation gateways. \`federation.yaml\` names them:

    trust:
      roots:
        our-ca:
          - file: trust/our-ca.pem

Take one from a cert-manager:

    kubectl get secret -n cert-manager federation-ca \\
      -o jsonpath='{.data.tls\\.crt}' | base64 -d > trust/our-ca.pem

A private key never belongs here; \`fedc check\` refuses it. \`fedc trust inspect\`
describes these certificates, and \`fedc trust plan\` shows how to replace one.
`;
