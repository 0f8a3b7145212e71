// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/build_needs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "scaffold/build_options.hpp"
#include "scaffold/build_text.hpp"
#include "scaffold/requirements.hpp"
#include "scaffold/tokens.hpp"

namespace rpmworks::scaffold {

namespace {

class BuildNeeds {
 public:
  BuildNeeds(const TreeView& tree, Project& project)
      : m_tree(tree), m_text(build_text(tree)), m_project(project) {}

  void find() {
    find_build_options(m_tree, m_text, m_project);
    basic_requirements();
    found_requirements();
    m_project.system_files = system_files(m_tree, m_text.all);
    system_requirements();
    m_project.is_library = is_library();
    m_project.is_headers_only = m_project.is_library && !m_text.is_compiled;
    if (m_project.kind == Kind::files) find_loose_files(m_tree, m_project);
    doubts();
    auto& needs = m_project.build_requires;
    std::sort(needs.begin(), needs.end());
    needs.erase(std::unique(needs.begin(), needs.end()), needs.end());
  }

 private:
  void need(std::initializer_list<const char*> names) {
    m_project.build_requires.insert(m_project.build_requires.end(), names.begin(), names.end());
  }

  void basic_requirements() {
    const bool has_compiler = m_text.has_c || m_text.has_cxx;
    switch (m_project.kind) {
      case Kind::autotools:
        if (!m_project.prepare.empty()) need({"autoconf", "automake", "libtool"});
        need({"make"});
        if (has_compiler || contains_any(m_text.autoconf, {"AC_PROG_CC", "AC_PROG_CXX"})) need({"gcc"});
        break;
      case Kind::cmake:
        // Unless project() lists the languages, CMake requires a C compiler and a C++ compiler.
        need({"cmake", "gcc", "gcc-c++", "make"});
        break;
      case Kind::meson:
        need({"meson", "gcc"});
        break;
      case Kind::python:
        need({"python3-devel"});
        m_project.noarch = !m_text.has_native;
        if (m_text.has_native) need({"gcc"});
        break;
      case Kind::go:
        need({"golang"});
        break;
      case Kind::cargo:
        need({"cargo", "gcc"});
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
    if (m_text.has_cxx) need({"gcc-c++"});
    if (!m_text.is_compiled && m_project.kind != Kind::python && m_project.kind != Kind::cargo)
      m_project.no_debug = "Nothing is compiled.";
    if (m_project.kind == Kind::go || (m_project.kind == Kind::make && m_tree.has_top("go.mod")))
      m_project.no_debug = "Programs in Go lack the build ids that rpm's debuginfo packages need.";
    if (m_project.kind == Kind::cargo) m_project.no_debug = "A release build of cargo has nothing to debug.";
  }

  Requirements asked_for() const {
    switch (m_project.kind) {
      case Kind::autotools: {
        Requirements found = requirements_of_autoconf(m_text.autoconf);
        if (m_project.prepare.empty()) found.needed.erase("libtool");
        return found;
      }
      case Kind::cmake:
        return requirements_of_cmake(m_text.cmake);
      case Kind::meson:
        return requirements_of_meson(m_text.meson);
      case Kind::make:
        return requirements_of_makefile(m_text.make);
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
    const auto has_limit = [&](const std::string& name) {  // the same name with a version
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
            fmt::format("no build file mentions {}: it is not in the package", file.path));
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
            "{} {}: rpm creates its users since 4.19; for older versions write a %pre that creates them",
            file.path, file.is_template ? "is filled in by the build" : "is more than a list of users"));
    }
    if (has_systemd) need({"systemd-rpm-macros"});
    // A template cannot be installed unless the build generates the file from it.
    std::erase_if(m_project.system_files,
                  [](const SystemFile& file) { return file.is_template && !file.is_built; });
  }

  // Whether the build installs files that other projects are compiled with: headers, pkg-config files.
  bool is_library() const {
    switch (m_project.kind) {
      case Kind::autotools:
        return contains(m_text.make, "lib_LTLIBRARIES") &&
               contains_any(m_text.make, {"include_HEADERS", "includedir", "pkgconfig_DATA"});
      case Kind::cmake:
        return !calls_of(m_text.cmake, "add_library").empty() &&
               contains_any(m_text.cmake, {"INSTALL_INCLUDEDIR", "PUBLIC_HEADER", "FILE_SET",
                                           "DESTINATION include", "DIRECTORY include"});
      case Kind::meson:
        return contains_any(m_text.meson, {"install_headers(", "install_headers (", "pkgconfig.generate",
                                           "pkg.generate"}) ||
               (contains(m_text.meson, "library(") && contains(m_text.meson, "includedir"));
      case Kind::make: {
        for (const auto& line : split(m_text.make, '\n'))
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

  void doubts() {
    if (!m_text.asks_git.empty() && m_project.kind != Kind::python)
      m_project.warnings.push_back(
          fmt::format("{} runs git, but a build has no .git: make sure that it gets its version without git",
                      m_text.asks_git));
    if (m_project.kind == Kind::cmake && !m_text.fetches.empty())
      m_project.warnings.push_back(
          fmt::format("{} fetches other projects (FetchContent, ExternalProject, file(DOWNLOAD)), but a "
                      "build has no network: make sure that "
                      "it uses installed ones",
                      m_text.fetches));
  }

  const TreeView& m_tree;
  const BuildText m_text;
  Project& m_project;
};

}  // namespace

void find_build_needs(const TreeView& tree, Project& project) {
  BuildNeeds(tree, project).find();
}

}  // namespace rpmworks::scaffold
