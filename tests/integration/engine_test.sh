#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The built-in engine: packages depend only on their inputs, roots are cached, BuildRequires that appear during a build,
# misbehaving builds, and logs like mock's.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild

sums() { (cd "$1" && sha256sum -- *.rpm); }

# --- the same bytes with any cache, root, folder and time --------------------------------------------------------------
srpm same 'BuildRequires: gcc' '%description' x '%package doc' 'Summary: Words' 'BuildArch: noarch' '%description doc' x \
  '%prep' '%setup -q -c -T' \
  '%build' 'echo "int main(void) { return __LINE__; }" >main.c' 'gcc -g -O2 -o same main.c' \
  '%install' 'install -D same %{buildroot}%{_bindir}/same' 'mkdir -p %{buildroot}/usr/share/same' \
  'touch %{buildroot}/usr/share/same/words' '%files' '%{_bindir}/same' '%files doc' '/usr/share/same'
check_exit 0 rpmworks build same-1.0-1.src.rpm -o first
new_cache "$TMP/second-cache"
RPMWORKS_CACHE=$TMP/second-cache check_exit 0 rpmworks build same-1.0-1.src.rpm -o second
check_same 'two builds in two roots give the same packages' "$(sums first)" "$(sums second)"
check_same 'they belong to root' 'root' "$(rpm -qp --qf '[%{FILEUSERNAME}\n]' first/same-1.0-1.*.rpm | sort -u)"

# --- a spec sees the same distribution when packaged and when built ------------------------------------------------------
mkdir distribution distribution/repo
printf '%s\n' 'Name: asks' 'Version: 1' 'Release: 1%{?rhel:.rhel%{rhel}}' 'Summary: x' 'License: MIT' 'BuildArch: noarch' \
  '%description' x '%install' 'mkdir -p %{buildroot}/usr/share/asks' '%files' '/usr/share/asks' >distribution/repo/asks.spec
git -C distribution/repo init -q -b main
git -C distribution/repo add -A
git -C distribution/repo -c user.name=T -c user.email=t@example.org commit -qm Begin
printf '%s\n' 'schema: 1' 'product: asks' 'targets: { el9: { dist: .el9, buildroot: { repos: [hostbase] } } }' \
  'packages: { asks: { git: repo } }' >distribution/repos.yaml
check_exit 0 rpmworks -c distribution/repos.yaml build -o distribution/out
check_same 'the release is the same' 'asks-1-1.rhel9.noarch.rpm' "$(cd distribution/out && echo *.rpm)"

# --- files as from mock -------------------------------------------------------------------------------------------------
check_same 'the result folder' \
  'build.log buildroot.json installed_pkgs.log phases.json root.log same-1.0-1.x86_64.rpm same-doc-1.0-1.noarch.rpm state.log' \
  "$(cd first && echo *)"
check 'state.log ends with success' grep -qE '^[0-9-]+ [0-9:]+,[0-9]{3} - Finish: run$' first/state.log
check_same 'installed_pkgs.log has its format' '' \
  "$(grep -vE '^[^ ]+ [0-9]+ [0-9]+ [0-9a-f]{32} installed$' first/installed_pkgs.log || true)"
check 'it lists the compiler' grep -q '^gcc' first/installed_pkgs.log

# --- requirements that were not known before ----------------------------------------------------------------------------
srpm generated 'BuildArch: noarch' '%description' x '%generate_buildrequires' 'echo cmake' '%build' 'cmake --version' '%files'
srpm conditional 'BuildArch: noarch' '%if 0%{?use_source_date_epoch_as_buildtime}' 'BuildRequires: cmake' '%endif' \
  '%description' x '%build' 'cmake --version' '%files'
for name in generated conditional; do
  check_exit 0 rpmworks build $name-1.0-1.src.rpm -o $name
  check "$name: the root contains the requested package" grep -q '^cmake-' $name/installed_pkgs.log
  check_exit 0 rpmworks build $name-1.0-1.src.rpm
  check_contains "$name: not built again" "$out" 'nothing changed'
done
srpm impossible 'BuildArch: noarch' '%description' x '%generate_buildrequires' 'echo no-such-thing' '%build' '%files'
check_exit 3 rpmworks build impossible-1.0-1.src.rpm
check_contains 'the missing requirement is named' "$err" 'no-such-thing'
check_contains 'with a hint for the base repository' "$err" 'rpmworks-hostbase PACKAGE'

