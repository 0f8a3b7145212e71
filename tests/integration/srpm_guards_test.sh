#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks between a repository and a source package: uncommitted changes, signatures, reproducibility, clients.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need git gpg gpgv rpm jq
export RPMWORKS_CACHE=$TMP/cache

spec() { # spec NAME [LINE…]
  printf '%s\n' "Name: $1" 'Version: 1.0' 'Release: 1%{?dist}' 'Summary: x' 'License: MIT' \
    'Source0: %{name}-%{version}.tar.gz' "${@:2}" '%description' x '%prep' '%setup -q' '%files'
}
repository() { # repository FOLDER FILE…: a commit of the existing files
  git init -q -b main "$1"
  git -C "$1" add -A
  git -C "$1" commit -q -m Begin
}
# All properties of every file in .git.
git_folder() { find "$1/.git" -printf '%p %m %s %T@ %i\n' | sort && find "$1/.git" -type f -exec sha256sum {} + | sort; }

# --- a dirty tree ----------------------------------------------------------------------------------------------------
mkdir -p tree/sub tree/other
spec tree 'Source1: tree.conf' >tree/tree.spec
spec sub >tree/sub/sub.spec
echo old >tree/tree.conf
echo old >tree/main.c
echo old >tree/gone.c
echo old >tree/other/file
repository tree
check_exit 0 "$RPMWORKS" srpm tree --spec tree.spec -o clean
check_same 'a clean tree gives no message' '' "$(grep -v '^packing' <<<"$err" || true)"
echo new >tree/tree.conf
echo new >tree/main.c
rm tree/gone.c
printf 'new\n' >tree/added.c
git -C tree add -N added.c
before=$(git_folder tree)
check_exit 3 "$RPMWORKS" srpm tree
check_contains 'the number of changes' "$err" "error: $PWD/tree has 4 uncommitted files, which HEAD does not contain"
for file in added.c gone.c main.c tree.conf; do check_contains 'all of them are named' "$err" "  $file"; done
check_contains 'with hints' "$err" \
  'hint: commit them, include them with --dirty, or package HEAD without them with --ref HEAD'
check_exit 0 "$RPMWORKS" srpm tree --subdir sub
check_exit 2 "$RPMWORKS" srpm tree --dirty --ref HEAD
check_exit 0 "$RPMWORKS" srpm tree --ref HEAD -o head
check 'with --ref the commit counts' cmp clean/tree-1.0-1.src.rpm head/tree-1.0-1.src.rpm
check_exit 0 "$RPMWORKS" --json srpm tree --dirty -o dirty
check_same 'the release is marked' tree-1.0-1.dirty.src.rpm "$(jq -r '.srpms[0].file' <<<"$out")"
check_same 'and the result' "true $(git -C tree rev-parse HEAD)" "$(jq -r '.srpms[0] | "\(.dirty) \(.commit)"' <<<"$out")"
check_same 'the repository is unchanged' "$before" "$(git_folder tree)"
mkdir unpacked
(cd unpacked && rpm2archive -n - <../dirty/tree-1.0-1.dirty.src.rpm | tar x && tar xf tree-1.0.tar.gz)
check_same 'the source is that of the work tree' new "$(cat unpacked/tree.conf)"
check_same 'and so is the archive' 'added.c main.c other sub tree.conf tree.spec' "$(cd unpacked/tree-1.0 && echo *)"
cp -a tree copy
check_exit 0 "$RPMWORKS" srpm copy --dirty -o again --store "$TMP/other-store"
check 'the same work tree gives the same bytes' cmp dirty/tree-1.0-1.dirty.src.rpm again/tree-1.0-1.dirty.src.rpm
printf 'schema: 1\nproduct: p\npackages:\n  tree: { git: tree }\n' >repos.yaml
for command in build 'srpm tree' check; do
  # shellcheck disable=SC2086  # words
  check_exit 3 "$RPMWORKS" -c repos.yaml $command
  check_contains "$command finds them too" "$out$err" 'has 4 uncommitted files, which HEAD does not contain'
done
check_exit 3 "$RPMWORKS" -c repos.yaml build
# shellcheck disable=SC2016  # a backtick of the message
check_contains 'build has no --dirty' "$err" 'hint: commit them, or set `ref:`'
check_exit 0 "$RPMWORKS" -c repos.yaml srpm tree --dirty -o packages
check '--dirty with a package name' test -s packages/tree-1.0-1.dirty.src.rpm
rm repos.yaml

git -C tree checkout -q -f
git -C tree reset -q --hard
echo local >tree/tree-1.0.tar.gz
check_exit 0 "$RPMWORKS" srpm tree -o untracked
check_contains 'an untracked source is reported' "$err" 'warning: the spec names tree-1.0.tar.gz, which git does not track'
check 'and not packaged' cmp clean/tree-1.0-1.src.rpm untracked/tree-1.0-1.src.rpm
echo '*.tar.gz' >tree/.git/info/exclude
check_exit 0 "$RPMWORKS" srpm tree -o untracked
case $err in *warning*) fail 'a warning about an ignored file' ;; esac

# --- signatures --------------------------------------------------------------------------------------------------------
export GNUPGHOME=$TMP/gnupg
mkdir -m 700 "$GNUPGHOME"
for name in good bad; do
  gpg --batch --quiet --passphrase '' --quick-generate-key "$name <$name@example.org>" rsa2048 default never 2>/dev/null
  gpg --armor --export "$name" >"$name.asc"
