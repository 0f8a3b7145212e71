#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The command line: help, usage errors, exit codes, complete errors of the configuration, the lock.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need jq script git python3 rpm

# --- help and version ------------------------------------------------------------------------------------------------
check_exit 0 "$RPMWORKS" --help
for word in release init check srpm build compose verify publish rollback manifest report 'Complete workflow'; do
  check_contains 'the help lists it' "$out" "$word"
done
check_same 'help is not progress' '' "$err"
case $out in *internal*) fail 'the help shows internal commands' ;; esac
check_exit 0 "$RPMWORKS" release --help
check_contains 'a command has examples' "$out" 'rpmworks release 1.0.2'
check_exit 0 "$RPMWORKS" --version
check_contains 'the version' "$out" 'rpmworks '

# --- usage: exit 2, nothing on stdout ----------------------------------------------------------------------------------
usage_error() { # usage_error PART ARGUMENT…
  local part=$1
  shift
  check_exit 2 "$RPMWORKS" "$@"
  check_contains "rpmworks $*" "$err" "$part"
  check_contains "rpmworks $* has a hint" "$err" 'hint: '
  check_same "rpmworks $* gives no result" '' "$out"
}
usage_error 'missing command'
usage_error "did you mean 'release'?" relese 1.0
usage_error "did you mean '--json'?" --jsn check
usage_error "did you mean '--replace'?" release 1.0 --repalce
usage_error 'RELEASE is required' release
usage_error 'unexpected argument' verify 1 2
usage_error '--jobs' check --jobs 0
usage_error 'docker' build --engine docker
check_exit 2 "$RPMWORKS" internal nothing-such

# --- configuration: exit 3 with its position -------------------------------------------------------------------------
check_exit 3 "$RPMWORKS" release 1.0
check_contains 'no configuration' "$err" "no repos.yaml in $PWD or above"
check_exit 3 "$RPMWORKS" -c nowhere.yaml check
check_contains 'no such file' "$err" 'no such file: nowhere.yaml'
check_exit 3 "$RPMWORKS" -c . check
check_contains 'a folder' "$err" 'is a folder'

mkdir product
cd product
cat >repos.yaml <<'YAML'
schema: 1
product: greetings
targts: {}
YAML
check_exit 3 "$RPMWORKS" release 1.0
check_same 'the whole message' "repos.yaml:3:1: error: unknown key 'targts'
  3 | targts: {}
    | ^
hint: did you mean 'targets'?" "$err"
check_same 'nothing was made' repos.yaml "$(ls -A)"

check_exit 3 "$RPMWORKS" --json release 1.0
check_same 'as JSON on stdout' 'repos.yaml 3 1 3' \
  "$(jq -r '.error | "\(.file) \(.line) \(.column) \(.code)"' <<<"$out")"
check_contains 'as text on stderr' "$err" "unknown key 'targts'"

mkdir -p deeper/still
cd deeper/still
check_exit 3 "$RPMWORKS" release 1.0
check_contains 'a repos.yaml in a parent folder is found' "$err" "$TMP/work/product/repos.yaml:3:1"
cd ../..

cat >repos.yaml <<'YAML'
schema: 1
product: greetings
keys: { greetings: { homedir: gnupg } }
packages:
  greet: { git: repos/greet, ref: v1.0 }
release: { sections: { packages: { from: builds, sign: greetings } } }
YAML
check_exit 2 "$RPMWORKS" srpm gret
check_contains 'an unknown package' "$err" "did you mean 'greet'?"
check_exit 2 "$RPMWORKS" build --target el9
check_contains 'an unknown target' "$err" "no target is named 'el9'"
check_exit 3 "$RPMWORKS" verify 9.9
check_contains 'an unknown release' "$err" 'there is no release 9.9'
check_exit 3 "$RPMWORKS" manifest 9.9
check_exit 3 "$RPMWORKS" rollback
check_contains 'a rollback without a release' "$err" 'no release is published'

# A folder inside of another repository is not packaged by mistake.
git init -q -b main .
mkdir -p repos/greet
check_exit 3 "$RPMWORKS" srpm greet
check_contains 'the folder is named' "$err" "$PWD/repos/greet is not a git repository"
check_contains 'with the requested path' "$err" 'repos.yaml:5:3'
check_same 'no source package' '' "$(find . -name '*.rpm')"

