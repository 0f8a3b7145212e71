// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "archive/block_compressor.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "spec/parse_view.hpp"
#include "srpm/archive_prefix.hpp"
#include "srpm/dirty.hpp"
#include "srpm/lookaside.hpp"
#include "srpm/packaging_only.hpp"
#include "srpm/source_errors.hpp"

namespace rpmworks::srpm {

namespace {

std::optional<git::TreeFiles::File> file_of_tree(const SourceContext& what, const rpm::SpecSource& source) {
  const auto folders = spec::source_folders(what.spec.path, what.request.subdir);
  // Authors of "Source1: conf/app.conf" mean that path; rpm uses only its last component.
  if (!is_url(source.value) && source.value != source.file && !source.value.starts_with('/'))
    for (const auto& folder : {folders[0], what.request.subdir})
      if (auto file = what.spec.tree.find(git::below(folder, source.value))) return file;
  for (const auto& folder : folders) {
    const std::string path = git::below(folder, source.file);
    if (auto file = what.spec.tree.find(path)) return file;
    if (const auto target = what.spec.tree.link_at(path)) throw dangling_link(what, source, path, *target);
  }
  return std::nullopt;
}

void warn_of(const SourceContext& what, const std::string& text) {
  what.warn(about_package(what.request, text));
}

// Otherwise a repository that contains only packaging would be packaged instead of the source that the URL
// names.
void warn_of_foreign_source(const SourceContext& what, const rpm::SpecSource& source) {
  const std::string yaml = yaml_for({source});
  if (yaml.empty()) return;
  const std::string why = foreign_source_reason(what.spec, what.info, source);
  if (why.empty()) return;
  warn_of(what, fmt::format("{}:{}: {} is made from this commit, {}; to use {}, write in repos.yaml: {}",
                            what.spec.path, source.line, tag_of(source), why, source.value, yaml));
}

TreeArchive archive_of_tree(const SourceContext& what, const rpm::SpecSource& source, const fs::path& file) {
  const std::string& root = what.request.subdir;
  const std::string prefix = archive_prefix(what.info, source, [&](const std::string& folder) {
    return what.spec.tree.is_folder(git::below(root, folder));
  });
  what.reporter.detail(fmt::format("{}: {} is the tree of {}, below {}/", what.spec.path, source.file,
                                   what.archived.id.substr(0, 12), prefix.empty() ? "." : prefix));
  warn_of_foreign_source(what, source);
  return {.file = file,
          .compression = archive::compression_of(source.file).value(),
          .prefix = prefix,
          .commit = what.archived,
          .subdir = root,
          .submodules = what.request.recipe.submodules,
          .file_time = what.commit.time,
          .keep = what.request.keep_archives && !what.request.dirty,
          .lfs = what.lfs,
          .warn = [what](const std::string& text) { warn_of(what, text); }};
}

// The source that GEAR rules make under this name.
const gear::Source* made_by_rules(const SourceContext& what, const rpm::SpecSource& source) {
  if (!what.gear) return nullptr;
  const auto made = what.gear->by_name.find(source.file);
  return made == what.gear->by_name.end() ? nullptr : &made->second;
}

TreeArchive archive_by_rule(const SourceContext& what, const gear::Source& made, const fs::path& file) {
  return {.file = file,
          .compression = made.compression,
          .prefix = made.tree->prefix,
          .commit = made.tree->commit,
          .subdir = made.tree->subdir,
          .exclude = made.tree->exclude,
          .submodules = what.request.recipe.submodules,
          .file_time = what.commit.time,
          .keep = what.request.keep_archives && !what.request.dirty,
          .lfs = what.lfs,
          .warn = [what](const std::string& text) { warn_of(what, text); }};
}

void write_by_rule(const SourceContext& what, const gear::Source& made, const fs::path& file) {
  const std::string content = made.content();
  archive::BlockCompressor out(file, made.compression, what.request.threads);
  out.write(content);
  out.finish();
  fs::permissions(file, fs::perms(0644));
  spec::set_time(file, what.commit.time);
}

// Only the first source can be the project's own archive.
bool is_archive_of_tree(const SourceContext& what, const rpm::SpecSource& source) {
  return !what.gear && &source == &what.info.sources.front() &&
         source.kind == rpm::SpecSource::Kind::source && archive::compression_of(source.file) &&
         source.file.find('%') == std::string::npos;
}

void fetch(const SourceContext& what, const upstream::RemoteFile& remote, const fs::path& folder) {
  // The file may be large, so it is copied without reading it into memory.
  copy_file_contents(what.fetched.fetch(remote), folder / remote.name);
  if (remote.checksum.algorithm != DigestAlgorithm::md5 && remote.checksum.algorithm != DigestAlgorithm::sha1)
    return;
  // MD5 and SHA-1 are accepted as fedpkg does: old commits have no other digest.
  warn_of(what, fmt::format("{}:{}: an {} digest does not prove that {} is the right file", remote.where.file,
                            remote.where.line, upstream::name_of(remote.checksum.algorithm), remote.name));
}

// Gives the file the mode that git checks out, independent of this process's umask, and the commit's time.
void finish_file(const fs::path& file, int64_t time) {
  fs::permissions(file, fs::perms(0644));
  spec::set_time(file, time);
}

// A source in git LFS, and its pointer in the tree.
struct InLfs {
  std::string source;  ///< file name
  lfs::Files::File file;
};

// Writes a source into the folder, unless it is in git LFS. Returns false if the source is not found.
bool provide(const SourceContext& what, const rpm::SpecSource& source, const Lookaside& lookaside,
             const fs::path& folder, std::vector<InLfs>& in_lfs) {
  const auto made = what.made.find(source.file);
  if (made != what.made.end()) {
    spec::write_below(folder, source.file, made->second);
    return true;
  }
  const std::string name = fmt::format("{} of {}", tag_of(source), what.spec.path);
  const auto remote = what.request.remote_sources.find(source.file);
  if (remote != what.request.remote_sources.end()) {
    fetch(what,
          {.from = {.url = remote->second.url},
           .checksum = {.hex = remote->second.sha256},
           .what = name,
           .name = source.file,
           .where = remote->second.where},
          folder);
    return true;
  }
  if (what.gear) return false;
  if (const auto file = file_of_tree(what, source)) {
    if (what.uses) what.uses(file->path);
    const std::string content = what.spec.tree.read(*file);
    const auto pointer = lfs::parse_pointer(content);
    if (pointer && what.repository.is_lfs(what.commit, file->path))
      in_lfs.push_back({source.file, {file->path, *pointer}});
    else
      spec::write_below(folder, source.file, content);
    return true;
  }
  if (!lookaside.find(source.file)) return false;
  fetch(what, lookaside.remote(source.file, name), folder);
  return true;
}

// The files of a tree that are in git LFS.
std::vector<lfs::Files::File> lfs_files_of(const SourceContext& what, const TreeArchive& archive) {
  std::vector<lfs::Files::File> files;
  what.repository.archive(
      archive.commit, archive.subdir, [](const auto&) {},
      [&](const std::vector<git::Repository::Archived>& announced) {
        for (const auto& file : announced)
          if (const auto pointer = lfs::parse_pointer(file.content))
            files.push_back({file.entry.path, *pointer});
      });
  return files;
}

// All git LFS files that are missing: for the sources, the archives and their submodules. Reported together.
// `first` is the error for the sources.
std::vector<Error> missing_in_lfs(const SourceContext& what, const Error& first,
                                  std::vector<lfs::Files::File> files,
                                  const std::vector<TreeArchive>& archives) {
  std::set<std::string> known;
  for (const auto& file : files) known.insert(file.path);
  for (const auto& archive : archives)
    for (auto& file : lfs_files_of(what, archive))
      if (known.insert(file.path).second) files.push_back(std::move(file));
  std::vector<Error> missing = {first};
  try {
    what.lfs.fetch(files);
  } catch (Error& all) {
    if (!lfs::is_unavailable(all)) throw;
    missing.front() = std::move(all);
  }
  if (!what.places) return missing;
  for (const auto& archive : archives)
    for (auto& error : missing_in_submodules(what.repository, archive, *what.places, what.reporter))
      missing.push_back(std::move(error));
  return missing;
}

void fetch_from_lfs(const SourceContext& what, const std::vector<InLfs>& in_lfs,
                    const std::vector<TreeArchive>& archives, const fs::path& folder) {
  std::vector<lfs::Files::File> files;
  for (const auto& one : in_lfs) files.push_back(one.file);
  try {
    what.lfs.fetch(files);
  } catch (const Error& error) {
    if (!lfs::is_unavailable(error)) throw;
    lfs::throw_missing(missing_in_lfs(what, error, files, archives));
  }
  for (const auto& [source, file] : in_lfs) {
    if (file.pointer.size == 0)
      spec::write_below(folder, source, "");
    else
      what.lfs.copy(file.pointer, folder / source);
  }
}

void check_names(const SourceContext& what) {
  std::set<std::string> names = {git::last_name(what.spec.path)};
  for (const auto& source : what.info.sources) {
    const SourcePosition where = place_of(what, source);
    const bool is_plain = !source.file.empty() && source.file != "." && source.file != ".." &&
                          source.file.find_first_of(std::string_view("/\0\n", 3)) == std::string::npos;
    if (!is_plain)
      throw Error(ExitCode::invalid,
                  fmt::format("{} ({}) does not name a file", tag_of(source), source.value))
          .at(where)
          .hint("rpm uses the part after the last '/' as the file name");
    if (!names.insert(source.file).second && source.file == git::last_name(what.spec.path))
      throw Error(ExitCode::invalid, fmt::format("{} has the same file name as the spec", tag_of(source)))
          .at(where)
          .hint("rename one of them");
  }
}

// If two paths end in the same name, rpm would use the first file for both.
void check_is_same(const SourceContext& what, const rpm::SpecSource& first, const rpm::SpecSource& second) {
  const bool from_tree =
      !what.gear && !what.made.contains(first.file) && !what.request.remote_sources.contains(first.file);
  if (!from_tree || first.value == second.value) return;
  const auto file = file_of_tree(what, first);
  const auto other = file_of_tree(what, second);
  if (file && other && file->id != other->id)
    throw Error(ExitCode::invalid,
                fmt::format("{} and {} are different files, but both would be {} in the package", file->path,
                            other->path, first.file))
        .at(place_of(what, second))
        .hint("rename one of them: rpm uses the part after the last '/' as the file name");
}

// An error that has no position gets the line of the spec that names the source.
bool provide_in_place(const SourceContext& what, const rpm::SpecSource& source, const Lookaside& lookaside,
                      const fs::path& folder, std::vector<InLfs>& in_lfs) {
  try {
    return with_context(tag_of(source) + " of " + what.spec.path,
                        [&] { return provide(what, source, lookaside, folder, in_lfs); });
  } catch (Error& error) {
    if (error.code() == ExitCode::invalid && !error.where()) std::move(error).at(place_of(what, source));
    throw;
  }
}

}  // namespace

std::vector<TreeArchive> gather_sources(const SourceContext& what, const fs::path& folder) {
  check_names(what);
  std::vector<rpm::SpecSource> missing;
  std::vector<TreeArchive> archives;
  std::vector<InLfs> in_lfs;
  std::map<std::string, const rpm::SpecSource*> done;
  const Lookaside lookaside(what.spec, what.info.name, what.request.recipe.lookaside);
  for (const auto& source : what.info.sources) {
    if (const auto [first, is_new] = done.emplace(source.file, &source); !is_new) {
      check_is_same(what, *first->second, source);
      continue;
    }
    const fs::path file = folder / source.file;
    fs::remove(file);  // the version that the parse saw
    if (provide_in_place(what, source, lookaside, folder, in_lfs)) continue;
    if (const gear::Source* const made = made_by_rules(what, source))
      made->tree ? archives.push_back(archive_by_rule(what, *made, file)) : write_by_rule(what, *made, file);
    else if (is_archive_of_tree(what, source))
      archives.push_back(archive_of_tree(what, source, file));
    else
      missing.push_back(source);
  }
  if (!missing.empty()) throw missing_error(what, missing);
  fetch_from_lfs(what, in_lfs, archives, folder);
  for (const auto& [name, _] : done)
    if (fs::exists(folder / name)) finish_file(folder / name, what.commit.time);
  return archives;
}

}  // namespace rpmworks::srpm
