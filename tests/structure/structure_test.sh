#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The rules of ARCHITECTURE.md that can be checked in the source tree: modules depend in one direction, only one module uses each
# C library, headers show no C handle, no shell is run, nothing is unfinished.
set -euo pipefail
cd "$(dirname "$0")/../.."
failures=0
fail() {
  printf 'structure: %s\n' "$*"
  failures=$((failures + 1))
}

# Modules have the order in which lib/CMakeLists.txt builds them.
read -r -a modules <<<"$(sed -n '/foreach(module/,/)/p' lib/CMakeLists.txt | tr -d '\n' | sed 's/.*foreach(module *//; s/).*//')"
declare -A place
for i in "${!modules[@]}"; do place[${modules[i]}]=$i; done
for folder in lib/*/; do
  [ -n "${place[$(basename "$folder")]-}" ] || fail "lib/CMakeLists.txt does not name $folder"
done

# Declarations in a folder are in the namespace of its name, so that a name shows where to look. `import` is reserved in C++.
for module in "${modules[@]}"; do
  case $module in core|process) wanted=rpmworks ;; import) wanted=rpmworks::importer ;; *) wanted=rpmworks::$module ;; esac
  while IFS=: read -r file line namespace; do
    [ "$namespace" = "$wanted" ] || fail "$file:$line: namespace $namespace in lib/$module must be $wanted"
  done < <(grep -rnoP '^namespace \Krpmworks[a-z:_]*(?= \{)' "lib/$module" --include='*.[ch]pp' || true)
done

for module in "${modules[@]}"; do
  uses=" $module $(sed -n '/USES/,/LIBRARIES\|)/p' "lib/$module/CMakeLists.txt" | tr '\n)' '  ' | sed 's/.*USES//; s/LIBRARIES.*//') "
  while IFS=: read -r file line included; do
    other=${included%%/*}
    [ -n "${place[$other]-}" ] || continue
    [ "${place[$other]}" -le "${place[$module]}" ] || fail "$file:$line: $module must not use $other, which comes after it"
    [[ $uses == *" $other "* ]] || fail "$file:$line: lib/$module/CMakeLists.txt does not list $other under USES"
  done < <(grep -rnoP '^#include "\K[^"]+(?=")' "lib/$module" --include='*.[ch]pp' || true)
done

# The folders of lib/solve use only folders before them; the files beside the folders use none of them.
later=(metadata universe selection upgrade)
for files in ':(glob)lib/solve/*' lib/solve/metadata lib/solve/universe lib/solve/selection lib/solve/upgrade; do
  [ "$files" != "lib/solve/${later[0]}" ] || later=("${later[@]:1}")
  for other in "${later[@]}"; do
    hits=$(git grep -nF "#include \"solve/$other/" -- "$files" || true)
    [ -z "$hits" ] || fail "lib/solve/$other comes after it: $hits"
  done
done

# Commands call functions of the modules that work with a Session; tools/rpmworks may also use the value types that it prints. `init`
# is for users without a product, and `internal` for other programs: Slurm and git.
while IFS=: read -r file line included; do
  [ -n "${place[${included%%/*}]-}" ] || continue
  case $included in
    product/*|locking/*|publishing/*|verifying/*|proving/*|pipeline/*) continue ;;
    core/*|manifest/*|sbom/*|report/*|store/*|process/process.hpp|srpm/srpm.hpp|schedule/outcome.hpp) continue ;;
  esac
  case ${file##*/}:$included in
    cmd_init.cpp:git/repository.hpp|cmd_init.cpp:scaffold/*|cmd_internal.cpp:schedule/cluster_job.hpp|cmd_internal.cpp:lockfile/lockfile.hpp) continue ;;
  esac
  fail "$file:$line: tools/rpmworks includes $included: move the work to lib/pipeline"
done < <(grep -rnoP '^#include "\K[^"]+(?=")' tools/rpmworks --include='*.[ch]pp' || true)

only_in() { # only_in PATH… -- PATTERN: an include that is allowed only below these paths
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
only_in lib/audit -- 'sqlite3\.h'
only_in lib/upstream -- 'librepo/|curl/'
only_in lib/repodata -- 'createrepo_c/|libxml/'
# Each file that includes these takes seconds longer to compile.
only_in lib/core/json.cpp -- 'nlohmann/'
only_in lib/core/json_fast.cpp -- 'simdjson\.h'
only_in lib/core/pattern.cpp -- 'pcre2|regex>'
only_in tools/options/options.cpp -- 'CLI/'

# A header with a C library's types is private to its module: no other folder may include it.
while read -r header; do
  module=${header#lib/} # its files may be in folders of their own
  module=${module%%/*}
  hits=$(git grep -nF "#include \"${header#lib/}\"" -- lib tools ":!lib/$module" || true)
  [ -z "$hits" ] || fail "$header shows a C library and is included elsewhere: $hits"
done < <(git grep -lE '#include *[<"](git2|rpm/rpm|rpm/header|archive\.h|archive_entry|solv/|librepo/|curl/|createrepo_c/|yaml-cpp|openssl)' \
  -- 'lib/**/*.hpp' || true)