# --- outside of a product ----------------------------------------------------------------------------------------------
mkdir "$TMP/elsewhere"
cd "$TMP/elsewhere"
check_exit 3 "$RPMWORKS" srpm nothing-here
check_contains 'no such folder' "$err" 'there is no folder nothing-here'
check_exit 3 "$RPMWORKS" build greet
check_contains 'no such package' "$err" "no repos.yaml"
check_exit 3 "$RPMWORKS" build gone-1-1.src.rpm
check_contains 'no such source package' "$err" 'no such file: gone-1-1.src.rpm'
mkdir folder
check_exit 3 "$RPMWORKS" build folder
check_contains 'a folder is not a source package' "$err" 'hint: make it first: rpmworks srpm folder'
touch some.spec
check_exit 3 "$RPMWORKS" srpm some.spec
check_contains 'a spec is not a repository' "$err" 'some.spec is a file'
ln -s nowhere repos.yaml
check_exit 3 "$RPMWORKS" check
check_contains 'a broken link is not skipped' "$err" 'no such file: repos.yaml'
rm -r folder some.spec repos.yaml
check_exit 3 "$RPMWORKS" verify .
check_contains 'no release' "$err" 'no manifest.json'
check_same 'nothing was left there' '' "$(ls -A)"
cd "$TMP/work/product"

# --- the lock: exit 8 ---------------------------------------------------------------------------------------------------
mkdir -p .rpmworks
exec 9>.rpmworks/lock
flock -n 9
for command in 'release 1.0' 'compose 1.0' 'publish 1.0' 'rollback 1.0' 'srpm' 'build'; do
  # shellcheck disable=SC2086  # words
  check_exit 8 "$RPMWORKS" $command
  check_contains "$command names the product" "$err" "$PWD"
done
exec 9>&-

# --- results that cannot be written ------------------------------------------------------------------------------------
code=0
"$RPMWORKS" --help >/dev/full 2>"$TMP/err" || code=$?
check_same 'a full disk under stdout is an error' 1 "$code"
check_contains 'it is named' "$(cat "$TMP/err")" 'No space left on device'

code=0
"$RPMWORKS" --help >&- 2>"$TMP/err" || code=$?
check_same 'a closed stdout is an error' 'error: write stdout: Bad file descriptor' "$(head -n 1 "$TMP/err")"
{
  sleep 0.2 # the reader has ended
  code=0
  "$RPMWORKS" --help || code=$?
  echo "$code" >"$TMP/code"
} 2>"$TMP/err" | true
check_same 'no message if the reader stops' '' "$(cat "$TMP/err")"
check_same 'the exit code is the usual one' 141 "$(cat "$TMP/code")"

# --- progress ----------------------------------------------------------------------------------------------------------
check_exit 3 "$RPMWORKS" check
check_same 'stdout carries the result' MISSING "$(grep -o MISSING <<<"$out" | sort -u)"
check_contains 'every missing item has a hint' "$out" 'hint: '
check_exit 3 "$RPMWORKS" check --json
check_same 'as JSON too' false "$(jq .ok <<<"$out")"
check_exit 3 "$RPMWORKS" --log-format json srpm greet
json_lines() { # every line of $err is an event, the last one the error with exit code $1
  while read -r line; do
    check 'progress is JSON lines' jq -e '.event | length > 0' <<<"$line" >"$TMP/jq"
  done <<<"$err"
  check_same 'the error is the last one' "error $1" "$(tail -n 1 <<<"$err" | jq -r '"\(.event) \(.code)"')"
}
json_lines 3
check_exit 2 "$RPMWORKS" --log-format=json relese
json_lines 2
check_exit 3 "$RPMWORKS" --json --log-format json srpm greet
json_lines 3
check_same 'with --json the error is also on stdout' 3 "$(jq .error.code <<<"$out")"