# --- a build that misbehaves --------------------------------------------------------------------------------------------
srpm hostile 'BuildArch: noarch' '%description' x '%build' \
  'mkdir -p %{_rpmdir}/noarch' 'ln -s /etc/passwd %{_rpmdir}/noarch/evil-1-1.noarch.rpm' 'mkfifo %{_rpmdir}/noarch/pipe.rpm' \
  "! cat $TMP/work/hostile.spec" "! touch /usr/bin/x /etc/x /x" '! sh -c ": >/dev/sda"' '! mount -t tmpfs none /mnt' \
  'test "$(id -u)" != 0' 'test -z "$(grep -vE "lo:|Inter|face" /proc/net/dev)"' \
  'test "$(grep CapEff /proc/self/status | cut -f2)" = 0000000000000000' \
  'test ! -e /home/builder' "(setsid sleep 3600.$$ &)" '%files'
check_exit 0 rpmworks build hostile-1.0-1.src.rpm -o hostile
check_same 'only the package is copied out' 'hostile-1.0-1.noarch.rpm' "$(cd hostile && echo *.rpm)"
check_same 'processes that it left are ended' '' "$(pgrep -f "sleep 3600.$$" || true)"
no_traces

# --- failures -----------------------------------------------------------------------------------------------------------
srpm stray '%description' x '%install' 'install -D /dev/null %{buildroot}/usr/bin/stray' '%files'
check_exit 4 rpmworks build stray-1.0-1.src.rpm
check_contains 'a file that no package provides is named' "$err" '/usr/bin/stray'
check_contains 'with a hint' "$err" 'hint: name these files in %files'
log=$(grep -oE '/[^ ]*build\.log' <<<"$err" | head -1)
check 'the logs are kept' test -s "$log"
check 'and the class of the failure' grep -q '"class": "package"' "$(dirname "$log")/failure.json"
check_same 'state.log does not end with success' 0 "$(grep -c 'Finish: run' "$(dirname "$log")/state.log" || true)"

srpm liar 'BuildArch: noarch' '%description' x '%build' 'echo "cp: x: No space left on device"; exit 1' '%files'
check_exit 4 rpmworks build liar-1.0-1.src.rpm
check_same 'endless output does not fill the disk' 0 "$(grep -c 'the disk of .* is full' <<<"$err" || true)"

srpm nothing 'BuildArch: noarch' '%description' x '%build' 'true'
check_exit 4 rpmworks build nothing-1.0-1.src.rpm
check_contains 'a build that makes no package has failed' "$err" 'made no package'
check_contains 'with the cause' "$err" 'no %files'

srpm unwilling 'BuildArch: noarch' '%description' x '%pre' 'echo the last words; exit 1' '%files'
srpm user 'BuildArch: noarch' 'BuildRequires: unwilling' '%description' x '%build' 'true' '%files'
check_exit 4 rpmworks build unwilling-1.0-1.src.rpm user-1.0-1.src.rpm
log=$(grep -oE '/[^ ]*root\.log' <<<"$err" | head -1)
check 'root.log of a root that cannot be made is kept' grep -q 'the last words' "$log"

# --- only the user can access the cache ---------------------------------------------------------------------------------
check_same 'other users cannot enter the roots' 700 "$(stat -c %a "$RPMWORKS_CACHE/roots")"
check_same 'or write beside verified packages' 700 "$(stat -c %a "$RPMWORKS_CACHE/upstreams/packages")"

# --- a full disk --------------------------------------------------------------------------------------------------------
if [ "$(id -u)" = 0 ] && mkdir "$TMP/small" && mount -t tmpfs -o size=100m,mode=0755 tmpfs "$TMP/small" 2>/dev/null; then
  ln -s "$HOSTBASE" "$TMP/small/hostbase"
  RPMWORKS_CACHE=$TMP/small run rpmworks build same-1.0-1.src.rpm
  left=$(find "$TMP/small/roots" -mindepth 1 ! -name '*.lock')
  umount "$TMP/small"
  check_same 'a full cache is an error' 1 "$code"
  check_contains 'the hint' "$err" 'free some space'
  check_same 'no incomplete root is left' '' "$left"
fi
