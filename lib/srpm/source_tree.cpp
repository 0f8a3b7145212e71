// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/source_tree.hpp"

#include <fmt/format.h>
#include <strings.h>

#include <algorithm>

#include "archive/unpacker.hpp"
#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/listing.hpp"
#include "core/text.hpp"

namespace rpmworks::srpm {

namespace {

Error hostile(const fs::path& archive, const std::string& path, const std::string& what) {
  return Error(ExitCode::invalid, fmt::format("{} holds '{}', {}", archive.filename().string(), path, what))
      .hint(
          "git cannot hold such an archive unpacked; `srpm:` in repos.yaml takes the source package as it "
          "is");
}

void check_member(const fs::path& archive, const archive::Member& member) {
  if (member.path.starts_with('/')) throw hostile(archive, member.path, "an absolute path");
  if (member.kind == archive::Member::Kind::special)
    throw hostile(archive, member.path, "which is neither a file, a folder nor a link");
  for (const auto& part : split(member.path, '/')) {
    if (part == "..") throw hostile(archive, member.path, "which leads out of the archive");
    if (::strcasecmp(part.c_str(), ".git") == 0)
      throw hostile(archive, member.path, "which would be git's own");
  }
}

void unpack(const fs::path& archive, const fs::path& folder, const ArchiveBounds& bounds) {
  archive::Reader reader(archive);
  archive::Unpacker unpacker(folder);
  reader.limit_content(bounds.bytes);
  size_t count = 0;
  while (auto member = reader.next()) {
    throw_if_cancelled();
    if (++count > bounds.members)
      throw Error(ExitCode::invalid,
                  fmt::format("{} holds more than {} files", archive.filename().string(), bounds.members));
    check_member(archive, *member);
    // Its owner must be able to read what is written; git keeps no more of a mode than whether it can be run.
    member->mode |= member->kind == archive::Member::Kind::folder ? 0700U : 0600U;
    unpacker.write(*member, reader);
  }
  unpacker.finish();
}

// The one folder that is all there is; "" when there is anything else.
std::string top_folder(const fs::path& folder) {
  std::string top;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!top.empty() || !entry.is_directory() || entry.is_symlink()) return {};
    top = entry.path().filename().string();
  }
  return top;
}

// Whether a link at `path` is written so that it leads out of the tree. (Through other links it still may:
// what reads a tree must follow links one by one, as TreeFiles does.)
bool leads_out(const std::string& path, const std::string& target) {
  if (target.starts_with('/')) return true;
  auto depth = std::count(path.begin(), path.end(), '/');
  for (const auto& part : split(target, '/')) {
    if (part == "..") --depth;
    if (!part.empty() && part != "." && part != "..") ++depth;
    if (depth < 0) return true;
  }
  return false;
}

}  // namespace

SourceTree read_archive(const fs::path& archive, const fs::path& scratch, git::Writer& writer,
                        const ArchiveBounds& bounds) {
  using Kind = git::TreeEntry::Kind;
  unpack(archive, scratch, bounds);
  SourceTree tree{.top = top_folder(scratch)};
  const fs::path root = scratch / tree.top;
  for (const auto& entry : entries_below(root)) {
    throw_if_cancelled();
    const std::string path = entry.path().lexically_relative(root).string();
    if (entry.is_symlink()) {
      const std::string target = fs::read_symlink(entry.path()).string();
      if (leads_out(path, target))
        throw hostile(archive, path, fmt::format("a link that leads out, to {}", target));
      tree.entries.push_back({Kind::symlink, path, writer.write_blob(target)});
    } else if (entry.is_directory()) {
      if (fs::is_empty(entry.path())) tree.empty_folders.push_back(path);
    } else {
      const bool runs = (entry.status().permissions() & fs::perms::owner_exec) != fs::perms::none;
      tree.entries.push_back(
          {runs ? Kind::executable : Kind::file, path, writer.write_blob_of(entry.path())});
    }
  }
  std::sort(tree.empty_folders.begin(), tree.empty_folders.end());
  return tree;
}

}  // namespace rpmworks::srpm
