#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds from bad source packages, with bad repositories, and bad builds: the message has the cause and a hint, nothing on the
# host is read or changed, and nothing is left behind.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild python3 perl createrepo_c rpmsign

# serve FOLDER STATE: a server with faults on http://127.0.0.1:$(cat STATE/port); sets server.
serve() {
  mkdir -p "$2"
  rm -f "$2/port"
  : >"$2/faults"
  "$RPMWORKS_SOURCE/tests/support/faulty-server" "$1" "$2" 2>"$2/log" &
  server=$!
  for _ in $(seq 100); do [ -s "$2/port" ] && break; sleep 0.05; done
  check 'the server listens' test -s "$2/port"
}

# product URL [KEY]: a repos.yaml whose only repository is this one, with this trusted key.
product() {
  printf '%s\n' 'schema: 1' 'product: faults' "keys: { k: { public: ${2:-$HOSTBASE/RPM-GPG-KEY-hostbase} } }" \
    "upstreams: { web: { baseurl: \"$1\", trust: [k] } }" \
    'targets: { t: { arch: x86_64, dist: .t, buildroot: { repos: [web], install: [make] } } }'
}

noarch plain true

# --- servers that stop answering, or answer very slowly ---------------------------------------------------------------------
# These wait for timeouts, so they run during the rest of the test.
to_its_end() { # to_its_end STATE ARGUMENT…: in the background
  { timeout 1000 rpmworks --cache "$1/cache" --workspace "$1" "${@:2}" >"$1/out" 2>"$1/err" </dev/null && echo 0 >"$1/code" ||
    echo $? >"$1/code"; } &
}
slowly() { # slowly FOLDER PATTERN COMMAND…: in the background, in its own environment
  local state=$TMP/$1
  serve "$HOSTBASE" "$state"
  echo "$2" >"$state/faults"
  product "http://127.0.0.1:$(cat "$state/port")" >"$1.yaml"
  to_its_end "$state" -c "$1.yaml" "${@:3}"
}
slowly stalled 'stall repomd' build plain-1.0-1.src.rpm
slowly mute 'mute repomd' build plain-1.0-1.src.rpm
slowly drips 'drip packages/make-' build plain-1.0-1.src.rpm
git_repository fed "fed.spec=$(spec fed '%description' x '%files')"
sed -i 's|^Source0:.*|Source0: big|' fed/fed.spec
git -C fed commit -qam 'Have a source'
head -c 100000 /dev/urandom >"$TMP/big"
mkdir "$TMP/files"
cp "$TMP/big" "$TMP/files/big"
mkdir "$TMP/source"
serve "$TMP/files" "$TMP/source"
echo 'drip big' >"$TMP/source/faults"
printf '%s\n' 'schema: 1' 'product: faults' "packages: { fed: { git: fed, sources: { big: { url: \"http://127.0.0.1:$(cat "$TMP/source/port")/big\", sha256: $(sha256sum "$TMP/big" | cut -d' ' -f1) } } } }" >source.yaml
to_its_end "$TMP/source" -c source.yaml srpm fed

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
refused 3 rpmworks build text.src.rpm -- 'text.src.rpm: error: this is not an RPM package'
cp "$(find -L "$HOSTBASE/packages" -name 'make-*.rpm')" binary.src.rpm
refused 3 rpmworks build binary.src.rpm -- 'this is a binary package, not a source package' "hint: use the .src.rpm that it was built from: rpm -qp --qf '%{sourcerpm}' prints its name"
mkdir folder.src.rpm
refused 3 rpmworks build folder.src.rpm -- 'folder.src.rpm is a folder, not a source package'
mkfifo pipe.src.rpm
refused 3 timeout 300 rpmworks build pipe.src.rpm -- 'pipe.src.rpm is a special file'
ln -s /dev/zero endless.src.rpm
refused 3 timeout 300 rpmworks build endless.src.rpm -- 'endless.src.rpm is a special file'
ln -s nowhere gone.src.rpm
refused 3 rpmworks build gone.src.rpm -- 'no such file: gone.src.rpm'
srpm foreign 'ExclusiveArch: ppc64le' '%description' x '%files'
srpm unwanted 'ExcludeArch: x86_64' '%description' x '%files'
refused 3 rpmworks build foreign-1.0-1.src.rpm unwanted-1.0-1.src.rpm plain-1.0-1.src.rpm -- \
  'foreign: its spec does not build for x86_64 (ExclusiveArch: ppc64le)' \
  'unwanted: its spec does not build for x86_64 (ExcludeArch: x86_64)'
