#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds from bad source packages, bad repositories and bad builds: what is wrong and what to do is said, nothing of the
# host is seen or touched, and nothing is left behind.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild python3 perl createrepo_c rpmsign

noarch() { # noarch NAME LINE…: a source package whose %build is these lines
  local name=$1
  shift
  srpm "$name" 'BuildArch: noarch' '%description' x '%build' "$@" '%files'
}

# serve FOLDER STATE: a server with faults on http://127.0.0.1:$(cat STATE/port); sets server.
serve() {
  mkdir -p "$2"
  : >"$2/faults"
  "$RPMWORKS_SOURCE/tests/support/faulty-server" "$1" "$2" 2>"$2/log" &
  server=$!
  for _ in $(seq 100); do [ -s "$2/port" ] && break; sleep 0.05; done
  check 'the server listens' test -s "$2/port"
}

# product URL [KEY]: a repos.yaml whose only repository is this one, trusted to be signed by the key.
product() {
  printf '%s\n' 'schema: 1' 'product: faults' "keys: { k: { public: ${2:-$HOSTBASE/RPM-GPG-KEY-hostbase} } }" \
    "upstreams: { web: { baseurl: \"$1\", trust: [k] } }" \
    'targets: { t: { arch: x86_64, dist: .t, buildroot: { repos: [web], install: [make] } } }'
}

noarch plain true

# --- a server that says no more ------------------------------------------------------------------------------------------
# It takes its time, which the rest of the test is for.
serve "$HOSTBASE" "$TMP/stalled"
echo 'stall repomd' >"$TMP/stalled/faults"
product "http://127.0.0.1:$(cat "$TMP/stalled/port")" >stalled.yaml
rpmworks --cache "$TMP/stalled/cache" --workspace "$TMP/stalled" -c stalled.yaml build plain-1.0-1.src.rpm \
  >"$TMP/stalled/out" 2>"$TMP/stalled/err" </dev/null &
stalled=$!

# --- source packages -----------------------------------------------------------------------------------------------------
mkdir -p "$TMP/rpmbuild/SOURCES"
head -c 300000 /dev/urandom >"$TMP/rpmbuild/SOURCES/blob"
srpm whole 'Source0: blob' 'BuildArch: noarch' '%description' x '%files'
size=$(stat -c %s whole-1.0-1.src.rpm)
damaged=(rpmworks build cut.src.rpm -- 'cut.src.rpm: error: ' 'damaged' 'fetch or make the package again')
for length in 0 1 95 96 200 3000 8000 $((size / 2)) $((size - 100)) $((size - 1)); do
  head -c "$length" whole-1.0-1.src.rpm >cut.src.rpm
  refused 3 "${damaged[@]}"
done
{ cat whole-1.0-1.src.rpm; echo more; } >cut.src.rpm
refused 3 "${damaged[@]}"
cp whole-1.0-1.src.rpm cut.src.rpm
printf X | dd of=cut.src.rpm bs=1 seek=$((size / 2)) conv=notrunc status=none
refused 3 "${damaged[@]}"
echo 'no package' >text.src.rpm
refused 3 rpmworks build text.src.rpm -- 'text.src.rpm: error: this is no RPM package'
cp "$(find -L "$HOSTBASE/packages" -name 'make-*.rpm')" binary.src.rpm
refused 3 rpmworks build binary.src.rpm -- 'this is a binary package, not a source package' 'name the .src.rpm'
mkdir folder.src.rpm
refused 3 rpmworks build folder.src.rpm -- 'folder.src.rpm is a folder, and a source package is wanted'
mkfifo pipe.src.rpm
refused 3 timeout 10 rpmworks build pipe.src.rpm -- 'pipe.src.rpm is no file'
ln -s /dev/zero endless.src.rpm
refused 3 timeout 10 rpmworks build endless.src.rpm -- 'endless.src.rpm is no file'
ln -s nowhere gone.src.rpm
refused 3 rpmworks build gone.src.rpm -- 'there is no file gone.src.rpm'
srpm foreign 'ExclusiveArch: ppc64le' '%description' x '%files'
srpm unwanted 'ExcludeArch: x86_64' '%description' x '%files'
refused 3 rpmworks build foreign-1.0-1.src.rpm unwanted-1.0-1.src.rpm plain-1.0-1.src.rpm -- \
  'foreign: its spec does not build for x86_64 (ExclusiveArch: ppc64le)' \
  'unwanted: its spec does not build for x86_64 (ExcludeArch: x86_64)'
