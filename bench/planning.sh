# shellcheck shell=bash disable=SC2154 # bench/run sets tmp and rounds
# SPDX-License-Identifier: GPL-3.0-or-later
# Planning and dispatching thousands of source packages, and 200 unchanged ones. Sourced by bench/run.
for ((i = 0; i < rounds; i++)); do timed "$tmp/plan" rpmworks-bench-planning "$RPMWORKS_CACHE" 5000 30000; done
line 'plan: 5,000 SRPMs, 30,000 edges' "$(median "$tmp/plan")" '' '' 'process and metadata included; at most 2 s'
line '  largest process' "$(peak "$tmp/plan")" '' '' 'at most 300 MiB'

# The overhead of the scheduler: jobs are planned and passed in order to an executor in the same process, whose nodes take half a
# second for each job. Their packages are made before the measurement starts.
for jobs in 1000 10000; do
  timed "$tmp/dispatch" rpmworks-bench-dispatch "$jobs" "$((3 * jobs))" 1000 500
  read -r all first most peak <"$tmp/out"
  line "dispatch: $jobs jobs" "$((all / 1000)) s" '' '' "the first began after $((first / 1000)) s; $most in flight at most; peak memory $peak MiB"
done

# 200 packages: a chain of ten, the others independent.
mkdir -p "$tmp/many/repo"
(
  cd "$tmp/many" || exit
  printf '%s\n' 'schema: 1' 'product: many' 'packages:' >repos.yaml
  for ((i = 0; i < 200; i++)); do
    needs=
    [ "$((i % 10))" = 0 ] || needs="BuildRequires: many$((i - 1))"
    mkdir "repo/many$i"
    printf '%s\n' "Name: many$i" 'Version: 1.0' 'Release: 1' 'Summary: One of many' 'License: MIT' 'BuildArch: noarch' "$needs" \
      '%description' 'One of many.' '%files' >"repo/many$i/many$i.spec"
    printf '  many%s: { git: repo, subdir: many%s, ref: main }\n' "$i" "$i" >>repos.yaml
  done
  git -C repo init -q -b main
  git -C repo add -A
  git -C repo -c user.name=Bench -c user.email=bench@example.org commit -qm Begin
)
timed "$tmp/many.first" env -C "$tmp/many" rpmworks build
for ((i = 0; i < rounds; i++)); do timed "$tmp/many.again" env -C "$tmp/many" rpmworks build; done
row '200 packages, unchanged' "$tmp/many.again" "$tmp/many.first" 'their first builds; at most 1 s'
for ((i = 0; i < rounds; i++)); do timed "$tmp/many.plan" env -C "$tmp/many" rpmworks build --plan; done
row '  the same, --plan' "$tmp/many.plan" "$tmp/many.first" 'the same'
