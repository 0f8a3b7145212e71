# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Versions, releases and changelogs.
# shellcheck disable=SC2034,SC2154  # the variables of table_test.sh

# --- versions from tags ------------------------------------------------------------------------------------------------------
tagged() { # tagged NEVR TAG OPTION…
  plain
  git tag "$2"
  packs "$row-$1" --version-from tag "${@:3}"
  check_same "$row: the spec in the package" "Version: ${1%-*}" "$(grep ^Version: "$unpacked/$row.spec")"
  check_same "$row: the spec in the work tree" 'Version: 1.0' "$(grep ^Version: "$row.spec")"
  installs data
}
row tag-v && tagged 1.2.3-1 v1.2.3
row tag-plain && tagged 1.2.3-1 1.2.3
row tag-name && tagged 1.2.3-1 tag-name-1.2.3
row tag-pattern && tagged 1.2.3-1 release/1.2.3 --tag-pattern 'release/{version}'
row tag-candidate && tagged 2.0~rc1-1 v2.0-rc1

row tag-beta && tagged 2.0~b5-1 v2.0b5
check_contains "$row: the warning" "$err" 'warning: v2.0b5 is treated as a pre-release: 2.0~b5-1 sorts before 2.0; with {version:as-is} in tag-pattern it is 2.0b5'
row tag-as-is && tagged 2.0b5-1 v2.0b5 --tag-pattern 'v{version:as-is}'
row tag-underlines && tagged 4.0.1-1 REL4_0_1 --tag-pattern 'REL{version:_.}'
row tag-dates && tagged 2024.01.31-1 2024-01-31 --tag-pattern '{version:-.}'

row tag-of-another-form
plain
git tag REL4_0_1
refused 3 'error: the version must come from a tag, but there is no release tag at' "--tag-pattern 'REL{version:_.}'" -- --version-from tag

row tag-none
plain
git tag nightly
refused 3 'error: the version must come from a tag, but there is no release tag at' -- --version-from tag

row tag-shallow
plain
git tag v1.2.3
commit More
git clone -q --depth 1 "file://$PWD" clone
enter "$PWD/clone"
refused 3 'error: this is a shallow clone' 'hint: fetch the rest: git fetch --unshallow' -- --version-from tag

# --- snapshots -----------------------------------------------------------------------------------------------------------------
after_release() { # two commits after 1.2.3, the version still in the spec
  spec_at "$row.spec"
  sed -i 's/^Version:.*/Version: 1.2.3/' "$row.spec"
  file data 'some data'
  commit
  git tag v1.2.3
  commit One
  GIT_COMMITTER_DATE=2026-01-05T23:59:59Z commit Two
  id=$(git rev-parse --short=7 HEAD)
}
clients() { # clients CLIENT: a product for the row with these clients
  product 'targets:' "  t: { arch: x86_64, dist: .el6, client: $1, buildroot: { repos: [hostbase] } }" 'packages:' "  $row: { git: $row }"
}
row snapshot
after_release
packs "$row-1.2.3^2.20260105git$id-1" --snapshot
installs data

row snapshot-el6
after_release
clients el6
packs "$row-1.2.3-1.2.20260105git$id.el6" --snapshot
installs data

row snapshot-el7
after_release
clients el7
packs "$row-1.2.3-1.2.20260105git$id.el6" --snapshot
installs data

row snapshot-of-a-release
after_release
packs "$row-1.2.3-1" --snapshot --ref v1.2.3

row snapshot-of-the-next
after_release
sed -i 's/^Version:.*/Version: 2.0/' "$row.spec"
commit Next
packs "$row-2.0~3.20260102git$(git rev-parse --short=7 HEAD)-1" --snapshot

row snapshot-untagged
plain
packs "$row-1.0~1.20260102git$(git rev-parse --short=7 HEAD)-1" --snapshot

# --- releases --------------------------------------------------------------------------------------------------------------------
row release
plain
packs "$row-1.0-7.special" --release '7%{?dist}.special'
check_same 'its spec has the macro' 'Release: 7%{?dist}.special' "$(grep ^Release: "$unpacked/$row.spec")"

row release-of-two-parts
plain
refused 2 "must not contain '-' or blanks" -- --release 1-2

row epoch
plain 'Epoch: 3'
packs 'epoch-3:1.0-1'
installs data

row dist
plain
clients modern
packs "$row-1.0-1.el6"
installs data

# --- changelogs --------------------------------------------------------------------------------------------------------------------
old=$'* Thu Jan 01 2026 Ada Writer <ada@example.org> - 1.0-1\n- Begun'
changed() { # changed [FROM]: a release and two commits, with this kind of changelog
  ending=${ending-$'%changelog\n'$old} spec_at "$row.spec"
  file data 'some data'
  commit
  git tag v0.9
  commit $'Be faster\n\nIssue: T-1'
  GIT_AUTHOR_NAME=Ada commit 'Know 100% more'
  packs "$row-1.0-1" ${1:+--changelog "$1"}
}
row changelog-untouched
changed
changelog "$old"
check 'the spec is unchanged' cmp "$unpacked/$row.spec" "$row.spec"

row changelog-commit
changed commit
changelog "* Fri Jan 02 2026 Ada <tester@example.org> - 1.0-1
- built from commit $(git rev-parse HEAD)

$old"

row changelog-commits
changed commits
changelog "* Fri Jan 02 2026 Ada <tester@example.org> - 1.0-1
- Know 100% more

* Fri Jan 02 2026 Tester <tester@example.org> - 1.0-1
- Be faster (Issue: T-1)

$old"

row changelog-new
ending='' changed commits
changelog "* Fri Jan 02 2026 Ada <tester@example.org> - 1.0-1
- Know 100% more

* Fri Jan 02 2026 Tester <tester@example.org> - 1.0-1
- Be faster (Issue: T-1)"

row changelog-skipped
spec_at "$row.spec"
commit 'chore: Begin'
commit 'Be faster'
commit 'chore: Sweep'
product 'packages:' "  $row: { git: $row, changelog: { from: commits, skip: [\"^chore\"] } }"
packs "$row-1.0-1"
changelog "* Fri Jan 02 2026 Tester <tester@example.org> - 1.0-1
- Be faster"

row changelog-shallow
plain
commit More
git clone -q --depth 1 "file://$PWD" clone
enter "$PWD/clone"
refused 3 'error: this is a shallow clone' 'hint: fetch the rest: git fetch --unshallow' -- --changelog commits