while read -r header; do
  module=${header#lib/}
  module=${module%%/*}
  hits=$(git grep -nF "#include \"${header#lib/}\"" -- lib tools ":!lib/$module" || true)
  [ -z "$hits" ] || fail "$header says that it is private to its module, and is included elsewhere: $hits"
done < <(git grep -l '^// Private to this module' -- 'lib/**/*.hpp' || true)
# A collection of the store must know every kind of record: it would keep the blobs of an unknown kind forever.
while IFS=: read -r file line kind; do
  module=$(dirname "$file")
  cat "$module"/*.cpp | tr '\n' ' ' | grep -qP "kinds_of\([^)]*\b$kind\b" || fail "$file:$line: record_kinds() of $module lacks $kind"
done < <(grep -rnoP 'RecordKind<.*> \Kk_\w+(?=\{)' lib --include='*.cpp')
hits=$(git grep -nE '\b(system|popen)\s*\(' -- lib tools || true)
[ -z "$hits" ] || fail "runs a shell: $hits"
hits=$(git grep -nE '\b(printf|puts|exit|abort)\(|std::c(out|err)' -- 'lib/**/*.cpp' | grep -vE 'snprintf|_exit\(|/helper_main' || true)
[ -z "$hits" ] || fail "lib/ prints or exits: $hits"
# Effects on other users of the library in the same process. The listed files are exceptions: they act in a forked child, or in a
# thread with its own umask.
not_in_lib() { # not_in_lib WHAT PATTERN FILE…
  local what=$1 pattern=$2 hits
  shift 2
  hits=$(git grep -nE "(^|[^A-Za-z0-9_.>\"-])(::|std::)?($pattern)" -- lib "${@/#/:!lib/}" || true)
  [ -z "$hits" ] || fail "lib/ $what: $hits"
}
not_in_lib 'changes the environment of the process' '(set|put|unset|clear)env\('
not_in_lib 'changes the umask of the process' 'umask\(' core/own_umask.cpp
not_in_lib 'changes the current folder of the process' 'f?chdir\(' process/launch.cpp
not_in_lib 'changes signal handlers of the process' '(signal|sigaction)\(' process/launch.cpp process/launch.hpp sign/agent.cpp
not_in_lib 'changes the locale or the limits of the process' '(setlocale|setrlimit|locale::global)\('
not_in_lib 'uses the number of CPUs: a step may use thread_limit() threads' '(thread::|jthread::)?hardware_concurrency\(' core/threads.cpp
# Such threads would not inherit the Cancellation, the Activity and the ThreadLimit. A display's thread outlives activities.
not_in_lib 'starts a thread without start_thread, which passes on the Cancellation, the Activity and the ThreadLimit' '(j?thread|async)\(' \
  core/threads.cpp core/long_activities.cpp

hits=$(git ls-files -- '*.cpp' '*.hpp' '*.c' '*.sh' quickstart run-tests | xargs grep -L 'SPDX-License-Identifier' || true)
[ -z "$hits" ] || fail "no SPDX line: $hits"

[ "$failures" = 0 ] && echo "structure: ok"
exit "$((failures > 0))"