check 'nothing was built' test ! -e "$(find "$RPMWORKS_CACHE/standalone" -path "*$TMP*" 2>/dev/null)"

# --- BuildRequires -------------------------------------------------------------------------------------------------------
srpm needs1 'BuildArch: noarch' 'BuildRequires: make < 1, nothing-of-that-name' '%description' x '%files'
srpm needs2 'BuildArch: noarch' 'BuildRequires: pkgconfig(popt) >= 99, /usr/bin/nowhere' '%description' x '%files'
refused 3 rpmworks --workspace "$TMP/needs" build needs1-1.0-1.src.rpm plain-1.0-1.src.rpm needs2-1.0-1.src.rpm -- \
  'needs1: make < 1; another version of it exists' 'needs1: nothing-of-that-name' 'needs2: pkgconfig(popt) >= 99' \
  'needs2: /usr/bin/nowhere' 'rpmworks-hostbase PACKAGE'
check 'nothing was built before the error' test ! -e "$TMP/needs/.rpmworks/results"

srpm one 'BuildArch: noarch' '%description' x '%files'
srpm other 'BuildArch: noarch' 'Conflicts: one' '%description' x '%files'
srpm both 'BuildArch: noarch' 'BuildRequires: one, other' '%description' x '%files'
conflict='both: other, one: package other-1.0-1.noarch conflicts with one provided by one-1.0-1.noarch'
refused 3 rpmworks build one-1.0-1.src.rpm other-1.0-1.src.rpm both-1.0-1.src.rpm -- "$conflict" \
  "error: BuildRequires of both cannot be installed together for the target 'hostbase'"
# A missing requirement in a repository is known before any build.
check_exit 0 rpmworks build one-1.0-1.src.rpm other-1.0-1.src.rpm -o conflicting
createrepo_c -q conflicting
product "file://$HOSTBASE" | sed "s|^upstreams: {|& own: { baseurl: \"file://$PWD/conflicting\", trust: [k] },|; s|repos: \[|&own, |" >both.yaml
refused 3 rpmworks --workspace "$TMP/needs" -c both.yaml build plain-1.0-1.src.rpm both-1.0-1.src.rpm -- "$conflict" \
  "error: BuildRequires of both cannot be installed together for the target 't'" 'hint: packages that conflict cannot be in one build root'
check 'nothing was built before the error' test ! -e "$TMP/needs/.rpmworks/results"

# --- repositories on the network -------------------------------------------------------------------------------------------
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
refused 7 "${web[@]}" -- 'error: cannot read the repository web' "from $url" 'Status code: 404' 'the server has no such file'
fault '404 primary'
refused 7 "${web[@]}" -- 'cannot fetch a file of web' 'primary.xml' 'Status code: 404'
fault '404 packages/make-' '404 packages/patch-'
refused 7 "${web[@]}" -- 'cannot fetch 2 files of web' 'packages/make-' 'packages/patch-' 'while building plain for t'
check_same 'a missing file is requested once' 1 "$(grep -c packages/make- "$TMP/web/requests")"
fault '503 packages/make-'
refused 7 "${web[@]}" -- 'packages/make-' 'Status code: 503' 'partial files are kept'
fault 'cut packages/make-'
refused 7 "${web[@]}" -- 'cannot fetch a file of web' 'packages/make-'
fault 'stall packages/make-'
background "${web[@]}"
asked=$(grep -c packages/make- "$TMP/web/requests")
for _ in $(seq 200); do [ "$(grep -c packages/make- "$TMP/web/requests")" = "$asked" ] || break; sleep 0.05; done
kill -TERM $pid
code=0
wait $pid || code=$?
check_same 'a download that stalls can be interrupted' 130 "$code"
no_traces

