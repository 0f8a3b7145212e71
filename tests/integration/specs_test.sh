#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Specs as written for Fedora and related distributions, one of each common kind, build unchanged on the base repository.
# shellcheck disable=SC2016  # the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild tar

file() { # file PATH LINE…
  mkdir -p "$(dirname "$1")"
  printf '%s\n' "${@:2}" >"$1"
}
srpm() { # srpm NAME LINE…: a source package of the folder NAME-1.0 and a spec with these lines
  file "$1.spec" "Name: $1" 'Version: 1.0' 'Release: 1%{?dist}' "Summary: The package $1" 'License: MIT' \
    'Source0: %{name}-%{version}.tar.gz' "${@:2}" '%changelog' '* Thu Jan 02 2025 Tester <tester@example.org> - 1.0-1' '- Begin'
  tar -czf "$1-1.0.tar.gz" "$1-1.0"
  rpmbuild -bs --quiet --nodeps --define "_topdir $TMP/rpmbuild" --define "_sourcedir $PWD" "$1.spec" >/dev/null
}

# --- Autotools, with translations and a check -----------------------------------------------------------------------------
file auto-1.0/configure.ac 'AC_INIT([auto],[1.0])' 'AM_INIT_AUTOMAKE([foreign])' 'AC_PROG_CC' 'AM_PROG_AR' 'LT_INIT' \
  'AM_GNU_GETTEXT([external])' 'AM_GNU_GETTEXT_VERSION([0.19])' 'AC_CONFIG_FILES([Makefile po/Makefile.in])' 'AC_OUTPUT'
file auto-1.0/Makefile.am 'SUBDIRS = po' 'ACLOCAL_AMFLAGS = -I m4' 'lib_LTLIBRARIES = libauto.la' 'libauto_la_SOURCES = lib.c' \
  'bin_PROGRAMS = auto' 'auto_SOURCES = main.c' 'auto_LDADD = libauto.la' 'TESTS = auto' 'dist_man1_MANS = auto.1'
file auto-1.0/lib.c 'int answer(void) { return 42; }'
file auto-1.0/main.c '#define _(text) text' 'const char *hello = _("hello");' 'int answer(void);' 'int main(void) { return answer() == 42 ? 0 : 1; }'
file auto-1.0/auto.1 '.TH auto 1'
file auto-1.0/po/LINGUAS de
file auto-1.0/po/POTFILES.in main.c
file auto-1.0/po/Makevars 'DOMAIN = auto' 'subdir = po' 'top_builddir = ..' 'COPYRIGHT_HOLDER = x' 'MSGID_BUGS_ADDRESS = x' \
  'XGETTEXT_OPTIONS = --keyword=_' 'EXTRA_LOCALE_CATEGORIES =' 'PO_DEPENDS_ON_POT = no' 'MSGMERGE_OPTIONS ='
file auto-1.0/po/de.po 'msgid ""' 'msgstr ""' '"Content-Type: text/plain; charset=UTF-8\n"' '' 'msgid "hello"' 'msgstr "hallo"'
mkdir auto-1.0/m4
srpm auto 'BuildRequires: autoconf >= 2.69, automake, libtool, gettext-devel, make, gcc >= 8' \
  '%package devel' 'Summary: x' 'Requires: %{name}%{?_isa} = %{version}-%{release}' '%description' x '%description devel' x \
  '%prep' '%autosetup' '%build' 'autoreconf -fi' '%configure --disable-static' '%make_build' '%install' '%make_install' \
  'rm -f %{buildroot}%{_libdir}/*.la' '%find_lang %{name}' '%check' '%make_build check' '%ldconfig_scriptlets' \
  '%files -f %{name}.lang' '%{_bindir}/auto' '%{_libdir}/libauto.so.*' '%{_mandir}/man1/auto.1*' '%files devel' '%{_libdir}/libauto.so'

# --- CMake and C++, with version limits where Debian has epochs and where it has none --------------------------------------
file cm-1.0/CMakeLists.txt 'cmake_minimum_required(VERSION 3.20)' 'project(cm VERSION 1.0 LANGUAGES CXX)' 'include(GNUInstallDirs)' \
  'include(CTest)' 'find_package(ZLIB REQUIRED)' 'add_executable(cm main.cpp)' 'target_link_libraries(cm ZLIB::ZLIB)' \
  'add_test(NAME runs COMMAND cm)' 'install(TARGETS cm)'
file cm-1.0/main.cpp '#include <zlib.h>' 'int main() { return zlibVersion()[0] == 49 ? 0 : 1; }'
srpm cm 'BuildRequires: cmake >= 3.20, cmake < 4.5, gcc-c++ >= 8, zlib-devel >= 1.2, pkgconfig(zlib) >= 1.2, make' \
  '%description' x '%prep' '%autosetup -p1' '%build' '%cmake -DX=1' '%cmake_build' '%install' '%cmake_install' '%check' '%ctest' \
  '%files' '%{_bindir}/cm'

# --- Meson, with a desktop file --------------------------------------------------------------------------------------------
file mes-1.0/meson.build "project('mes', 'c', version: '1.0', license: 'MIT')" \
  "e = executable('mes', 'main.c', install: true)" "test('runs', e)" \
  "install_data('mes.desktop', install_dir: get_option('datadir') / 'applications')"
