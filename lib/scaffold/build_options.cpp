// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/build_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "scaffold/build_files.hpp"
#include "scaffold/settings.hpp"
#include "scaffold/tokens.hpp"

namespace rpmworks::scaffold {

namespace {

class BuildOptions {
 public:
  BuildOptions(const TreeView& tree, const BuildText& text, Project& project)
      : m_tree(tree), m_text(text), m_project(project) {}

  void find() {
    configure_options();
    switch (m_project.kind) {
      case Kind::autotools:
        if (!m_tree.has_top("configure")) m_project.prepare = preparation();
        m_project.uses_libtool =
            contains_any(m_text.autoconf, {"LT_INIT", "AC_PROG_LIBTOOL", "AM_PROG_LIBTOOL"});
        break;
      case Kind::make:
        makefile();
        break;
      case Kind::go:
        go();
        break;
      case Kind::cargo:
        cargo();
        break;
      case Kind::python:
        python();
        break;
      case Kind::cmake:
      case Kind::meson:
      case Kind::files:
        break;
    }
  }

 private:
  // The project's own script generates files that autoreconf does not generate. By convention, NOCONFIGURE
  // keeps the script from running configure.
  std::string preparation() {
    for (const char* name : {"autogen.sh", "bootstrap", "bootstrap.sh", "buildconf"}) {
      const git::TreeEntry* script = m_tree.file(name);
      if (!script) continue;
      const std::string text = without_comments(m_tree.read(name));
      if (contains_any(text, {"git clone", "git submodule", "wget ", "curl "})) {
        m_project.warnings.push_back(fmt::format(
            "{} downloads files, but a build has no network: the spec runs autoreconf instead", name));
        break;
      }
      if (contains_any(text, {"autopoint", "gettextize"}))
        m_project.build_requires.emplace_back("gettext-devel");
      return fmt::format("NOCONFIGURE=1 {}./{}",
                         script->kind == git::TreeEntry::Kind::executable ? "" : "sh ", name);
    }
    return "autoreconf --force --install";
  }

  // Whether an option enables parts that are not packaged: tests, examples, benchmarks.
  static bool is_for_tests(const std::string& option) {
    std::string folded = lower(option);
    std::replace(folded.begin(), folded.end(), '-', '_');
    for (const auto& word : split(folded, '_'))
      for (const std::string_view name :
           {"test", "tests", "testing", "unittest", "unittests", "example", "examples", "demo", "demos",
            "benchmark", "benchmarks", "fuzzers", "fuzzing"})
        if (word == name) return is_plain_path(option);
    return false;
  }

  void configure_options() {
    auto& options = m_project.configure_options;
    if (m_project.kind == Kind::cmake) {
      options = {"-DBUILD_TESTING=OFF"};
      for (const char* function : {"option", "cmake_dependent_option"})
        for (const auto& call : calls_of(m_text.cmake, function))
          if (!call.empty() && is_for_tests(call.front().text))
            options.push_back("-D" + call.front().text + "=OFF");
    }
    if (m_project.kind == Kind::meson)
      for (const char* file : {"meson.options", "meson_options.txt"})
        for (const auto& call : calls_of(m_tree.read(file), "option")) {
          const std::string type = keyword(call, "type");
          if (call.empty() || !is_for_tests(call.front().text) || (type != "boolean" && type != "feature"))
            continue;
          options.push_back(
              fmt::format("-D{}={}", call.front().text, type == "feature" ? "disabled" : "false"));
        }
    std::set<std::string> seen;
    std::erase_if(options, [&](const std::string& option) { return !seen.insert(option).second; });
  }

  void makefile() {
    const std::string text = m_tree.read(makefile_of(m_tree));
    if (ignores_flags(text) && m_project.no_debug.empty())
      m_project.no_debug = "The Makefile ignores CFLAGS, so nothing is compiled with -g.";
    if (!has_target(text, "install"))
      m_project.warnings.emplace_back(
          "the Makefile has no target install: write the installation commands into %install");
    else if (!contains(m_text.make, "DESTDIR"))
      m_project.warnings.emplace_back(
          "the Makefile does not support DESTDIR: install below %{buildroot} in %install");
    struct Folder {
      const char* name;
      const char* macro;
    };
    for (const Folder& folder : {Folder{"LIBDIR", "%{_libdir}"}, Folder{"libdir", "%{_libdir}"},
                                 Folder{"SYSCONFDIR", "%{_sysconfdir}"},
                                 Folder{"sysconfdir", "%{_sysconfdir}"}, Folder{"UNITDIR", "%{_unitdir}"},
                                 Folder{"unitdir", "%{_unitdir}"}, Folder{"SYSTEMD_UNIT_DIR", "%{_unitdir}"},
                                 Folder{"MANDIR", "%{_mandir}"}, Folder{"mandir", "%{_mandir}"}})
      for (const auto& name : variables_set(text, {folder.name}))
        if (!is_relative_to_destdir(text, name))
          m_project.variables.push_back(fmt::format("{}={}", name, folder.macro));
    if (m_tree.has_top("go.mod")) go_modules();
  }