# The server goes away while packages are fetched.
background "${web[@]}"
asked=$(grep -c packages/make- "$TMP/web/requests")
for _ in $(seq 200); do [ "$(grep -c packages/make- "$TMP/web/requests")" = "$asked" ] || break; sleep 0.05; done
kill $server
wait $server 2>/dev/null || true
code=0
wait $pid || code=$?
check_same 'a server that goes away' 7 "$code"
check_contains 'it is named' "$(cat "$TMP/err")" "$url/packages/make-"
check_contains 'with a hint' "$(cat "$TMP/err")" 'hint: check the network'
run "${web[@]}"
check_same 'the next run cannot reach it' 7 "$code"
check_contains 'which is reported' "$err" "Couldn't connect to server"

# Its files differ from its metadata; then it is replaced during a run.
serve "$repository" "$TMP/web"
url=http://127.0.0.1:$(cat "$TMP/web/port")
product "$url" >web.yaml
make=$(basename "$repository"/packages/make-*.rpm)
mv "$repository/packages/$make" "$TMP/make.rpm"
head -c -1 "$TMP/make.rpm" >"$repository/packages/$make"
refused 7 "${web[@]}" -- "packages/$make"
{ head -c -1 "$TMP/make.rpm"; printf X; } >"$repository/packages/$make"
refused 7 "${web[@]}" -- "packages/$make" 'damaged or wrong file'
rm "$repository/packages/$make"
refused 7 "${web[@]}" -- "packages/$make" 'the mirror may be out of date'
cp "$TMP/make.rpm" "$repository/packages/$make"
check_exit 0 "${web[@]}"
check_exit 0 "${web[@]}"
check_contains 'an unchanged repository is used again' "$out" unchanged

# Its owner replaces it during a run that has read the old metadata.
noarch first 'sleep 2'
srpm second 'BuildArch: noarch' 'BuildRequires: first, cmake' '%description' x '%files'
web=("${web[@]:0:8}" first-1.0-1.src.rpm second-1.0-1.src.rpm)
background "${web[@]}"
for _ in $(seq 400); do grep -qs 'Start: rpmbuild' "$TMP"/web/.rpmworks/tmp/result-*/state.log && break; sleep 0.05; done
mkdir "$repository/newer"
mv "$repository"/packages/cmake-[0-9]*.rpm "$repository/newer/"
createrepo_c -q --update "$repository"
code=0
wait $pid || code=$?
err=$(cat "$TMP/err")
check_same "a repository that is replaced during a run ($err)" 7 "$code"
check_contains 'the missing file is named' "$err" 'packages/cmake-'
check_contains 'with the package that needs it' "$err" 'while building second for t'
check_exit 0 "${web[@]}"
check 'the next run uses the new state' grep -qE '^second .*never built' "$TMP/out"
check 'finished work is reused' grep -qE '^first .*unchanged' "$TMP/out"
kill $server
wait $server 2>/dev/null || true

