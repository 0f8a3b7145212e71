# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Sources beside the archive of the tree: in the commit, generated, fetched by digest, from a lookaside cache, by GEAR rules.
# shellcheck disable=SC2034,SC2154  # the variables of table_test.sh

# --- in the commit ---------------------------------------------------------------------------------------------------------------
row source-in-tree
file beside.conf beside
file patches/fix.patch $'--- a/data\n+++ b/data\n@@ -1 +1 @@\n-some data\n+mended data'
file conf/with-folder.conf folder
ln -s ../conf/with-folder.conf patches/linked.conf
prep=$'%setup -q\n%patch -P 0 -p1' plain 'Source1: beside.conf' 'Source2: conf/with-folder.conf' 'Source3: linked.conf' \
  'Source4: https://example.org/some/where/beside.conf' 'Patch0: fix.patch'
packs "$row-1.0-1"
holds "$row-1.0.tar.gz" "$row.spec" beside.conf with-folder.conf linked.conf fix.patch
content linked.conf folder
installs data conf/with-folder.conf

row source-fragment
file renamed.conf x
plain 'Source1: https://example.org/download?id=7#/renamed.conf'
packs "$row-1.0-1"
holds "$row-1.0.tar.gz" "$row.spec" renamed.conf

row source-lists
file one.conf x
file fix.patch $'--- a/data\n+++ b/data\n@@ -1 +1 @@\n-some data\n+mended data'
prep='%autosetup -p1' plain $'%sourcelist\none.conf\n\n%patchlist\nfix.patch\n'
packs "$row-1.0-1"
holds "$row-1.0.tar.gz" "$row.spec" one.conf fix.patch
installs data

row source-of-two-paths
file a/x.conf a
file b/x.conf b
plain 'Source1: a/x.conf' 'Source2: b/x.conf'
refused 3 "$row.spec:9: error: a/x.conf and b/x.conf are different files, but both would be x.conf in the package"

row source-folder
file conf/x x
plain 'Source1: conf'
refused 3 "$row.spec:8: error: Source1 conf is neither in the tree nor in repos.yaml"

row source-archive-in-tree
mkdir "$row-1.0"
echo 'of the archive' >"$row-1.0/data"
tar -czf "$row-1.0.tar.gz" "$row-1.0"
rm -r "$row-1.0"
plain
packs "$row-1.0-1"
check "$row: the archive is the one of the commit" cmp "$row-1.0.tar.gz" "$unpacked/$row-1.0.tar.gz"

row source-missing
plain 'Source1: gone.conf' 'Source2: https://example.org/data.bin' 'Patch0: gone.patch'
refused 3 'source-missing.spec:8: error: 3 sources are neither in the tree nor in repos.yaml' \
  '  source-missing.spec:8: Source1: gone.conf' '  source-missing.spec:9: Source2: https://example.org/data.bin' \
  '  source-missing.spec:10: Patch0: gone.patch'

# --- generated ---------------------------------------------------------------------------------------------------------------------
row source-generated
plain 'Source1: baseurl'
product 'packages:' "  $row: { git: $row, sources: { baseurl: \"https://repo.example.org/v1\\n\" } }"
packs "$row-1.0-1"
content baseurl 'https://repo.example.org/v1'
installs data

# --- fetched -----------------------------------------------------------------------------------------------------------------------
mkdir "$TMP/served"
head -c 100000 /dev/urandom >"$TMP/served/data.bin"
: >"$TMP/port"
python3 -u -m http.server --bind 127.0.0.1 --directory "$TMP/served" 0 >"$TMP/port" 2>/dev/null &
server=$!
for _ in $(seq 100); do
  port=$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$TMP/port")
  [ -z "$port" ] || break
  sleep 0.1
