/** What checks every pull request, in a folder below the repository's root or, where it is empty, there. */
export function starterWorkflow(version: string, folder: string): string {
  const below = folder === "" ? "" : `    defaults:\n      run:\n        working-directory: ${JSON.stringify(folder)}\n`;
  return `# Every pull request is checked and built; nothing is delivered.
name: federation

on:
  pull_request:

permissions:
  contents: read

jobs:
  check:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
${below}    steps:
      - uses: actions/checkout@v5
        with:
          persist-credentials: false
      - uses: actions/setup-node@v5
        with:
          node-version: 24
      - run: npx --yes fedc@${version} check
      - run: npx --yes fedc@${version} build
`;
}

/** What belongs into the folder of roots. */
export const trustReadme: string = `# trust

Public root certificates in PEM form, of what signs for the clusters' federation
gateways. \`federation.yaml\` names them:

    trust:
      roots:
        our-ca:
          - file: trust/our-ca.pem

From a cert-manager that has one:

    kubectl get secret -n cert-manager federation-ca \\
      -o jsonpath='{.data.tls\\.crt}' | base64 -d > trust/our-ca.pem

A private key never belongs here; \`fedc check\` refuses it. \`fedc trust inspect\`
shows what these certificates are, \`fedc trust plan\` how one is replaced.
`;
