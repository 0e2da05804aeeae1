import { suite } from "uvu";
import * as assert from "uvu/assert";
import { findForge, forgeAddress } from "../compiler/publish/forges/find-forge.ts";
import { findToken, gitUser, variablesFor } from "../compiler/publish/forges/find-token.ts";

const choice = suite("publish: which forge, and which token");

const forgeOf = (repository: string, environment = {}, forge?: "github" | "gitlab" | "gitea") =>
  findForge({ repository, forge }, environment);

choice("a server's name tells its forge, and a name that tells nothing is asked by nobody", () => {
  assert.is(forgeOf("https://github.com/org/x"), "github");
  assert.is(forgeOf("git@gitlab.com:group/sub/x.git"), "gitlab");
  assert.is(forgeOf("https://codeberg.org/org/x"), "gitea");
  assert.is(forgeOf("https://gitlab.example.com:8443/group/x"), "gitlab");
  assert.is(forgeOf("https://org.ghe.com/org/x"), "github");
  assert.is(forgeOf("https://forgejo.example.com/org/x"), "gitea");
  for (const host of ["git.example.com", "mygitlab.example.com", "notgithub.com", "gitlab.com.evil.example"])
    assert.is(forgeOf(`https://${host}/org/x`), host.startsWith("gitlab.") ? "gitlab" : undefined, host);
});

choice("federation.yaml tells it, but not against a public server; a variable tells it for its own server", () => {
  assert.is(forgeOf("https://git.example.com/org/x", {}, "gitlab"), "gitlab");
  assert.is(forgeOf("https://github.com/org/x", {}, "gitlab"), "github");
  assert.is(forgeOf("https://git.example.com/org/x", { GITHUB_API_URL: "https://git.example.com/api/v3" }), "github");
  assert.is(forgeOf("https://git.example.com/org/x", { GITLAB_CI: "true", CI_SERVER_URL: "https://git.example.com" }), "gitlab");
  assert.is(forgeOf("https://git.example.com/org/x", { CI_SERVER_URL: "https://git.example.com" }), undefined, "no pipeline of GitLab");
  const workflow = {
    GITEA_ACTIONS: "true",
    GITHUB_SERVER_URL: "https://git.example.com",
    GITHUB_API_URL: "https://git.example.com/api/v1",
  };
  assert.is(forgeOf("https://git.example.com/org/x", workflow), "gitea");
  assert.is(forgeOf("https://other.example.com/org/x", workflow), undefined);
});

choice("the API follows from the repository, or a variable names it, with a folder of its own", () => {
  const api = (forge: "github" | "gitlab" | "gitea", repository: string, environment = {}) => {
    const { apiUrl, owner, repository: name } = forgeAddress(forge, repository, environment);
    return `${apiUrl} ${owner} ${name}`;
  };
  assert.is(api("gitlab", "https://gitlab.com/group/sub/x.git"), "https://gitlab.com/api/v4 group/sub x");
  assert.is(api("gitlab", "ssh://git@gitlab.example.com:2222/group/x"), "https://gitlab.example.com/api/v4 group x");
  assert.is(api("gitlab", "https://git.example.com:8443/group/x"), "https://git.example.com:8443/api/v4 group x");
  const named = { GITLAB_API_URL: "https://git.example.com/lab/api/v4/" };
  assert.is(api("gitlab", "https://git.example.com/lab/group/sub/x", named), "https://git.example.com/lab/api/v4 group/sub x");
  assert.is(api("gitlab", "git@git.example.com:group/sub/x", named), "https://git.example.com/lab/api/v4 group/sub x");
  assert.is(
    api("gitlab", "https://other.example.com/group/x", named),
    "https://other.example.com/api/v4 group x",
    "it is for its server alone",
  );
  assert.is(api("gitea", "https://git.example.com/forge/org/x"), "https://git.example.com/forge/api/v1 org x");
  assert.is(api("gitea", "https://codeberg.org/org/x"), "https://codeberg.org/api/v1 org x");
  assert.is(api("github", "https://github.com/org/x"), "https://api.github.com org x");
  assert.is(api("github", "https://git.example.com/org/x"), "https://git.example.com/api/v3 org x");
});

choice("a token that is meant for one server goes to no other", () => {
  const all = { GITLAB_TOKEN: "a", GITEA_TOKEN: "b", FORGEJO_TOKEN: "c", GITHUB_TOKEN: "d", CI_JOB_TOKEN: "e" };
  const found = (address: string, environment = {}) => findToken(address, { ...all, ...environment })?.variable;
  assert.is(found("https://gitlab.com/group/x"), "GITLAB_TOKEN");
  assert.is(found("https://gitea.com/org/x"), "GITEA_TOKEN");
  assert.is(found("https://codeberg.org/org/x"), "FORGEJO_TOKEN");
  assert.is(found("https://github.com/org/x"), "GITHUB_TOKEN");
  assert.is(found("https://gitlab.example.com/group/x"), undefined);
  assert.is(found("https://gitlab.example.com/group/x", { GITLAB_API_URL: "https://gitlab.example.com/api/v4" }), "GITLAB_TOKEN");
  assert.is(found("https://gitlab.com/group/x", { GITLAB_API_URL: "https://gitlab.example.com/api/v4" }), undefined);
  assert.is(found("https://git.example.com/org/x", { GITEA_API_URL: "https://git.example.com/api/v1" }), "GITEA_TOKEN");
});

choice("in a pipeline of GitLab, tokens go to its own server alone, unless servers are listed", () => {
  const pipeline = { GITLAB_CI: "true", CI_SERVER_URL: "https://gitlab.example.com", CI_JOB_TOKEN: "e" };
  const own = "https://gitlab.example.com/group/x";
  assert.equal(variablesFor(own, pipeline), ["FEDC_TOKEN_GROUP_X", "FEDC_TOKEN_GROUP", "FEDC_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN"]);
  assert.equal(variablesFor("https://evil.example/group/x", pipeline), []);
  assert.ok(variablesFor("https://git.example.com/group/x", { ...pipeline, FEDC_TOKEN_HOSTS: "git.example.com" }).includes("FEDC_TOKEN"));
  assert.not.ok(variablesFor("https://gitlab.com/group/x", pipeline).includes("CI_JOB_TOKEN"));
  assert.is(gitUser({ name: "CI_JOB_TOKEN" }), "gitlab-ci-token");
  assert.is(gitUser({ name: "FEDC_TOKEN" }), "x-access-token");
});

choice.run();
