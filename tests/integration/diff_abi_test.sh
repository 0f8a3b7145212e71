#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `rpmworks diff --abi`: a C library that loses functions and changes a struct, with and without packages with debug information;
# its users; a library that is no ELF file; abidiff that is missing; the record of a comparison.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need rpmbuild gcc abidiff readelf objcopy python3
RPMWORKS_CACHE=$TMP/cache RPMWORKS_DATA=$TMP/data
export RPMWORKS_CACHE RPMWORKS_DATA
PATH=$(dirname "$RPMWORKS"):$PATH
export SOURCE_DATE_EPOCH=1700000000
arch=$(uname -m)

# package FOLDER NAME VERSION ROOT [TAG…]: a package with the files in ROOT.
package() {
  local folder=$1 name=$2 version=$3 root=$4
  shift 4
  printf '%s\n' "Name: $name" "Version: $version" 'Release: 1' "Summary: $name" 'License: MIT' 'AutoReqProv: no' "$@" '%global __os_install_post %{nil}' \
    '%global debug_package %{nil}' '%description' x '%install' "mkdir -p %{buildroot}; cp -a $root/. %{buildroot}" '%files' '/*' >package.spec
  mkdir -p "$folder"
  rpmbuild -bb --quiet --define "_topdir $TMP/rpmbuild" --define "_rpmdir $PWD/$folder" --define '_rpmfilename %%{NAME}-%%{VERSION}.rpm' \
    --define '_build_id_links none' --define '_unpackaged_files_terminate_build 0' package.spec >"$TMP/rpmbuild.log" 2>&1 || { cat "$TMP/rpmbuild.log" >&2; fail rpmbuild; }
}

# library VERSION: compiles VERSION.c; the stripped library is in root-VERSION, its debug information in debug-VERSION.
library() {
  local lib=root-$1/usr/lib64/libshape.so.1.$1 debug=debug-$1/usr/lib/debug id
  mkdir -p "root-$1/usr/lib64" "$debug/usr/lib64"
  gcc -g -shared -fPIC -Wl,--build-id -Wl,-soname,libshape.so.1 -o "full-$1.so" "$1.c"
  strip --strip-all -o "$lib" "full-$1.so"
  ln -s "libshape.so.1.$1" "root-$1/usr/lib64/libshape.so.1"
  objcopy --only-keep-debug "full-$1.so" "$debug/usr/lib64/libshape.so.1.$1.debug"
  id=$(readelf --notes "$lib" | sed -n 's/.*Build ID: //p')
  mkdir -p "$debug/.build-id/${id:0:2}"
  ln -s "../../usr/lib64/libshape.so.1.$1.debug" "$debug/.build-id/${id:0:2}/${id:2}.debug"
}
provides='Provides: libshape.so.1()(64bit)' requires='Requires: libshape.so.1()(64bit)'

cat >1.c <<'END'
struct shape { int width; int height; };
int area(struct shape *s) { return s->width * s->height; }
int lost(void) { return 1; }
int lost_variable = 3;
int kept(int x) { return x; }
END
cat >2.c <<'END'
struct shape { int width; int depth; int height; };
int area(struct shape *s) { return s->width * s->height; }
int kept(int x) { return x; }
END
sed '/lost/d; /kept/a int added(void) { return 2; }' 1.c >3.c
cp 1.c 0.c && echo 'int lost_too(void) { return 4; }' >>0.c
for version in 0 1 2 3; do library $version; done
echo 'int lost(void); int main(void) { return lost(); }' >user.c
echo 'int kept(int); int main(void) { return kept(1); }' >careful.c
for name in user careful; do
  mkdir -p "root-$name/usr/bin"
  gcc -o "root-$name/usr/bin/$name" $name.c full-1.so
  for place in one two; do package $place $name 1 "$PWD/root-$name" "$requires"; done
done
package one libshape 1 "$PWD/root-1" "$provides"
package two libshape 2 "$PWD/root-2" "$provides"

# --- symbols alone ----------------------------------------------------------------------------------------------------------
check_exit 0 rpmworks diff one two
check_same 'without --abi there is no such section' 0 "$(grep -c '^ABI' <<<"$out" || true)"
check_exit 0 rpmworks diff one two --abi
check_contains 'the library is incompatible' "$out" "ABI
  INCOMPATIBLE: libshape.so.1()(64bit) of libshape-2-1.$arch
    only symbols were compared, because one side has no debug information
    functions removed: 1: lost
    variables removed: 1: lost_variable
    USED BY user-1-1.$arch, which needs the lost symbols lost
    required by careful-1-1.$arch"

# --- with debug information on one side, then on both -------------------------------------------------------------------------
package one libshape-debuginfo 1 "$PWD/debug-1"
check_exit 0 rpmworks diff one two --abi
check_contains 'debug information of one side is not used' "$out" 'only symbols were compared'
package two libshape-debuginfo 2 "$PWD/debug-2"
check_exit 0 rpmworks diff one two --abi
check_contains 'types' "$out" "  INCOMPATIBLE: libshape.so.1()(64bit) of libshape-2-1.$arch
    functions removed: 1: int lost()
    functions changed: 1: int area(shape*)
    variables removed: 1: int lost_variable
    USED BY"
