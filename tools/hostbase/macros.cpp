// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "core/files.hpp"
#include "own.hpp"

namespace rpmworks::hostbase {

namespace {

// Read after rpm's own macros and those of the platform. @MULTIARCH@, @PYTHON@ and @PYTHON_NODOTS@ are put
// in.
constexpr std::string_view k_macros = R"(# Macros that specs written for Fedora expect and Debian's rpm lacks.

# Libraries are installed where this root's linker, loader, pkg-config and cmake look for them.
%_lib			lib/@MULTIARCH@
%_libdir		%{_prefix}/lib/@MULTIARCH@

%build_ldflags		-Wl,-z,relro -Wl,-z,now
%_vpath_srcdir		.
%_vpath_builddir	%{_target_platform}
%_pkgdocdir		%{_docdir}/%{name}
%_metainfodir		%{_datadir}/metainfo
%bash_completions_dir	%{_datadir}/bash-completion/completions
%zsh_completions_dir	%{_datadir}/zsh/site-functions
%fish_completions_dir	%{_datadir}/fish/vendor_completions.d

# Every section of a build sees Debian's Python installing into the distribution's own folder.
%__spec_build_pre	%{___build_pre} \
  export DEB_PYTHON_INSTALL_LAYOUT=deb
%__spec_install_pre	%{___build_pre} \
  export DEB_PYTHON_INSTALL_LAYOUT=deb \
  %{__rm} -rf "%{buildroot}" \
  %{__mkdir_p} "%{buildroot}"

# ldconfig is a file trigger of libc-bin.
%ldconfig		%{nil}
%ldconfig_post(n:)	%{nil}
%ldconfig_postun(n:)	%{nil}
%ldconfig_scriptlets(n:) %{nil}

# Python
%__python3		/usr/bin/python3
%python3		%{__python3}
%python3_pkgversion	3
%python3_version	@PYTHON@
%python3_version_nodots	@PYTHON_NODOTS@
%python3_sitelib	/usr/lib/python3/dist-packages
%python3_sitearch	/usr/lib/python3/dist-packages
%py3_build(-) \
  CFLAGS="${CFLAGS:-%{build_cflags}}" LDFLAGS="${LDFLAGS:-%{build_ldflags}}" \
  %{__python3} setup.py build --executable="%{__python3}" %{?py_setup_args} %{*}
%py3_install(-) \
  CFLAGS="${CFLAGS:-%{build_cflags}}" LDFLAGS="${LDFLAGS:-%{build_ldflags}}" \
  %{__python3} setup.py install -O1 --skip-build --root "%{buildroot}" --install-layout=deb %{?py_setup_args} %{*}
%py3_check_import(-)	PYTHONPATH="%{buildroot}%{python3_sitelib}" %{__python3} -c "import %{*}"
%py_provides()		Provides: %{1} = %{version}-%{release}
%python_provide()	%{nil}

# CMake
%__cmake		/usr/bin/cmake
%__ctest		/usr/bin/ctest
%_cmake_generator	Unix Makefiles
%__cmake_builddir	%{!?__cmake_in_source_build:%{_vpath_builddir}}%{?__cmake_in_source_build:.}
%cmake \
  %{set_build_flags} \
  %{__cmake} -S "%{_vpath_srcdir}" -B "%{__cmake_builddir}" -G "%{_cmake_generator}" \\\
    -DCMAKE_C_FLAGS_RELEASE:STRING="-DNDEBUG" -DCMAKE_CXX_FLAGS_RELEASE:STRING="-DNDEBUG" \\\
    -DCMAKE_VERBOSE_MAKEFILE:BOOL=ON -DCMAKE_INSTALL_DO_STRIP:BOOL=OFF -DBUILD_SHARED_LIBS:BOOL=ON \\\
    -DCMAKE_INSTALL_PREFIX:PATH=%{_prefix} -DCMAKE_INSTALL_LIBDIR:PATH=%{_lib} \\\
    -DCMAKE_INSTALL_SYSCONFDIR:PATH=%{_sysconfdir} -DCMAKE_INSTALL_LOCALSTATEDIR:PATH=%{_localstatedir}
%cmake_build(-)		%{__cmake} --build "%{__cmake_builddir}" %{?_smp_mflags} --verbose %{*}
%cmake_install(-)	DESTDIR="%{buildroot}" %{__cmake} --install "%{__cmake_builddir}" %{*}
%ctest(-)		%{__ctest} --test-dir "%{__cmake_builddir}" --output-on-failure --force-new-ctest-process %{?_smp_mflags} %{*}

# Ninja and Meson
%__ninja		/usr/bin/ninja
%ninja_build(-)		%{__ninja} %{?_smp_mflags} -v %{*}
%ninja_install(-)	DESTDIR="%{buildroot}" %{__ninja} install -v %{*}
%__meson		/usr/bin/meson
%meson \
  %{set_build_flags} \
  %{__meson} setup --buildtype=plain --prefix=%{_prefix} --libdir=%{_libdir} --libexecdir=%{_libexecdir} \\\
    --sysconfdir=%{_sysconfdir} --localstatedir=%{_localstatedir} --wrap-mode=nodownload --auto-features=enabled \\\
    "%{_vpath_srcdir}" "%{_vpath_builddir}"
%meson_build(-)		%{__meson} compile -C "%{_vpath_builddir}" --verbose %{*}
%meson_install(-)	DESTDIR="%{buildroot}" %{__meson} install -C "%{_vpath_builddir}" --no-rebuild %{*}
%meson_test(-)		%{__meson} test -C "%{_vpath_builddir}" --print-errorlogs %{*}

# systemd: the folders; there is no running systemd to tell.
%_unitdir		/usr/lib/systemd/system
%_userunitdir		/usr/lib/systemd/user
%_presetdir		/usr/lib/systemd/system-preset
%_tmpfilesdir		/usr/lib/tmpfiles.d
%_sysusersdir		/usr/lib/sysusers.d
%_udevrulesdir		/usr/lib/udev/rules.d
%systemd_requires	%{nil}
%systemd_ordering	%{nil}
%systemd_post()		%{nil}
%systemd_preun()	%{nil}
%systemd_postun()	%{nil}
%systemd_postun_with_restart() %{nil}
%tmpfiles_create()	%{nil}
)";

std::string with(std::string text, std::string_view word, std::string_view value) {
  for (size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += value.size())
    text.replace(at, word.size(), value);
  return text;
}

}  // namespace

