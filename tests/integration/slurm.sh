# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# For tests that need a Slurm cluster: this machine alone plays the three nodes n1, n2 and n3, with all files in $TMP/slurm.
# Sourced after lib.sh. A node runs one job at a time.
PATH=$PATH:/usr/sbin:/sbin
CLUSTER=$TMP/slurm
SLURM_CONF=$CLUSTER/slurm.conf
export PATH SLURM_CONF
cluster_pids=()
declare -A slurmd_of # by node

# a_port: a free port.
a_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# end_process PID: ends it, first with TERM.
end_process() {
  local pid=$1 _
  kill "$pid" 2>/dev/null || return 0
  for _ in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
}

start_controller() {
  slurmctld -D >>"$CLUSTER/slurmctld.out" 2>&1 &
  controller=$!
  cluster_pids+=("$controller")
}

start_node() { # NODE
  slurmd -D -N "$1" >>"$CLUSTER/slurmd.$1.out" 2>&1 &
  # shellcheck disable=SC2034 # for tests that end one
  slurmd_of[$1]=$!
  cluster_pids+=($!)
}

# start_cluster: munged, slurmctld and a slurmd for each node, ended with the test.
start_cluster() {
  local node
  mkdir -p "$CLUSTER/state" "$CLUSTER/spool".n{1,2,3}
  chmod 755 "$TMP" "$CLUSTER"
  dd if=/dev/urandom of="$CLUSTER/munge.key" bs=1024 count=1 status=none
  chmod 600 "$CLUSTER/munge.key"
  cat >"$SLURM_CONF" <<END
ClusterName=rpmworks
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$(a_port)
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$CLUSTER/munge.socket,cred_expire=5
StateSaveLocation=$CLUSTER/state
SlurmdSpoolDir=$CLUSTER/spool.%n
SlurmctldPidFile=$CLUSTER/slurmctld.pid
SlurmdPidFile=$CLUSTER/slurmd.%n.pid
SlurmctldLogFile=$CLUSTER/slurmctld.log
SlurmdLogFile=$CLUSTER/slurmd.%n.log
ProctrackType=proctrack/linuxproc
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
MailProg=/bin/true
ReturnToService=2
SchedulerParameters=bf_interval=1,sched_interval=1
SlurmdTimeout=5
KillWait=5
MessageTimeout=5
NodeName=n1 NodeHostname=localhost NodeAddr=127.0.0.1 Port=$(a_port) CPUs=1 RealMemory=512 Features=small
NodeName=n2 NodeHostname=localhost NodeAddr=127.0.0.1 Port=$(a_port) CPUs=1 RealMemory=512 Features=small
NodeName=n3 NodeHostname=localhost NodeAddr=127.0.0.1 Port=$(a_port) CPUs=1 RealMemory=1024 Features=big
PartitionName=builds Nodes=ALL Default=YES State=UP
PartitionName=night Nodes=n2,n3 State=UP
END
  munged --foreground --key-file="$CLUSTER/munge.key" --socket="$CLUSTER/munge.socket" --num-threads=1 \
    --pid-file="$CLUSTER/munged.pid" --log-file="$CLUSTER/munged.log" --seed-file="$CLUSTER/munged.seed" \
    >"$CLUSTER/munged.out" 2>&1 &
  cluster_pids+=($!)
  at_end stop_cluster
  eventually 'munged listens' test -S "$CLUSTER/munge.socket"
  start_controller
  for node in n1 n2 n3; do start_node "$node"; done
  eventually 'all nodes are idle' nodes_are_idle
}

nodes_are_idle() { [ "$(sinfo -h -p builds -o '%T %D' 2>/dev/null)" = 'idle 3' ]; }

node_is() { [ "$(sinfo -h -N -p builds -n "$1" -o %T)" = "$2" ]; } # NODE STATE

stop_cluster() {
  local pid _
  scancel --me 2>/dev/null || true
  for _ in $(seq 50); do # the watcher of a job outlives slurmd, so jobs end first
    [ -n "$(squeue --me -h 2>/dev/null || true)" ] || break
    sleep 0.2
  done
  for pid in "${cluster_pids[@]}"; do end_process "$pid"; done
}

# eventually DESCRIPTION COMMAND…: within a minute the command succeeds.
eventually() {
  local what=$1 _
  shift
  for _ in $(seq 300); do
    if "$@"; then
      checks=$((checks + 1))
      return 0
    fi
    sleep 0.2
  done
  fail "$what: '$*' did not come true"
}

# cluster_jobs FORMAT: all jobs that the controller knows, including ended ones.
cluster_jobs() { squeue --me --states=all -h -o "$1" | sort; }

# has_ended CODE: waits for the run whose process is $pid, and sets $err to its output.
has_ended() {
  code=0
  wait "$pid" || code=$?
  err=$(cat "$TMP/err")
  [ "$code" = "$1" ] || { echo "$err" >&2; fail "exit $code, not $1"; }
  checks=$((checks + 1))
}
