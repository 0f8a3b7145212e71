// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/build_needs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "scaffold/build_files.hpp"
#include "scaffold/requirements.hpp"
#include "scaffold/settings.hpp"
#include "scaffold/tokens.hpp"

namespace rpmworks::scaffold {

namespace {

constexpr size_t k_most_text = 4UL << 20;  // bytes of build files

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return contains(text, part); });
}

std::string file_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

class BuildNeeds {
 public:
  BuildNeeds(const TreeView& tree, Project& project) : m_tree(tree), m_project(project) {
    for (const auto& entry : tree.entries()) {
      m_has_c = m_has_c || ends_with_any(entry.path, {".c", ".h"});
      m_has_cxx = m_has_cxx || ends_with_any(entry.path, {".cpp", ".cc", ".cxx", ".C", ".hpp", ".hxx"});
      const bool is_aside = TreeView::is_aside(entry.path);
      m_is_compiled = m_is_compiled ||
                      (!is_aside &&
                       ends_with_any(entry.path, {".c", ".cpp", ".cc", ".cxx", ".C", ".f90", ".vala", ".S"}));
      m_has_native =
          m_has_native || ends_with_any(entry.path, {".c", ".cpp", ".cc", ".cxx", ".pyx", ".rs", ".f90"});
      if (!is_aside) read_build_file(entry.path);
    }
  }

  void find() {
    basic_requirements();
    found_requirements();
    m_project.system_files = system_files(m_tree, m_all);
    system_requirements();
    configure_options();
    m_project.is_library = is_library();
    m_project.is_headers_only = m_project.is_library && !m_is_compiled;
    switch (m_project.kind) {
      case Kind::make:
        makefile();
        break;
      case Kind::files:
        files();
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
      case Kind::autotools:
      case Kind::cmake:
      case Kind::meson:
        break;
    }
    doubts();
    auto& needs = m_project.build_requires;
    std::sort(needs.begin(), needs.end());
    needs.erase(std::unique(needs.begin(), needs.end()), needs.end());
  }

 private:
  void read_build_file(const std::string& path) {
    const std::string name = file_name(path);
    std::string* into = nullptr;
    if (name == "CMakeLists.txt" || (name.ends_with(".cmake") && !name.starts_with("Find")))
      into = &m_cmake;
    else if (name == "meson.build")
      into = &m_meson;
    else if (name == "configure.ac" || name == "configure.in")
      into = &m_autoconf;
    else if (name.starts_with("Makefile") || name == "GNUmakefile" || name == "makefile" ||
             ends_with_any(name, {".mk", ".am"}))
      into = &m_make;
    else if (name == "setup.py" || name == "setup.cfg" || name == "pyproject.toml")
      into = &m_python;
    if (!into || m_all.size() > k_most_text) return;
    const std::string text = m_tree.read(path) + "\n";
    *into += text;
    m_all += text;
    if (contains_any(text, {"git describe", "git-version-gen", "git rev-parse", "git log"}) &&
        m_asks_git.empty())
      m_asks_git = path;
    if (contains_any(text, {"FetchContent_", "ExternalProject_Add", "file(DOWNLOAD"}) && m_fetches.empty())
      m_fetches = path;
  }

  void need(std::initializer_list<const char*> names) {
    m_project.build_requires.insert(m_project.build_requires.end(), names.begin(), names.end());
  }

