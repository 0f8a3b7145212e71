#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Repositories made with the real git-lfs, cloned from a folder, with and without their files.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need git-lfs rpm

export RPMWORKS_CACHE=$TMP/cache GIT_AUTHOR_DATE='2026-01-02T03:04:05Z' GIT_COMMITTER_DATE='2026-01-02T03:04:05Z'
git config --global protocol.file.allow always
git init -q -b main work
cd work
git lfs install --local >/dev/null
git lfs track '*.bin' >/dev/null
mkdir deep
head -c 3000000 /dev/urandom >a.bin
printf 'deep data\n' >deep/b.bin
spec greet 'Source1: a.bin' '%description' x >greet.spec
git add -A
git commit -q -m 'Begin'
git init -q -b main --bare ../remote.git
git remote add origin "file://$PWD/../remote.git"
git push -q origin main 2>/dev/null
cd ..

unpacked() { # unpacked FILE.src.rpm FOLDER
  mkdir -p "$2"
  rpm2archive -n - <"$1" | tar xf - -C "$2"
  tar xf "$2/greet-1.0.tar.gz" -C "$2"
}
right() { # right FOLDER
  cmp "$1/a.bin" work/a.bin && cmp "$1/greet-1.0/a.bin" work/a.bin && cmp "$1/greet-1.0/deep/b.bin" work/deep/b.bin
}

check_exit 0 rpmworks srpm ./work -o work-out
unpacked work-out/greet-1.0-1.src.rpm work-files
check 'a work tree' right work-files
git -C work archive --format=tar.gz --prefix=greet-1.0/ HEAD >archive.tar.gz
check_same 'the archive is that of git archive' "$(gunzip -c archive.tar.gz | sha256sum)" \
  "$(gunzip -c work-files/greet-1.0.tar.gz | sha256sum)"

cat >repos.yaml <<END
schema: 1
product: p
packages:
  greet: { git: "file://$PWD/remote.git" }
END
check_exit 0 rpmworks --workspace mirrored srpm greet -o mirror-out
check 'the same bytes from a mirror' cmp work-out/greet-1.0-1.src.rpm mirror-out/greet-1.0-1.src.rpm

GIT_LFS_SKIP_SMUDGE=1 git clone -q "file://$PWD/remote.git" bare-clone 2>/dev/null
check 'a clone without the files' grep -q git-lfs bare-clone/a.bin
check_exit 0 rpmworks --workspace cloned srpm ./bare-clone -o clone-out
check 'it fetches them from its origin' cmp work-out/greet-1.0-1.src.rpm clone-out/greet-1.0-1.src.rpm
check 'and is not written to' test ! -e bare-clone/.git/lfs/objects

rm -r remote.git/lfs "$TMP/cache"
check_exit 3 rpmworks --workspace lost srpm ./bare-clone -o lost-out
check_contains 'unavailable files are named' "$err" 'a.bin (2.9 MiB)'
check_contains 'with a hint' "$err" 'git lfs fetch'
check 'nothing was made' test ! -e lost-out
