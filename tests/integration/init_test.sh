#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# rpmworks init: the spec that it writes for each kind of project builds unchanged, and installs what the project does.
# shellcheck disable=SC2016,SC2154  # build files have dollars of their own; run and check_exit set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need git jq rpm

program='#include <stdio.h>
int main(void) { puts("hello"); return 0; }'

# has PACKAGE…: whether the base repository holds them.
has() {
  local package
  for package; do
    compgen -G "$HOSTBASE/packages/$package-[0-9]*.rpm" >/dev/null ||
      compgen -G "$HOSTBASE/packages/*/$package-[0-9]*.rpm" >/dev/null || return 1
  done
}

# builds NAME FILE…: init, commit, srpm and build of the repository NAME give a package that holds these files.
builds() {
  local name=$1 file files
  shift
  check_exit 0 rpmworks init "$name"
  check_same "$name: what was written" "$name/$name.spec" "$out"
  git -C "$name" add -A
  git -C "$name" commit -q -m 'A spec'
  check_exit 0 rpmworks srpm "$name" -o "$name.out"
  check_exit 0 rpmworks build "$name.out"/*.src.rpm -o "$name.out"
  files=$(find "$name.out" -name '*.rpm' ! -name '*.src.rpm' ! -name '*-debug*' -exec rpm -qpl --nosignature {} +)
  for file; do check_contains "$name: installed" "$files"$'\n' "$file"$'\n'; done
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
check 'the version is that of the tag' test -n "$package"
check_contains 'manual pages' "$(rpm -qpl --nosignature "$package")" /usr/share/man/man1/greet.1
check_contains 'configuration' "$(rpm -qpc --nosignature "$package")" /etc/greet.conf
check_contains 'no shared folder' "$(rpm -qpl --nosignature "$package" | grep -cx /usr/bin || true)" 0
check_same 'its tags' 'MPL-2.0 Says hello' "$(rpm -qp --nosignature --qf '%{LICENSE} %{SUMMARY}' "$package")"

# rpm compresses manual pages after the list was made; the macros of the base repository leave them as they are.
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
check 'the version is that of project()' test -n "$(find by-cmake.out -name 'by-cmake-1.4-1*.x86_64.rpm')"

git_repository by-files greet.sh='#!/bin/sh' words/hello='hello'
chmod +x by-files/greet.sh
git -C by-files commit -q -a -m 'A program'
builds by-files /usr/bin/greet.sh /usr/share/by-files/words/hello
git_repository by-root etc/greet.conf='x=1' usr/share/greet/words='hello'
builds by-root /etc/greet.conf /usr/share/greet /usr/share/greet/words

if has meson; then
  git_repository by-meson greet.c="$program" \
    meson.build="project('by-meson', 'c', version: '0.7', license: 'MIT')
executable('greet', 'greet.c', install: true)
install_data('greet.c', install_dir: get_option('datadir') / 'by-meson')"
  builds by-meson /usr/bin/greet /usr/share/by-meson /usr/share/by-meson/greet.c
else
  echo 'SKIP: meson is not in the base repository'
fi

if has autoconf automake libtool; then
  git_repository by-autotools greet.c="$program" words.c='int words;' \
    configure.ac='AC_INIT([by-autotools], [3.1])
AM_INIT_AUTOMAKE([foreign])
LT_INIT
AC_PROG_CC
AC_CONFIG_FILES([Makefile])
AC_OUTPUT' Makefile.am='bin_PROGRAMS = greet
greet_SOURCES = greet.c
lib_LTLIBRARIES = libwords.la
libwords_la_SOURCES = words.c'
  builds by-autotools /usr/bin/greet
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
  check 'it is for every architecture' test -n "$(find by-python.out -name 'by-python-0.9-1*.noarch.rpm')"

  git_repository by-setup greetings/__init__.py='WORD = "hello"' \
    setup.py="from setuptools import setup
setup(name='by-setup', version='1.1', packages=['greetings'])"
  builds by-setup /usr/lib/python3/dist-packages/greetings/__init__.py
else
  echo 'SKIP: python3-pip and python3-wheel are not in the base repository'
fi

# --- nothing is overwritten ------------------------------------------------------------------------------------------
check_exit 3 rpmworks init by-make
check_same 'there is a spec' 'error: the repository has a spec already: by-make.spec
hint: rpmworks srpm makes a source package with it' "$err"
check_same 'the spec is as it was' '' "$(git -C by-make status --short)"
git init -q unborn
touch unborn/file
check_exit 3 rpmworks init unborn
check_contains 'without a commit' "$err" 'has no commit yet'
check_exit 3 rpmworks init by-make/greet.c
check_contains 'a file' "$err" 'is no folder'
check_exit 3 rpmworks init by-files/words
check_contains 'a folder of a repository' "$err" "rpmworks init $PWD/by-files"
check_exit 2 rpmworks init by-make --template mesn
check_contains 'an unknown kind' "$err" "did you mean 'meson'?"

# --- a template of choice, and JSON ----------------------------------------------------------------------------------
git_repository chosen Makefile='all:' CMakeLists.txt='project(chosen)'
check_exit 0 rpmworks --json init chosen --template make
check_same 'JSON' "make chosen $PWD/chosen/chosen.spec" "$(jq -r '"\(.kind) \(.name) \(.written[0])"' <<<"$out")"
check_contains 'what is left to do' "$(jq -r '.warnings[]' <<<"$out")" 'the Makefile has no target install'

git_repository slashed Makefile='all:'
check_exit 0 rpmworks init slashed/
check_contains 'what comes next' "$err" \
  'then `rpmworks srpm slashed` packages it, and `rpmworks build ./*.src.rpm` builds the package that comes of it'
mkdir slashed/sub
touch slashed/sub/file
git -C slashed add -A
git -C slashed commit -q -m 'A folder'
check_exit 3 rpmworks init slashed/sub/
check_same 'a folder of a repository' "error: slashed/sub is a folder of the repository $PWD/slashed
hint: a spec belongs to the whole of it: rpmworks init $PWD/slashed" "$err"

# --- a product -------------------------------------------------------------------------------------------------------
check_exit 0 rpmworks init 'My product'
said=$err
check_same 'a folder is made' 'My product/repos.yaml' "$out"
check_contains 'it is named by the folder' "$(cat 'My product/repos.yaml')" 'product: "My-product"'
cd 'My product'
run rpmworks check --json
check_same 'only the key is missing' 'key My-product' "$(jq -r '.checks[] | select(.ok | not) | "\(.kind) \(.name)"' <<<"$out")"
check_contains 'what comes next' "$said" 'rpmworks check says what else is missing, and rpmworks build builds them'
sed -n 's/^  #     //p' repos.yaml >make-key
sh -e make-key 2>/dev/null
run rpmworks check
check_contains 'the key that it says how to make' "$out" 'ok       key My-product: can sign as'
check_exit 3 rpmworks init
check_contains 'not a second time' "$err" 'repos.yaml exists already'
check_exit 3 rpmworks init nothing --template cmake
check_contains 'no repository' "$err" 'is no git repository'
check 'and nothing was made' test ! -e nothing