  void basic_requirements() {
    const bool has_compiler = m_has_c || m_has_cxx;
    switch (m_project.kind) {
      case Kind::autotools:
        if (!m_tree.has_top("configure")) m_project.prepare = preparation();
        m_project.uses_libtool = contains_any(m_autoconf, {"LT_INIT", "AC_PROG_LIBTOOL", "AM_PROG_LIBTOOL"});
        if (!m_project.prepare.empty()) need({"autoconf", "automake", "libtool"});
        need({"make"});
        if (has_compiler || contains_any(m_autoconf, {"AC_PROG_CC", "AC_PROG_CXX"})) need({"gcc"});
        break;
      case Kind::cmake:
        // CMake looks for a compiler of both languages unless it is told which it needs.
        need({"cmake", "gcc", "gcc-c++", "make"});
        break;
      case Kind::meson:
        need({"meson", "gcc"});
        break;
      case Kind::python:
        need({"python3-devel"});
        m_project.noarch = !m_has_native;
        if (m_has_native) need({"gcc"});
        break;
      case Kind::go:
        need({"golang"});
        break;
      case Kind::cargo:
        need({"cargo", "rust", "gcc"});
        break;
      case Kind::make:
        need({"make"});
        if (has_compiler) need({"gcc"});
        if (m_tree.has_top("go.mod")) need({"golang"});
        break;
      case Kind::files:
        m_project.noarch = true;
        return;
    }
    if (m_has_cxx) need({"gcc-c++"});
    if (!m_is_compiled && m_project.kind != Kind::python && m_project.kind != Kind::cargo)
      m_project.no_debug = "Nothing is compiled.";
    if (m_project.kind == Kind::go || (m_project.kind == Kind::make && m_tree.has_top("go.mod")))
      m_project.no_debug = "Programs in Go lack the build ids that rpm's debuginfo packages need.";
    if (m_project.kind == Kind::cargo) m_project.no_debug = "A release build of cargo has nothing to debug.";
  }

  // The project's own script makes files that autoreconf does not; with NOCONFIGURE, by custom, not more than
  // that.
  std::string preparation() {
    for (const char* name : {"autogen.sh", "bootstrap", "bootstrap.sh", "buildconf"}) {
      const git::TreeEntry* script = m_tree.file(name);
      if (!script) continue;
      const std::string text = without_comments(m_tree.read(name));
      if (contains_any(text, {"git clone", "git submodule", "wget ", "curl "})) {
        m_project.warnings.push_back(fmt::format(
            "{} fetches something, and a build has no network: the spec runs autoreconf instead", name));
        break;
      }
      if (contains_any(text, {"autopoint", "gettextize"})) need({"gettext-devel"});
      return fmt::format("NOCONFIGURE=1 {}./{}",
                         script->kind == git::TreeEntry::Kind::executable ? "" : "sh ", name);
    }
    return "autoreconf --force --install";
  }

  // Whether an option is for what a package does not have: tests, examples, benchmarks.
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
        for (const auto& call : calls_of(m_cmake, function))
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

  Requirements asked_for() const {
    switch (m_project.kind) {
      case Kind::autotools: {
        Requirements found = requirements_of_autoconf(m_autoconf);
        if (m_project.prepare.empty()) found.needed.erase("libtool");
        return found;
      }
      case Kind::cmake:
        return requirements_of_cmake(m_cmake);
      case Kind::meson:
        return requirements_of_meson(m_meson);
      case Kind::make:
        return requirements_of_makefile(m_make);
      case Kind::python:
      case Kind::go:
      case Kind::cargo:
      case Kind::files:
        break;
    }
    return {};
  }

  void found_requirements() {
    const Requirements found = asked_for();
    const auto has_limit = [&](const std::string& name) {  // the same with a version
      const auto next = found.needed.lower_bound(name + " ");
      return next != found.needed.end() && next->starts_with(name + " ");
    };
    for (const auto& requirement : found.needed)
      if (!has_limit(requirement)) m_project.build_requires.push_back(requirement);
    for (const auto& requirement : found.optional)
      if (!found.needed.contains(requirement) && !has_limit(requirement))
        m_project.optional_requires.push_back(requirement);
  }

  void system_requirements() {
    bool has_systemd = false;
    for (const auto& file : m_project.system_files) {
      if (file.is_template && !file.is_built)
        m_project.warnings.push_back(
            fmt::format("no build file speaks of {}: it is not in the package", file.path));
      has_systemd = has_systemd || file.kind == SystemFileKind::unit ||
                    file.kind == SystemFileKind::user_unit || file.kind == SystemFileKind::sysusers ||
                    file.kind == SystemFileKind::tmpfiles;
      if (file.kind == SystemFileKind::desktop) need({"desktop-file-utils"});
      if (file.kind != SystemFileKind::sysusers) continue;
      bool is_complete = true;
      const auto users = users_of(m_tree.read(file.path), is_complete);
      if (!file.is_template) m_project.users.insert(m_project.users.end(), users.begin(), users.end());
      if (file.is_template || !is_complete)
        m_project.warnings.push_back(fmt::format(
            "{} {}: rpm makes its users since 4.19; for an older one write a %pre that makes them", file.path,
            file.is_template ? "is filled in by the build" : "is more than a list of users"));
    }
    if (has_systemd) need({"systemd-rpm-macros"});
    // A template that the build does not fill in cannot be installed.
    std::erase_if(m_project.system_files,
                  [](const SystemFile& file) { return file.is_template && !file.is_built; });
  }

