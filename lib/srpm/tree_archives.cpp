// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/tree_archives.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "core/error.hpp"
#include "core/text.hpp"
#include "git/exclude_filter.hpp"
#include "git/submodules.hpp"
#include "git/tree_files.hpp"
#include "spec/parse_view.hpp"
#include "srpm/archive_cache.hpp"
#include "store/workspace.hpp"

namespace rpmworks::srpm {

namespace {

bool share_tree(const TreeArchive& a, const TreeArchive& b) {
  return a.commit.id == b.commit.id && a.commit.tag == b.commit.tag && a.subdir == b.subdir &&
         a.exclude == b.exclude && a.submodules == b.submodules;
}

constexpr size_t k_most_placeholders = 5;

void warn_of(const Deviations& deviations, const TreeArchive& archive) {
  const auto& submodules = deviations.submodules;
  const std::string file = archive.file.filename().string();
  if (submodules.size() == 1) {
    archive.warn(fmt::format("{} does not contain the submodule {}", file, submodules[0]));
  } else if (!submodules.empty()) {
    archive.warn(fmt::format("{} does not contain {} submodules: {}{}", file, submodules.size(),
                             join({submodules.begin(), submodules.begin() + 2}, ", "),
                             submodules.size() > 2 ? ", …" : ""));
  }
  const auto& unlike = deviations.unlike_git;
  for (size_t i = 0; i < unlike.size() && i < k_most_placeholders; ++i)
    archive.warn(fmt::format("{} (export-subst)", unlike[i]));
  if (unlike.size() > k_most_placeholders)
    archive.warn(fmt::format("{} expands {} more export-subst placeholders differently from git", file,
                             unlike.size() - k_most_placeholders));
  for (const auto& placeholder : deviations.of_refs)
    archive.warn(
        fmt::format("{} depends on tags and branches, which can change: only the requested tag "
                    "is expanded",
                    placeholder));
}

// One tar of a tree, and the archives it is written to.
struct Output {
  archive::TarWriter tar;
  std::vector<const TreeArchive*> places;  ///< the tar is written to the first; the others are copies
};

void add(archive::TarWriter& tar, const std::string& path, const git::Repository::Archived& member) {
  using Kind = git::TreeEntry::Kind;
  switch (member.entry.kind) {
    case Kind::folder:
    case Kind::submodule:
      tar.add_folder(path, member.entry.id);
      break;
    case Kind::symlink:
      tar.add_symlink(path, member.content, member.entry.id);
      break;
    case Kind::file:
    case Kind::executable:
      tar.add_file(path, member.content, member.entry.kind == Kind::executable, member.entry.id);
  }
}

void add_large(archive::TarWriter& tar, const std::string& path, const git::Repository::Archived& member,
               const lfs::Pointer& pointer, const lfs::Files& lfs) {
  tar.add_large_file(path, {.content = lfs.content(pointer), .size = pointer.size, .sha256 = pointer.oid},
                     member.entry.kind == git::TreeEntry::Kind::executable, member.entry.id);
}

// Replaces a pointer with its file, like the filter of git-lfs. A file too large for memory stays in its
// place, and its path is set instead.
std::optional<lfs::Pointer> smudge(git::Repository::Archived& member, const git::Repository& repository,
                                   const git::Commit& commit, const lfs::Files& lfs) {
  if (!member.lfs) return std::nullopt;
  const auto pointer = lfs::parse_pointer(member.content);
  if (pointer && pointer->size > 0 && !member.export_subst) return pointer;
  if (pointer) member.content = pointer->size == 0 ? "" : lfs.read(*pointer);
  if (member.export_subst) member.content = repository.substituted(commit, member.content);
  return std::nullopt;
}

std::vector<Output> outputs_of(const std::vector<const TreeArchive*>& archives, unsigned threads) {
  std::vector<Output> outputs;
  for (const TreeArchive* archive : archives) {
    bool is_there = false;
    for (auto& output : outputs) {
      const TreeArchive& first = *output.places.front();
      if (first.prefix != archive->prefix || first.compression != archive->compression) continue;
      output.places.push_back(archive);
      is_there = true;
      break;
    }
    if (!is_there)
      outputs.push_back({archive::TarWriter(archive->file, archive->compression, archive->commit.time,
                                            archive->commit.id, threads),
                         {archive}});
  }
  return outputs;
}

// The git LFS files of a submodule come from the submodule's own origin.
std::unique_ptr<lfs::Files> lfs_of_submodule(const git::Repository& submodule, const git::Commit& commit,
                                             const upstream::FileCache& fetched, Reporter& reporter) {
  return std::make_unique<lfs::Files>(submodule, commit, lfs::Remote{.url = submodule.origin()}, fetched,
                                      reporter);
}

// Fetches the files; returns the error for missing ones instead of throwing it. `origin` is set for a
// submodule.
std::optional<Error> fetch_or_error(lfs::Files& lfs, const std::vector<git::Repository::Archived>& files,
                                    const std::string& origin) {
  try {
    lfs.fetch_announced(files);
  } catch (Error& error) {
    if (!lfs::is_unavailable(error)) throw;
    if (!origin.empty()) error.during(without_credentials(origin));
    return std::move(error);
  }
  return std::nullopt;
}

// Visits a tree to find git LFS files that its submodules lack.
class MissingInSubmodules final : public git::MemberVisitor {
 public:
  MissingInSubmodules(const git::Repository& repository, const Places& places, Reporter& reporter)
      : m_top(repository), m_fetched(places.fetched(), reporter), m_reporter(reporter) {}

