// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "core/files.hpp"
#include "macro_texts.hpp"
#include "own.hpp"

namespace rpmworks::hostbase {

namespace {

// Read after rpm's own macros and those of the platform. @MULTIARCH@, @PYTHON@ and @PYTHON_NODOTS@ are
// replaced.
constexpr std::string_view k_macros = R"(# Macros that specs written for Fedora expect and Debian's rpm lacks.

# Libraries are installed where this root's linker, loader, pkg-config and cmake look for them.
%_lib			lib/@MULTIARCH@
%_libdir		%{_prefix}/lib/@MULTIARCH@

%_sharedstatedir	/var/lib

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

# What Debian's rpm does after %install, with those of these scripts that this version of rpm has, and byte code for
# Python's modules.
%_python_bytecompile_errors_terminate_build 1
%__brp_python_bytecompile \
  if [ -x %{__python3} ] && [ -d "%{buildroot}%{python3_sitelib}" ]; then \
    %{__python3} %{_rpmconfigdir}/debian/python_bytecompile "%{buildroot}" %{python3_sitelib} \\\
      %{_python_bytecompile_errors_terminate_build} || exit 1 \
  fi
%__os_install_post \
  run_brp() { [ ! -x "%{_rpmconfigdir}/$1" ] || "%{_rpmconfigdir}/$@"; } \
  run_brp brp-compress %{_prefix} \
  run_brp brp-elfperms \
  run_brp brp-strip %{__strip} \
  run_brp brp-strip-static-archive %{__strip} \
  run_brp brp-strip-comment-note %{__strip} %{__objdump} \
  run_brp brp-remove-la-files \
  %{?__brp_python_bytecompile}

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
%py3_shebang_fix(-)	%{__python3} %{_rpmconfigdir}/debian/py3_shebang_fix %{__python3} %{*}
%py3_check_import(-)	PYTHONPATH="%{buildroot}%{python3_sitelib}" %{__python3} -c "import %{*}"
%py_provides()		Provides: %{1} = %{version}-%{release}
%python_provide()	%{nil}
%pytest(-)		PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="%{buildroot}%{python3_sitelib}" %{__python3} -m pytest %{*}

# Python by pyproject.toml
%_pyproject_wheeldir	%{_builddir}/.pyproject-wheels
%pyproject_files	%{_builddir}/.pyproject-files
%pyproject_buildrequires(-) \
  %{__python3} %{_rpmconfigdir}/debian/pyproject_buildrequires %{*}
%pyproject_wheel(-) \
  CFLAGS="${CFLAGS:-%{build_cflags}}" LDFLAGS="${LDFLAGS:-%{build_ldflags}}" \
  %{__python3} -m pip wheel --wheel-dir "%{_pyproject_wheeldir}" --no-deps --use-pep517 --no-build-isolation \\\
    --no-index --disable-pip-version-check --no-cache-dir --progress-bar off --verbose %{*} .
%pyproject_install() \
  %{__python3} -m pip install --root "%{buildroot}" --prefix %{_prefix} --no-deps --no-index --no-compile \\\
    --disable-pip-version-check --no-cache-dir --no-warn-script-location --progress-bar off \\\
    --find-links "%{_pyproject_wheeldir}" \\\
    $(cd "%{_pyproject_wheeldir}" && ls | %{__sed} -nE 's/^([^-]+)-([^-]+)-.+[.]whl$/\\1==\\2/p')
%pyproject_save_files(-) \
  %{__python3} %{_rpmconfigdir}/debian/pyproject_save_files "%{buildroot}" "%{python3_sitelib}" %{*} >"%{pyproject_files}"

# Perl
%__perl			/usr/bin/perl
%perl_vendorlib		%(%{__perl} -MConfig -e 'print $Config{vendorlib}' 2>/dev/null || echo %{_datadir}/perl5)
%perl_vendorarch	%(%{__perl} -MConfig -e 'print $Config{vendorarch}' 2>/dev/null || echo %{_libdir}/perl5)
%perl_privlib		%(%{__perl} -MConfig -e 'print $Config{privlib}' 2>/dev/null || echo %{_datadir}/perl)

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
)";

// The output of %pyproject_buildrequires: the build system's requirements, and without -R the project's own.
constexpr std::string_view k_pyproject_buildrequires = R"py(import os, re, sys, tomllib
try:
    from packaging.requirements import Requirement
except ImportError:
    print("python3dist(packaging)")  # rpmbuild asks again with it
    sys.exit()

def bounds(specifier, version):
    if specifier == "==" and version.endswith(".*"):
        return [(">=", version[:-2]), ("<", after(version[:-2]))]
    if specifier == "~=":
        return [(">=", version), ("<", after(version.rpartition(".")[0]))]
    return [({"==": "=", "===": "="}.get(specifier, specifier), version)]

def after(version):
    head, dot, last = version.rpartition(".")
    return head + dot + str(int(last) + 1)

def name_of(text):
    return "python3dist(" + re.sub(r"[-_.]+", "-", text).lower() + ")"

def show(text):
    requirement = Requirement(text)
    if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
        return
    name = name_of(requirement.name)
    found = [bound for part in requirement.specifier if part.operator != "!="
             for bound in bounds(part.operator, part.version)]
    lines = [f"{name} {op} {version}" for op, version in sorted(found)]
    print("\n".join(lines or [name]))

project = {}
if os.path.exists("pyproject.toml"):
    with open("pyproject.toml", "rb") as file:
        project = tomllib.load(file)
for text in ["pip", *project.get("build-system", {}).get("requires", ["setuptools >= 40.8", "wheel"])]:
    show(text)
if "-R" not in sys.argv:
    for text in project.get("project", {}).get("dependencies", []):
        show(text)
)py";

