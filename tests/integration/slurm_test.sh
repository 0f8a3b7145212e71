#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds on a real Slurm cluster of this machine alone: the example product, and what can happen to runs and jobs.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/slurm.sh"
need sbatch squeue scancel slurmctld slurmd munged python3 jq rpm
start_cluster

# --- the complete workflow ------------------------------------------------------------------------------------------------
example_product one
cp -r one two
cd one
check_exit 0 rpmworks release 1.0.0 --executor slurm
check_contains 'the table' "$out" 'greeter'
check_same 'one job for each package' 3 "$(cluster_jobs %j | grep -c '^rpmworks-')"
check_same 'all of them succeeded' COMPLETED "$(cluster_jobs %T | sort -u)"
check_exit 0 rpmworks verify 1.0.0
check_same 'no files of the jobs are left' launcher "$(ls .rpmworks/slurm)"
check 'logs are where they are after a local build' test -s .rpmworks/results/hostbase/greet-1.0.0-1/build.log
check_same 'each build has its own row' '' "$(jq -r '.jobs[].host' .rpmworks/last-run.json | grep -vx 'n[123]' || true)"
check 'phases were timed' jq -e 'any(.[]; .phase == "%build")' .rpmworks/results/hostbase/greet-1.0.0-1/phases.json
check_same 'the contents of its root' 1 "$(jq .schema .rpmworks/results/hostbase/greet-1.0.0-1/buildroot.json)"
check_exit 0 rpmworks build
check_contains 'nothing is built again here' "$err" '0 built, 3 unchanged'
check_exit 0 rpmworks --json build greet --check --executor slurm
check_contains 'built a second time there' "$err" 'greet-1.0.0-1.src is reproducible: two builds in different environments'
check_same 'in another job' 4 "$(cluster_jobs %j | grep -c '^rpmworks-')"
(cd ../two && check_exit 0 rpmworks build --executor local)
for package in .rpmworks/results/hostbase/*/*.rpm; do
  check "as built here: ${package##*/}" cmp "$package" "../two/$package"
done

# --- a separate product for failures ---------------------------------------------------------------------------------------
mkdir ../faults
cd ../faults
slow="sleep 5.0$$" # recognized by its length
git_repository bad "bad.spec=$(spec bad '%description' x '%prep' '%setup -q' '%build' 'echo this is why; exit 3' '%files')"
git_repository good "good.spec=$(spec good '%description' x '%files')"
git_repository slow "slow.spec=$(spec slow '%description' x '%prep' '%setup -q' '%build' "echo the sleep begins; $slow" '%files')"
git_repository late "late.spec=$(spec late '%description' x '%prep' '%setup -q' '%build' "$slow" '%files')"
printf '%s\n' 'schema: 1' 'product: faults' 'slurm: { partition: builds, time: "10", max-jobs: 5 }' 'targets:' \
  '  t: { executor: slurm, buildroot: { repos: [hostbase] } }' 'packages:' '  bad: { git: bad }' '  good: { git: good }' \
  '  slow: { git: slow }' '  late: { git: late }' >repos.yaml
cp -r . ../here # for local builds of the same package
(cd ../here && check_exit 0 rpmworks build slow late --executor local)
# as_here PACKAGE: the result from the cluster has the same bytes as a local build.
as_here() {
  cmp ".rpmworks/results/t/$1-1.0-1/$1-1.0-1.noarch.rpm" "../here/.rpmworks/results/t/$1-1.0-1/$1-1.0-1.noarch.rpm"
}

check_exit 4 rpmworks build bad good
check_contains 'a failure there is reported here' "$err" 'building bad-1.0-1.src failed in %build'
check_contains 'with the lines of the log' "$err" 'this is why'
check_contains 'and the path of the log' "$err" "$PWD/.rpmworks/results/t/bad-1.0-1/build.log"
check 'which exists' grep -q 'this is why' .rpmworks/results/t/bad-1.0-1/build.log
check_same 'its class' package "$(jq -r .class .rpmworks/results/t/bad-1.0-1/failure.json)"
check 'the other package was built' test -s .rpmworks/results/t/good-1.0-1/good-1.0-1.noarch.rpm

sed -i 's/builds,/nowhere,/' repos.yaml
check_exit 3 rpmworks build bad
check_contains 'a request that the cluster lacks is reported before anything is built' "$err" 'error: Slurm would not accept a build'
check_contains 'with the message of Slurm' "$err" 'nowhere'
sed -i 's/nowhere,/builds,/' repos.yaml

# begin: builds `slow` in the background as $pid, until it sleeps.
begin() {
  cluster_jobs %i >"$TMP/before"
  background rpmworks -v build slow
  eventually 'the job runs' is_asleep
  id=$(cluster_jobs %i | comm -13 "$TMP/before" - | tail -1)
  node=$(squeue -h -j "$id" -o %N)
}
is_asleep() { pgrep -f "$slow" >/dev/null; }
is_awake() { ! is_asleep; }
job_is_cancelled() { [ "$(squeue --me --states=all -h -j "$id" -o %T)" = CANCELLED ]; }
new_jobs() { cluster_jobs %i | comm -13 "$TMP/before" - | wc -l; }
again() { rm -rf .rpmworks/results .rpmworks/store; }

