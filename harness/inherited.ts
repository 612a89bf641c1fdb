/**
 * What git sets in a hook for the repository that the hook belongs to (`git rev-parse --local-env-vars`). In another folder it
 * would still lead git to that repository, and to its index. How git is configured by the environment (`GIT_CONFIG_COUNT`,
 * `GIT_CONFIG_PARAMETERS`, as for `safe.directory`) holds in every repository, as git itself has it for submodules.
 */
const ofOneRepository = new Set([
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_CONFIG",
  "GIT_DIR",
  "GIT_GRAFT_FILE",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_INTERNAL_SUPER_PREFIX",
  "GIT_NAMESPACE",
  "GIT_NO_REPLACE_OBJECTS",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_REPLACE_REF_BASE",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
]);

/** How quiet npm is about the script that runs this (`npm run --silent`): an installation that fails must say why. */
const ofOneScript = "npm_config_loglevel";

/** The environment for what is started in a folder: this process's own, and git finds there the repository of that folder. */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !ofOneRepository.has(name) && name !== ofOneScript),
  );
}
