// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/survey.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "core/error.hpp"
#include "core/text.hpp"
#include "rpm/nevra.hpp"
#include "scaffold/build_files.hpp"
#include "scaffold/license.hpp"
#include "scaffold/names.hpp"
#include "scaffold/readme.hpp"
#include "srpm/release_tags.hpp"

namespace rpmworks::scaffold {

namespace {

constexpr size_t k_most_read = 256UL << 10;  // bytes of a file
constexpr size_t k_head = 4096;              // bytes of a source in which it states its license
constexpr const char* k_no_version = "0.1";
constexpr const char* k_no_license = "LicenseRef-FIXME";

bool starts_with_any(const std::string& text, std::initializer_list<std::string_view> starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [&](std::string_view start) { return text.starts_with(start); });
}

bool ends_with_any(const std::string& text, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return text.ends_with(end); });
}

// Letters of a file's name that mean nothing to rpm and to a shell.
bool is_plain(const std::string& name) {
  return !name.empty() && name.front() != '-' && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("._-+").find(c) != std::string_view::npos;
  });
}

class Surveyor {
 public:
  Surveyor(const git::Repository& repository) : m_repository(repository), m_folder(repository.work_tree()) {
    if (m_folder.empty())
      throw Error(ExitCode::invalid, fmt::format("{} is a bare repository: there is no work tree for a spec",
                                                 repository.git_dir().string()))
          .hint("clone it, and run rpmworks init in the clone");
    m_project.commit = head();
    m_tree = repository.tree(m_project.commit);
    for (const auto& entry : m_tree) {
      m_top.insert(entry.path.substr(0, entry.path.find('/')));
      m_has_c = m_has_c || ends_with_any(entry.path, {".c", ".h"});
      m_has_cxx = m_has_cxx || ends_with_any(entry.path, {".cpp", ".cc", ".cxx", ".C", ".hpp", ".hxx"});
      m_has_native =
          m_has_native || ends_with_any(entry.path, {".c", ".cpp", ".cc", ".cxx", ".pyx", ".rs", ".f90"});
    }
  }

  Project look(std::optional<Kind> wanted) {
    m_project.kind = wanted ? *wanted : kind();
    read_build_files();
    name();
    version();
    license();
    documents();
    summary();
    m_project.url = public_url(m_repository.own_setting("remote.origin.url").value_or(""));
    if (m_project.url.empty()) m_project.url = m_facts.url;
    if (m_project.url.find("://") == std::string::npos) m_project.url.clear();
    requirements();
    if (m_project.kind == Kind::make) makefile();
    if (m_project.kind == Kind::files) files();
    return std::move(m_project);
  }

 private:
  git::Commit head() const {
    try {
      return m_repository.resolve("");
    } catch (Error& error) {
      throw Error(ExitCode::invalid, fmt::format("{} has no commit yet", m_folder.string()))
          .note(error.what())
          .hint("commit what is to be packaged first: git add … && git commit");
    }
  }

  bool has(const std::string& name) const { return m_top.contains(name); }

