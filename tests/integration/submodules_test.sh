#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Submodules in source packages, superprojects as lists of packages, changes since a release.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need jq git rpm2archive
export RPMWORKS_CACHE=$TMP/cache
git config --global protocol.file.allow always # for git submodule add
allow_nothing=$TMP/strict
printf '' >"$allow_nothing"

commit() { # commit FOLDER MESSAGE
  git -C "$1" add -A
  git -C "$1" commit -q -m "$2"
}
repository() { # repository NAME: a repository with a spec of that name
  git init -q -b main "$1"
  printf '%s\n' "Name: $1" 'Version: 1.0' 'Release: 1' 'Summary: x' 'License: MIT' 'Source0: %{name}-%{version}.tar.gz' \
    '%description' x '%prep' '%setup -q' '%files' >"$1/$1.spec"
  commit "$1" Begin
}
members() { # members FILE.src.rpm: of the archive in it
  rpm2archive -n - <"$1" | tar xOf - --wildcards './*.tar.gz' | tar tzf -
}

# --- a repository with a submodule ------------------------------------------------------------------------------------
repository lib
echo code >lib/code.c
commit lib Code
repository app
git -C app submodule --quiet add ../lib vendor/lib
commit app 'With a submodule'
export GIT_CONFIG_GLOBAL=$allow_nothing
check_exit 0 "$RPMWORKS" srpm app -o out
check_same 'its members are at its path' 'app-1.0/
app-1.0/.gitmodules
app-1.0/app.spec
app-1.0/vendor/
app-1.0/vendor/lib/
app-1.0/vendor/lib/code.c
app-1.0/vendor/lib/lib.spec' "$(members out/app-1.0-1.src.rpm)"
case $err in *warning*) fail 'a warning although nothing is skipped' ;; esac
git clone -q --bare app app.git
git clone -q --bare lib lib.git
git -C app.git remote remove origin
git -C app config -f .gitmodules submodule.vendor/lib.url "$PWD/lib"
check_exit 0 "$RPMWORKS" --cache "$TMP/other" --store "$TMP/other" srpm app.git -o fetched
check_contains 'a bare repository does not find the one beside it' "$(members fetched/app-1.0-1.src.rpm)" app-1.0/vendor/lib/code.c
check 'the same bytes from any place' cmp out/app-1.0-1.src.rpm fetched/app-1.0-1.src.rpm

# A foreign repository cannot choose what is read here.
git clone -q app evil
git -C evil config -f .gitmodules submodule.vendor/lib.url "$PWD/lib"
commit evil 'An absolute URL'
check_exit 3 "$RPMWORKS" srpm evil -o evil-out
check_contains 'an absolute URL' "$err" "the URL '$PWD/lib' is a path on this machine"
check_contains 'which submodule' "$err" 'archiving the submodule vendor/lib'
check 'no package' test ! -e evil-out

# --- a superproject -------------------------------------------------------------------------------------------------------
export GIT_CONFIG_GLOBAL=$HOME/.gitconfig
repository nova
repository glance
git init -q -b main altai
for name in nova glance; do git -C altai submodule --quiet add "../$name" "repos/$name"; done
commit altai Two
git -C altai tag v1
export GIT_CONFIG_GLOBAL=$allow_nothing
mkdir product
cat >product/repos.yaml <<'YAML'
schema: 1
product: altai
superprojects:
  - { git: ../altai, under: repos }
YAML
cd product
check_exit 0 "$RPMWORKS" -v srpm -o out
check_same 'a package for each' $'out/glance-1.0-1.src.rpm\nout/nova-1.0-1.src.rpm' "$out"
check_contains 'its origin is reported' "$err" "nova: the submodule repos/nova of $TMP/work/altai"
check_exit 0 "$RPMWORKS" srpm nova -o out
check_exit 2 "$RPMWORKS" srpm nvoa
check_contains 'they can be selected by name' "$err" "did you mean 'nova'?"
check_exit 3 "$RPMWORKS" check --json
check_same 'check counts them' 'true 2 packages' \
  "$(jq -r '.checks[] | select(.kind == "superproject") | "\(.ok) \(.detail)"' <<<"$out")"
check_same 'check examines each' 'glance nova ' "$(jq -j '.checks[] | select(.kind == "package" and .ok) | .name + " "' <<<"$out")"

# --- what has changed -------------------------------------------------------------------------------------------------------
check_exit 0 "$RPMWORKS" srpm --changed-since v1 -o none
check_same 'no change' '' "$out"
check_contains 'with a message' "$err" 'nothing has changed since v1'
check_exit 0 "$RPMWORKS" --json build --changed-since v1
check_same 'nothing to build' '{"builds":[]}' "$(jq -c . <<<"$out")"
echo newer >../nova/file
commit ../nova Newer
git -C ../altai/repos/nova -c protocol.file.allow=always pull -q
commit ../altai 'Newer nova'
check_exit 0 "$RPMWORKS" srpm --changed-since v1 -o some
check_same 'one changed package' some/nova-1.0-1.src.rpm "$out"
check_exit 0 "$RPMWORKS" srpm glance --changed-since v1 -o none
check_same 'but not the selected one' '' "$out"
check_exit 3 "$RPMWORKS" srpm --changed-since v7 -o none
check_contains 'an unknown ref' "$err" "repos.yaml:4:5: error: the repository has no branch, tag or commit 'v7'"
check_exit 2 "$RPMWORKS" build --changed-since v1 some/nova-1.0-1.src.rpm
check_contains 'a file has no history' "$err" '--changed-since works only for packages of a repos.yaml'
cd ..
check_exit 2 "$RPMWORKS" srpm app --changed-since v1
check_contains 'nor a folder without repository' "$err" '--changed-since works only for packages of a repos.yaml'
