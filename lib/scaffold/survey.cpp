// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/survey.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"
#include "scaffold/build_files.hpp"
#include "scaffold/build_needs.hpp"
#include "scaffold/build_text.hpp"
#include "scaffold/license.hpp"
#include "scaffold/names.hpp"
#include "scaffold/readme.hpp"
#include "scaffold/tag_version.hpp"
#include "scaffold/tokens.hpp"
#include "scaffold/tree_view.hpp"
#include "srpm/release_tags.hpp"

namespace rpmworks::scaffold {

namespace {

constexpr size_t k_head = 4096;  // bytes at the start of a source, where it states its license
constexpr size_t k_most_evidence = 256UL << 10;  // bytes
constexpr const char* k_no_version = "0.1";
constexpr const char* k_no_license = "LicenseRef-FIXME";

// The facts in a build file, and the file's name.
struct Described {
  Facts facts;
  std::string file;
};

class Surveyor {
 public:
  explicit Surveyor(const git::Repository& repository)
      : m_repository(repository),
        m_folder(folder_of(repository)),
        m_commit(head()),
        m_tree(repository, m_commit) {
    m_project.commit = m_commit;
  }

  Project look(std::optional<Kind> wanted) {
    const auto kinds = kinds_of(m_tree);
    m_project.kind = wanted ? *wanted : kinds.front();
    for (const Kind kind : kinds)
      if (kind != m_project.kind && !wanted) m_project.other_kinds.push_back(kind);
    if (wanted && *wanted != Kind::files && std::find(kinds.begin(), kinds.end(), *wanted) == kinds.end())
      m_project.warnings.push_back(
          fmt::format("the top folder has no build file of {0}: the spec uses {0} because it was requested",
                      name_of(*wanted)));
    read_build_files();
    name();
    version();
    license();
    documents();
    summary();
    m_project.url = public_url(m_repository.own_setting("remote.origin.url").value_or(""));
    if (m_project.url.empty()) m_project.url = fact(&Facts::url).first;
    if (m_project.url.find("://") == std::string::npos) m_project.url.clear();
    find_build_needs(m_tree, m_project);
    return std::move(m_project);
  }

 private:
  // "a/" → "a"
  static std::string without_slash(const fs::path& path) {
    return path.has_filename() ? path.string() : path.parent_path().string();
  }

  static fs::path folder_of(const git::Repository& repository) {
    const fs::path folder = repository.work_tree();
    if (folder.empty())
      throw Error(ExitCode::invalid, fmt::format("{} is a bare repository without a work tree for a spec",
                                                 without_slash(repository.git_dir())))
          .hint("clone it, and run rpmworks init in the clone");
    return without_slash(folder);
  }

  git::Commit head() const {
    try {
      return m_repository.resolve("");
    } catch (Error& error) {
      throw Error(ExitCode::invalid, fmt::format("{} has no commit yet", m_folder.string()))
          .note(error.what())
          .hint("commit the files first: git add … && git commit");
    }
  }

  void read_build_files() {
    struct Reader {
      Kind kind;
      const char* file;
      Facts (*facts_of)(std::string_view);
    };
    const std::string makefile = makefile_of(m_tree);
    for (const Reader& reader :
         {Reader{Kind::autotools, "configure.ac", facts_of_autoconf},
          Reader{Kind::autotools, "configure.in", facts_of_autoconf},
          Reader{Kind::cmake, "CMakeLists.txt", facts_of_cmake},
          Reader{Kind::meson, "meson.build", facts_of_meson},
          Reader{Kind::python, "pyproject.toml", facts_of_pyproject},
          Reader{Kind::python, "setup.cfg", facts_of_setup_cfg},
          Reader{Kind::python, "setup.py", facts_of_setup_py},
          Reader{Kind::cargo, "Cargo.toml", facts_of_cargo},
          Reader{Kind::make, makefile.c_str(), facts_of_makefile}, Reader{Kind::go, "go.mod", facts_of_go},
          Reader{Kind::files, "package.json", facts_of_npm}}) {
      const std::string text = m_tree.read(reader.file);
      if (text.empty()) continue;
      // The file of the chosen build system comes first; other files fill gaps.
      const Described described{reader.facts_of(text), reader.file};
      if (reader.kind == m_project.kind)
        m_described.insert(m_described.begin() + static_cast<ptrdiff_t>(m_own++), described);
      else
        m_described.push_back(described);
    }
  }