done
url=http://127.0.0.1:$port
sha256=$(sha256sum <"$TMP/served/data.bin" | cut -d' ' -f1)
fetched() { # fetched FILE SHA256: a repository with a downloaded source
  plain 'Source1: https://example.org/data.bin'
  product 'packages:' "  $row: { git: $row, sources: { data.bin: { url: \"$url/$1\", sha256: $2 } } }"
}
row source-of-another-digest
fetched data.bin "$(printf '%064d' 7)"
refused 6 "$row.yaml:4:" "$sha256" "$(printf '%064d' 7)"

row source-fetched
fetched data.bin "$sha256"
packs "$row-1.0-1"
check "$row: it is what was served" cmp "$TMP/served/data.bin" "$unpacked/data.bin"
installs data

row source-not-served
fetched gone.bin "$(printf '%064d' 8)"
refused 7 "$row.yaml:4:" 'status 404'

row source-without-digest
plain 'Source1: https://example.org/data.bin'
product 'packages:' "  $row: { git: $row, sources: { data.bin: { url: \"$url/data.bin\" } } }"
refused 3 "$row.yaml:4:67: error: 'sha256' is missing in 'data.bin'"

# --- a dist-git `sources` file -------------------------------------------------------------------------------------------------------
for kind in sources old-sources; do
  row "lookaside-$kind"
  spec_at "$row.spec"
  mkdir "$row-1.0"
  echo upstream >"$row-1.0/data"
  tar -czf "$TMP/$row.tar.gz" "$row-1.0"
  rm -r "$row-1.0"
  case $kind in
    sources) algorithm=sha512 sum=$(sha512sum <"$TMP/$row.tar.gz" | cut -d' ' -f1) && file sources "SHA512 ($row-1.0.tar.gz) = $sum" ;;
    old-sources) algorithm=md5 sum=$(md5sum <"$TMP/$row.tar.gz" | cut -d' ' -f1) && file sources "$sum  $row-1.0.tar.gz" ;;
  esac
  mkdir -p "$TMP/served/$row/$row-1.0.tar.gz/$algorithm/$sum"
  cp "$TMP/$row.tar.gz" "$TMP/served/$row/$row-1.0.tar.gz/$algorithm/$sum/$row-1.0.tar.gz"
  commit
  product 'packages:' "  $row: { git: $row, lookaside: \"$url\" }"
  packs "$row-1.0-1"
  check "$row: the archive is the cached one" cmp "$TMP/$row.tar.gz" "$unpacked/$row-1.0.tar.gz"
  [ "$kind" = sources ] || says 'warning: '
  installs data
done

row lookaside-of-another-content
spec_at "$row.spec"
sum=$(sha512sum <<<x | cut -d' ' -f1)
file sources "SHA512 ($row-1.0.tar.gz) = $sum"
commit
mkdir -p "$TMP/served/$row/$row-1.0.tar.gz/sha512/$sum"
echo forged >"$TMP/served/$row/$row-1.0.tar.gz/sha512/$sum/$row-1.0.tar.gz"
product 'packages:' "  $row: { git: $row, lookaside: \"$url\" }"
refused 6 "sources:1: error: Source0 of $row.spec is not the requested file" "$sum"

row lookaside-unknown
spec_at "$row.spec"
file sources "SHA512 ($row-1.0.tar.gz) = $sum"
commit
refused 3 "sources:1: error: $row-1.0.tar.gz is in a lookaside cache, but no cache is configured" 'lookaside:'

# --- GEAR rules ----------------------------------------------------------------------------------------------------------------------
row gear
spec_at "$row.spec" 'Source1: notes'
sed -i 's/tar.gz$/tar/' "$row.spec"
file src/data 'of a folder'
file more/notes notes
file .gear/rules 'tar: src name=@name@-@version@' 'copy: more/*'
commit
packs "$row-1.0-1"
holds "$row-1.0.tar" "$row.spec" notes
archive "$row-1.0.tar" "$row-1.0/data"
installs data

row gear-bad-rule
plain
file .gear-rules 'tar: .' 'tra: .'
commit
refused 3 ".gear-rules:2:1: error: unknown directive \`tra:\`"

row gear-none
plain
refused 3 'the tree has no GEAR rules' -- --gear
