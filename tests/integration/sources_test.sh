#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Sources that are not in the commit, from a real web server: by URL and digest, from a lookaside cache; and a source package.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/web.sh"
need nginx rpm curl python3

# Its own cache: the files must not be there from another run.
export RPMWORKS_CACHE=$TMP/cache
mkdir -p www/pkgs
web "$PWD/www" "rewrite ^/moved/(.*) /pkgs/\$1 permanent;"
sum() { "$1sum" "$2" | cut -d' ' -f1; }
fetches() { grep -c "GET $1 HTTP/1.1\" 20" "$TMP/nginx/access.log" || true; }

# --- by URL ----------------------------------------------------------------------------------------------------------
head -c 300000 /dev/urandom >www/data.bin
git_repository greet "greet.spec=$(spec greet "Source1: https://example.org/data.bin" '%description' x)"
config() { # config SHA256
  cat >repos.yaml <<END
schema: 1
product: p
packages:
  greet: { git: greet, sources: { data.bin: { url: "$url/data.bin", sha256: $1 } } }
END
}
config "$(sum sha256 www/data.bin)"
check_exit 0 rpmworks srpm greet -o out
rpm2archive -n - <out/greet-1.0-1.src.rpm | tar xOf - ./data.bin >data.bin
check 'the package contains the file from the server' cmp data.bin www/data.bin
check_exit 0 rpmworks srpm greet -o out
git -C greet commit -q --allow-empty -m 'Another'
check_exit 0 rpmworks srpm greet -o out
check_same 'it was fetched once' 1 "$(fetches /data.bin)"

config "$(printf '%064d' 7)"
check_exit 6 rpmworks srpm greet -o out2
check_contains 'the position is shown' "$err" 'repos.yaml:4:'
check_contains 'and both digests' "$err" "$(sum sha256 www/data.bin)"
check 'nothing was made' test ! -e out2
rm -r "$TMP/cache" www/data.bin
config "$(sum sha256 data.bin)"
check_exit 7 rpmworks srpm greet --workspace fresh
check_contains 'a missing file' "$err" 'status 404'

# --- from a lookaside cache ------------------------------------------------------------------------------------------
sha512=$(sum sha512 data.bin)
git_repository dist "dist.spec=$(spec dist '%description' x)" "sources=SHA512 (dist-1.0.tar.gz) = $sha512"
mkdir -p "www/pkgs/dist/dist-1.0.tar.gz/sha512/$sha512"
cp data.bin "www/pkgs/dist/dist-1.0.tar.gz/sha512/$sha512/dist-1.0.tar.gz"
check_exit 3 rpmworks srpm ./dist -o out
check_contains 'without one there is a hint' "$err" 'lookaside:'
cat >repos.yaml <<END
schema: 1
product: p
packages:
  dist: { git: dist, lookaside: "$url/pkgs" }
  dist-moved: { git: dist, lookaside: "$url/moved/dist/dist-1.0.tar.gz/sha512/{digest}/{file}" }
  greet: { srpm: "$url/greet-1.0-1.src.rpm", sha256: $(sum sha256 out/greet-1.0-1.src.rpm) }
END
check_exit 0 rpmworks srpm dist -o out
rpm2archive -n - <out/dist-1.0-1.src.rpm | tar xOf - ./dist-1.0.tar.gz >got
check 'the archive comes from the cache, not from the tree' cmp got data.bin
rm -r "$TMP/cache"
check_exit 0 rpmworks --workspace fresh srpm dist-moved -o moved
check 'redirects are followed, and give the same bytes' cmp out/dist-1.0-1.src.rpm moved/dist-1.0-1.src.rpm

# --- a source package ------------------------------------------------------------------------------------------------
cp out/greet-1.0-1.src.rpm www/
check_exit 0 rpmworks srpm greet -o out3
check 'it is used unchanged' cmp out3/greet-1.0-1.src.rpm www/greet-1.0-1.src.rpm
check_exit 0 rpmworks srpm greet -o out3
check_same 'and fetched once' 1 "$(fetches /greet-1.0-1.src.rpm)"
check_same 'only the files and their locks remain' '' "$(find "$TMP/cache/sources" -name '*.part')"
