#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The rules of ARCHITECTURE.md that a reader of the tree can check: dependencies point one way, a C library is known to one
# module, headers show no C handle, no shell, nothing left unfinished.
set -euo pipefail
cd "$(dirname "$0")/../.."
failures=0
fail() {
  printf 'structure: %s\n' "$*"
  failures=$((failures + 1))
}

# The order of modules is the one lib/CMakeLists.txt builds them in.
read -r -a modules <<<"$(sed -n '/foreach(module/,/)/p' lib/CMakeLists.txt | tr -d '\n' | sed 's/.*foreach(module *//; s/).*//')"
declare -A place
for i in "${!modules[@]}"; do place[${modules[i]}]=$i; done
for folder in lib/*/; do
  [ -n "${place[$(basename "$folder")]-}" ] || fail "lib/CMakeLists.txt does not name $folder"
done

# What a folder declares is in the namespace of its name, so that a name tells where to look. `import` is a word of C++.
for module in "${modules[@]}"; do
  case $module in core|process) wanted=rpmworks ;; import) wanted=rpmworks::importer ;; *) wanted=rpmworks::$module ;; esac
  while IFS=: read -r file line namespace; do
    [ "$namespace" = "$wanted" ] || fail "$file:$line: namespace $namespace in lib/$module, where it is $wanted"
  done < <(grep -rnoP '^namespace \Krpmworks[a-z:_]*(?= \{)' "lib/$module" --include='*.[ch]pp' || true)
done

for module in "${modules[@]}"; do
  uses=" $module $(sed -n '/USES/,/LIBRARIES\|)/p' "lib/$module/CMakeLists.txt" | tr '\n)' '  ' | sed 's/.*USES//; s/LIBRARIES.*//') "
  while IFS=: read -r file line included; do
    other=${included%%/*}
    [ -n "${place[$other]-}" ] || continue
    [ "${place[$other]}" -le "${place[$module]}" ] || fail "$file:$line: $module may not know $other, which comes after it"
    [[ $uses == *" $other "* ]] || fail "$file:$line: lib/$module/CMakeLists.txt does not say that it USES $other"
  done < <(grep -rnoP '^#include "\K[^"]+(?=")' "lib/$module" --include='*.[ch]pp' || true)
done

# Commands are functions of lib/product; beside it tools/rpmworks sees the values that it shows. `init` is for those who have no
# product yet, and `internal` for the nodes of a cluster.
while IFS=: read -r file line included; do
  [ -n "${place[${included%%/*}]-}" ] || continue
  case $included in
    core/*|product/*|manifest/*|report/*|store/*|process/process.hpp|srpm/srpm.hpp|schedule/outcome.hpp) continue ;;
  esac
  case ${file##*/}:$included in
    cmd_init.cpp:git/repository.hpp|cmd_init.cpp:scaffold/*|cmd_internal.cpp:schedule/job_run.hpp) continue ;;
  esac
  fail "$file:$line: tools/rpmworks includes $included: what works belongs into lib/product"
done < <(grep -rnoP '^#include "\K[^"]+(?=")' tools/rpmworks --include='*.[ch]pp' || true)

only_in() { # only_in PATH… -- PATTERN: an include that only files below these paths may have
  local allowed=()
  while [ "$1" != -- ]; do allowed+=(":!$1"); shift; done
  local hits
  hits=$(git grep -nE "^#include <($2)" -- lib tools "${allowed[@]}" || true)
  [ -z "$hits" ] || fail "included outside its module: $hits"
}
only_in lib/process -- 'boost/process'
only_in lib/config -- 'yaml-cpp'
only_in tools/filter -- 'seccomp\.h'
only_in lib/git -- 'git2'
only_in lib/archive -- 'archive\.h|archive_entry|libdeflate'
only_in lib/rpm -- 'rpm/'
only_in lib/solve -- 'solv/'
only_in lib/upstream -- 'librepo/|curl/'
only_in lib/repodata -- 'createrepo_c/'
# These are compiled for seconds wherever they are included.
only_in lib/core/json.cpp -- 'nlohmann/'
only_in lib/core/pattern.cpp -- 'pcre2|regex>'
only_in tools/options/options.cpp -- 'CLI/'

# A header that shows a C library's types is a module's own affair: no other folder may include it.
while read -r header; do
  module=${header#lib/} # its files may stand in folders of their own
  module=${module%%/*}
  hits=$(git grep -nF "#include \"${header#lib/}\"" -- lib tools ":!lib/$module" || true)
  [ -z "$hits" ] || fail "$header shows a C library and is included elsewhere: $hits"
done < <(git grep -lE '#include *[<"](git2|rpm/rpm|rpm/header|archive\.h|archive_entry|solv/|librepo/|curl/|createrepo_c/|yaml-cpp|openssl)' \
  -- 'lib/**/*.hpp' || true)
# A collection of the store must be given every kind of record: it would keep the blobs of one that it does not know for ever.
while IFS=: read -r file line kind; do
  module=$(dirname "$file")
  cat "$module"/*.cpp | tr '\n' ' ' | grep -qP "kinds_of\([^)]*\b$kind\b" || fail "$file:$line: record_kinds() of $module lacks $kind"
done < <(grep -rnoP 'RecordKind<.*> \Kk_\w+(?=\{)' lib --include='*.cpp')
hits=$(git grep -nE '\b(system|popen)\s*\(' -- lib tools || true)
[ -z "$hits" ] || fail "a shell: $hits"
hits=$(git grep -nE '\b(printf|puts|exit|abort)\(|std::c(out|err)' -- 'lib/**/*.cpp' | grep -vE 'snprintf|_exit\(|/helper_main' || true)
[ -z "$hits" ] || fail "lib/ prints or exits: $hits"
# What a second user of the library in the same process would meet. A file that is named may: in a child that it has forked,
# or for a thread that has that of its own.
not_in_lib() { # not_in_lib WHAT PATTERN FILE…
  local what=$1 pattern=$2 hits
  shift 2
  hits=$(git grep -nE "(^|[^A-Za-z0-9_.>\"-])(::|std::)?($pattern)" -- lib "${@/#/:!lib/}" || true)
  [ -z "$hits" ] || fail "lib/ $what: $hits"
}
not_in_lib 'changes the environment of the process' '(set|put|unset|clear)env\('
not_in_lib 'changes the umask of the process' 'umask\(' core/own_umask.cpp
not_in_lib 'changes the current folder of the process' 'f?chdir\(' process/launch.cpp
not_in_lib 'changes what the process does at signals' '(signal|sigaction)\(' process/launch.cpp process/launch.hpp sign/agent.cpp
not_in_lib 'changes the locale or the limits of the process' '(setlocale|setrlimit|locale::global)\('
not_in_lib 'asks the hardware: thread_limit() is what a step may use' '(thread::|jthread::)?hardware_concurrency\(' core/threads.cpp
# Not under the Cancellation, the Activity and the ThreadLimit of who starts them. A display's thread outlives activities.
not_in_lib 'starts a thread by itself: start_thread passes on what it is to be under' '(j?thread|async)\(' \
  core/threads.cpp core/long_activities.cpp

hits=$(git ls-files -- '*.cpp' '*.hpp' '*.c' '*.sh' quickstart run-tests | xargs grep -L 'SPDX-License-Identifier' || true)
[ -z "$hits" ] || fail "no licence line: $hits"

[ "$failures" = 0 ] && echo "structure: ok"
exit "$((failures > 0))"
