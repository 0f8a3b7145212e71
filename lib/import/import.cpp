// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "archive/tarball.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "git/writer.hpp"
#include "import/change_author.hpp"
#include "import/destination.hpp"
#include "import/history.hpp"
#include "import/layout.hpp"
#include "import/package_files.hpp"
#include "import/restores_sources.hpp"
#include "spec/name_checks.hpp"

namespace rpmworks::importer {

namespace {

constexpr const char* k_branch = "main";
constexpr const char* k_main = "refs/heads/main";
constexpr const char* k_upstream = "refs/heads/upstream";
constexpr size_t k_shown_paths = 5;

std::string in_words(std::vector<std::string> paths) {
  const size_t count = paths.size();
  if (count > k_shown_paths) {
    paths.resize(k_shown_paths);
    paths.push_back(fmt::format("and {} more", count - k_shown_paths));
  }
  return join(paths, ", ");
}

class Importer {
 public:
  Importer(const Request& request, const fs::path& tmp, Reporter& reporter)
      : m_request(request), m_tmp(tmp), m_reporter(reporter), m_scratch(tmp, "import-") {}

  Imported run() {
    read_package();
    Destination destination(m_result.folder, k_branch);
    if (!destination.is_new()) {
      look_at_history(destination.work());
      if (m_result.unchanged) return m_result;
    }
    m_writer.emplace(destination.open());
    const git::Repository repository = git::Repository::open(destination.work());
    import_source();
    import_packaging(repository);
    if (destination.is_new())
      begin_branches();
    else
      continue_branches();
    destination.appear();
    return m_result;
  }

 private:
  void read_package() {
    if (!is_there(m_request.file))
      throw Error(ExitCode::invalid, fmt::format("no such file: {}", m_request.file.string()))
          .hint("to make a source package from a git repository: rpmworks srpm");
    spec::require_file(m_request.file);
    // Work on a copy: the owner may change the original.
    const fs::path copy = m_scratch.path() / m_request.file.filename();
    copy_file_contents(m_request.file, copy);
    const fs::path folder = m_scratch.path() / "files";
    make_folders(folder);
    m_files = unpack_package(m_request, copy, folder);
    m_result.nevra = m_files.package.nevra;
    m_result.sha256 = digest_of_file(copy);
    m_result.folder =
        m_request.into.empty() ? fs::path(m_result.nevra.name) : m_request.into.lexically_normal();
    // Shell completion adds a slash to folders.
    if (!m_result.folder.has_filename()) m_result.folder = m_result.folder.parent_path();
    m_result.tag = import_tag(m_result.nevra);
    const ChangeAuthor author = change_author(m_files.package.change_author);
    m_commit.name = author.name;
    m_commit.email = author.email;
    m_commit.time = m_files.package.change_time ? m_files.package.change_time : m_files.package.build_time;
  }

  std::string shown() const { return m_result.tag; }

  void look_at_history(const fs::path& folder) {
    const git::Repository repository = git::Repository::open(folder);
    const auto imports = past_imports(repository);
    if (imports.empty())
      throw Error(ExitCode::invalid, fmt::format("{} is a git repository without imports", folder.string()))
          .hint("choose an empty or a new folder: --into DIR");
    const Import& last = imports.back();
    if (last.nevra.name != m_result.nevra.name)
      throw Error(ExitCode::invalid, fmt::format("{} contains imports of {}, but this package is {}",
                                                 folder.string(), last.nevra.name, m_result.nevra.name))
          .hint("a repository holds one package: choose another folder with --into DIR");
    for (const auto& import : imports) {
      if (import.nevra != m_result.nevra) continue;
      if (import.sha256 != m_result.sha256)
        throw Error(ExitCode::invalid,
                    fmt::format("a different {} was imported into {} before", shown(), folder.string()))
            .note("sha256 of the imported file: " + import.sha256)
            .note("sha256 of this file: " + m_result.sha256)
            .hint(
                "two packages cannot have the same version: raise the Release of one, or choose another "
                "folder with --into DIR");
      m_result.commit = import.commit;
      m_result.unchanged = true;
      if (const auto main = git::Writer::open(folder).target(k_main);
          !main.empty() && !repository.is_ancestor(import.commit, main))
        m_reporter.note(fmt::format("{} does not contain it yet: git merge {}", k_branch, import.tag));
      return;
    }
    if (last.nevra.evr > m_result.nevra.evr)
      throw Error(ExitCode::invalid, fmt::format("{} is older than {}, which was already imported into {}",
                                                 shown(), last.tag, folder.string()))
          .hint("import packages in the order of their versions, or choose another folder with --into DIR");
    require_clean(repository, folder);
    m_last = last;
  }

