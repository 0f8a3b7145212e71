#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# rpmworks init: the spec for each kind of project builds unchanged, and its packages contain what the project installs.
# shellcheck disable=SC2016,SC2154  # build files have dollars of their own; run and check_exit set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need git jq rpm

program='#include <stdio.h>
int main(void) { puts("hello"); return 0; }'

words='#include "words.h"
const char *words(void) { return "hello"; }'
uses_words='#include "words.h"
#include <stdio.h>
int main(void) { puts(words()); return 0; }'
unit=$'[Unit]\nDescription=Greets\n[Service]\nExecStart=/usr/bin/greet'

# has PACKAGE…: whether the base repository contains them.
has() {
  local package
  for package; do
    compgen -G "$HOSTBASE/packages/$package-[0-9]*.rpm" >/dev/null ||
      compgen -G "$HOSTBASE/packages/*/$package-[0-9]*.rpm" >/dev/null || return 1
  done
}

# builds NAME FILE…: init, commit, srpm and build of the repository NAME give a package with these files.
builds() {
  local name=$1 file files
  shift
  check_exit 0 rpmworks init "$name"
  check_same "$name: the written file" "$name/$name.spec" "$out"
  git -C "$name" add -A
  git -C "$name" commit -q -m 'A spec'
  check_exit 0 rpmworks srpm "$name" -o "$name.out"
  check_exit 0 rpmworks build "$name.out"/*.src.rpm -o "$name.out"
  files=$(find "$name.out" -name '*.rpm' ! -name '*.src.rpm' ! -name '*-debug*' -exec rpm -qpl --nosignature {} +)
  for file; do check_contains "$name: installed" "$files"$'\n' "$file"$'\n'; done
}

# split NAME FILE… -- FILE…: the first files are in the package NAME, the others in NAME-devel, none in both.
split() {
  local name=$1 where=main part
  local -A files
  files[main]=$(find "$name.out" -name "$name-[0-9]*.rpm" ! -name '*.src.rpm' -exec rpm -qpl --nosignature {} +)
  files[devel]=$(find "$name.out" -name "$name-devel-[0-9]*.rpm" -exec rpm -qpl --nosignature {} +)
  shift
  for part; do
    [ "$part" != -- ] || { where=devel; continue; }
    check_contains "$name: the package $where" "${files[$where]}"$'\n' "$part"$'\n'
  done
  check_same "$name: nothing is in both" '' "$(comm -12 <(sort <<<"${files[main]}") <(sort <<<"${files[devel]}"))"
}

# --- each kind -------------------------------------------------------------------------------------------------------
git_repository by-make greet.c="$program" README.md='# Says hello' LICENSE='Mozilla Public License Version 2.0' \
  Makefile=$'PREFIX ?= /usr/local\ngreet: greet.c\n\t$(CC) $(CFLAGS) -o $@ $<\ninstall: greet
\tinstall -D greet $(DESTDIR)$(PREFIX)/bin/greet
\tinstall -D -m 644 greet.1 $(DESTDIR)$(PREFIX)/share/man/man1/greet.1
\tinstall -D -m 644 greet.conf "$(DESTDIR)/etc/by make/greet.conf"
\tinstall -D -m 644 greet.conf $(DESTDIR)/etc/greet.conf' greet.1='.TH greet 1' greet.conf='x=1'
git -C by-make tag v2.5
builds by-make /usr/bin/greet '/etc/by make' '/etc/by make/greet.conf' /etc/greet.conf \
  /usr/share/doc/by-make-2.5/README.md /usr/share/licenses/by-make-2.5/LICENSE
package=$(find by-make.out -name 'by-make-2.5-1*.x86_64.rpm')
check 'the version comes from the tag' test -n "$package"
check_contains 'manual pages' "$(rpm -qpl --nosignature "$package")" /usr/share/man/man1/greet.1
check_contains 'configuration' "$(rpm -qpc --nosignature "$package")" /etc/greet.conf
check_contains 'no shared folder is owned' "$(rpm -qpl --nosignature "$package" | grep -cx /usr/bin || true)" 0
check_same 'its tags' 'MPL-2.0 Says hello' "$(rpm -qp --nosignature --qf '%{LICENSE} %{SUMMARY}' "$package")"

# A library, a program and a service; `make install` installs only some of the files.
git_repository with-make greet.c="$uses_words" words.c="$words" words.h='const char *words(void);' \
  systemd/greet.service="$unit" systemd/greet.timer=$'[Timer]\nOnCalendar=daily' greet.1='.TH greet 1' \
  systemd/greet.tmpfiles.conf='d /run/greet 0755 root root' tests/test.service="$unit" \
  Makefile=$'PREFIX ?= /usr/local\nLIBDIR ?= $(PREFIX)/lib\nall: greet libwords.so.1
libwords.so.1: words.c\n\t$(CC) $(CFLAGS) -shared -fPIC -Wl,-soname,libwords.so.1 -o $@ words.c
\tln -sf libwords.so.1 libwords.so
greet: greet.c libwords.so.1\n\t$(CC) $(CFLAGS) -o $@ greet.c -L. -lwords
install: all\n\tinstall -D greet $(DESTDIR)$(PREFIX)/bin/greet
\tinstall -D libwords.so.1 $(DESTDIR)$(LIBDIR)/libwords.so.1
\tln -s libwords.so.1 $(DESTDIR)$(LIBDIR)/libwords.so
\tinstall -D -m 644 words.h $(DESTDIR)$(PREFIX)/include/words.h'
git -C with-make tag with-make-2.0
builds with-make /usr/lib/systemd/system/greet.timer
libdir=$(dirname "$(find with-make.out -name 'with-make-2.0-1*.x86_64.rpm' -exec rpm -qpl --nosignature {} + | grep '/libwords.so.1$')")
split with-make /usr/bin/greet "$libdir/libwords.so.1" /usr/lib/systemd/system/greet.service \
  /usr/lib/tmpfiles.d/greet.conf -- "$libdir/libwords.so" /usr/include/words.h
package=$(find with-make.out -name 'with-make-2.0-1*.x86_64.rpm')
check_same 'it owns no systemd folder' '' "$(rpm -qpl --nosignature "$package" | grep -xE '/usr/lib/(systemd|systemd/system|tmpfiles.d)' || true)"
check_same 'no unit of the tests' '' "$(rpm -qpl --nosignature "$package" | grep test.service || true)"

# rpm compresses manual pages after the list was made; the macros of the base repository do not compress them.
sed -i '1i %global __os_install_post gzip -n %{buildroot}%{_mandir}/man1/greet.1' by-make/by-make.spec
git -C by-make commit -q -a -m 'Compressed manual pages'
check_exit 0 rpmworks srpm by-make -o compressed
check_exit 0 rpmworks build compressed/*.src.rpm -o compressed
check_contains 'compressed' "$(rpm -qpl --nosignature compressed/*.x86_64.rpm)" /usr/share/man/man1/greet.1.gz

git_repository by-cmake greet.c="$program" \
  CMakeLists.txt='cmake_minimum_required(VERSION 3.10)
project(by-cmake VERSION 1.4 LANGUAGES C)
include(GNUInstallDirs)
add_executable(greet greet.c)
add_library(words greet.c)
install(TARGETS greet words)
install(FILES greet.c DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES greet.c DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/words RENAME words.h)' README='Says hello by CMake'
builds by-cmake /usr/bin/greet /usr/include/words /usr/include/words/words.h /usr/share/doc/by-cmake/greet.c \
  /usr/share/doc/by-cmake-1.4/README
split by-cmake /usr/bin/greet /usr/share/doc/by-cmake/greet.c -- /usr/include/words /usr/include/words/words.h
check 'the version is that of project()' test -n "$(find by-cmake.out -name 'by-cmake-1.4-1*.x86_64.rpm')"

git_repository headers include/words.hpp='int f();' test/test.cpp='int main() {}' \
  CMakeLists.txt='cmake_minimum_required(VERSION 3.10)
project(headers VERSION 1.4 LANGUAGES CXX)
include(GNUInstallDirs)
add_library(headers INTERFACE)
install(DIRECTORY include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})'
builds headers /usr/include/words.hpp
check_same 'a header-only library is one package' headers-devel-1.4-1.x86_64.rpm \
  "$(find headers.out -name '*.x86_64.rpm' -printf '%f\n')"

git_repository by-files greet.sh='#!/bin/sh' words/hello='hello'
chmod +x by-files/greet.sh
git -C by-files commit -q -a -m 'A program'
builds by-files /usr/bin/greet.sh /usr/share/by-files/words/hello
git_repository service run.sh='#!/bin/sh' words/hello='hello' sysusers.d/greet.conf='u greet - "Greets & all" /run/greet' \
  service.service="$unit" doc/service.8='.TH service 8' completions/service.bash='complete service'
builds service /usr/share/service/words/hello /usr/lib/systemd/system/service.service /usr/lib/sysusers.d/greet.conf \
  /usr/share/man/man8/service.8.gz /usr/share/bash-completion/completions/service
check_contains 'its user is created before it is installed' \
  "$(find service.out -name '*.noarch.rpm' -exec rpm -qp --nosignature --scripts {} +)" \
  "useradd -r -g greet -d /run/greet -s /sbin/nologin -c 'Greets & all' greet"
git_repository by-root etc/greet.conf='x=1' usr/share/greet/words='hello'
builds by-root /etc/greet.conf /usr/share/greet /usr/share/greet/words

if has meson; then
  git_repository by-meson greet.c="$uses_words" words.c="$words" words.h='const char *words(void);' \
    meson.build="project('by-meson', 'c', version: '0.7', license: 'MIT')
lib = library('words', 'words.c', version: '0.7.0', install: true)
install_headers('words.h', subdir: 'words')
import('pkgconfig').generate(lib, description: 'Words')
executable('greet', 'greet.c', link_with: lib, install: true)
install_data('greet.c', install_dir: get_option('datadir') / 'by-meson')"
  builds by-meson /usr/bin/greet /usr/share/by-meson /usr/share/by-meson/greet.c
  split by-meson "$libdir/libwords.so.0" -- "$libdir/libwords.so" "$libdir/pkgconfig/words.pc" /usr/include/words
else
  echo 'SKIP: meson is not in the base repository'
fi

if has autoconf automake libtool; then
  git_repository by-autotools greet.c="$program" words.c="$words" words.h='const char *words(void);' \
    configure.ac='AC_INIT([By-Autotools], [3.1])
AM_INIT_AUTOMAKE([foreign])
LT_INIT
AC_PROG_CC
AC_CONFIG_FILES([Makefile])
AC_OUTPUT' Makefile.am='bin_PROGRAMS = greet
greet_SOURCES = greet.c
lib_LTLIBRARIES = libwords.la
libwords_la_SOURCES = words.c
include_HEADERS = words.h'
  builds by-autotools /usr/bin/greet
  split by-autotools /usr/bin/greet "$libdir/libwords.so.0" -- "$libdir/libwords.so" /usr/include/words.h
  check_same 'no libtool archives' '' "$(find by-autotools.out -name '*.x86_64.rpm' -exec rpm -qpl --nosignature {} + | grep '\.la$' || true)"
else
  echo 'SKIP: autoconf, automake and libtool are not in the base repository'
fi

if has python3-pip python3-wheel; then
  git_repository by-python greetings/__init__.py='WORD = "hello"' alone.py='WORD = "hi"' \
    pyproject.toml='[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "by-python"
version = "0.9"
description = "Says hello in Python"
[project.scripts]
greet = "greetings:main"
[tool.setuptools]
packages = ["greetings"]
py-modules = ["alone"]'
  builds by-python /usr/bin/greet /usr/lib/python3/dist-packages/greetings/__init__.py \
    /usr/lib/python3/dist-packages/alone.py
  check 'it is noarch' test -n "$(find by-python.out -name 'by-python-0.9-1*.noarch.rpm')"

  git_repository by-setup greetings/__init__.py='WORD = "hello"' \
    setup.py="from setuptools import setup
setup(name='by-setup', version='1.1', packages=['greetings'])"
  builds by-setup /usr/lib/python3/dist-packages/greetings/__init__.py
else
  echo 'SKIP: python3-pip and python3-wheel are not in the base repository'
fi

# --- nothing is overwritten ------------------------------------------------------------------------------------------
check_exit 3 rpmworks init by-make
check_same 'there is a spec' 'error: the repository already has a spec: by-make.spec
hint: to make a source package with it: rpmworks srpm' "$err"
check_same 'the spec is unchanged' '' "$(git -C by-make status --short)"
git init -q unborn
touch unborn/file
check_exit 3 rpmworks init unborn
check_contains 'without a commit' "$err" 'has no commit yet'
check_exit 3 rpmworks init by-make/greet.c
check_contains 'a file' "$err" 'by-make/greet.c is not a folder'
check_exit 3 rpmworks init by-files/words
check_contains 'a folder inside a repository' "$err" "rpmworks init $PWD/by-files"
check_exit 2 rpmworks init by-make --template mesn
check_contains 'an unknown kind' "$err" "did you mean 'meson'?"

# --- a spec that would be ignored, or that exists in another form -----------------------------------------------------
git_repository ignores .gitignore='*.spec' Makefile='all:'
check_exit 0 rpmworks init ignores
check_contains 'git ignores it' "$err" 'warning: git ignores ignores/ignores.spec: add it with `git add -f ignores.spec`'
check_contains 'the next step' "$err" 'git -C ignores add -f ignores.spec && git -C ignores commit'
check_exit 3 rpmworks srpm ignores
check_contains 'and the message of srpm about it' "$err" 'git add -f ignores.spec && git commit'
git -C ignores add -f ignores.spec
git -C ignores commit -q -m 'A spec'
check_exit 0 rpmworks srpm ignores -o ignores.out

git_repository templated configure.ac='AC_INIT([templated], [1])' rpm/templated.spec.in='Version: @VERSION@'
check_exit 3 rpmworks init templated
check_same 'a spec template' "error: the repository already has a spec template: rpm/templated.spec.in
  the project's build generates rpm/templated.spec from it, but rpmworks packages only committed files
hint: generate rpm/templated.spec as the project's documentation describes and commit it (git add -f rpm/templated.spec); or write another one with rpmworks init --template KIND" "$err"
check 'no spec was written' test ! -e templated/templated.spec
check_exit 0 rpmworks init templated --template autotools

# --- a selected template, and JSON -----------------------------------------------------------------------------------
git_repository chosen Makefile='all:' CMakeLists.txt='project(chosen)'
check_exit 0 rpmworks --json init chosen --template make
check_same 'JSON' "make chosen $PWD/chosen/chosen.spec" "$(jq -r '"\(.kind) \(.name) \(.written[0])"' <<<"$out")"
check_contains 'the remaining steps' "$(jq -r '.warnings[]' <<<"$out")" 'the Makefile has no target install'

git_repository "it's mine" run.sh='#!/bin/sh'
check_exit 0 rpmworks init "it's mine"
check_contains 'commands that can be copied' "$err" "git -C 'it'\\''s mine' add it-s-mine.spec"
git_repository other run.sh='#!/bin/sh'
check_exit 0 rpmworks init other --template meson
check_contains 'another kind than its own' "$err" 'warning: the top folder has no build file of meson'
check_exit 3 rpmworks init "$(git clone -q --bare other other.git && echo other.git)"
check_same 'a bare repository' "error: $PWD/other.git is a bare repository without a work tree for a spec
hint: clone it, and run rpmworks init in the clone" "$err"

git_repository slashed Makefile='all:'
check_exit 0 rpmworks init slashed/
check_contains 'the next step' "$err" \
  'then `rpmworks srpm slashed` makes the source package, and `rpmworks build ./slashed-0.1-*.src.rpm` builds it'
mkdir slashed/sub
touch slashed/sub/file
git -C slashed add -A
git -C slashed commit -q -m 'A folder'
check_exit 3 rpmworks init slashed/sub/
check_same 'a folder inside a repository' "error: slashed/sub is inside the repository $PWD/slashed
hint: the spec is for the whole repository: rpmworks init $PWD/slashed" "$err"

# --- a product -------------------------------------------------------------------------------------------------------
check_exit 0 rpmworks init 'My product'
said=$err
check_same 'a new folder' 'My product/repos.yaml' "$out"
check_contains 'the folder gives the name' "$(cat 'My product/repos.yaml')" 'product: "My-product"'
cd 'My product'
run rpmworks check --json
check_same 'only the key and the packages are missing' 'key My-product
release packages' "$(jq -r '.checks[] | select(.ok | not) | "\(.kind) \(.name)"' <<<"$out")"
check_contains 'the next step' "$said" 'rpmworks check reports what else is missing, and rpmworks build builds them'
sed -n 's/^  #     //p' repos.yaml >make-key
sh -e make-key 2>/dev/null
run rpmworks check
check_contains 'the key, made as described' "$out" 'ok       key My-product: can sign as'
check_exit 3 rpmworks init
check_contains 'not a second time' "$err" 'repos.yaml already exists'
check_exit 3 rpmworks init nothing --template cmake
check_contains 'not a repository' "$err" '--template needs a git repository with files, but nothing is not a git repository'
check 'nothing was made' test ! -e nothing
