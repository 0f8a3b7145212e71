#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The merge driver for repos.lock, as docs/lock.md says to configure it, with real merges of git.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need git

# The commands of the documentation.
guide=$RPMWORKS_SOURCE/docs/lock.md
attribute=$(sed -n 's/^    \(repos\.lock merge=.*\)/\1/p' "$guide")
check_same 'the documentation has the attribute' 'repos.lock merge=rpmworks-lock' "$attribute"
configure() { # configure CLONE
  local line
  while read -r line; do (cd "$1" && eval "$line"); done < <(sed -n 's/^    \(git config merge\..*\)/\1/p' "$guide")
}

# lock INPUTS NAME=RELEASE…: the text of a lock with these packages, which must be sorted.
lock() {
  local one
  printf 'schema: 1\ninputs: { el6: %s }\nkeys:\n  - { name: epel6, fingerprint: 8C3BE96AF2309184DA5C0DAE3B49DF2A0608B895 }\n' "$(printf 'a%063d' "$1")"
  printf 'upstreams:\n  - { name: epel6, url: https://a.example/epel, trust: [epel6], repomd: a%063d }\npackages:\n' 7
  for one in "${@:2}"; do
    printf '  - { target: el6, section: deps/epel, name: %s, evr: 1-%s, arch: noarch, upstream: epel6, location: %s.rpm, size: 1, sha256: a%063d }\n' \
      "${one%=*}" "${one#*=}" "${one%=*}" "${one#*=}"
  done
}
versions() { sed -n 's/.* name: \([a-z]*\), evr: 1-\([0-9]*\),.*/\1=\2/p' "$1" | paste -sd' '; }
side() { # side BRANCH INPUTS NAME=RELEASE…: a branch whose lock has these packages
  git -C clone checkout -q -B "$1" "${base:-main}"
  lock "${@:2}" >clone/repos.lock
  git -C clone add repos.lock
  git -C clone commit -qm "$1"
}

git_repository clone ".gitattributes=$attribute" "repos.lock=$(lock 1 a=1 b=1 c=1)"
configure clone
check_same 'the driver is configured' 'rpmworks internal merge-lock %O %A %B' "$(git -C clone config merge.rpmworks-lock.driver)"

# --- neighbouring lines merge ----------------------------------------------------------------------------------------------
side ours 2 a=2 b=1 c=1 d=1
side theirs 3 a=1 b=2 c=1 e=1
git -C clone checkout -q ours
check_exit 0 git -C clone merge -q -m merged theirs
check_same 'both changes' 'a=2 b=2 c=1 d=1 e=1' "$(versions clone/repos.lock)"
check_same 'the mark: nobody has solved it' 1 "$(grep -c '^merged: true$' clone/repos.lock)"
check_contains 'inputs of ours' "$(cat clone/repos.lock)" "inputs: { el6: a$(printf '%063d' 2)"
check_same 'a merge commit' '' "$(git -C clone status --porcelain)"
check_same 'the mode stays' 100644 "$(git -C clone ls-tree HEAD repos.lock | cut -d' ' -f1)"
# The other way round.
git -C clone checkout -q theirs
check_exit 0 git -C clone merge -q -m merged ours~1
check_same 'the same packages' 'a=2 b=2 c=1 d=1 e=1' "$(versions clone/repos.lock)"
check_contains 'inputs of theirs, which is the current branch here' "$(cat clone/repos.lock)" "inputs: { el6: a$(printf '%063d' 3)"
# git itself cannot.
git -C clone checkout -q -B plain ours~1
check_exit 1 git -C clone -c merge.rpmworks-lock.driver=false merge -q -m merged theirs~1
git -C clone merge --abort

# --- rebase and cherry-pick use it too ------------------------------------------------------------------------------------
side ours 2 a=2 b=1 c=1
side theirs 3 a=1 b=2 c=1
check_exit 0 git -C clone rebase -q ours
check_same 'rebase' 'a=2 b=2 c=1' "$(versions clone/repos.lock)"
git -C clone checkout -q ours
side picked 4 a=1 b=1 c=5
git -C clone checkout -q ours
check_exit 0 git -C clone cherry-pick picked
check_same 'cherry-pick' 'a=2 b=1 c=5' "$(versions clone/repos.lock)"

