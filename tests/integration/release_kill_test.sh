#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# compose, publish, rollback, withdraw and prune, killed at any moment: `current` and each mirror list always name complete releases
# that can be verified, signatures that were made are kept, and the same command finishes the work. RPMWORKS_TEST_KILLS: how often
# (10); RPMWORKS_TEST_SEED: of the moments.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/kills.sh"
need rpm gpg jq setsid

example_product product
cd product
# Old releases may be pruned at once: clients ask for new metadata every second.
sed -i 's|^release:|&\n  metadata-expire: 1|' repos.yaml
for release in 1.0.0 1.0.1; do
  next_greeter $release
  check_exit 0 rpmworks release $release
done

records() { (cd .rpmworks/store/records && find signature* -type f -printf '%p %i\n' | sort); }

# verified RELEASE: it passes every gate. Once for each state of its folder.
declare -A known
verified() {
  local state
  state=$(cd "releases/$1" && find . -type f -printf '%p %s %i %T@\n' | sort | sha256sum)
  [ "${known[$1]:-}" != "$state" ] || return 0
  check_exit 0 rpmworks verify "$1"
  known[$1]=$state
}

sound() {
  local section url release
  for release in releases/1.*; do verified "${release#*/}"; done
  check 'a release is published' test -s "releases/$(readlink releases/current)/manifest.json"
  for section in packages sources; do
    check "a mirror list of $section" test -s releases/mirrorlist/$section
    while read -r url; do
      release=${url#file:///srv/greetings/}
      check "$url is there" test -s "releases/$release/repodata/repomd.xml"
    done <releases/mirrorlist/$section
  done
}

number=1
declare -A struck_at=([release]=0 [compose]=0 [publish]=0 [rollback]=0 [withdraw]=0 [prune]=0)
for round in $(seq "$kills"); do
  current=$(readlink releases/current)
  withdrawn=$(jq -r '.packages[].nevra | select(startswith("greeter-") and endswith(".x86_64"))' "releases/$current/manifest.json")
  case $((RANDOM % 7)) in
    0) command=(publish "1.0.$number") wait_at_most=60 ;;
    1) command=(rollback "$current") wait_at_most=60 ;;
    2) command=(prune --keep 2) wait_at_most=60 ;;
    3) command=(withdraw "${withdrawn:-$(jq -r '.withdrawn[0].nevra' "releases/$current/manifest.json")}") wait_at_most=250 ;;
    *)
      number=$((number + 1))
      next_greeter "1.0.$number"
      # After the build, more kills come while it composes.
      if [ $((RANDOM % 2)) = 0 ]; then
        command=(release "1.0.$number") wait_at_most=1200
      else
        check_exit 0 rpmworks build
        command=(compose "1.0.$number") wait_at_most=700
      fi
      ;;
  esac
  before=$(records)
  killed_within "$wait_at_most" rpmworks "${command[@]}"
  [ "$code" != 137 ] || struck_at[${command[0]}]=$((struck_at[${command[0]}] + 1))
  sound
  made=$(records)
  check_same "round $round, ${command[*]}: no signature is lost" '' "$(comm -23 <(echo "$before") <(echo "$made"))"
  check_exit 0 rpmworks "${command[@]}"
  check_same 'signatures that were made are used' '' "$(comm -23 <(echo "$made") <(records))"
  sound
  check_same 'nothing is left' '' "$(find releases -mindepth 1 -maxdepth 1 -name '.*' ! -name '.mirrorlist-*')"
done
check_struck
for name in "${!struck_at[@]}"; do
  echo "$name was killed at work ${struck_at[$name]} times"
  [ "$kills" -lt 200 ] || check "$name was killed at work" test "${struck_at[$name]}" -ge 1
done
no_traces
