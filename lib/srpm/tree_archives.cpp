// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/tree_archives.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "srpm/parse_view.hpp"
#include "srpm/tree_files.hpp"

namespace rpmworks::srpm {

namespace {

bool share_tree(const TreeArchive& a, const TreeArchive& b) {
  return a.commit.id == b.commit.id && a.commit.tag == b.commit.tag && a.subdir == b.subdir;
}

void warn_of(const std::vector<std::string>& submodules, const TreeArchive& archive) {
  const std::string file = archive.file.filename().string();
  if (submodules.size() == 1) {
    archive.warn(fmt::format("{} leaves out the submodule {}", file, submodules[0]));
  } else if (!submodules.empty()) {
    archive.warn(fmt::format("{} leaves out {} submodules: {}{}", file, submodules.size(),
                             join({submodules.begin(), submodules.begin() + 2}, ", "),
                             submodules.size() > 2 ? ", …" : ""));
  }
}

// One tar of a tree, and the places where it goes.
struct Output {
  archive::TarWriter tar;
  std::vector<const TreeArchive*> places;  ///< the first is what the tar writes
};

void add(archive::TarWriter& tar, const std::string& path, const git::Repository::Archived& member) {
  using Kind = git::TreeEntry::Kind;
  switch (member.entry.kind) {
    case Kind::folder:
      tar.add_folder(path, member.entry.id);
      break;
    case Kind::submodule:
      tar.add_folder(path);
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
               const LfsPointer& pointer, const LfsFiles& lfs) {
  tar.add_large_file(path, lfs.content(pointer), pointer.size, pointer.oid,
                     member.entry.kind == git::TreeEntry::Kind::executable, member.entry.id);
}

// Puts the file in the place of its pointer, as git-lfs' filter does. One that is not to be held in memory
// stays where it is, and its place is given.
std::optional<LfsPointer> smudge(git::Repository::Archived& member, const git::Repository& repository,
                                 const git::Commit& commit, const LfsFiles& lfs) {
  if (!member.lfs) return std::nullopt;
  const auto pointer = lfs_pointer(member.content);
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

void write_one_tree(const git::Repository& repository, const std::vector<const TreeArchive*>& archives,
                    unsigned threads) {
  const TreeArchive& first = *archives.front();
  std::vector<Output> outputs = outputs_of(archives, threads);
  LfsFiles& lfs = first.lfs;
  std::vector<std::string> left_out;
  const auto write = [&](git::Repository::Archived member) {
    const std::string& in_tree = member.entry.path;
    const std::string path = first.subdir.empty() ? in_tree : in_tree.substr(first.subdir.size() + 1);
    if (member.entry.kind == git::TreeEntry::Kind::submodule) left_out.push_back(in_tree);
    const auto large = smudge(member, repository, first.commit, lfs);
    for (auto& output : outputs)
      large ? add_large(output.tar, below(output.places.front()->prefix, path), member, *large, lfs)
            : add(output.tar, below(output.places.front()->prefix, path), member);
  };
  repository.archive(first.commit, first.subdir, write,
                     [&](const auto& files) { lfs.fetch_announced(files); });
  for (auto& output : outputs) {
    output.tar.finish();
    for (const TreeArchive* place : output.places) {
      if (place != output.places.front()) link_or_copy(output.places.front()->file, place->file);
      set_time(place->file, place->file_time);
      warn_of(left_out, *place);
    }
  }
}

}  // namespace

void write_archives(const git::Repository& repository, const std::vector<TreeArchive>& archives,
                    unsigned threads) {
  std::vector<bool> done(archives.size());
  for (size_t i = 0; i < archives.size(); ++i) {
    if (done[i]) continue;
    std::vector<const TreeArchive*> group;
    for (size_t j = i; j < archives.size(); ++j) {
      if (!share_tree(archives[i], archives[j])) continue;
      group.push_back(&archives[j]);
      done[j] = true;
    }
    write_one_tree(repository, group, threads);
  }
}

}  // namespace rpmworks::srpm