  // The value of a field in the first build file that sets it, and the file's name.
  std::pair<std::string, std::string> fact(std::string Facts::*field) const {
    for (const auto& described : m_described)
      if (!(described.facts.*field).empty()) return {described.facts.*field, described.file};
    return {};
  }

  std::string remote_name() const {
    std::string remote = m_repository.own_setting("remote.origin.url").value_or("");
    while (remote.ends_with('/')) remote.pop_back();
    if (remote.ends_with(".git")) remote.erase(remote.size() - 4);
    return package_name(remote.substr(remote.find_last_of("/:") + 1));
  }

  void name() {
    const std::string remote = remote_name();
    const std::string folder =
        package_name(fs::path(m_folder / ".").lexically_normal().parent_path().filename().string());
    // Unless it belongs to the chosen build system, package.json may describe only a part of the project.
    for (size_t i = 0; i < m_described.size() && m_project.name.empty(); ++i) {
      if (i >= m_own && m_described[i].file == "package.json") continue;
      m_project.name = package_name(m_described[i].facts.name);
      m_project.name_from = m_described[i].file;
    }
    if (m_project.name.empty()) {
      m_project.name = remote.empty() ? folder : remote;
      m_project.name_from = remote.empty() ? "the folder" : "the remote origin";
    }
    if (m_project.name.empty()) m_project.name = "package";
    m_names = {m_project.name, remote, folder};
    // If the names differ only in case (CLI11, cli11), use the repository's spelling.
    for (const auto& other : {remote, folder})
      if (other != m_project.name && lower(other) == lower(m_project.name)) {
        m_project.name = other;
        break;
      }
    std::erase(m_names, "");
  }

  void version() {
    const auto written = fact(&Facts::version);
    if (const auto chosen = choose_tag(m_repository, m_commit, m_names)) {
      m_project.version = chosen->version;
      m_project.version_from = "the tag " + chosen->tag;
      if (lower(chosen->spelling) == lower(m_project.name)) m_project.name = chosen->spelling;
      if (!chosen->is_ancestor)
        m_project.warnings.push_back(fmt::format(
            "the history of HEAD has no version tag: the spec uses the highest version, {}, of the tag {}",
            chosen->version, chosen->tag));
      else if (chosen->commits_behind.value_or(0) > 0)
        m_project.version_from +=
            fmt::format("; HEAD is {} after it", counted(*chosen->commits_behind, "commit"));
      if (!written.first.empty() && written.first != chosen->version)
        m_project.version_from += fmt::format(" ({} says {})", written.second, tidy_summary(written.first));
      return;
    }
    const auto in_file = srpm::version_in_tag(written.first, "", {});
    const bool is_usable = in_file && in_file->forbidden.empty();
    m_project.version = is_usable ? in_file->str() : k_no_version;
    m_project.version_from = is_usable ? written.second : "";
    if (!is_usable)
      m_project.warnings.push_back(
          fmt::format("no tag and no build file has a version: the spec uses {}", k_no_version));
  }

  // The texts in which a project may say which versions of the GPL apply.
  std::string evidence() const {
    std::string text;
    for (const auto& entry : m_tree.entries()) {
      if (TreeView::is_aside(entry.path)) continue;
      const size_t depth = static_cast<size_t>(std::count(entry.path.begin(), entry.path.end(), '/'));
      const bool is_source =
          depth < 3 && ends_with_any(entry.path, {".c", ".cpp", ".cc", ".h", ".py", ".sh", ".go", ".rs"});
      const bool is_top = depth == 0 && (entry.path.starts_with("README") ||
                                         ends_with_any(entry.path, {".ac", ".txt", ".build"}));
      if (is_source || is_top) text += m_tree.read(entry.path).substr(0, k_head) + "\n";
      if (text.size() > k_most_evidence) break;
    }
    return text;
  }