  // The beginning of a file of the top folder; empty when it is none, or a link, or cannot be read.
  std::string read(const std::string& path) const {
    const FileDescriptor fd(
        ::open((m_folder / path).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
    std::string text(k_most_read, '\0');
    size_t done = 0;
    while (done < text.size()) {
      const ssize_t count = ::read(fd.get(), text.data() + done, text.size() - done);
      if (count <= 0) break;
      done += static_cast<size_t>(count);
    }
    text.resize(done);
    return text;
  }

  Kind kind() const {
    if (has("configure.ac") || has("configure.in") || has("configure")) return Kind::autotools;
    if (has("CMakeLists.txt")) return Kind::cmake;
    if (has("meson.build")) return Kind::meson;
    if (has("pyproject.toml") || has("setup.py")) return Kind::python;
    if (!makefile_name().empty()) return Kind::make;
    return Kind::files;
  }

  std::string makefile_name() const {
    for (const char* name : {"GNUmakefile", "makefile", "Makefile"})
      if (has(name)) return name;
    return {};
  }

  void take(const Facts& facts) {
    const auto fill = [](std::string& into, const std::string& from) {
      if (into.empty()) into = from;
    };
    fill(m_facts.name, facts.name);
    fill(m_facts.version, facts.version);
    fill(m_facts.summary, facts.summary);
    fill(m_facts.license, facts.license);
    fill(m_facts.url, facts.url);
  }

  void read_build_files() {
    switch (m_project.kind) {
      case Kind::autotools:
        take(facts_of_autoconf(read(has("configure.ac") ? "configure.ac" : "configure.in")));
        break;
      case Kind::cmake:
        take(facts_of_cmake(read("CMakeLists.txt")));
        break;
      case Kind::meson:
        take(facts_of_meson(read("meson.build")));
        break;
      case Kind::python:
        take(facts_of_pyproject(read("pyproject.toml")));
        take(facts_of_setup_cfg(read("setup.cfg")));
        take(facts_of_setup_py(read("setup.py")));
        break;
      case Kind::make:
        take(facts_of_makefile(read(makefile_name())));
        break;
      case Kind::files:
        break;
    }
  }

  void name() {
    m_project.name = package_name(m_facts.name);
    if (!m_project.name.empty()) return;
    std::string remote = m_repository.own_setting("remote.origin.url").value_or("");
    while (remote.ends_with('/')) remote.pop_back();
    if (remote.ends_with(".git")) remote.erase(remote.size() - 4);
    m_project.name = package_name(remote.substr(remote.find_last_of("/:") + 1));
    if (m_project.name.empty())
      m_project.name =
          package_name(fs::path(m_folder / ".").lexically_normal().parent_path().filename().string());
    if (m_project.name.empty()) m_project.name = "package";
  }

  void version() {
    const auto releases = srpm::release_tags(m_repository.tags(), "", {m_project.name}, "");
    const srpm::ReleaseTag* highest = nullptr;
    for (const auto& release : releases) {
      if (!release.version.forbidden.empty()) continue;
      if (!highest ||
          rpm::Evr{.version = highest->version.str()} < rpm::Evr{.version = release.version.str()})
        highest = &release;
    }
    if (highest) {
      m_project.version = highest->version.str();
      m_project.version_from = "the tag " + highest->tag.name;
      return;
    }
    const auto written = srpm::version_in_tag(m_facts.version, "", {});
    const bool is_usable = written && written->forbidden.empty();
    m_project.version = is_usable ? written->str() : k_no_version;
    m_project.version_from = is_usable ? "the build files" : "";
    if (!is_usable)
      m_project.warnings.push_back(
          fmt::format("no tag and no build file says a version: the spec says {}", k_no_version));
  }

  // Where a project may say which versions of the GPL it means.
  std::string evidence() const {
    std::string text;
    for (const auto& entry : m_tree) {
      if (entry.path.find('/') != std::string::npos) continue;
      if (entry.path.starts_with("README") ||
          ends_with_any(entry.path, {".c", ".cpp", ".cc", ".h", ".py", ".sh", ".ac", ".txt", ".build"}))
        text += read(entry.path).substr(0, k_head) + "\n";
      if (text.size() > k_most_read) break;
    }
    return text;
  }

  void license() {
    for (const auto& name : m_top)
      if (starts_with_any(name, {"LICENSE", "LICENCE", "COPYING", "License", "license"}) && is_plain(name) &&
          is_file(name))
        m_project.license_files.push_back(name);
    const std::string said = evidence();
    for (const auto& name : m_project.license_files) {
      m_project.license = license_of(read(name), said);
      m_project.license_from = name;
      if (!m_project.license.empty()) return;
    }
    m_project.license = is_spdx(m_facts.license) ? m_facts.license : "";
    m_project.license_from = "the build files";
    if (!m_project.license.empty()) return;
    m_project.license = spdx_line(said);
    m_project.license_from = "the sources";
    if (!m_project.license.empty()) return;
    m_project.license = k_no_license;
    m_project.license_from.clear();
    m_project.warnings.push_back(
        fmt::format("no well-known license was found: write one instead of {}", k_no_license));
  }

  bool is_file(const std::string& name) const {
    return std::any_of(m_tree.begin(), m_tree.end(), [&](const git::TreeEntry& entry) {
      return entry.path == name &&
             (entry.kind == git::TreeEntry::Kind::file || entry.kind == git::TreeEntry::Kind::executable);
    });
  }

  void documents() {
    for (const auto& name : m_top)
      if (starts_with_any(name, {"README", "Readme", "NEWS", "CHANGELOG", "ChangeLog", "AUTHORS"}) &&
          is_plain(name) && is_file(name))
        m_project.documents.push_back(name);
  }

  void summary() {
    m_project.summary = tidy_summary(m_facts.summary);
    for (const auto& name : m_project.documents)
      if (m_project.summary.empty() && starts_with_any(name, {"README", "Readme"}))
        m_project.summary = tidy_summary(summary_of_readme(read(name), m_project.name));
    if (!m_project.summary.empty()) return;
    m_project.summary = "The package " + m_project.name;
    m_project.warnings.push_back("neither a build file nor a README says what this is: write a Summary");
  }

  void requirements() {
    auto& needs = m_project.build_requires;
    const bool is_compiled = m_has_c || m_has_cxx;
    switch (m_project.kind) {
      case Kind::autotools:
        m_project.autoreconf = !has("configure");
        if (m_project.autoreconf) needs = {"autoconf", "automake", "libtool"};
        needs.insert(needs.end(), {"gcc", "make"});
        break;
      case Kind::cmake:
        needs = {"cmake", "gcc", "make"};
        break;
      case Kind::meson:
        needs = {"meson", "gcc"};
        break;
      case Kind::python:
        needs = {"python3-devel"};
        m_project.noarch = !m_has_native;
        if (m_has_native) needs.emplace_back("gcc");
        break;
      case Kind::make:
        needs = {"make"};
        if (is_compiled) needs.emplace_back("gcc");
        break;
      case Kind::files:
        m_project.noarch = true;
        return;
    }
    // CMake looks for a compiler of both languages unless it is told which it needs.
    if (m_has_cxx || m_project.kind == Kind::cmake) needs.emplace_back("gcc-c++");
    if (!is_compiled && m_project.kind != Kind::python) m_project.no_debug = "Nothing is compiled.";
    std::sort(needs.begin(), needs.end());
  }

  void makefile() {
    const std::string text = read(makefile_name());
    if (ignores_flags(text) && m_project.no_debug.empty())
      m_project.no_debug = "The Makefile lets no CFLAGS in, so that nothing is compiled with -g.";
    if (!has_target(text, "install"))
      m_project.warnings.push_back(
          "the Makefile has no target install: write what is installed into %install");
    else if (text.find("DESTDIR") == std::string::npos)
      m_project.warnings.push_back(
          "the Makefile knows no DESTDIR: write into %install what goes below %{buildroot}");
  }

  // A tree laid out as below / is installed as it is; of another, programs and data.
  void files() {
    for (const char* root : {"etc", "opt", "srv", "usr", "var"})
      if (has(root) && !is_file(root)) m_project.roots.emplace_back(root);
    if (!m_project.roots.empty()) return;
    bool has_other_in_bin = false;
    for (const auto& entry : m_tree) {
      const bool is_in_bin = entry.path.starts_with("bin/");
      const bool is_near = is_in_bin || entry.path.find('/') == std::string::npos;
      const bool is_program = is_near && entry.kind == git::TreeEntry::Kind::executable;
      if (is_program) m_project.programs.push_back(entry.path);
      has_other_in_bin |= is_in_bin && !is_program;
    }
    for (const auto& name : m_top) {
      const auto is_it = [&](const std::string& other) { return other == name; };
      const auto is_one_of = [&](const std::vector<std::string>& names) {
        return std::any_of(names.begin(), names.end(), is_it);
      };
      if (name.starts_with('.') || is_one_of(m_project.programs) || is_one_of(m_project.license_files) ||
          is_one_of(m_project.documents) || (name == "bin" && !has_other_in_bin))
        continue;
      m_project.data.push_back(name);
    }
    if (m_project.programs.empty() && m_project.data.empty())
      m_project.warnings.push_back("there is nothing to install: write into %install what is");
  }

  const git::Repository& m_repository;
  fs::path m_folder;
  std::vector<git::TreeEntry> m_tree;
  std::set<std::string> m_top;
  bool m_has_c = false;
  bool m_has_cxx = false;
  bool m_has_native = false;
  Facts m_facts;
  Project m_project;
};

}  // namespace

Project survey(const git::Repository& repository, std::optional<Kind> wanted) {
  return Surveyor(repository).look(wanted);
}

}  // namespace rpmworks::scaffold
