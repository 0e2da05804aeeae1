import * as assert from "uvu/assert";
import type { ForgeSetting, GiteaPull } from "./forge-setting.ts";

/** The organization, with a label and a team of its own. */
export const organization = "mesh";

export async function tryOrganization(setting: ForgeSetting): Promise<void> {
  const { gitea, names } = setting;
  await gitea.ask("POST", `orgs/${organization}/labels`, { name: "network", color: "#00aabb" });
  const team = {
    name: "platform",
    permission: "read",
    units_map: { "repo.code": "read", "repo.pulls": "read" },
    includes_all_repositories: true,
  };
  await gitea.ask("POST", `orgs/${organization}/teams`, team);
  setting.more = `, labels: [network, fedc], reviewers: [${organization}/platform, ${organization}/nobody]`;
  setting.write("GET");
  assert.equal(await setting.publish(), { "pr-created": names.length });
  for (const { name, pull: listed } of await setting.open()) {
    // The list leaves the teams out.
    const pull = JSON.parse(await setting.ask("GET", name, `pulls/${listed.number}`)) as GiteaPull;
    assert.equal(
      [...(pull.requested_reviewers_teams ?? [])].map((one) => one.name),
      ["platform"],
    );
    assert.equal(pull.labels.map((label) => label.name).sort(), ["fedc", "network"]);
    const own = JSON.parse(await setting.ask("GET", name, "labels")) as readonly { readonly name: string }[];
    assert.equal(
      own.map((label) => label.name),
      ["fedc"],
      "the organization's label is not made again",
    );
  }
  const before = setting.api.calls.length;
  assert.equal(await setting.publish(), { unchanged: names.length });
  assert.equal(
    setting.api.calls.slice(before).filter((call) => !call.startsWith("GET")),
    [],
    "a team that is not there is not asked again",
  );
}