// The list of %pyproject_save_files: the given modules, the metadata, and with +auto the programs.
constexpr std::string_view k_pyproject_save_files = R"py(import glob, os, sys

buildroot, sitelib, *words = sys.argv[1:]
modules = [word.replace(".", "/") for word in words if word[0] not in "-+"]
for module in modules:
    found = [path for end in ("", ".py", ".*.so") for path in glob.glob(buildroot + sitelib + "/" + module + end)]
    if not found:
        sys.exit(f"%pyproject_save_files: no module {module} was installed in {sitelib}")
    print("\n".join(path[len(buildroot):] for path in sorted(found)))
    if os.path.dirname(module) == "" and any(path.endswith(".py") for path in found):
        print(f"{sitelib}/__pycache__/{module}.*")  # made after %install
print(f"{sitelib}/*.dist-info")
if "+auto" in words:
    print("\n".join(path[len(buildroot):] for path in sorted(glob.glob(buildroot + "/usr/bin/*"))))
)py";

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
  // The vendor's file: read after the platform's macros and before the administrator's.
  const std::string folder = "/usr/lib/rpm/debian";
  make_folders(root.string() + folder);
  std::vector<Entry> files = {
      {.path = folder, .kind = Entry::Kind::folder, .mode = 0755, .user = "root", .group = "root"}};
  const auto put = [&](const std::string& name, std::string_view content) {
    const std::string path = folder + "/" + name;
    replace_file(root.string() + path, content);
    files.push_back({.path = path, .mode = 0644, .user = "root", .group = "root"});
  };
  put("macros", text + std::string(systemd_macros()));
  put("pyproject_buildrequires", k_pyproject_buildrequires);
  put("pyproject_save_files", k_pyproject_save_files);
  put("py3_shebang_fix", py3_shebang_fix());
  put("python_bytecompile", python_bytecompile());
  put("sysusers_commands", sysusers_commands());
  return {.nevra = {.name = k_rpm_macros,
                    .evr = {.version = "1", .release = std::to_string(k_recipe_version)},
                    .arch = "noarch"},
          .summary = "The RPM macros that specs written for Fedora expect",
          .section = "devel",
          .before = {k_filesystem},
          .provides = {"redhat-rpm-config", "python3-rpm-macros", "python-rpm-macros", "python-srpm-macros",
                       "cmake-rpm-macros", "systemd-rpm-macros", "systemd-units", "pyproject-rpm-macros",
                       "epel-rpm-macros", "fedora-rpm-macros", "python3-rpm-generators"},
          .files = std::move(files),
          .epoch = 1672531200};
}

}  // namespace rpmworks::hostbase
