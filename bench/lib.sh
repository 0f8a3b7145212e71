# shellcheck shell=bash disable=SC2154 # bench/run sets tmp and rounds
# SPDX-License-Identifier: GPL-3.0-or-later
# Functions to measure and print. Sourced by bench/run, which sets tmp and rounds.

# timed FILE COMMAND…: appends its milliseconds and the peak KiB of its largest process to FILE.
timed() {
  local file=$1 began ended
  shift
  began=${EPOCHREALTIME/./}
  if ! /usr/bin/time -f %M -o "$tmp/peak" "$@" >"$tmp/out" 2>&1 </dev/null; then
    echo "bench/run: this failed: $*" >&2
    tail -n 20 "$tmp/out" >&2
    exit 1
  fi
  ended=${EPOCHREALTIME/./}
  echo "$(((ended - began) / 100)) $(cat "$tmp/peak")" | sed 's/^\([0-9]*\)\([0-9]\) /\1.\2 /; s/^\./0./' >>"$file"
}
middle() { cut -d' ' -f1 "$1" | sort -n | awk '{v[NR]=$1} END{print v[int((NR+1)/2)]}'; }
median() {
  cut -d' ' -f1 "$1" | sort -n | awk '
    function seconds(ms) { return sprintf(ms < 100 ? "%.3f" : "%.2f", ms / 1000) }
    { v[NR] = $1 } END { printf "%s (%s-%s) s", seconds(v[int((NR+1)/2)]), seconds(v[1]), seconds(v[NR]) }'
}
# peak FILE…: the peak memory of the largest process.
peak() { cat "$@" | cut -d' ' -f2 | sort -n | tail -n 1 | awk '{printf "%.0f MiB", $1/1024}'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN{printf "%.2f", a/b}'; }
# within LIMIT OURS THEIRS: ends the run if the ratio of the medians, ours to theirs, is above LIMIT.
within() {
  awk -v limit="$1" -v ours="$(middle "$2")" -v theirs="$(middle "$3")" 'BEGIN { exit ours > limit * theirs }' && return
  echo "bench/run: this took more than $1 of the other's time" >&2
  exit 1
}
# line WHAT OURS THEIRS RATIO NOTE
line() { printf '%-36s %-26s %-26s %5s  %s\n' "$@"; }
# row WHAT OURS THEIRS WHAT-THEIRS-IS: prints a row from files that timed wrote.
row() { line "$1" "$(median "$2")" "$(median "$3")" "$(ratio "$(middle "$2")" "$(middle "$3")")" "$4"; }