# --- untrusted packages -----------------------------------------------------------------------------------------------------
# Damaged so that the unsigned metadata does not show it.
local_build=(rpmworks --cache "$TMP/web/cache" --workspace "$TMP/web" -c local.yaml build --force plain-1.0-1.src.rpm)
product "file://$repository" >local.yaml
untrusted() { # untrusted PART…: for the package make
  createrepo_c -q --update "$repository"
  refused 6 "${local_build[@]}" -- "${make%.rpm}" "$@"
}
cp --remove-destination "$TMP/make.rpm" "$repository/packages/$make"
printf X | dd of="$repository/packages/$make" bs=1 seek=$(($(stat -c %s "$TMP/make.rpm") - 1000)) conv=notrunc status=none
untrusted 'its payload does not match its own digest: it was damaged, truncated or altered'
cp --remove-destination "$TMP/make.rpm" "$repository/packages/$make"
rpmsign --delsign "$repository/packages/$make" >/dev/null 2>&1
untrusted 'sign'
"$RPMWORKS_SOURCE/examples/make-key" "$TMP/stranger" >/dev/null 2>&1
stranger=$(gpg --homedir "$TMP/stranger" --list-keys --with-colons 2>/dev/null | awk -F: '/^fpr/{print $10; exit}')
rpmsign --define '__gpg /usr/bin/gpg' --define "_gpg_path $TMP/stranger" --define "_gpg_name $stranger" \
  --addsign "$repository/packages/$make" >/dev/null 2>&1
gpgconf --homedir "$TMP/stranger" --kill gpg-agent || true
untrusted "$(tr 'A-F' 'a-f' <<<"${stranger: -16}")"

# --- builds that try to escape ----------------------------------------------------------------------------------------------
# Each line is an attempt; if it succeeds, it is an escape. The same commands work outside, which shows that the test is valid.
serve "$HOSTBASE" "$TMP/near"
python3 - "$TMP/near/unix" <<'PYTHON' &
import socket, sys, time
abstract, path = (socket.socket(socket.AF_UNIX) for _ in range(2))
abstract.bind("\0" + sys.argv[1])
path.bind(sys.argv[1])
abstract.listen()
path.listen()
time.sleep(600)
PYTHON
sockets=$!
for _ in $(seq 100); do [ -S "$TMP/near/unix" ] && break; sleep 0.05; done
echo "a secret" >"$TMP/work/secret"
cat >"$TMP/rpmbuild/SOURCES/look.sh" <<LOOK
tried=0
try() { what=\$1; shift; tried=\$((tried + 1)); if "\$@" >/dev/null 2>&1; then echo "ESCAPED: \$what"; fi; }
try 'reads a file of the host' cat $TMP/work/secret
try 'reads it through the parent' cat /proc/1/root$TMP/work/secret
try 'reads the cache' ls $RPMWORKS_CACHE
try 'sees processes of the host' grep -qs 'faulty-serve[r]' /proc/[0-9]*/cmdline
try 'could end one' kill -0 $server
try 'reaches a server of the host' perl -MSocket -e 'socket(S, PF_INET, SOCK_STREAM, 0) && connect(S, sockaddr_in($(cat "$TMP/near/port"), INADDR_LOOPBACK)) or exit 1'
try 'reaches an abstract socket' perl -MSocket -e 'socket(S, PF_UNIX, SOCK_STREAM, 0) && connect(S, sockaddr_un("\0$TMP/near/unix")) or exit 1'
try 'reaches a named socket' perl -MSocket -e 'socket(S, PF_UNIX, SOCK_STREAM, 0) && connect(S, sockaddr_un("$TMP/near/unix")) or exit 1'
try 'sees interfaces by netlink' perl -e 'socket(S, 16, 3, 0) or exit 1; send(S, pack("LSSLLCCSiLL", 32, 18, 0x301, 1, 0, 0, 0, 0, 0, 0, 0), 0); \$n = 0; while (1) { recv(S, \$b, 65536, 0); while (length \$b) { (\$l, \$t) = unpack("LS", \$b); exit(\$n < 2) if \$t == 3 || \$l < 16; ++\$n; \$b = substr(\$b, (\$l + 3) & ~3); } }'
LOOK
cat >"$TMP/rpmbuild/SOURCES/write.sh" <<WRITE
try 'writes where it was started' touch $TMP/work/written
try 'writes into the root' touch /usr/bin/x /etc/x /x
try 'changes the root' sh -c 'echo x >>/etc/passwd'
try 'changes the kernel' sh -c 'echo x >/proc/sys/kernel/hostname'
try 'names the machine' hostname pwned
try 'leaves its root' unshare -r perl -e 'mkdir "/tmp/x"; chroot("/tmp/x") or exit 1; chdir("..") for 1..20; chroot("."); exit !-e "$TMP/work/secret"'
try 'mounts' mount -t tmpfs none /mnt
try 'makes devices' mknod /tmp/sda b 8 0
try 'reads the kernel log' dmesg
try 'reads memory' dd if=/dev/mem of=/dev/null count=1
try 'traces its parent' cat /proc/1/environ
WRITE
looked=$(sh "$TMP/rpmbuild/SOURCES/look.sh")
for what in 'reads a file of the host' 'reads the cache' 'sees processes of the host' 'could end one' \
  'reaches a server of the host' 'reaches an abstract socket' 'reaches a named socket' 'sees interfaces by netlink'; do
  check_contains 'they work outside' "$looked" "ESCAPED: $what"
