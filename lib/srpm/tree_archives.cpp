// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/tree_archives.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "git/submodules.hpp"
#include "srpm/lfs_pointer.hpp"
#include "srpm/parse_view.hpp"
#include "srpm/tree_files.hpp"
#include "store/workspace.hpp"

namespace rpmworks::srpm {

namespace {

bool share_tree(const TreeArchive& a, const TreeArchive& b) {
  return a.commit.id == b.commit.id && a.commit.tag == b.commit.tag && a.subdir == b.subdir &&
         a.submodules == b.submodules;
}

// What a tree has that an archive of it does not show as git would.
struct LeftOut {
  std::vector<std::string> submodules;
  size_t pointers = 0;
  std::vector<std::string> of_refs;  ///< "FILE: $Format:…$"
};

void warn_of(const LeftOut& left_out, const TreeArchive& archive) {
  const std::string file = archive.file.filename().string();
  const auto& submodules = left_out.submodules;
  if (submodules.size() == 1) {
    archive.warn(fmt::format("{} leaves out the submodule {}", file, submodules[0]));
  } else if (!submodules.empty()) {
    archive.warn(fmt::format("{} leaves out {} submodules: {}{}", file, submodules.size(),
                             join({submodules.begin(), submodules.begin() + 2}, ", "),
                             submodules.size() > 2 ? ", …" : ""));
  }
  if (left_out.pointers > 0)
    archive.warn(fmt::format("{} holds {} pointers to files in git LFS instead of the files", file,
                             left_out.pointers));
  for (const auto& placeholder : left_out.of_refs)
    archive.warn(
        fmt::format("{} depends on tags and branches, which come and go: only the tag that was asked "
                    "for is told",
                    placeholder));
}

// One tar of a tree, and the places where it goes.
struct Output {
  archive::TarWriter tar;
  std::vector<const TreeArchive*> places;  ///< the first is what the tar writes
};

void add(archive::TarWriter& tar, const std::string& prefix, const std::string& in_subdir,
         const git::Repository::Archived& member) {
  using Kind = git::TreeEntry::Kind;
  const std::string path = below(prefix, in_subdir);
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
                    unsigned threads, const Places& places, Reporter& reporter) {
  const TreeArchive& first = *archives.front();
  std::vector<Output> outputs = outputs_of(archives, threads);
  LeftOut left_out;
  const auto sink = [&](const std::string& in_tree, const git::Repository::Archived& member) {
    const std::string path = first.subdir.empty() ? in_tree : in_tree.substr(first.subdir.size() + 1);
    const bool is_submodule = member.entry.kind == git::TreeEntry::Kind::submodule;
    if (is_submodule && !first.submodules) left_out.submodules.push_back(in_tree);
    if (is_lfs_pointer(member.content)) ++left_out.pointers;
    if (!member.ref_placeholder.empty()) left_out.of_refs.push_back(in_tree + ": " + member.ref_placeholder);
    for (auto& output : outputs) add(output.tar, output.places.front()->prefix, path, member);
  };
  if (first.submodules)
    git::archive_with_submodules(
        repository, first.commit, first.subdir, store::Workspace{.cache = places.cache}.git_mirrors(),
        [&](const std::string& text) { reporter.detail(text); },
        [&](const std::string& path, const auto& member, const git::Repository&) { sink(path, member); });
  else
    repository.archive(first.commit, first.subdir,
                       [&](const git::Repository::Archived& member) { sink(member.entry.path, member); });
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
                    unsigned threads, const Places& places, Reporter& reporter) {
  std::vector<bool> done(archives.size());
  for (size_t i = 0; i < archives.size(); ++i) {
    if (done[i]) continue;
    std::vector<const TreeArchive*> group;
    for (size_t j = i; j < archives.size(); ++j) {
      if (!share_tree(archives[i], archives[j])) continue;
      group.push_back(&archives[j]);
      done[j] = true;
    }
    write_one_tree(repository, group, threads, places, reporter);
  }
}

}  // namespace rpmworks::srpm