Recipe rpm_macros_package(const fs::path& root, const std::string& multiarch, const std::string& python) {
  std::string text = with(std::string(k_macros), "@MULTIARCH@", multiarch);
  text = with(text, "@PYTHON@", python);
  text = with(text, "@PYTHON_NODOTS@", with(python, ".", ""));
  // The vendor's file: read after the platform's macros, before the administrator's.
  const std::string file = "/usr/lib/rpm/debian/macros";
  make_folders(fs::path(root.string() + file).parent_path());
  write_file_atomically(root.string() + file, text);
  return {.nevra = {.name = k_rpm_macros,
                    .evr = {.version = "1", .release = std::to_string(k_recipe_version)},
                    .arch = "noarch"},
          .summary = "The RPM macros that specs written for Fedora expect",
          .section = "devel",
          .before = {k_filesystem},
          .provides = {"redhat-rpm-config", "python3-rpm-macros", "python-rpm-macros", "python-srpm-macros",
                       "cmake-rpm-macros", "systemd-rpm-macros", "epel-rpm-macros", "fedora-rpm-macros"},
          .files = {{.path = "/usr/lib/rpm/debian",
                     .kind = Entry::Kind::folder,
                     .mode = 0755,
                     .user = "root",
                     .group = "root"},
                    {.path = file, .mode = 0644, .user = "root", .group = "root"}},
          .epoch = 1672531200};
}

}  // namespace rpmworks::hostbase
