#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds on a real Slurm cluster of three nodes, all on this machine: which node is chosen, and what happens to builds when a node
# dies, is drained or does not answer.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/slurm.sh"
need sbatch squeue scancel sinfo scontrol slurmctld slurmd munged jq rpm
start_cluster

slow="sleep 3.0$$" # recognized by its length
for name in a b c; do
  git_repository "$name" "$name.spec=$(spec "$name" '%description' x '%prep' '%setup -q' '%build' "$slow" '%files')"
done
repos_yaml() { # SLURM
  printf '%s\n' 'schema: 1' 'product: nodes' "slurm: { $1 }" 'targets:' '  t: { executor: slurm, buildroot: { repos: [hostbase] } }' \
    'packages:' '  a: { git: a }' '  b: { git: b }' '  c: { git: c }' >repos.yaml
}
hosts() { jq -r '.jobs[].host' .rpmworks/last-run.json | sort | tr '\n' ' '; }
again() { rm -rf .rpmworks/results .rpmworks/store; }
last_job() { squeue --me --states=all -h -o '%i' | sort -n | tail -1; }
is_asleep() { pgrep -f "$slow" >/dev/null; }
job_is() { [ "$(squeue --me --states=all -h -j "$(last_job)" -o %T)" = "$1" ]; } # STATE
# begin PACKAGE: builds it in the background as $pid.
begin() {
  background rpmworks -v build "$1"
}
# runs_on: sets $id and $node when its job is running.
runs_on() {
  eventually 'its job runs' grep -q 'runs on n[123]$' "$TMP/err"
  eventually 'it sleeps' is_asleep
  id=$(last_job)
  node=$(squeue -h -j "$id" -o %N)
}
# processes_below PID: the process and its descendants.
processes_below() {
  local child
  echo "$1"
  for child in $(pgrep -P "$1"); do processes_below "$child"; done
}
# power_off NODE: as if its power failed: ends slurmd, the watchers of its jobs, and the jobs.
power_off() {
  local builder pids=("${slurmd_of[$1]}")
  for builder in $(pgrep -f "internal build-job $TMP/"); do
    grep -qzx "SLURMD_NODENAME=$1" "/proc/$builder/environ" || continue
    mapfile -t -O "${#pids[@]}" pids < <(processes_below "$(ps -o ppid= -p "$builder" | tr -d ' ')")
  done
  kill -KILL "${pids[@]}" 2>/dev/null || true
}

# --- three nodes ------------------------------------------------------------------------------------------------------------
repos_yaml 'partition: builds, time: "10"'
cp -r . ../here
check_exit 0 rpmworks --json build
check_same 'each builds one package' 'n1 n2 n3 ' "$(hosts)"
for node in n1 n2 n3; do
  check_same "what ends there is said: $node" 1 "$(grep -c "1 package on $node" <<<"$out$err")"
done
check_same 'in jobs on different nodes' 'n1 n2 n3 ' "$(squeue --me --states=all -h -o %N | sort | tr '\n' ' ')"
(cd ../here && check_exit 0 rpmworks build --executor local)
for package in .rpmworks/results/t/*/*.rpm; do
  check "as built here: ${package##*/}" cmp "$package" "../here/$package"
done

# --- settings of repos.yaml -------------------------------------------------------------------------------------------------
again
repos_yaml 'partition: night, constraint: big, memory: 600M, time: "7:00"'
check_exit 0 rpmworks build a
check_same 'the job has the requested properties' 'n3 night big 600M 7:00' "$(squeue -h --states=all -j "$(last_job)" -o '%N %P %f %m %l')"
check_same 'on the only node that has them' 'n3 ' "$(hosts)"
again
repos_yaml 'constraint: huge'
refused 3 rpmworks build a -- 'Slurm would not accept a build' 'Invalid feature specification' 'constraint: huge'
repos_yaml 'constraint: small, memory: 900M'
refused 3 rpmworks build a -- 'Slurm would not accept a build' 'Requested node configuration is not available' 'memory: 900M'
repos_yaml 'partition: night, time: "10", options: [--nodelist=n1]'
refused 3 rpmworks build a -- 'Slurm would not accept a build' '--nodelist=n1'

# --- a node dies during a build ---------------------------------------------------------------------------------------------
repos_yaml 'constraint: small'
begin a
runs_on
power_off "$node"
has_ended 0
check_contains 'it is reported' "$err" "a-1.0-1.src: $node is down (Not responding); job $id is back in the queue"
check_contains 'and that it started again' "$err" "a-1.0-1.src: job $id was put back into the queue and has started again"
dead=$node
check 'another node built it' test "$(hosts)" != "$dead "
check_same 'in the same job' "$id" "$(last_job)"
check_same 'there is one result' 1 "$(find .rpmworks/results -name '*.rpm' ! -name '*.src.rpm' | wc -l)"
package=.rpmworks/results/t/a-1.0-1/a-1.0-1.noarch.rpm
check 'with the same bytes as a local build' cmp "$package" "../here/$package"
check_same 'nothing is left of the first attempt' launcher "$(ls .rpmworks/slurm)"
start_node "$dead"
eventually 'it is back' node_is "$dead" idle

# --- a node that no longer answers when it is given a build ------------------------------------------------------------------
again
power_off n1
begin a
has_ended 0
check_same 'another node built it' 'n2 ' "$(hosts)"
package=.rpmworks/results/t/a-1.0-1/a-1.0-1.noarch.rpm
check 'with the same bytes as a local build' cmp "$package" "../here/$package"

# --- a node is drained during a build, and no other has the requested properties ----------------------------------------------
again
repos_yaml 'constraint: big'
begin a
runs_on
scontrol update NodeName=n3 State=DRAIN Reason='new disk'
has_ended 0
check_same 'it finishes its job' 'n3 ' "$(hosts)"
begin b
eventually 'the reason is reported' grep -q 'job [0-9]* does not start: ReqNodeNotAvail' "$TMP/err"
check_contains 'also before it was submitted' "$(cat "$TMP/err")" 'n3 is drained (new disk)'
scontrol update NodeName=n3 State=RESUME
has_ended 0
check_same 'it continues when the node is back' 'n3 ' "$(hosts)"

# --- the requested property is removed while a job waits ------------------------------------------------------------------------
scontrol update NodeName=n3 State=DRAIN Reason='new disk'
begin c
eventually 'it waits' grep -q 'does not start: ReqNodeNotAvail' "$TMP/err"
scontrol update NodeName=n3 AvailableFeatures=tall ActiveFeatures=tall
scontrol update NodeName=n3 State=RESUME
has_ended 3
check_contains 'it is reported' "$err" 'would never start (BadConstraints): no node meets its requirements'
check_contains 'with the request' "$err" 'constraint: big'
check_same 'its class' configuration "$(jq -r .class .rpmworks/results/t/c-1.0-1/failure.json)"
eventually 'its job is cancelled' job_is CANCELLED
no_traces