  static void require_clean(const git::Repository& repository, const fs::path& folder) {
    if (const std::string what = git::Writer::open(folder).unfinished(); !what.empty())
      throw Error(ExitCode::invalid, fmt::format("a git {} is in progress in {}", what, folder.string()))
          .hint(fmt::format("finish it, or abort it: git {} --abort", what));
    if (const auto changed = repository.changed_files(); !changed.empty())
      throw Error(ExitCode::invalid, fmt::format("{} has uncommitted changes", folder.string()))
          .note(in_words(changed))
          .hint("commit them, or stash them: git stash");
  }

  // The first source, if the package contains it and %prep may unpack it.
  const rpm::SpecSource* archive() const {
    if (!m_files.info || m_files.info->sources.empty()) return nullptr;
    const rpm::SpecSource& first = m_files.info->sources.front();
    const bool is_there = std::binary_search(m_files.names.begin(), m_files.names.end(), first.file);
    if (first.kind != rpm::SpecSource::Kind::source || !is_there) return nullptr;
    return is_called_tar(first.file) || !prep_lines_with(first.file).empty() ? &first : nullptr;
  }

  static bool is_called_tar(const std::string& name) {
    return archive::compression_of(name) || name.find(".tar.") != std::string::npos;
  }

  std::vector<std::string> prep_lines_with(const std::string& file) const {
    std::vector<std::string> lines = split(m_files.info->prep, '\n');
    std::erase_if(lines, [&](const std::string& line) { return line.find("/" + file) == std::string::npos; });
    return lines;
  }

  // Why `rpmworks srpm` cannot make a source of this kind from a tree, whatever it contains; "" if it can.
  std::string why_not_makeable(const std::string& file) const {
    if (!archive::compression_of(file)) return "rpmworks srpm cannot make archives of this format";
    for (const auto& line : prep_lines_with(file))
      for (const char* const program : {"unzip ", "7za ", "7z ", "bsdtar ", "gem "})
        if (line.find(program) != std::string::npos)
          return fmt::format("%prep unpacks it with {}, but rpmworks srpm would make a tar archive",
                             trim(program));
    return {};
  }

  void import_source() {
    const rpm::SpecSource* const source = archive();
    if (!source) return;
    if (source->file.ends_with(".gem")) {  // an archive of archives, which only rubygems unpacks as rpm does
      m_why_kept = why_not_makeable(source->file);
      return;
    }
    const fs::path scratch = m_scratch.path() / "unpacked";
    make_folders(scratch);
    {
      Activity unpacking(m_reporter, "unpacking", source->file);
      m_source = read_archive(m_files.folder / source->file, scratch, *m_writer, m_request.archive_bounds);
      remove_tree(scratch);
    }
    if (!m_source->why_not.empty()) {
      // A file that is no archive, and is not named like one, is an ordinary source.
      if (m_source->is_archive || is_called_tar(source->file)) m_why_kept = m_source->why_not;
      m_source.reset();
      return;
    }
    m_why_kept = why_not_makeable(source->file);
    const std::string tree = m_writer->write_tree(m_source->entries);
    m_result.upstream_tag = upstream_tag(m_result.nevra);
    const std::string tag_ref = "refs/tags/" + m_result.upstream_tag;
    const std::string known = m_writer->target(tag_ref);
    if (!known.empty()) {
      if (m_writer->tree_of(known) != tree)
        throw Error(ExitCode::invalid, fmt::format("the tag {} already exists, with other files than {}",
                                                   m_result.upstream_tag, source->file))
            .hint(fmt::format("to use this package, delete the tag first: git tag -d {}",
                              m_result.upstream_tag));
      m_upstream = known;
      return;
    }
    git::NewCommit commit = m_commit;
    commit.tree = tree;
    commit.message = fmt::format("Import {} {}\n", m_result.nevra.name, m_result.nevra.evr.version);
    const std::string before = m_writer->target(k_upstream);
    if (!before.empty()) commit.parents = {before};
    m_upstream = m_writer->write_commit(commit);
    m_moves[k_upstream] = {before, m_upstream};
    m_moves[tag_ref] = {"", m_upstream};
  }

