#!/usr/bin/env bash
# What the action runs: "broadside gate" with the action's inputs, which come by the environment and never by a shell's
# own words. The result is told as the step's outputs; the exit code is the gate's.
set -euo pipefail

folder="${RUNNER_TEMP:-$(mktemp -d)}/broadside-gate-$$"
options=(--base "$INPUT_BASE" --strategy "$INPUT_STRATEGY" --metrics "$INPUT_METRICS" --time "$INPUT_TIME" --out "$folder")
if [ -n "$INPUT_APP" ]; then options+=(--app "$INPUT_APP"); fi
if [ -n "$INPUT_PATH" ]; then options+=(--path "$INPUT_PATH"); fi
if [ -n "$INPUT_INSTALL" ]; then options+=(--install "$INPUT_INSTALL"); fi
if [ -n "$INPUT_BUILD" ]; then options+=(--build "$INPUT_BUILD"); fi
if [ -n "$INPUT_INCONCLUSIVE" ]; then options+=(--inconclusive "$INPUT_INCONCLUSIVE"); fi
while IFS= read -r line; do
  if [ -n "$line" ]; then options+=(--require "$line"); fi
done <<< "$INPUT_REQUIRE"
# An option and its value may share a line, as one types them; the value may have spaces, and quotes around them.
while IFS= read -r line; do
  if [[ "$line" =~ ^(--[a-z-]+)[[:space:]]+(.*[^[:space:]])[[:space:]]*$ ]]; then
    option="${BASH_REMATCH[1]}"
    value="${BASH_REMATCH[2]}"
    if [[ "$value" =~ ^\'([^\']*)\'$ || "$value" =~ ^\"([^\"]*)\"$ ]]; then value="${BASH_REMATCH[1]}"; fi
    options+=("$option" "$value")
  elif [ -n "$line" ]; then
    options+=("$line")
  fi
done <<< "$INPUT_ARGS"

# In a container the job is another user than the checkout's owner, which git distrusts. The repositories of the
# workspace, submodules too, are the job's own; no other is trusted for it.
workspace=$(cd -P -- "${GITHUB_WORKSPACE:-$PWD}" && pwd)
count="${GIT_CONFIG_COUNT:-0}"
while IFS= read -r -d '' place; do
  export "GIT_CONFIG_KEY_$count=safe.directory" "GIT_CONFIG_VALUE_$count=${place%/.git}"
  count=$((count + 1))
done < <(find "$workspace" -name node_modules -prune -o -name .git -print0 -prune)
export GIT_CONFIG_COUNT=$count

code=0
node "$GITHUB_ACTION_PATH/harness/cli/broadside.js" gate "${options[@]}" || code=$?

outcome=none
cause=
if [ -f "$folder/gate.json" ]; then
  outcome=$(node -p 'JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8")).outcome' "$folder/gate.json")
  cause=$(node -p 'JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8")).cause ?? ""' "$folder/gate.json")
fi
{
  echo "outcome=$outcome"
  echo "cause=$cause"
  echo "folder=$folder"
} >> "${GITHUB_OUTPUT:-/dev/null}"
exit "$code"