# --- no more jobs at a time than allowed ----------------------------------------------------------------------------------------
sed -i 's/max-jobs: 5/max-jobs: 1/' repos.yaml
cluster_jobs %i >"$TMP/before"
check_exit 0 rpmworks build slow late
# when_of JOB: the times of its submission and end, in a form that sorts.
when_of() { scontrol show job "$1" -o | sed -n 's/.* SubmitTime=\([^ ]*\).* EndTime=\([^ ]*\).*/\1 \2/p'; }
mapfile -t both < <(cluster_jobs %i | comm -13 "$TMP/before" - | while read -r job; do when_of "$job"; done | sort)
check_same 'two jobs' 2 "${#both[@]}"
check 'the second was submitted after the first ended' test ! "${both[1]% *}" '<' "${both[0]#* }"
sed -i 's/max-jobs: 1/max-jobs: 5/' repos.yaml
again

# --- a cancelled job ----------------------------------------------------------------------------------------------------------
begin
eventually 'lines of the log arrive' grep -q '| the sleep begins' "$TMP/err"
scancel "$id"
has_ended 4
check_contains 'it is reported' "$err" "building slow-1.0-1.src failed: Slurm's job $id was cancelled on $node"
check_contains 'with the state from Slurm' "$err" "JOB $id ON $node CANCELLED"
check_same 'its phase' "%build $node" "$(jq -r '"\(.phase) \(.host)"' .rpmworks/results/t/slow-1.0-1/failure.json)"
check_same 'its class' cancelled "$(jq -r .class .rpmworks/results/t/slow-1.0-1/failure.json)"
check 'its log up to then' grep -q 'the sleep begins' .rpmworks/results/t/slow-1.0-1/build.log
eventually 'nothing of it runs' is_awake

# --- Ctrl-C cancels ------------------------------------------------------------------------------------------------------------
begin
kill -INT "$pid"
has_ended 130
eventually 'nothing of it runs' is_awake
eventually 'its job is cancelled' job_is_cancelled

# --- SIGKILL leaves the job, and the next run finds it -------------------------------------------------------------------------
begin
kill -KILL "$pid"
has_ended 137
check 'the job continues' is_asleep
check_exit 0 rpmworks build slow
check_contains 'it is found' "$err" "slow-1.0-1.src: waiting for job $id, which an earlier run submitted"
check_same 'and not submitted again' 1 "$(new_jobs)"
check 'with the same bytes as a local build' as_here slow
again
# Also if it has ended meanwhile.
begin
kill -KILL "$pid"
has_ended 137
eventually 'the job has ended' test -e "$(echo .rpmworks/slurm/*/)result.json"
check_exit 0 rpmworks build slow
check_contains 'its result is used' "$err" "slow-1.0-1.src: using the result of an earlier run's job"
check_same 'one job' 1 "$(new_jobs)"
check 'with the same bytes as a local build' as_here slow
again
# All jobs of a killed run are found.
cluster_jobs %i >"$TMP/before"
background rpmworks -v build slow late
both_sleep() { [ "$(pgrep -cfx "$slow")" = 2 ]; }
eventually 'both jobs run' both_sleep
kill -KILL "$pid"
has_ended 137
check_exit 0 rpmworks build slow late
for package in slow late; do
  check_contains 'all are found' "$err" "$package-1.0-1.src: waiting for job "
  check 'with the same bytes as a local build' as_here $package
done
check_same 'waiting for them' 2 "$(grep -c 'waiting for job [0-9]*, which an earlier run submitted' "$TMP/err")"
check_same 'none was submitted twice' 2 "$(new_jobs)"
again

# --- the controller restarts -------------------------------------------------------------------------------------------------------
begin
end_process "$controller"
eventually 'a warning about the controller' grep -q 'warning: .*Unable to contact slurm controller' "$TMP/err"
start_controller
has_ended 0
check_same 'which is reported once' 1 "$(grep -c 'Unable to contact slurm controller' "$TMP/err")"
check_same 'the job continues' 1 "$(new_jobs)"
again

# --- a job is requeued, as when its node dies -------------------------------------------------------------------------------------
begin
eventually 'it runs' grep -q "job $id runs on $node" "$TMP/err"
scontrol requeue "$id"
has_ended 0
check_contains 'it is reported' "$err" "job $id was put back into the queue and has started again"
check_contains 'with its node' "$err" "slow-1.0-1.src: Slurm took it from $node; job $id is back in the queue"
check_same 'in the same job' 1 "$(new_jobs)"
check_same 'one build.log' 1 "$(grep -c '^the sleep begins' .rpmworks/results/t/slow-1.0-1/build.log)"
no_traces