  // Whether the build installs what others are compiled with.
  bool is_library() const {
    switch (m_project.kind) {
      case Kind::autotools:
        return contains(m_make, "lib_LTLIBRARIES") &&
               contains_any(m_make, {"include_HEADERS", "includedir", "pkgconfig_DATA"});
      case Kind::cmake:
        return !calls_of(m_cmake, "add_library").empty() &&
               contains_any(m_cmake, {"INSTALL_INCLUDEDIR", "PUBLIC_HEADER", "FILE_SET",
                                      "DESTINATION include", "DIRECTORY include"});
      case Kind::meson:
        return contains_any(m_meson, {"install_headers(", "install_headers (", "pkgconfig.generate",
                                      "pkg.generate"}) ||
               (contains(m_meson, "library(") && contains(m_meson, "includedir"));
      case Kind::make: {
        for (const auto& line : split(m_make, '\n'))
          if (line.starts_with('\t') &&
              contains_any(line, {"/include", "INCLUDEDIR", "includedir", "INCDIR"}) &&
              contains_any(line, {"install", "INSTALL", "cp ", "DESTDIR"}))
            return true;
        return false;
      }
      case Kind::python:
      case Kind::go:
      case Kind::cargo:
      case Kind::files:
        break;
    }
    return false;
  }

  void makefile() {
    const std::string text = m_tree.read(makefile_of(m_tree));
    if (ignores_flags(text) && m_project.no_debug.empty())
      m_project.no_debug = "The Makefile lets no CFLAGS in, so that nothing is compiled with -g.";
    if (!has_target(text, "install"))
      m_project.warnings.emplace_back(
          "the Makefile has no target install: write what is installed into %install");
    else if (!contains(m_make, "DESTDIR"))
      m_project.warnings.emplace_back(
          "the Makefile knows no DESTDIR: write into %install what goes below %{buildroot}");
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

  // A variable that has DESTDIR in it already, or that is no path.
  static bool is_relative_to_destdir(std::string_view makefile, const std::string& name) {
    for (const auto& line : split(makefile, '\n')) {
      const std::string_view clean = trim(line);
      if (!clean.starts_with(name) || clean.find('=') == std::string_view::npos) continue;
      const std::string_view value = trim(clean.substr(clean.find('=') + 1));
      return contains(value, "DESTDIR") || !(value.starts_with('/') || value.starts_with('$'));
    }
    return false;
  }

  // Requirements of modules, with no copies of them in the tree.
  void go_modules() {
    bool has_requirements = contains(m_tree.read("go.mod"), "require");
    if (has_requirements && !m_tree.has_top("vendor"))
      m_project.warnings.emplace_back(
          "go.mod requires modules, and a build has no network: commit them with `go mod vendor`");
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
      m_project.warnings.emplace_back("no main.go was found: name in %build the packages that are programs");
    }
  }

  void cargo() {
    const Settings settings(m_tree.read("Cargo.toml"), Settings::Format::toml);
    const bool has_requirements = !settings.keys("dependencies").empty() || settings.has_section("workspace");
    if (has_requirements && !m_tree.has_top("vendor"))
      m_project.warnings.emplace_back(
          "Cargo.toml has dependencies, and a build has no network: commit them and .cargo/config.toml with "
          "`cargo vendor`");
    if (!m_tree.has_top("Cargo.lock"))
      m_project.warnings.emplace_back(
          "there is no Cargo.lock: without it versions are chosen when it is built");
  }