escape=$(printf '\033')
on_terminal() { # on_terminal VARIABLE=VALUE… : the terminal output of a command that works and then fails
  env "$@" script -qec "$RPMWORKS srpm greet" /dev/null </dev/null || true
}
check_contains 'a terminal shows a line that is updated' "$(on_terminal TERM=xterm)" "${escape}[K"
check_contains 'with colours' "$(on_terminal TERM=xterm)" "${escape}[1;31merror:"
case $(on_terminal TERM=xterm NO_COLOR=1) in *"${escape}[1;31m"* | *"${escape}[36m"*) fail 'NO_COLOR is not honoured' ;; esac
narrow() { # narrow COLUMNS: the longest updated line on a terminal of that width
  TERM=xterm NO_COLOR=1 python3 - "$1" "$RPMWORKS" <<'PYTHON'
import fcntl, os, pty, re, struct, sys, termios
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0))
    os.execv(sys.argv[2], [sys.argv[2], "srpm", "greet"])
shown = b""
try:
    while part := os.read(terminal, 65536):
        shown += part
except OSError:
    pass
os.waitpid(child, 0)
print(max(len(line) for line in re.findall(r"([^\r\n\x1b]*)\x1b\[K", shown.decode())))
PYTHON
}
check_same 'the line is cut to a narrow terminal' 11 "$(narrow 12)"
case $(on_terminal TERM=dumb) in *"$escape"*) fail 'TERM=dumb is not honoured' ;; esac
case $err in *"$escape"*) fail 'escapes without a terminal' ;; esac

# --- a work tree with uncommitted changes ------------------------------------------------------------------------------
git init -q -b main "$TMP/dirty"
cd "$TMP/dirty"
printf '%s\n' 'Name: dirty' 'Version: 1.0' 'Release: 1' 'Summary: x' 'License: MIT' '%description' x '%files' >dirty.spec
git add -A
git commit -q -m Begin
check_exit 0 "$RPMWORKS" srpm -o "$TMP/out1"
check_same 'stdout is the path of the source package' "$TMP/out1/dirty-1.0-1.src.rpm" "$out"
case $err in *warning*) fail 'a warning about a clean work tree' ;; esac
echo '# more' >>dirty.spec
check_exit 3 "$RPMWORKS" srpm -o "$TMP/out2"
check_contains 'the omitted changes are named' "$err" 'dirty.spec'
check_contains 'with a hint' "$err" '--dirty'
check 'nothing was made' test ! -e "$TMP/out2"
check_exit 0 "$RPMWORKS" -q srpm --ref HEAD -o "$TMP/out3"
check 'with --ref the commit counts' cmp "$TMP/out1/dirty-1.0-1.src.rpm" "$TMP/out3/dirty-1.0-1.src.rpm"
check_same 'without a warning' '' "$err"
check_same 'the repository contains only the spec' dirty.spec "$(ls)"

# --- an interrupt while a spec is parsed ------------------------------------------------------------------------------
git init -q -b main "$TMP/slow"
printf '%s\n' "%global x %(sleep 3.0$$)" 'Name: slow' 'Version: 1' 'Release: 1' 'Summary: x' 'License: MIT' \
  '%description' x '%files' >"$TMP/slow/slow.spec"
git -C "$TMP/slow" add -A
git -C "$TMP/slow" commit -q -m Begin
background "$RPMWORKS" -q srpm "$TMP/slow" -o "$TMP/out3"
for _ in $(seq 50); do
  ! pgrep -f "sleep 3.0$$" >/dev/null || break
  sleep 0.1
done
kill -INT "$pid"
code=0
wait "$pid" || code=$?
check_same 'an interrupt while a spec is parsed' 130 "$code"
check_same 'no other error is reported' 'error: interrupted' "$(cat "$TMP/err")"

# --- a folder of the repository, as completed by a shell ------------------------------------------------------------------
git checkout -q dirty.spec
mkdir inner
printf '%s\n' 'Name: inner' 'Version: 1' 'Release: 1' 'Summary: x' 'License: MIT' '%description' x '%files' >inner/inner.spec
git add -A
git commit -q -m Inner
for folder in inner inner/ ./inner//; do
  check_exit 0 "$RPMWORKS" srpm --subdir "$folder" -o "$TMP/out4"
  check_same "--subdir $folder" "$TMP/out4/inner-1-1.src.rpm" "$out"
done
check_exit 0 "$RPMWORKS" srpm --spec ./inner/inner.spec -o "$TMP/out4"
made() { # made FILE ARGUMENT…: the source package that `srpm` makes
  local file=$1
  shift
  check_exit 0 "$RPMWORKS" srpm -o "$TMP/out4" "$@"
  check_same "srpm $*" "$TMP/out4/$file" "$out"
}
for spec in inner/inner.spec "$PWD/inner/inner.spec" ../dirty/inner/inner.spec; do
  made inner-1-1.src.rpm --spec "$spec"
  made inner-1-1.src.rpm "$spec"