done
srpm hostile 'Source0: look.sh' 'Source1: write.sh' 'BuildArch: noarch' '%description' x '%build' '. %{SOURCE0}' '. %{SOURCE1}' \
  'echo "tried $tried ways"' '%files'
check_exit 0 rpmworks build hostile-1.0-1.src.rpm -o hostile
check_same 'none succeeds inside' '' "$(grep '^ESCAPED' hostile/build.log || true)"
check 'all were tried' grep -q '^tried 20 ways' hostile/build.log
check 'nothing was written outside' test ! -e "$TMP/work/written"
kill $server $sockets

# --- builds that leave processes, or do not end ------------------------------------------------------------------------------
stays="sleep 3600.$$"
noarch stays "(setsid $stays &)" "nohup $stays >/dev/null 2>&1 &" "perl -e 'fork and exit; fork and exit; exec qw($stays)'" \
  "(trap '' TERM HUP INT; $stays) &" 'sleep 0.2'
check_exit 0 rpmworks build stays-1.0-1.src.rpm
check_same 'what a build left running is ended' '' "$(pgrep -f "$stays" || true)"
srpm demon 'BuildArch: noarch' '%description' x '%post' "(setsid $stays >/dev/null 2>&1 &)" '%files'
srpm possessed 'BuildArch: noarch' 'BuildRequires: demon' '%description' x '%build' '! grep -as "slee[p] 36" /proc/[0-9]*/cmdline' '%files'
check_exit 0 rpmworks build demon-1.0-1.src.rpm possessed-1.0-1.src.rpm
check_same 'also those left by a scriptlet' '' "$(pgrep -f "$stays" || true)"
noarch suicide 'kill -9 -1; sleep 5'
refused 4 rpmworks build suicide-1.0-1.src.rpm -- 'building suicide-1.0-1.src failed' 'the whole log'
noarch stubborn "trap '' TERM INT HUP" "perl -e '\$SIG{TERM} = \$SIG{INT} = q(IGNORE); fork and wait; sleep 3600 while 1' $stays"
for signal in INT TERM; do
  background rpmworks build stubborn-1.0-1.src.rpm
  for _ in $(seq 400); do pgrep -f "$stays" >/dev/null && break; sleep 0.05; done
  kill -$signal $pid
  code=0
  wait $pid || code=$?
  check_same "SIG$signal to a run whose build ignores it" 130 "$code"
  check_same 'the build ends too' '' "$(pgrep -f "$stays" || true)"
  no_traces
done

# --- parallel builds ----------------------------------------------------------------------------------------------------------
for name in left right; do
  noarch $name "for d in /tmp /var/tmp /dev/shm /builddir; do touch \$d/mark-$name; done" "ipcmk -M 1000 >/dev/null" 'sleep 1' \
    'find / -xdev -name "mark-*" 2>/dev/null || true; find /dev/shm -name "mark-*"; ipcs -m | grep -c 0x'