file mes-1.0/main.c 'int main(void) { return 0; }'
file mes-1.0/mes.desktop '[Desktop Entry]' 'Type=Application' 'Name=Mes' 'Exec=mes' 'Categories=Utility;'
srpm mes 'BuildRequires: meson >= 0.60, ninja-build, gcc, desktop-file-utils' '%description' x '%prep' '%autosetup' \
  '%build' '%meson' '%meson_build' '%install' '%meson_install' '%check' '%meson_test' \
  'desktop-file-validate %{buildroot}%{_datadir}/applications/mes.desktop' \
  '%files' '%{_bindir}/mes' '%{_datadir}/applications/mes.desktop'

# --- Python, with setup.py and with pyproject.toml --------------------------------------------------------------------------
file py-1.0/setup.py 'from setuptools import setup' \
  'setup(name="py", version="1.0", py_modules=["py_x"], entry_points={"console_scripts": ["py-x = py_x:main"]})'
file py-1.0/py_x.py 'def main():' '    print("x")'
srpm py 'BuildArch: noarch' 'BuildRequires: python3-devel >= 3.9, python3-setuptools >= 40' '%description' x '%prep' '%autosetup' \
  '%build' '%py3_build' '%install' '%py3_install' '%check' '%py3_check_import py_x' \
  '%files' '%{_bindir}/py-x' '%{python3_sitelib}/py_x.py' '%{python3_sitelib}/__pycache__/py_x.*' '%{python3_sitelib}/py-*.egg-info*'
file proj-1.0/pyproject.toml '[build-system]' 'requires = ["setuptools >= 61", "wheel"]' 'build-backend = "setuptools.build_meta"' \
  '[project]' 'name = "proj"' 'version = "1.0"' 'dependencies = ["packaging >= 20, != 21.0; python_version > \"3\""]' \
  '[project.scripts]' 'proj = "proj:main"' '[tool.setuptools]' 'packages = ["proj"]'
file proj-1.0/proj/__init__.py 'import packaging' 'def main():' '    print("x")'
srpm proj 'BuildArch: noarch' 'BuildRequires: python3-devel, pyproject-rpm-macros' '%description' x '%generate_buildrequires' \
  '%pyproject_buildrequires -r' '%prep' '%autosetup' '%build' '%pyproject_wheel' '%install' '%pyproject_install' \
  '%pyproject_save_files proj +auto' '%check' '%py3_check_import proj' '%files -f %{pyproject_files}'

# --- a Makefile and a systemd unit --------------------------------------------------------------------------------------------
file mk-1.0/Makefile 'mk: mk.c' '	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $<' 'install:' '	install -Dm755 mk $(DESTDIR)$(PREFIX)/bin/mk'
file mk-1.0/mk.c 'int main(void) { return 0; }'
file mk-1.0/mk.service '[Service]' 'ExecStart=/usr/bin/mk'
srpm mk 'BuildRequires: gcc, make >= 4, systemd-rpm-macros' '%{?systemd_requires}' '%description' x '%prep' '%autosetup' \
  '%build' '%set_build_flags' '%make_build' '%install' '%make_install PREFIX=%{_prefix}' \
  'install -Dm644 mk.service %{buildroot}%{_unitdir}/mk.service' 'mkdir -p %{buildroot}%{_sharedstatedir}/mk' \
  '%post' '%systemd_post mk.service' '%preun' '%systemd_preun mk.service' '%postun' '%systemd_postun_with_restart mk.service' \
  '%files' '%{_bindir}/mk' '%{_unitdir}/mk.service' '%dir /var/lib/mk'

# --- Perl, and only files --------------------------------------------------------------------------------------------------------
file pl-1.0/Makefile.PL 'use ExtUtils::MakeMaker;' 'WriteMakefile(NAME => "Pl", VERSION => "1.0");'
file pl-1.0/lib/Pl.pm 'package Pl;' 'use strict;' 'our $VERSION = "1.0";' '1;'
srpm pl 'BuildArch: noarch' 'BuildRequires: perl-interpreter, perl-generators, perl(ExtUtils::MakeMaker) >= 6.76, perl(strict), make' \
  '%description' x '%prep' '%autosetup' '%build' 'perl Makefile.PL INSTALLDIRS=vendor NO_PACKLIST=1 NO_PERLLOCAL=1' '%make_build' \
  '%install' '%make_install' '%check' 'make test' '%files' '%{perl_vendorlib}/Pl.pm'
file data-1.0/words 'one' 'two'
file data-1.0/LICENSE MIT
srpm data 'BuildArch: noarch' '%description' x '%prep' '%autosetup' '%install' \
  'install -Dm644 words %{buildroot}%{_datadir}/%{name}/words' '%files' '%license LICENSE' '%{_datadir}/%{name}'

check_exit 0 rpmworks build "$TMP"/rpmbuild/SRPMS/*.src.rpm -o out
check_same 'the built packages' 'auto-1.0-1.x86_64 auto-devel-1.0-1.x86_64 cm-1.0-1.x86_64 data-1.0-1.noarch mes-1.0-1.x86_64 '\
'mk-1.0-1.x86_64 pl-1.0-1.noarch proj-1.0-1.noarch py-1.0-1.noarch' \
  "$(rpm -qp --qf '%{NVRA}\n' out/*/*.rpm out/*.rpm 2>/dev/null | grep -v -e src -e debug | sort -u | xargs)"
proj=$(rpm -qlp out/proj-1.0-1.noarch.rpm out/*/proj-1.0-1.noarch.rpm 2>/dev/null || true)
check_contains 'the program of a wheel' "$proj" /usr/bin/proj
check_same 'the build folder is not in the files of the wheel' 0 "$(grep -c direct_url <<<"$proj" || true)"