  // Versions that are computed from git need to be told: a build has no .git.
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
      if (contains_any(m_python, tool.names))
        m_project.environment.push_back(fmt::format("{}={}", tool.variable, version));
    m_asks_git.clear();
  }

  // A tree laid out as below / is installed as it is; of another, programs and data.
  void files() {
    for (const char* root : {"etc", "opt", "srv", "usr", "var"})
      if (m_tree.has_top(root) && !m_tree.file(root)) m_project.roots.emplace_back(root);
    if (m_tree.has_top("package.json"))
      m_project.warnings.emplace_back(
          "there is no template for npm: the spec installs the files as they are");
    if (!m_project.roots.empty()) {
      // What lies in them is installed where it lies.
      std::erase_if(m_project.system_files, [&](const SystemFile& file) {
        return std::any_of(m_project.roots.begin(), m_project.roots.end(),
                           [&](const std::string& root) { return file.path.starts_with(root + "/"); });
      });
      return;
    }
    std::set<std::string> placed;
    for (const auto& file : m_project.system_files) placed.insert(file.path);
    std::set<std::string> with_more;  // names in the top folder with files that go nowhere else
    for (const auto& entry : m_tree.entries()) {
      const bool is_near = entry.path.starts_with("bin/") || !contains(entry.path, "/");
      const bool is_program = is_near && entry.kind == git::TreeEntry::Kind::executable;
      if (is_program) m_project.programs.push_back(entry.path);
      if (!is_program && !placed.contains(entry.path))
        with_more.insert(entry.path.substr(0, entry.path.find('/')));
    }
    const auto is_one_of = [](const std::vector<std::string>& names, const std::string& name) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    for (const auto& name : with_more)
      if (!name.starts_with('.') && !is_one_of(m_project.license_files, name) &&
          !is_one_of(m_project.documents, name))
        m_project.data.push_back(name);
    if (m_project.programs.empty() && m_project.data.empty() && m_project.system_files.empty())
      m_project.warnings.emplace_back("there is nothing to install: write into %install what is");
  }

  void doubts() {
    if (!m_asks_git.empty())
      m_project.warnings.push_back(fmt::format(
          "{} asks git for something, and a build has no .git: see that it gets its version without",
          m_asks_git));
    if (m_project.kind == Kind::cmake && !m_fetches.empty())
      m_project.warnings.push_back(
          fmt::format("{} fetches other projects (FetchContent, ExternalProject, file(DOWNLOAD)), and a "
                      "build has no network: see that "
                      "it takes installed ones",
                      m_fetches));
  }

  const TreeView& m_tree;
  Project& m_project;
  bool m_has_c = false;
  bool m_has_cxx = false;
  bool m_has_native = false;
  bool m_is_compiled = false;
  std::string m_cmake, m_meson, m_autoconf, m_make, m_python, m_all;
  std::string m_asks_git;  ///< the first build file that runs git
  std::string m_fetches;   ///< the first that fetches other projects
};

}  // namespace

std::string makefile_of(const TreeView& tree) {
  for (const char* name : {"GNUmakefile", "makefile", "Makefile"})
    if (tree.has_top(name)) return name;
  return {};
}

std::vector<Kind> kinds_of(const TreeView& tree) {
  std::vector<Kind> kinds;
  const auto has = [&](const char* name) { return tree.has_top(name); };
  if (has("configure.ac") || has("configure.in") || has("configure")) kinds.push_back(Kind::autotools);
  if (has("CMakeLists.txt")) kinds.push_back(Kind::cmake);
  if (has("meson.build")) kinds.push_back(Kind::meson);
  if (has("pyproject.toml") || has("setup.py")) kinds.push_back(Kind::python);
  const std::string makefile = makefile_of(tree);
  const bool can_install = !makefile.empty() && has_target(tree.read(makefile), "install");
  if (can_install) kinds.push_back(Kind::make);
  if (has("Cargo.toml")) kinds.push_back(Kind::cargo);
  if (has("go.mod")) kinds.push_back(Kind::go);
  if (!makefile.empty() && !can_install) kinds.push_back(Kind::make);
  if (kinds.empty()) kinds.push_back(Kind::files);
  return kinds;
}

void find_build_needs(const TreeView& tree, Project& project) {
  BuildNeeds(tree, project).find();
}

}  // namespace rpmworks::scaffold