done
made dirty-1.0-1.src.rpm dirty.spec
made dirty-1.0-1.src.rpm . dirty.spec
(
  cd inner
  made inner-1-1.src.rpm --spec inner.spec
  made dirty-1.0-1.src.rpm --spec dirty.spec
  made dirty-1.0-1.src.rpm ../dirty.spec
  made inner-1-1.src.rpm
  check_contains 'the spec of the folder is used, with a message' "$err" \
    "using inner/inner.spec of inner/; \`rpmworks srpm $TMP/dirty\` makes dirty.spec"
  made dirty-1.0-1.src.rpm dirty
) || fail 'in a folder of the repository'
made inner-1-1.src.rpm ./inner
check_contains 'and the packaged folder' "$err" 'rpmworks packages the root of the repository'
made inner-1-1.src.rpm ./inner/ --own-folder
made dirty-1.0-1.src.rpm .
(
  cd "$TMP"
  made inner-1-1.src.rpm dirty --spec dirty/inner/inner.spec
  made inner-1-1.src.rpm dirty/inner/inner.spec
) || fail 'outside of the repository'
cp dirty.spec new.spec
check_exit 3 "$RPMWORKS" srpm new.spec
check_contains 'an uncommitted spec' "$err" 'new.spec is in the work tree but not committed'
check_contains 'with a hint' "$err" 'git add new.spec'
rm new.spec
check_exit 2 "$RPMWORKS" srpm --subdir ../dirty
check_exit 2 "$RPMWORKS" srpm --spec /etc/passwd

# --- a repository below a product ------------------------------------------------------------------------------------------
mkdir "$TMP/around"
git clone -q . "$TMP/around/checkout"
printf '%s\n' 'schema: 1' 'product: around' 'packages:' '  dirty: { git: checkout }' >"$TMP/around/repos.yaml"
cd "$TMP/around/checkout"
made dirty-1.0-1.src.rpm
check_contains 'the selected packages are reported' "$err" "making the packages of ../repos.yaml; \`rpmworks srpm .\` makes only those of this repository"
made dirty-1.0-1.src.rpm .
case $err in *repos.yaml*) fail 'a note although a folder was passed' ;; esac
made dirty-1.0-1.src.rpm dirty --spec "$PWD/dirty.spec"
made dirty-1.0-1.src.rpm dirty.spec
cd ..
made dirty-1.0-1.src.rpm
case $err in *'these are the packages'*) fail 'a note in the folder of repos.yaml' ;; esac
cd "$TMP/dirty"

# --- versions, releases and changelogs set by options --------------------------------------------------------------------
git init -q -b main "$TMP/history"
cd "$TMP/history"
printf '%s\n' 'Name: past' 'Version: 1.0' 'Release: 1%{?dist}' 'Summary: x' 'License: MIT' '%description' x '%files' >past.spec
git add -A
export GIT_COMMITTER_DATE=2012-12-05T10:00:00Z
git commit -q -m Begin
git tag v1.0
export GIT_COMMITTER_DATE=2012-12-06T10:00:00Z
git commit -q --allow-empty -m 'Gain 100%' -m 'Issue: X-1'
id=$(git rev-parse --short=7 HEAD)
cat >"$TMP/history.yaml" <<YAML
schema: 1
product: past
targets:
  new: { dist: .new, buildroot: { repos: [hostbase] } }
  el6: { dist: .el6, client: el6, buildroot: { repos: [hostbase] } }
packages:
  past: { git: $TMP/history, snapshot: true, changelog: { from: commits, skip: [Begin] } }
