# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks between a repository and its package: changes, signatures, clients, `--check`; and import, init, superprojects.
# shellcheck disable=SC2034,SC2154  # the variables of table_test.sh

# --- uncommitted changes ------------------------------------------------------------------------------------------------------------
row dirty-refused
plain
echo changed >data
refused 3 "has 1 uncommitted file, which HEAD does not contain" '  data' '--dirty'

row dirty
plain
echo changed >data
echo 'to be added' >new
git add -N new
packs "$row-1.0-1.dirty" --dirty
content "$row-1.0.tar.gz:$row-1.0/data" changed
content "$row-1.0.tar.gz:$row-1.0/new" 'to be added'
installs data new

row dirty-and-a-ref
plain
echo changed >data
packs "$row-1.0-1" --ref HEAD
content "$row-1.0.tar.gz:$row-1.0/data" 'some data'

# --- signatures -----------------------------------------------------------------------------------------------------------------------
export GNUPGHOME=$TMP/gnupg
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-generate-key 'Table <table@example.org>' ed25519 sign never 2>/dev/null
gpg --armor --export >"$TMP/work/table.asc"
fingerprint=$(gpg --with-colons --list-keys 2>/dev/null | awk -F: '/^fpr/ {print $10; exit}')
verifying() { # verifying REF WHAT
  product "keys: { table: { public: table.asc, fingerprint: $fingerprint } }" 'packages:' \
    "  $row: { git: $row, ref: $1, verify: $2, trust: [table] }"
}
row signed-tag
plain
git -c user.signingkey="$fingerprint" tag -s -m One v1
verifying v1 tag
packs "$row-1.0-1" -v
says "the tag is signed by $fingerprint"

row signed-commit
plain
git -c user.signingkey="$fingerprint" commit -q -S --allow-empty -m Signed
verifying main commit
packs "$row-1.0-1"

row unsigned-tag
plain
git tag -a -m One v1
verifying v1 tag
refused 6 "$row.yaml:5:3: error: the tag v1 of unsigned-tag is not signed"

row unsigned-commit
plain
verifying main commit
refused 6 'of unsigned-commit is not signed'

row tag-of-another-name
plain
git -c user.signingkey="$fingerprint" tag -s -m One v1
git update-ref refs/tags/v2 v1
verifying v2 tag
refused 6 'is the tag v1 under another name'
gpgconf --kill all
unset GNUPGHOME

# --- a second package for comparison --------------------------------------------------------------------------------------------------
row check
plain
packs "$row-1.0-1" --check
says 'check-1.0-1.src.rpm is reproducible'

row check-of-chance
plain 'URL: https://example.org/%(mktemp -u XXXXXXXX)'
refused 5 'check-of-chance.spec: error: check-of-chance-1.0-1.src.rpm is not reproducible' Url -- --check

# --- clients ---------------------------------------------------------------------------------------------------------------------------
row el6
plain 'BuildRequires: make >= 3'
clients el6
packs "$row-1.0-1.el6"
tags '%{payloadformat} %{payloadcompressor} %{filedigestalgo}' 'cpio (none) 8'
tags '[%{requirename} ]' 'make rpmlib(CompressedFileNames) rpmlib(FileDigests) '
apart # a root with make would be made only for this package

row el6-rich
plain 'BuildRequires: (gcc or clang)'
clients el6
refused 5 'el6-rich.spec:8: BuildRequires (gcc or clang) is a rich dependency, supported since rpm 4.12'

row el7-caret
plain
sed -i 's/^Version:.*/Version: 1.0^git1/' "$row.spec"
commit
clients el7
refused 5 "el7-caret.spec:2: Version 1.0^git1 has '^', supported since rpm 4.15"

# --- import ----------------------------------------------------------------------------------------------------------------------------------
row import
file .gitattributes '/rpm export-ignore' '.gitattributes export-ignore'
file rpm/greet.conf 'x=1'
printf '\0\1\r\n' >image
ln -s data link
file run '#!/bin/sh'
chmod +x run
for version in 1.0 1.1; do
  spec_at rpm/import.spec 'Source1: greet.conf'
  sed -i "s/^Version:.*/Version: $version/" rpm/import.spec
  file data "data of $version"
  commit "$version"
  packs "import-$version-1"
  apart
  mv "$unpacked" "$TMP/given-$version"
done
for version in 1.0 1.1; do
  check_exit 0 rpmworks import "$TMP/apart/import/import-$version-1.src.rpm" --into "$TMP/work/imported"
  enter "$TMP/work/imported"
  packs "import-$version-1"
  for given in "$TMP/given-$version" "$unpacked"; do
    tar -xf "$given/import-$version.tar.gz" -C "$given"
    rm "$given/import-$version.tar.gz"
  done
  check "import of $version: it comes out as it went in" diff -r --no-dereference "$TMP/given-$version" "$unpacked"
  check_same 'import: executable files' "./import-$version/run" "$(cd "$unpacked" && find . -type f -perm -u+x)"
done
check_same 'import: tags' 'import-1.0-1 import-1.1-1 upstream/1.0 upstream/1.1' "$(git tag | xargs)"
check_same 'import: the work tree is clean' '' "$(git status --porcelain)"
installs image link run

row import-of-nonsense
echo nonsense >nonsense-1.0-1.src.rpm
before=$(state)
check_exit 3 rpmworks import nonsense-1.0-1.src.rpm --into "$TMP/made/nonsense"
says 'nonsense-1.0-1.src.rpm: error: '
check 'import-of-nonsense: nothing was made' test ! -e "$TMP/made/nonsense"
check_same 'import-of-nonsense: the repository is unchanged' "$before" "$(state)"

# --- init --------------------------------------------------------------------------------------------------------------------------------------
row init
file init.sh '#!/bin/sh'
chmod +x init.sh
file words hello
commit
git tag v2.5
check_exit 0 rpmworks init .
commit 'A spec'
packs 'init-2.5-1'
archive init-2.5.tar.gz init-2.5/{init.sh,init.spec,words}
installs words

row init-again
plain
before=$(state)
check_exit 3 rpmworks init .
says 'error: the repository already has a spec: init-again.spec'
check_same 'init-again: the repository is unchanged' "$before" "$(state)"

# --- superprojects -----------------------------------------------------------------------------------------------------------------------------------
for name in nova glance; do
  row "super-$name"
  plain
done
row super
for name in nova glance; do git submodule --quiet add "../super-$name" "repos/super-$name"; done
commit
git tag v1
product 'superprojects:' '  - { git: super, under: repos }'
command=("${command[@]:0:5}") # all packages
packs 'super-glance-1.0-1 super-nova-1.0-1'
file ../super-nova/data 'newer data'
commit Newer ../super-nova
git -C repos/super-nova pull -q
commit 'Newer nova'
packs super-nova-1.0-1 --changed-since v1
content super-nova-1.0.tar.gz:super-nova-1.0/data 'newer data'

row super-of-no-such-ref
git submodule --quiet add ../super-nova repos/super-nova
commit
product 'superprojects:' '  - { git: super-of-no-such-ref }'
command=("${command[@]:0:5}")
refused 3 "$row.yaml:4:5: error: the repository has no branch, tag or commit 'v7'" -- --changed-since v7