check 'nothing was built' test ! -e "$(find "$RPMWORKS_CACHE/standalone" -path "*$TMP*" 2>/dev/null)"

# --- what builds require -------------------------------------------------------------------------------------------------
srpm needs1 'BuildArch: noarch' 'BuildRequires: make < 1, nothing-of-that-name' '%description' x '%files'
srpm needs2 'BuildArch: noarch' 'BuildRequires: pkgconfig(popt) >= 99, /usr/bin/nowhere' '%description' x '%files'
refused 3 rpmworks --workspace "$TMP/needs" build needs1-1.0-1.src.rpm plain-1.0-1.src.rpm needs2-1.0-1.src.rpm -- \
  'needs1: make < 1; there is another version of it' 'needs1: nothing-of-that-name' 'needs2: pkgconfig(popt) >= 99' \
  'needs2: /usr/bin/nowhere' 'rpmworks-hostbase PACKAGE'
check 'nothing was built before that was said' test ! -e "$TMP/needs/.rpmworks/results"

srpm one 'BuildArch: noarch' '%description' x '%files'
srpm other 'BuildArch: noarch' 'Conflicts: one' '%description' x '%files'
srpm both 'BuildArch: noarch' 'BuildRequires: one, other' '%description' x '%files'
refused 3 rpmworks build one-1.0-1.src.rpm other-1.0-1.src.rpm both-1.0-1.src.rpm -- \
  'both: other, one: package other-1.0-1.noarch conflicts with one provided by one-1.0-1.noarch'

