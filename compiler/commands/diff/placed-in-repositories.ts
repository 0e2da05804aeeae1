import type { Cluster, Federation } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { repositoryIdentity } from "../../2-resolve/repository-identity.ts";
import { GENERATED } from "../../7-write/layout.ts";
import type { PlacedObject, PlacedObjects } from "../../access/changes/placed-objects.ts";
import { Failure } from "../../findings/failure.ts";
import { manifestsIn } from "../../inputs/overlay-objects.ts";
import type { PublishEnvironment } from "../../publish/context.ts";
import { noBranch } from "../../publish/delivery/deliver-commit.ts";
import { generatedFiles, isFile } from "../../publish/delivery/remote-tree.ts";
import { formatOf } from "../../publish/git/object-ids.ts";
import { withContext } from "../publish/context.ts";

interface Place {
  readonly cluster: string;
  readonly repository: string;
  readonly branch: string;
  readonly path: string;
}

/** The objects in the branches that clusters follow, no matter who put them there. Throws a Failure if a branch cannot be read. */
export async function placedInRepositories(federation: Federation): Promise<PlacedObjects> {
  const groups = [...grouped([...federation.clusters.values()].flatMap(placeOf), keyOf).values()];
  const options = {
    federation: federation.name,
    permissions: { adopt: false, overwriteEdits: false, allowRollback: false },
    dryRun: true,
    stopOnError: false,
    sign: "none",
    cache: undefined,
    source: undefined,
    warn: () => {},
  };
  return withContext(options, async (context) => {
    const placed = new Map<string, readonly PlacedObject[]>();
    for (const places of groups) for (const [cluster, objects] of await placedIn(places, context)) placed.set(cluster, objects);
    return placed;
  });
}

function placeOf({ name, managed, written }: Cluster): readonly Place[] {
  if (!managed || !written.gitops) return [];
  const { repository, branch = "main", path } = written.gitops;
  return [{ cluster: name, repository, branch, path }];
}

function keyOf({ repository, branch }: Place): string {
  return `${repositoryIdentity(repository)} ${branch}`;
}

/** Places in one branch of one repository. */
async function placedIn(places: readonly Place[], context: PublishEnvironment): Promise<PlacedObjects> {
  const [{ repository, branch } = { repository: "", branch: "" }] = places;
  const remote = await context.remote({ repository, branch, delivery: "commit" });
  const seen = (await remote.branches([branch])).get(branch);
  if (seen === undefined && !(await remote.isEmpty())) throw noBranch(branch, repository);
  if (seen === undefined) return new Map(places.map(({ cluster }) => [cluster, []]));
  const commit = (await remote.fetch([branch], formatOf(seen), 1)).get(branch) ?? seen;
  const entries = await remote.list(commit, [...new Set(places.map(({ path }) => `${path}/${GENERATED}`))]);
  const files = places.flatMap(({ cluster, path }) =>
    generatedFiles(path, entries).flatMap(([generated, { mode, id }]) => {
      const file = generated.slice(GENERATED.length + 1);
      const isManifest = isFile(mode) && /^[^/]+\.yaml$/.test(file) && file !== "kustomization.yaml";
      return isManifest ? [{ cluster, file, id, where: `${path}/${generated}` }] : [];
    }),
  );
  const texts = await remote.texts([...new Set(files.map(({ id }) => id))]);
  const placed = new Map<string, PlacedObject[]>(places.map(({ cluster }) => [cluster, []]));
  for (const { cluster, file, id, where } of files) {
    const text = texts.get(id);
    if (text === undefined) throw new Failure(`\`${repository}\` does not give \`${where}\``);
    placed.get(cluster)?.push(...manifestsIn(where, text).map((object) => ({ file, object })));
  }
  return placed;
}