done
check_exit 0 rpmworks -j 2 build left-1.0-1.src.rpm right-1.0-1.src.rpm -o beside
check_same 'a build does not see another one' '' \
  "$(grep -h '^/.*mark-right' beside/left-1.0-1/build.log; grep -h '^/.*mark-left' beside/right-1.0-1/build.log || true)"
check 'each sees its own processes' grep -q '^/tmp/mark-left' beside/left-1.0-1/build.log
check_same 'and its own shared memory' 1 "$(grep -xE '[0-9]+' beside/left-1.0-1/build.log)"

# --- invalid results --------------------------------------------------------------------------------------------------------
results() { # results NAME LINE…: a build that runs this in the folder of packages, $d
  local name=$1
  shift
  noarch "$name" 'd=%{_rpmdir}/noarch' 'mkdir -p $d' "$@"
}
results odd 'ln -s /etc/passwd $d/evil.rpm' 'ln -s /etc %{_rpmdir}/etc' 'mkfifo $d/pipe.rpm' 'ln /usr/bin/true $d/true.rpm || true' \
  'perl -MSocket -e "socket(S, PF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un(q(%{_rpmdir}/noarch/socket.rpm))) or die"' \
  'mkdir $d/folder.rpm %{_rpmdir}/../../evil' 'echo x >%{_rpmdir}/../../evil/y.rpm'
check_exit 0 timeout 600 rpmworks build odd-1.0-1.src.rpm -o odd
check_same 'only the package is copied out' odd-1.0-1.noarch.rpm "$(cd odd && echo *.rpm)"
results away 'rmdir $d; ln -s /etc $d'
before=$(ls -A /etc)
refused 4 rpmworks build away-1.0-1.src.rpm -- 'building away-1.0-1.src failed' 'Permission denied'
check_same 'nothing was written there' "$before" "$(ls -A /etc)"
results text 'echo hello >$d/text-1-1.noarch.rpm'
refused 4 rpmworks build text-1.0-1.src.rpm -o text -- 'the build made text-1-1.noarch.rpm, which is not a package' \
  'only rpm may write into %_rpmdir'
check_same 'its logs are kept' 'build.log buildroot.json failure.json installed_pkgs.log phases.json root.log state.log' "$(cd text && echo *)"
results named 'touch "$d/$(printf "a\033[2Jb\n../hint: c").rpm" || touch "$d/$(printf "a\033[2Jb\nhint: c").rpm"'
refused 4 rpmworks build named-1.0-1.src.rpm -- 'the build made a?[2Jb?hint: c.rpm, which is not a package'
results many 'for i in $(seq 5000); do : >$d/p$i.rpm; done'
refused 4 timeout 600 rpmworks build many-1.0-1.src.rpm -- 'which is not a package'
results hole 'truncate -s 1T $d/hole.rpm'
refused 4 timeout 600 rpmworks build hole-1.0-1.src.rpm -- 'the build made hole.rpm, a sparse file of 1.0 TiB without any data'
noarch words 'printf "\033]0;title\007\033[2J\033[31mred \302\23331m\rover\n"' 'printf "\033[1Alast \033[5mwords\n"' 'exit 1'
refused 4 rpmworks build words-1.0-1.src.rpm -- 'failed in %build: ?[1Alast ?[5mwords' '?]0;title??[2J?[31mred ?31m?over'
check_same 'no control character reaches the terminal' '' "$(LC_ALL=C grep -aP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' "$TMP/out" "$TMP/err" || true)"
no_traces

# --- the servers that stopped answering ---------------------------------------------------------------------------------------
for name in stalled mute drips source; do
  for _ in $(seq 1000); do [ -s "$TMP/$name/code" ] && break; sleep 0.2; done
  check_same "$name: the network failed" 7 "$(cat "$TMP/$name/code" || true)"
  check_contains "$name: because it is slow" "$(cat "$TMP/$name/err")" 'Less than 1000 bytes/sec transferred the last 30 seconds'
done
