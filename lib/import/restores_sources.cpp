// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/restores_sources.hpp"

#include <fmt/format.h>

#include <map>

#include "core/cancel.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "srpm/sources.hpp"
#include "srpm/spec_finder.hpp"

namespace rpmworks::importer {

namespace {

std::string compare_files(const PackageFiles& files, const fs::path& gathered) {
  for (const auto& entry : fs::directory_iterator(gathered)) {
    const fs::path original = files.folder / entry.path().filename();
    if (!fs::exists(original) || digest_of_file(original) != digest_of_file(entry.path()))
      return fmt::format("the tree has another {}, which would be used instead",
                         entry.path().filename().string());
  }
  return {};
}

// Compares the archive of the commit with the content of the first source; "" if they are the same.
std::string compare_archive(const ImportedCommit& imported) {
  const git::Repository& repository = imported.repository;
  std::map<std::string, const git::TreeEntry*> expected;
  for (const auto& entry : imported.source->entries) expected.emplace(entry.path, &entry);
  std::string different;
  repository.archive(imported.commit, "", [&](const git::Repository::Archived& member) {
    throw_if_cancelled();
    if (member.entry.kind == git::TreeEntry::Kind::folder || !different.empty()) return;
    const auto found = expected.find(member.entry.path);
    if (found == expected.end() || found->second->kind != member.entry.kind ||
        repository.blob(found->second->id) != member.content)
      different = member.entry.path;
    else
      expected.erase(found);
  });
  if (different.empty() && !expected.empty()) different = expected.begin()->first;
  return different.empty() ? "" : fmt::format("its .gitattributes would change {} in the archive", different);
}

}  // namespace

std::string why_not_restored(const ImportedCommit& imported, const fs::path& tmp, Reporter& reporter) {
  const auto& [repository, commit, files, spec, source] = imported;
  if (!files.info) return "its spec does not parse here";
  if (source && !source->empty_folders.empty())
    return fmt::format("git does not keep the empty folder {}", source->empty_folders.front());
  const srpm::Request request;
  const git::TreeFiles tree(repository, commit);
  const TempDir gathered(tmp, "import-");
  const std::map<std::string, std::string> made;
  const std::string text = read_file(files.folder / files.package.spec_file);
  std::vector<srpm::TreeArchive> archives;
  try {
    const std::string found = srpm::choose_spec(tree, request);
    if (found != spec) return fmt::format("it contains another spec, {}, which would be found first", found);
    const upstream::FileCache fetched(tmp, reporter);
    lfs::Files lfs(repository, commit, {}, fetched, reporter);
    archives = srpm::gather_sources({.repository = repository,
                                     .commit = commit,
                                     .archived = commit,
                                     .made = made,
                                     .request = request,
                                     .spec = {.tree = tree, .path = spec, .root = request.subdir},
                                     .spec_text = text,
                                     .info = *files.info,
                                     .fetched = fetched,
                                     .lfs = lfs,
                                     .reporter = reporter,
                                     .warn = [](const std::string&) {}},
                                    gathered.path());
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) throw;
    return error.what();
  }
  if (auto reason = compare_files(files, gathered.path()); !reason.empty() || !source) return reason;
  if (archives.size() != 1) return "the tree has a file of the same name";
  if (archives.front().prefix != source->top)
    return fmt::format("%prep expects {}, but the source has {}",
                       archives.front().prefix.empty() ? "no top folder" : archives.front().prefix,
                       source->top.empty() ? "none" : source->top);
  return compare_archive(imported);
}

}  // namespace rpmworks::importer