YAML
past() { # past TARGET OPTION…: the name of the package
  local target=$1
  shift
  check_exit 0 "$RPMWORKS" -c "$TMP/history.yaml" --workspace "$TMP/past" srpm --target "$target" -o "$TMP/past" "$@"
  file=$out
}
past new
check_same 'a snapshot after a release' "$TMP/past/past-1.0^1.20121206git$id-1.new.src.rpm" "$file"
check_same 'the commits since then' "* Thu Dec 06 2012 Tester <tester@example.org> - 1.0^1.20121206git$id-1
- Gain 100% (Issue: X-1)" "$(rpm -qp --nosignature --changelog "$file")"
past el6
check_same 'for clients without support for ^' "$TMP/past/past-1.0-1.1.20121206git$id.el6.src.rpm" "$file"
past new --ref v1.0
check_same 'a release is not a snapshot' "$TMP/past/past-1.0-1.new.src.rpm" "$file"
past new --release '7%{?dist}' --changelog spec --ref v1.0
check_same 'another release, with an unchanged changelog' "$TMP/past/past-1.0-7.new.src.rpm " "$file $(rpm -qp --nosignature --changelog "$file")"
past new -v --changelog commit
check_contains 'the entry names the commit' "$(rpm -qp --nosignature --changelog "$file")" "- built from commit $(git rev-parse HEAD)"
check_contains 'the changes in the spec are shown' "$err" '+Version: 1.0^1.20121206git'
git tag rel-1.5-rc2
past el6 --version-from tag --tag-pattern 'rel-{version}'
check_same 'a pre-release for clients without support for ~' "$TMP/past/past-1.5-0.rc2.1.el6.src.rpm" "$file"
check_exit 3 "$RPMWORKS" srpm --version-from tag --tag-pattern 'x{version}'
check_contains 'a missing tag is an error' "$err" 'there is no release tag'
usage_error "must not contain '-' or blanks" srpm --release 1-2
usage_error '{version}' srpm --tag-pattern v
usage_error 'not in {spec,tag}' srpm --version-from tags
git clone -q --depth 1 "file://$PWD" "$TMP/shallow"
check_exit 3 "$RPMWORKS" srpm --changelog commits --tag-pattern 'v{version}' "$TMP/shallow"
check_contains 'an incomplete history is an error' "$err" 'git fetch --unshallow'
check_same 'the repository is unchanged' '' "$(git status --porcelain)"
unset GIT_COMMITTER_DATE

# --- a source package from an http server ----------------------------------------------------------------------------
mkdir "$TMP/served" "$TMP/remote"
cp "$TMP/out1/dirty-1.0-1.src.rpm" "$TMP/served/"
: >"$TMP/port" # the background shell may create it slowly
python3 -u -m http.server --bind 127.0.0.1 --directory "$TMP/served" 0 >"$TMP/port" 2>/dev/null &
for _ in $(seq 50); do
  port=$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$TMP/port")
  [ -z "$port" ] || break
  sleep 0.1
done
cd "$TMP/remote"
sum=$(sha256sum <"$TMP/served/dirty-1.0-1.src.rpm" | cut -d' ' -f1)
remote() { # remote SHA256 FILE: a product with one downloaded package
  printf '%s\n' 'schema: 1' 'product: remote' 'packages:' \
    "  dirty: { srpm: \"http://127.0.0.1:$port/$2\", sha256: $1 }" >repos.yaml
}
remote "$sum" dirty-1.0-1.src.rpm
check_exit 0 "$RPMWORKS" srpm -o out
check 'it is the served file' cmp out/dirty-1.0-1.src.rpm "$TMP/served/dirty-1.0-1.src.rpm"
remote "${sum//[0-9]/0}" dirty-1.0-1.src.rpm
check_exit 6 "$RPMWORKS" srpm -o wrong
check 'a file with another digest is refused' test ! -e wrong
mkdir 'of file'
cp "$TMP/served/dirty-1.0-1.src.rpm" 'of file/'
printf '%s\n' 'schema: 1' 'product: local' 'packages:' "  dirty: { srpm: \"file://$PWD/of%20file/dirty-1.0-1.src.rpm\" }" >repos.yaml
check_exit 0 "$RPMWORKS" srpm -o local
check 'file:// URLs may have percent escapes' cmp local/dirty-1.0-1.src.rpm "$TMP/served/dirty-1.0-1.src.rpm"
remote "$sum" gone-1.0-1.src.rpm
check_exit 7 "$RPMWORKS" srpm -o wrong
check_contains 'the unavailable file is named' "$err" gone-1.0-1.src.rpm
mv "$TMP/served" "$TMP/unserved"
remote "$sum" dirty-1.0-1.src.rpm
check_exit 0 "$RPMWORKS" srpm -o again
check 'it is downloaded once' cmp again/dirty-1.0-1.src.rpm out/dirty-1.0-1.src.rpm