  void write_import(const Layout& layout, bool with_source) {
    git::NewCommit commit = m_commit;
    commit.tree = m_writer->write_tree(layout.entries);
    commit.message = import_message(m_result.nevra, m_result.sha256);
    if (m_last) commit.parents.push_back(m_last->commit);
    if (with_source) commit.parents.push_back(m_upstream);
    m_result.commit = m_writer->write_commit(commit);
  }

  void import_packaging(const git::Repository& repository) {
    const Activity activity(m_reporter, "writing the repository of", shown(), 0, Activity::Size::step);
    std::string reason = m_why_kept;
    if (m_source && reason.empty()) {
      const Layout whole = source_with_packaging(m_files, archive()->file, *m_source, *m_writer);
      reason = whole.why_not;
      if (reason.empty()) {
        write_import(whole, true);
        reason = missing_from(repository, whole.spec, &*m_source);
        if (reason.empty()) return tag_import();
      }
    }
    if (!reason.empty())
      m_reporter.warning(
          fmt::format("{} is kept as an archive file, and main contains only the packaging: {}",
                      archive()->file, reason));
    const Layout alone = packaging_alone(m_files, *m_writer);
    write_import(alone, false);
    if (const std::string missing = missing_from(repository, alone.spec, nullptr); !missing.empty())
      m_reporter.warning(
          fmt::format("rpmworks srpm will not restore {} from the repository: {}", shown(), missing));
    tag_import();
  }

  std::string missing_from(const git::Repository& repository, const std::string& spec,
                           const SourceTree* source) {
    const git::Commit commit = repository.resolve(m_result.commit);
    return why_not_restored(
        {.repository = repository, .commit = commit, .files = m_files, .spec = spec, .source = source}, m_tmp,
        m_reporter);
  }

  void tag_import() {
    const std::string ref = "refs/tags/" + m_result.tag;
    if (!m_writer->target(ref).empty())
      throw Error(ExitCode::invalid,
                  fmt::format("the tag {} already exists, but was not made by an import", m_result.tag))
          .hint(fmt::format("rename it first: git tag {0}-old {0} && git tag -d {0}", m_result.tag));
    m_moves[ref] = {"", m_result.commit};
  }

  void move_refs() { m_writer->move_refs(m_moves, m_commit, "rpmworks import: " + m_result.tag); }

  void begin_branches() {
    m_writer->check_out(m_result.commit);
    m_moves[k_main] = {"", m_result.commit};
    move_refs();
  }

  void continue_branches() {
    const std::string before = m_writer->target(k_main);
    if (before.empty())
      throw Error(ExitCode::invalid, fmt::format("{} has no branch {}", m_result.folder.string(), k_branch))
          .hint(fmt::format("create it from the branch that replaces it: git branch {} BRANCH", k_branch));
    std::string after = m_result.commit;
    if (before != m_last->commit) after = merged_with(before);
    const bool is_checked_out = m_writer->head() == k_main;
    if (is_checked_out) m_writer->check_out(after);
    m_moves[k_main] = {before, after};
    move_refs();
    if (!is_checked_out)
      m_reporter.note(fmt::format(
          "the work tree did not change: {}, which now contains the package, is not checked out", k_branch));
  }

  std::string merged_with(const std::string& main) {
    auto merged = m_writer->merge(main, m_result.commit);
    if (!merged.conflicts.empty()) {
      move_refs();
      throw Error(ExitCode::invalid, fmt::format("{} is imported, but it conflicts with changes on {}: {}",
                                                 m_result.tag, k_branch, in_words(merged.conflicts)))
          .hint(fmt::format("run git merge {}, resolve the conflicts and commit", m_result.tag));
    }
    git::NewCommit commit = m_commit;
    commit.tree = merged.tree;
    commit.parents = {main, m_result.commit};
    commit.message = fmt::format("Merge tag '{}'\n", m_result.tag);
    return m_writer->write_commit(commit);
  }

  const Request& m_request;
  const fs::path& m_tmp;
  Reporter& m_reporter;
  TempDir m_scratch;
  PackageFiles m_files;
  Imported m_result;
  git::NewCommit m_commit;  ///< author, committer and time of every commit
  std::optional<Import> m_last;
  std::optional<git::Writer> m_writer;
  std::optional<SourceTree> m_source;
  std::string m_why_kept;  ///< why the first source is kept as a file; "" if it is made from the tree
  std::string m_upstream;  ///< the commit of the unpacked source
  std::map<std::string, git::Writer::Move> m_moves;
};

}  // namespace

Imported import_srpm(const Request& request, const fs::path& tmp, Reporter& reporter) {
  return Importer(request, tmp, reporter).run();
}

}  // namespace rpmworks::importer