  // Whether a Makefile sets the variable to a value with DESTDIR, or to one without '/' or '$' at its start.
  static bool is_relative_to_destdir(std::string_view makefile, const std::string& name) {
    for (const auto& line : split(makefile, '\n')) {
      const std::string_view clean = trim(line);
      if (!clean.starts_with(name) || clean.find('=') == std::string_view::npos) continue;
      const std::string_view value = trim(clean.substr(clean.find('=') + 1));
      return contains(value, "DESTDIR") || !(value.starts_with('/') || value.starts_with('$'));
    }
    return false;
  }

  // Sets Go's environment. Warns if go.mod requires modules and the tree has no vendor folder.
  void go_modules() {
    bool has_requirements = contains(m_tree.read("go.mod"), "require");
    if (has_requirements && !m_tree.has_top("vendor"))
      m_project.warnings.emplace_back(
          "go.mod requires modules, but a build has no network: commit them with `go mod vendor`");
    m_project.environment = {"GOFLAGS=-buildvcs=false", "GOPROXY=off", "GOTOOLCHAIN=local",
                             "GOCACHE=\"$PWD/.gocache\""};
  }

  void go() {
    go_modules();
    std::set<std::string> folders;
    for (const auto& entry : m_tree.entries())
      if (file_name(entry.path) == "main.go" && !TreeView::is_aside(entry.path) && is_plain_path(entry.path))
        folders.insert(entry.path == "main.go" ? "." : "./" + entry.path.substr(0, entry.path.rfind('/')));
    m_project.main_packages = join({folders.begin(), folders.end()}, " ");
    if (folders.empty()) {
      m_project.main_packages = "./...";
      m_project.warnings.emplace_back("no main.go was found: list the packages that are programs in %build");
    }
  }

  void cargo() {
    const Settings settings(m_tree.read("Cargo.toml"), Settings::Format::toml);
    const bool has_requirements = !settings.keys("dependencies").empty() || settings.has_section("workspace");
    if (has_requirements && !m_tree.has_top("vendor"))
      m_project.warnings.emplace_back(
          "Cargo.toml has dependencies, but a build has no network: commit them and .cargo/config.toml with "
          "`cargo vendor`");
    if (!m_tree.has_top("Cargo.lock"))
      m_project.warnings.emplace_back("no Cargo.lock: versions are chosen during the build");
  }

  // A build has no .git. If a project computes its version from git, the environment must set the version.
  void python() {
    std::string version = "%{version}";
    if (contains(m_project.version, "~")) {  // Python writes 1.0rc1
      version = m_project.version;
      std::erase(version, '~');
    }
    struct Tool {
      std::initializer_list<std::string_view> names;
      const char* variable;
    };
    for (const Tool& tool : {Tool{{"setuptools_scm", "setuptools-scm", "hatch-vcs", "hatch_vcs"},
                                  "SETUPTOOLS_SCM_PRETEND_VERSION"},
                             Tool{{"pbr"}, "PBR_VERSION"},
                             Tool{{"poetry-dynamic-versioning"}, "POETRY_DYNAMIC_VERSIONING_BYPASS"},
                             Tool{{"uv-dynamic-versioning"}, "UV_DYNAMIC_VERSIONING_BYPASS"}})
      if (contains_any(m_text.python, tool.names))
        m_project.environment.push_back(fmt::format("{}={}", tool.variable, version));
  }

  const TreeView& m_tree;
  const BuildText& m_text;
  Project& m_project;
};

}  // namespace

void find_build_options(const TreeView& tree, const BuildText& text, Project& project) {
  BuildOptions(tree, text, project).find();
}

}  // namespace rpmworks::scaffold