done
fingerprint() { gpg --with-colons --list-keys "$1" | awk -F: '/^fpr/ {print $10; exit}'; }
mkdir signed
spec signed >signed/signed.spec
repository signed
git -C signed -c user.signingkey="$(fingerprint good)" tag -s -m One v1
git -C signed -c user.signingkey="$(fingerprint bad)" tag -s -m Two v2
git -C signed tag v3
git -C signed tag -a -m Four v4
git -C signed update-ref refs/tags/v5 "$(git -C signed rev-parse v1)"
git -C signed cat-file tag v1 | sed 's/^One$/Ten/; s/^tag v1$/tag v6/' >forged
git -C signed update-ref refs/tags/v6 "$(git -C signed hash-object -t tag -w "$PWD/forged")"
echo 'Nonsense: %(' >signed/signed.spec
git -C signed commit -q -a -m 'Not to be parsed'
git -C signed tag v7
git -C signed checkout -q v1
verifying() { # verifying REF [tag|commit]
  printf 'schema: 1\nproduct: p\nkeys:\n  good: { public: good.asc, fingerprint: %s }\npackages:\n' "$(fingerprint good)" >repos.yaml
  printf '  signed: { git: signed, ref: "%s", verify: %s, trust: [good] }\n' "$1" "${2:-tag}" >>repos.yaml
}
verifying v1
check_exit 0 "$RPMWORKS" --json srpm signed -o trusted
check_same 'a signed tag is packaged' "tag $(fingerprint good) false" \
  "$(jq -r '.srpms[0] | "\(.verified.what) \(.verified.fingerprint) \(.cached)"' <<<"$out")"
check_exit 0 "$RPMWORKS" --json srpm signed -o trusted
check_same 'and verified again if it is reused' "tag true" "$(jq -r '.srpms[0] | "\(.verified.what) \(.cached)"' <<<"$out")"
run "$RPMWORKS" --json check
check_contains 'check names the signer' "$out" "signed by $(fingerprint good)"
refused() { # refused REF PART…
  verifying "$1"
  check_exit 6 "$RPMWORKS" --store "$TMP/empty-$1" srpm signed -o refused
  local part
  for part in "$1" signed 'repos.yaml:6:3: error: ' 'hint: ' "${@:2}"; do
    check_contains "the tag $1" "$err" "$part"
  done
  check 'nothing was made' test ! -e refused
  run "$RPMWORKS" check
  check_contains "check says so of $1" "$out" 'MISSING  package signed: '
}
refused v2 "signed by $(fingerprint bad), which is not one of the accepted keys" "trusted: good ($(fingerprint good))"
refused v3 'it is a lightweight tag'
refused v7 'it is a lightweight tag' # although its spec cannot be parsed: it was not parsed
refused v5 'is the tag v1 under another name'
refused v6 'the content was changed after'
refused main 'is not a tag'
verifying v4
check_exit 6 "$RPMWORKS" srpm signed
check_contains 'an annotated tag is not a signed tag' "$err" 'the tag v4 of signed is not signed'
verifying main commit
check_exit 6 "$RPMWORKS" srpm signed
check_contains 'a commit without a signature' "$err" 'of signed is not signed'
git -C signed checkout -q -B main v1
git -C signed -c user.signingkey="$(fingerprint good)" commit -q -S --allow-empty -m Signed
check_exit 0 "$RPMWORKS" --json srpm signed -o trusted
check_same 'a signed commit is packaged' commit "$(jq -r '.srpms[0].verified.what' <<<"$out")"
gpgconf --kill all
rm repos.yaml

# --- a second package for comparison -----------------------------------------------------------------------------------
check_exit 0 "$RPMWORKS" srpm tree --check -o twice
check_contains 'it says so' "$err" 'tree-1.0-1.src.rpm is reproducible: the same bytes in two different environments'
check_exit 0 "$RPMWORKS" --json srpm tree --check -o twice
check_same 'in JSON too' true "$(jq '.srpms[0].reproducible' <<<"$out")"
mkdir random
spec random | sed 's/^x$/x %(mktemp -u)/' >random/random.spec
repository random
check_exit 5 "$RPMWORKS" srpm random --check -o random-out
check_contains 'the difference is named' "$err" \
  'random.spec: error: random-1.0-1.src.rpm is not reproducible: a second package differs in Description'
check 'nothing is copied out' test ! -e random-out

# --- features that the target's clients support --------------------------------------------------------------------------
printf '%s\n' 'schema: 1' 'product: p' 'targets:' \
  '  old: { arch: x86_64, dist: .el6, client: el6, buildroot: { repos: [hostbase] } }' \
  '  new: { arch: x86_64, dist: .el9, client: modern, buildroot: { repos: [hostbase] } }' \
  'packages:' '  tree: { git: tree }' '  rich: { git: rich }' >repos.yaml
mkdir rich
spec rich 'BuildRequires: (gcc or clang)' >rich/rich.spec
repository rich
check_exit 0 "$RPMWORKS" srpm tree --target old -o old
check_same 'an el6 source package requires only features of its rpm' 'rpmlib(CompressedFileNames) 3.0.4-1 rpmlib(FileDigests) 4.6.0-1' \
  "$(rpm -qp --nosignature --qf '[%{requirename} %{requireversion}\n]' old/tree-1.0-1.el6.src.rpm | xargs)"
check_same 'with SHA-256 and a plain payload' '8 (none)' \
  "$(rpm -qp --nosignature --qf '%{filedigestalgo} %{payloadcompressor}' old/tree-1.0-1.el6.src.rpm)"
check_exit 0 "$RPMWORKS" srpm rich --target new -o new
check_exit 5 "$RPMWORKS" srpm rich --target old
check_contains 'an unsupported feature is named' "$err" 'rich.spec:7: BuildRequires (gcc or clang) is a rich dependency, supported since rpm 4.12'