# --- a conflict ------------------------------------------------------------------------------------------------------------
side ours 2 a=2 b=1 c=1 d=1
side theirs 3 a=3 b=1 c=2
git -C clone checkout -q ours
check_exit 1 git -C clone merge -m merged theirs
check_contains 'git reports it' "$out" 'CONFLICT (content): Merge conflict in repos.lock'
check_same 'both versions are there, and the rest is merged' 'a=2 a=3 b=1 c=2 d=1' "$(versions clone/repos.lock)"
check_same 'with markers' '<<<<<<< ours
=======
>>>>>>> theirs' "$(grep -E '^[<=>]{7}' clone/repos.lock)"
# The documented way out.
check_exit 0 git -C clone checkout --theirs repos.lock
check_same 'one side' 'a=3 b=1 c=2' "$(versions clone/repos.lock)"
git -C clone add repos.lock
check_exit 0 git -C clone commit -q -m merged

# Both sides added the file: git passes an empty base.
git -C clone checkout -q --orphan other && git -C clone rm -q --cached repos.lock && rm clone/repos.lock
git -C clone commit -q -m 'no lock'
base=other
side ours 2 a=1 && side theirs 2 b=1
git -C clone checkout -q ours
check_exit 0 git -C clone merge -q -m merged theirs
check_same 'both added' 'a=1 b=1' "$(versions clone/repos.lock)"
base=main

# --- a lock that cannot be read is no conflict ----------------------------------------------------------------------------
side ours 2 a=2 b=1 c=1
side broken 3 a=1 b=2 c=1
sed -i 's/evr: 1-2/evr: /' clone/repos.lock
git -C clone commit -qam broken
git -C clone checkout -q ours
before=$(cat clone/repos.lock)
run git -C clone merge -m merged broken
check 'the merge fails' test "$code" != 0
check_contains 'with the place' "$err" "theirs:9:"
check_contains 'what is wrong' "$err" "'evr'"
check_contains 'and what to do' "$err" 'git -c merge.rpmworks-lock.driver=false merge BRANCH'
case $out in
  *CONFLICT*) # git before 2.42
    check_same 'no git leaves a file that looks merged' '<<<<<<< ours
=======
>>>>>>> theirs' "$(grep -E '^[<=>]{7}' clone/repos.lock)" ;;
  *) check_same 'the file is unchanged' "$before" "$(cat clone/repos.lock)" ;;
esac
git -C clone reset -q --hard
# The advice works.
check_exit 1 git -C clone -c merge.rpmworks-lock.driver=false merge broken
check_contains 'a conflict' "$out" 'CONFLICT (content): Merge conflict in repos.lock'
check_same 'with the lock of the current branch' "$before" "$(cat clone/repos.lock)"
git -C clone merge --abort

# --- the command itself ----------------------------------------------------------------------------------------------------
lock 1 a=1 >base; lock 2 a=2 >ours; lock 3 a=3 >theirs
check_exit 1 rpmworks internal merge-lock base ours theirs
check_contains 'a conflict' "$(cat ours)" '<<<<<<< ours'
check_exit 129 rpmworks internal merge-lock base ours theirs
check_contains 'a lock with conflicts is refused' "$err" 'ours:'
check_exit 129 rpmworks internal merge-lock base
check_contains 'how to configure it' "$err" 'rpmworks internal merge-lock %O %A %B'
check_exit 129 rpmworks internal merge-lock base nothing theirs
lock 2 a=2 >ours
sed -i 's/^schema: 1/schema: 2/' theirs
check_exit 129 rpmworks internal merge-lock base ours theirs
check_contains 'a lock of a newer version' "$err" 'theirs:1:9: error: made by a newer rpmworks'
check_contains 'ours is in the conflict' "$(cat ours)" "$(lock 2 a=2)"
rm theirs
lock 2 a=2 >ours
check_exit 129 rpmworks internal merge-lock base ours theirs
check_same 'if a file cannot be read, ours is unchanged' "$(lock 2 a=2)" "$(cat ours)"
printf 'schema: 1\n\x1b[31m' >theirs
check_exit 129 rpmworks internal merge-lock base ours theirs
check 'no character moves the cursor' test "$(grep -c $'\x1b' <<<"$err")" = 0