  void license() {
    for (const auto& name : m_tree.top())
      if (starts_with_any(lower(name), {"license", "licence", "copying", "unlicense"}) &&
          is_plain_path(name) && m_tree.file(name))
        m_project.license_files.push_back(name);
    const std::string said = evidence();
    // The identifier of each license text, and the first file that contains it.
    std::vector<std::pair<std::string, std::string>> texts;
    for (const auto& name : m_project.license_files) {
      const std::string id = license_of(m_tree.read(name), said);
      const bool is_new =
          std::none_of(texts.begin(), texts.end(), [&](const auto& text) { return text.first == id; });
      if (!id.empty() && is_new) texts.emplace_back(id, name);
    }
    const auto take = [&](const std::string& license, const std::string& from) {
      if (!m_project.license.empty() || license.empty()) return;
      m_project.license = license;
      m_project.license_from = from;
    };
    const auto [written, file] = fact(&Facts::license);
    take(spdx_of(written), file);
    if (!m_project.license.empty()) {
      // Warn about each license text whose license is not in the expression.
      for (const auto& [id, name] : texts)
        if (!names_license(m_project.license, id))
          m_project.warnings.push_back(
              fmt::format("{} says {}, but {} looks like {}: check which one applies", file,
                          m_project.license, name, id));
      return;
    }
    if (texts.size() == 1) take(texts.front().first, texts.front().second);
    if (texts.size() > 1) {
      std::vector<std::string> ids;
      std::vector<std::string> names;
      for (const auto& [id, name] : texts) ids.push_back(id), names.push_back(name);
      take(join(ids, " AND "), join(names, ", "));
      m_project.warnings.push_back(
          fmt::format("{} are texts of several licenses, and the spec has {}: write OR if users may choose",
                      join(names, ", "), m_project.license));
    }
    take(license_of_debian(m_tree.read("debian/copyright")), "debian/copyright");
    take(spdx_line(said), "the sources");
    if (!m_project.license.empty()) return;
    m_project.license = k_no_license;
    m_project.warnings.push_back(fmt::format(
        "no known license was found{}: replace {} with the license",
        written.empty() ? "" : fmt::format(" ({} says \"{}\")", file, tidy_summary(written)), k_no_license));
  }

  void documents() {
    for (const auto& name : m_tree.top())
      if (starts_with_any(
              name, {"README", "Readme", "readme", "NEWS", "CHANGELOG", "ChangeLog", "AUTHORS", "CHANGES"}) &&
          is_plain_path(name) && m_tree.file(name))
        m_project.documents.push_back(name);
  }

  void summary() {
    const auto [written, file] = fact(&Facts::summary);
    m_project.summary = tidy_summary(written);
    m_project.summary_from = file;
    for (const auto& name : m_project.documents)
      if (m_project.summary.empty() && lower(name).starts_with("readme")) {
        m_project.summary = tidy_summary(summary_of_readme(m_tree.read(name), m_project.name));
        m_project.summary_from = name;
      }
    if (!m_project.summary.empty()) return;
    m_project.summary = "The package " + m_project.name;
    m_project.summary_from.clear();
    m_project.warnings.push_back("neither a build file nor a README describes the project: write a Summary");
  }

  const git::Repository& m_repository;
  fs::path m_folder;
  git::Commit m_commit;
  TreeView m_tree;
  std::vector<Described> m_described;
  size_t m_own = 0;  ///< the first m_own of these belong to the chosen build system
  std::vector<std::string> m_names;
  Project m_project;
};

}  // namespace

Project survey(const git::Repository& repository, std::optional<Kind> wanted) {
  return Surveyor(repository).look(wanted);
}

}  // namespace rpmworks::scaffold
