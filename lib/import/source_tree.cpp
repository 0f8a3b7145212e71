// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/source_tree.hpp"

#include <fmt/format.h>
#include <strings.h>

#include <algorithm>
#include <optional>

#include "archive/unpacker.hpp"
#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/listing.hpp"
#include "core/own_umask.hpp"
#include "core/text.hpp"

namespace rpmworks::importer {

namespace {

Error hostile(const fs::path& archive, const std::string& path, const std::string& what) {
  return Error(ExitCode::invalid, fmt::format("{} holds '{}', {}", archive.filename().string(), path, what))
      .hint(
          "such an archive may be an attack; `srpm:` in repos.yaml uses the source package as it "
          "is");
}

void refuse_hostile(const fs::path& archive, const archive::Member& member) {
  if (member.path.starts_with('/')) throw hostile(archive, member.path, "an absolute path");
  const auto parts = split(member.path, '/');
  if (std::find(parts.begin(), parts.end(), "..") != parts.end())
    throw hostile(archive, member.path, "which leads out of the archive");
}

// The reason why git cannot store a member; "" if it can.
std::string why_not_in_git(const archive::Member& member) {
  if (member.kind == archive::Member::Kind::special)
    return fmt::format("it contains '{}', which is not a file, folder or link", member.path);
  for (const auto& part : split(member.path, '/'))
    if (::strcasecmp(part.c_str(), ".git") == 0)
      return fmt::format("it contains '{}', a name that git reserves", member.path);
  return {};
}

uint64_t most_bytes(const fs::path& archive, const ArchiveBounds& bounds) {
  const uint64_t size = fs::file_size(archive);
  const bool is_over = bounds.for_each_byte > 0 && size > bounds.bytes / bounds.for_each_byte;
  return is_over ? bounds.bytes : std::min(bounds.bytes, bounds.always + size * bounds.for_each_byte);
}

// Sets `is_archive`, and `why_not` if git cannot store the content.
SourceTree unpack(const fs::path& archive, const fs::path& folder, const ArchiveBounds& bounds,
                  const OwnUmask& own) {
  const std::string name = archive.filename().string();
  SourceTree result;
  std::optional<archive::Reader> reader;
  std::optional<archive::Member> member;
  try {
    reader.emplace(archive, name, archive::Reader::Formats::tar_and_zip);
    reader->limit_content(most_bytes(archive, bounds));
    member = reader->next();
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) throw;
    return {.is_archive = false, .why_not = error.what()};
  }
  archive::Unpacker unpacker(folder, own);
  for (size_t count = 1; member; ++count) {
    throw_if_cancelled();
    if (count > bounds.members)
      throw Error(ExitCode::invalid, fmt::format("{} contains more than {} files", name, bounds.members));
    refuse_hostile(archive, *member);
    if (std::string reason = why_not_in_git(*member); !reason.empty()) return {.why_not = std::move(reason)};
    // The user must be able to read the files; git stores only the executable bit of a mode.
    member->mode |= member->kind == archive::Member::Kind::folder ? 0700U : 0600U;
    try {
      unpacker.write(*member, *reader);
      member = reader->next();
    } catch (const Error& error) {
      if (!reader->is_damaged()) throw;
      return {.why_not = error.what()};
    }
  }
  unpacker.finish();
  return result;
}

// The one folder that contains everything; "" if there are other entries.
std::string top_folder(const fs::path& folder) {
  std::string top;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!top.empty() || !entry.is_directory() || entry.is_symlink()) return {};
    top = entry.path().filename().string();
  }
  return top;
}

// Whether a link at `path` has a target outside of the tree. (Via other links it still may: code that reads a
// tree must resolve links step by step, as TreeFiles does.)
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
  SourceTree tree;
  with_own_umask([&](const OwnUmask& own) { tree = unpack(archive, scratch, bounds, own); });
  if (!tree.why_not.empty()) return tree;
  tree.top = top_folder(scratch);
  const fs::path root = scratch / tree.top;
  for (const auto& entry : entries_below(root)) {
    throw_if_cancelled();
    const std::string path = entry.path().lexically_relative(root).string();
    if (entry.is_symlink()) {
      const std::string target = fs::read_symlink(entry.path()).string();
      if (leads_out(path, target))
        return {.why_not =
                    fmt::format("it contains '{}', a link to {}, which is outside of it", path, target)};
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

}  // namespace rpmworks::importer