text=$out
check_exit 0 rpmworks diff one two --abi
check_same 'the same places give the same text' "$text" "$out"
check_exit 0 rpmworks diff one two --abi --format markdown
check_contains 'Markdown' "$out" '## ABI

- **INCOMPATIBLE: libshape.so.1()(64bit)'
check_exit 0 rpmworks diff one two --abi --format html -o page.html
check_contains 'HTML' "$(<page.html)" '<section class="block" id="abi">'
check_contains 'HTML names the user' "$(<page.html)" "USED BY user-1-1.$arch"
check_exit 0 rpmworks --json diff one two --abi
check JSON python3 - "$TMP/out" <<'END'
import json, sys
library, = json.load(open(sys.argv[1]))["abi"]["libraries"]
difference = library["difference"]
assert library["library"] == "/usr/lib64/libshape.so.1.2" and library["soname"] == "libshape.so.1()(64bit)", library
assert difference["verdict"] == "incompatible" and difference["types"], difference
assert difference["lost_symbols"] == ["lost", "lost_variable"] and difference["functions"]["changed"] == ["int area(shape*)"], difference
assert [(user["package"].split("-")[0], user["lost_symbols"]) for user in library["users"]] == [("user", ["lost"]), ("careful", [])]
END

# --- the record of a comparison, in the store of a product ------------------------------------------------------------------
mkdir product
printf '%s\n' 'schema: 1' 'product: shapes' 'packages:' '  libshape: { git: /nonexistent }' >product/repos.yaml
diff_in_product() { (cd product && check_exit 0 rpmworks diff ../one ../two --abi && printf '%s\n' "$out"); }
first=$(diff_in_product)
check_contains 'in a product' "$first" 'functions removed: 1: int lost()'
record=$(find product/.rpmworks/store/records/abi-difference -type f)
check 'there is one record' [ -f "$record" ]
check_same 'with the record, the text is the same' "$first" "$(diff_in_product)"
chmod u+w "$record" && sed -i 's/int lost()/int recorded()/' "$record"
check_contains 'the record is used' "$(diff_in_product)" 'functions removed: 1: int recorded()'
echo '{' >"$record"
check_same 'a damaged record is made again' "$first" "$(diff_in_product)"

# --- the policy -------------------------------------------------------------------------------------------------------------
printf 'schema: 1\nrefuse: [abi]\n' >policy.yaml
check_exit 5 rpmworks diff one two --abi --policy policy.yaml
check_contains 'it refuses' "$out" 'changes the ABI of libshape.so.1()(64bit): incompatible'
check_exit 5 rpmworks diff one two --policy policy.yaml
check_contains 'a rule that cannot be checked does not pass' "$out" 'cannot be checked: run diff with --abi'
for version in 1 3; do
  mkdir -p "additions-$version/root/usr/lib64"
  sed '/lost/d' $version.c >"additions-$version.c"
  gcc -shared -fPIC -Wl,-soname,libshape.so.1 -o "additions-$version/root/usr/lib64/libshape.so.1" "additions-$version.c"
  package "additions-$version" libshape $version "$PWD/additions-$version/root" "$provides"
done
check_exit 0 rpmworks diff additions-1 additions-3 --abi --policy policy.yaml
check_contains 'additions are compatible' "$out" 'compatible, only additions: libshape.so.1()(64bit)'
check_contains 'what was added' "$out" 'functions added: 1: added'

# --- libraries of others ----------------------------------------------------------------------------------------------------
mkdir -p hostile/usr/lib64
echo 'no ELF file' >hostile/usr/lib64/libshape.so.1
package bad libshape 2 "$PWD/hostile" "$provides"
check_exit 0 rpmworks diff one bad --abi
check_contains 'a library that is no ELF file' "$out" 'NOT COMPARED: libshape.so.1()(64bit)'
check_exit 5 rpmworks diff one bad --abi --policy policy.yaml
check_contains 'the policy does not accept it' "$out" 'changes the ABI of libshape.so.1()(64bit): unknown'
rm hostile/usr/lib64/libshape.so.1 && ln -s /etc/passwd hostile/usr/lib64/libshape.so.1
package linked libshape 2 "$PWD/hostile" "$provides"
check_exit 0 rpmworks diff one linked --abi
check_contains 'a link out of the package is not followed' "$out" 'no file of the package has the soname as its name'
cp -r two cut && truncate -s -200 cut/libshape-2.rpm
check_exit 0 rpmworks diff one cut --abi
check_contains 'a damaged package' "$out" 'cannot be unpacked'

# --- abidiff is missing -----------------------------------------------------------------------------------------------------
mkdir bin
for program in /usr/bin/* /bin/*; do ln -sf "$program" bin; done
rm bin/abidiff
check_exit 1 env PATH="$(dirname "$RPMWORKS"):$PWD/bin" rpmworks diff one two --abi
check_contains 'the package that has it' "$err" 'apt install abigail-tools'
check_exit 0 env PATH="$(dirname "$RPMWORKS"):$PWD/bin" rpmworks diff one two
check_exit 2 rpmworks diff one two --abi --short
check_same 'nothing is left behind' '' "$(find /tmp -maxdepth 1 -name 'rpmworks-abi-*' -newer 1.c)"