  void enter(const git::Repository& repository, const git::Commit& commit,
             const std::vector<git::Repository::Archived>& lfs_files) override {
    if (&repository == &m_top) return;
    const auto lfs = lfs_of_submodule(repository, commit, m_fetched, m_reporter);
    if (auto error = fetch_or_error(*lfs, lfs_files, repository.origin()))
      m_missing.push_back(std::move(*error));
  }
  void member(const std::string&, git::Repository::Archived) override {}
  void leave() override {}
  void tell(const std::string& text) override { m_reporter.detail(text); }
  std::vector<Error> take() { return std::move(m_missing); }

 private:
  const git::Repository& m_top;
  upstream::FileCache m_fetched;
  Reporter& m_reporter;
  std::vector<Error> m_missing;
};

// Writes the members of a tree and of its submodules into the archives made from it.
class Writing final : public git::MemberVisitor {
 public:
  Writing(const git::Repository& repository, const TreeArchive& first, std::vector<Output>& outputs,
          const Places& places, Reporter& reporter)
      : m_top(repository),
        m_first(first),
        m_outputs(outputs),
        m_fetched(places.fetched(), reporter),
        m_reporter(reporter),
        m_filter(first.exclude, [this](const std::string& path, const git::Repository::Archived& member) {
          write(path, member);
        }) {}

  void enter(const git::Repository& repository, const git::Commit& commit,
             const std::vector<git::Repository::Archived>& lfs_files) override {
    Level level{.repository = &repository, .commit = commit, .lfs = &m_first.lfs.get()};
    if (&repository != &m_top) {
      level.own_lfs = lfs_of_submodule(repository, commit, m_fetched, m_reporter);
      level.lfs = level.own_lfs.get();
    }
    // Continue: submodules may also lack files.
    if (auto error = fetch_or_error(*level.lfs, lfs_files, &repository == &m_top ? "" : repository.origin()))
      m_missing.push_back(std::move(*error));
    m_levels.push_back(std::move(level));
  }

  void member(const std::string& in_tree, git::Repository::Archived member) override {
    std::string path = m_first.subdir.empty() ? in_tree : in_tree.substr(m_first.subdir.size() + 1);
    if (m_first.exclude.empty())
      write(path, std::move(member));
    else
      m_filter.add(path, member);
  }

  void leave() override { m_levels.pop_back(); }
  void tell(const std::string& text) override { m_reporter.detail(text); }
  const Deviations& deviations() const { return m_left_out; }
  /// The errors for missing git LFS files of the tree and its submodules. If there are any, the archives are
  /// incomplete.
  std::vector<Error> take_missing() { return std::move(m_missing); }

 private:
  void write(const std::string& path, git::Repository::Archived member) {
    if (!m_missing.empty()) return;
    const Level& level = m_levels.back();
    const std::string in_tree = git::below(m_first.subdir, path);
    if (member.entry.kind == git::TreeEntry::Kind::submodule && !m_first.submodules)
      m_left_out.submodules.push_back(in_tree);
    for (const auto& what : member.unlike_git) m_left_out.unlike_git.push_back(in_tree + ": " + what);
    if (!member.ref_placeholder.empty())
      m_left_out.of_refs.push_back(in_tree + ": " + member.ref_placeholder);
    const auto large = smudge(member, *level.repository, level.commit, *level.lfs);
    for (auto& output : m_outputs)
      large
          ? add_large(output.tar, git::below(output.places.front()->prefix, path), member, *large, *level.lfs)
          : add(output.tar, git::below(output.places.front()->prefix, path), member);
  }

