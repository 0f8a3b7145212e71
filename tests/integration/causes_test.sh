#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Messages about failed builds: the cause is a line of the failed section, and a hint is true or absent. Reports are well-formed
# for any log.
# shellcheck disable=SC2016,SC2154  # specs expand for themselves; check_exit of lib.sh sets out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild jq python3

failure() { jq -r ".$2" ".rpmworks/results/hostbase/$1-1.0-1/failure.json"; }
told() { # told NAME CAUSE HINT: the values in its failure.json
  check_contains "$1: the cause" "$(failure "$1" cause)" "$2"
  if [ -n "$3" ]; then check_contains "$1: the hint" "$(failure "$1" hint)" "$3"; else check_same "$1: no hint" '' "$(failure "$1" hint)"; fi
}

noarch_srpm parse '%global opt %(/usr/bin/optional-tool --version || echo none)' '%description' x '%build' \
  'echo "ERROR: the real reason stands here"; exit 1' '%files'
noarch_srpm macro '%description' x '%build' '%some_macro -x' '%files'
noarch_srpm arch '%description' x '%install' 'mkdir -p %{buildroot}/usr/bin; cp /bin/true %{buildroot}/usr/bin/arch-true' '%files' /usr/bin/arch-true
noarch_srpm empty '%description' x '%build' ': >list' '%files -f list'
noarch_srpm nolist '%description' x '%files -f list'
noarch_srpm unpackaged '%description' x '%install' 'mkdir -p %{buildroot}/opt; touch %{buildroot}/opt/{a,b}' '%files'
noarch_srpm missing '%description' x '%files' /opt/nothing
noarch_srpm compiles 'BuildRequires: gcc make' '%description' x '%build' "printf 'int main(void) { return x; }\n' >a.c" \
  "printf 'all:\n\tcc -c a.c\n' >Makefile" make '%files'
noarch_srpm guarded '%description' x '%build' 'optional-tool || :' 'echo "no luck today"; exit 1' '%files'
noarch_srpm program '%description' x '%build' 'no-such-program --version' '%files'
noarch_srpm script '%description' x '%check' "printf 'no-such-program\n' >t.sh" 'sh -e t.sh' '%files'
check_exit 4 rpmworks --workspace . build ./*.src.rpm
told parse 'ERROR: the real reason stands here' ''
told macro '%some_macro is not a macro of this buildroot' 'defines %some_macro'
told arch 'Arch dependent binaries in noarch package' 'BuildArch: noarch'
told empty 'Empty %files file' 'which names no file'
told nolist 'Could not open %files file' 'which does not exist'
told unpackaged 'Installed (but unpackaged) file(s) found: /opt/a and 1 more' 'name these files in %files'
told missing 'File not found: ' '%install did not make /opt/nothing'
told compiles 'a.c:1:25: error: ' ''
told guarded 'no luck today' ''
told program 'no-such-program: command not found' 'holds the program no-such-program'
told script 'no-such-program: command not found' 'holds the program no-such-program'
for words in 'parse.*the real reason' 'arch.*Arch dependent binaries' 'empty.*Empty %files file' "compiles.*a\\.c:1:25: error"; do
  check "printed: $words" grep -qE "$words" <<<"$out$err"
done

# --- arbitrary bytes -------------------------------------------------------------------------------------------------------
mkdir bytes && cd bytes
well_formed() { python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' "$1"; }
noarch_srpm latin '%description' x '%build' "printf 'fatal: caf\\351 \\357\\277\\277\\357\\277\\276 \\355\\240\\200 \\033[31mred \\001 ]]> <&\"%s\\n' x >&2; exit 1" '%files'
check_exit 4 rpmworks --workspace . -q build --report r.xml latin-1.0-1.src.rpm
check 'JUnit is well-formed' well_formed r.xml
check_contains 'it has the message' "$(cat r.xml)" 'red'
check_exit 4 rpmworks --workspace . -q --json build --report r.html latin-1.0-1.src.rpm
check 'JSON is UTF-8' python3 -c 'import json, sys; json.loads(sys.argv[1].encode("utf-8", "surrogateescape").decode("utf-8"))' "$out"
check 'failure.json too' python3 -c 'import json, sys; json.load(open(sys.argv[1], encoding="utf-8"))' \
  .rpmworks/results/hostbase/latin-1.0-1/failure.json
check 'the page is UTF-8' python3 -c 'import sys; open(sys.argv[1], encoding="utf-8").read()' r.html
svg=$(python3 -c 'import re, sys; print(re.search(r"<svg.*?</svg>", open(sys.argv[1], encoding="utf-8").read(), re.S).group(0))' r.html)
printf '%s' "$svg" >r.svg
check 'its timeline is well-formed' well_formed r.svg
noarch_srpm asks '%description' x '%generate_buildrequires' "printf 'caf\\351\\n'" '%files'
run rpmworks build asks-1.0-1.src.rpm
check 'a generator that prints arbitrary bytes does not crash rpmworks' grep -vq 'json' <<<"$err"
check 'it is not a success' test "$code" -ne 0
check_same 'nor an internal error' '' "$(grep -i 'json.exception\|terminate called' <<<"$err" || true)"