# --- repositories behind the network ---------------------------------------------------------------------------------------
repository=$TMP/repository
mkdir "$repository"
cp -RL "$HOSTBASE/repodata" "$repository/"
mkdir "$repository/packages"
ln "$(readlink -f "$HOSTBASE")"/packages/*.rpm "$repository/packages/" 2>/dev/null || cp -L "$HOSTBASE"/packages/*.rpm "$repository/packages/"
serve "$repository" "$TMP/web"
url=http://127.0.0.1:$(cat "$TMP/web/port")
product "$url" >web.yaml
web=(rpmworks --cache "$TMP/web/cache" --workspace "$TMP/web" -c web.yaml build plain-1.0-1.src.rpm)
fault() { printf '%s\n' "$@" >"$TMP/web/faults"; }

fault '404 repomd'
refused 7 "${web[@]}" -- 'the repository web cannot be read' "from $url" 'Status code: 404' 'the server answers, but has no such file'
fault '404 primary'
refused 7 "${web[@]}" -- 'a file of web cannot be fetched' 'primary.xml' 'Status code: 404'
fault '404 packages/make-' '404 packages/patch-'
refused 7 "${web[@]}" -- '2 files of web cannot be fetched' 'packages/make-' 'packages/patch-' 'while building plain for t'
check_same 'what the server has not is asked for once' 1 "$(grep -c packages/make- "$TMP/web/requests")"
fault '503 packages/make-'
refused 7 "${web[@]}" -- 'packages/make-' 'Status code: 503' 'what was fetched is kept'
fault 'cut packages/make-'
refused 7 "${web[@]}" -- 'a file of web cannot be fetched' 'packages/make-'
fault 'stall packages/make-'
setsid "${web[@]}" >"$TMP/out" 2>"$TMP/err" </dev/null &
pid=$!
asked=$(grep -c packages/make- "$TMP/web/requests")
for _ in $(seq 200); do [ "$(grep -c packages/make- "$TMP/web/requests")" = "$asked" ] || break; sleep 0.05; done
begin=$SECONDS
kill -TERM $pid
code=0
wait $pid || code=$?
check_same 'a download that stalls can be interrupted' 130 "$code"
check 'at once' test $((SECONDS - begin)) -le 5
no_traces

# It vanishes while its packages are fetched.
setsid "${web[@]}" >"$TMP/out" 2>"$TMP/err" </dev/null &
pid=$!
asked=$(grep -c packages/make- "$TMP/web/requests")
for _ in $(seq 200); do [ "$(grep -c packages/make- "$TMP/web/requests")" = "$asked" ] || break; sleep 0.05; done
kill $server
wait $server 2>/dev/null || true
code=0
wait $pid || code=$?
check_same 'a server that vanishes' 7 "$code"
check_contains 'is named' "$(cat "$TMP/err")" "$url/packages/make-"
check_contains 'and what to do' "$(cat "$TMP/err")" 'hint: check the network'
run "${web[@]}"
check_same 'and the next run cannot reach it' 7 "$code"
check_contains 'which is said' "$err" "Couldn't connect to server"

# What it has is something else than its metadata says; and then it is replaced while a run goes on.
serve "$repository" "$TMP/web"
url=http://127.0.0.1:$(cat "$TMP/web/port")
product "$url" >web.yaml
make=$(basename "$repository"/packages/make-*.rpm)
mv "$repository/packages/$make" "$TMP/make.rpm"
head -c -1 "$TMP/make.rpm" >"$repository/packages/$make"
refused 7 "${web[@]}" -- "packages/$make"
{ head -c -1 "$TMP/make.rpm"; printf X; } >"$repository/packages/$make"
refused 7 "${web[@]}" -- "packages/$make" 'damaged or not what its metadata says'
rm "$repository/packages/$make"
refused 7 "${web[@]}" -- "packages/$make" 'the mirror may be out of date'
cp "$TMP/make.rpm" "$repository/packages/$make"
createrepo_c -q --update "$repository"
check_exit 0 "${web[@]}" # the new state of the repository
check_exit 0 "${web[@]}"
check_contains 'and a state that did not change is known again' "$out" unchanged
kill $server
wait $server 2>/dev/null || true

# --- packages that nobody can trust -----------------------------------------------------------------------------------------
# Damaged so that the metadata, which is not signed, does not tell.
local_build=(rpmworks --cache "$TMP/web/cache" --workspace "$TMP/web" -c local.yaml build --force plain-1.0-1.src.rpm)
product "file://$repository" >local.yaml
untrusted() { # untrusted PART…: of the package make
  createrepo_c -q --update "$repository"
  refused 6 "${local_build[@]}" -- "${make%.rpm}" "$@"
}
cp --remove-destination "$TMP/make.rpm" "$repository/packages/$make"
printf X | dd of="$repository/packages/$make" bs=1 seek=$(($(stat -c %s "$TMP/make.rpm") - 1000)) conv=notrunc status=none
untrusted 'signature'
cp --remove-destination "$TMP/make.rpm" "$repository/packages/$make"
rpmsign --delsign "$repository/packages/$make" >/dev/null 2>&1
untrusted 'sign'
"$RPMWORKS_SOURCE/examples/make-key" "$TMP/stranger" >/dev/null 2>&1
stranger=$(gpg --homedir "$TMP/stranger" --list-keys --with-colons 2>/dev/null | awk -F: '/^fpr/{print $10; exit}')
rpmsign --define '__gpg /usr/bin/gpg' --define "_gpg_path $TMP/stranger" --define "_gpg_name $stranger" \
  --addsign "$repository/packages/$make" >/dev/null 2>&1
gpgconf --homedir "$TMP/stranger" --kill gpg-agent || true
untrusted "$(tr 'A-F' 'a-f' <<<"${stranger: -16}")"