  struct Level {
    const git::Repository* repository = nullptr;
    git::Commit commit;
    lfs::Files* lfs = nullptr;
    std::unique_ptr<lfs::Files> own_lfs;  ///< of a submodule
  };

  const git::Repository& m_top;
  const TreeArchive& m_first;
  std::vector<Output>& m_outputs;
  upstream::FileCache m_fetched;
  Reporter& m_reporter;
  std::vector<Level> m_levels;
  std::vector<Error> m_missing;
  git::ExcludeFilter m_filter;
  Deviations m_left_out;
};

fs::path mirrors_of(const Places& places) {
  return store::Workspace{.cache = places.cache}.git_mirrors();
}

// Writes archives of the trees of a repository.
class ArchiveWriter {
 public:
  ArchiveWriter(const git::Repository& repository, unsigned threads, const Places& places, Reporter& reporter)
      : m_repository(repository),
        m_threads(threads),
        m_places(places),
        m_reporter(reporter),
        m_cache(places.store) {}

  void write(const std::vector<TreeArchive>& archives) {
    std::vector<bool> done(archives.size());
    for (size_t i = 0; i < archives.size(); ++i) {
      const auto deviations = archives[i].keep ? m_cache.copy(archives[i]) : std::nullopt;
      if (deviations) warn_of(*deviations, archives[i]);
      done[i] = deviations.has_value();
    }
    std::vector<Error> missing;
    for (size_t i = 0; i < archives.size(); ++i) {
      if (done[i]) continue;
      std::vector<const TreeArchive*> group;
      for (size_t j = i; j < archives.size(); ++j) {
        if (done[j] || !share_tree(archives[i], archives[j])) continue;
        group.push_back(&archives[j]);
        done[j] = true;
      }
      for (auto& error : write_one_tree(group)) missing.push_back(std::move(error));
    }
    lfs::throw_missing(std::move(missing));
  }

 private:
  // Returns the errors for missing git LFS files; the archives are incomplete then.
  std::vector<Error> write_one_tree(const std::vector<const TreeArchive*>& archives) {
    const TreeArchive& first = *archives.front();
    const Activity activity(m_reporter, "archiving", first.file.filename().string(), 0, Activity::Size::step);
    std::vector<Output> outputs = outputs_of(archives, m_threads);
    Writing writing(m_repository, first, outputs, m_places, m_reporter);
    if (first.submodules)
      git::archive_with_submodules(m_repository, first.commit, first.subdir, mirrors_of(m_places), writing);
    else
      m_repository.archive(
          first.commit, first.subdir,
          [&](const git::Repository::Archived& member) { writing.member(member.entry.path, member); },
          [&](const auto& files) { writing.enter(m_repository, first.commit, files); });
    if (auto missing = writing.take_missing(); !missing.empty()) return missing;
    const Deviations& deviations = writing.deviations();
    for (auto& output : outputs) {
      output.tar.finish();
      const TreeArchive& written = *output.places.front();
      for (const TreeArchive* place : output.places) {
        if (place != &written) link_or_copy(written.file, place->file);
        spec::set_time(place->file, place->file_time);
        warn_of(deviations, *place);
      }
      if (written.keep) m_cache.keep(written, deviations);
    }
    return {};
  }

  const git::Repository& m_repository;
  const unsigned m_threads;
  const Places& m_places;
  Reporter& m_reporter;
  ArchiveCache m_cache;
};

}  // namespace

std::vector<Error> missing_in_submodules(const git::Repository& repository, const TreeArchive& archive,
                                         const Places& places, Reporter& reporter) {
  if (!archive.submodules) return {};
  MissingInSubmodules missing(repository, places, reporter);
  try {
    git::archive_with_submodules(repository, archive.commit, archive.subdir, mirrors_of(places), missing);
  } catch (const Error& error) {
    if (error.code() == ExitCode::interrupted || error.code() == ExitCode::failed) throw;
    reporter.detail(fmt::format("not all submodules were searched for git LFS: {}", error.what()));
  }
  return missing.take();
}

void write_archives(const git::Repository& repository, const std::vector<TreeArchive>& archives,
                    unsigned threads, const Places& places, Reporter& reporter) {
  ArchiveWriter(repository, threads, places, reporter).write(archives);
}

}  // namespace rpmworks::srpm
