// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/unpacker.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/handle.hpp"
#include "core/text.hpp"

namespace rpmworks::archive {

namespace {

using Handle = ::archive;

mode_t type_of(Member::Kind kind) {
  if (kind == Member::Kind::folder) return AE_IFDIR;
  return kind == Member::Kind::symlink ? AE_IFLNK : AE_IFREG;
}

}  // namespace

struct Unpacker::State {
  fs::path root;
  Owned<Handle, archive_write_free> disk{archive_write_disk_new()};
  std::string known_folder = "/";  // the last one found to have no link above it

  std::string place_of(const std::string& path) const {
    const auto parts = split(path, '/');
    if (std::find(parts.begin(), parts.end(), "..") != parts.end())
      throw Error(ExitCode::invalid, fmt::format("the path '{}' points outside of its archive", path));
    return root.string() + "/" + path;
  }

  // libarchive would replace the link with a folder and continue; such an archive is refused instead of
  // guessing its meaning.
  void refuse_links_above(const std::string& path) {
    const fs::path parent = fs::path(path).parent_path();
    if (parent.string() == known_folder) return;
    fs::path folder = root;
    for (const auto& part : split(parent.string(), '/')) {
      folder /= part.empty() ? "." : part;
      if (fs::is_symlink(fs::symlink_status(folder)))
        throw Error(ExitCode::invalid, fmt::format("the path '{}' goes through a link in its archive", path));
    }
    known_folder = parent.string();
  }

  void check(int status, const std::string& path) const {
    if (status >= ARCHIVE_WARN) return;
    const char* reason = archive_error_string(disk.get());
    throw Error(ExitCode::failed,
                fmt::format("cannot unpack {}: {}", path, reason ? reason : "unknown reason"));
  }
};

Unpacker::Unpacker(const fs::path& root, const OwnUmask&) : m_state(std::make_unique<State>()) {
  // The check for symbolic links covers the whole path, but the part above the root belongs to the caller.
  m_state->root = fs::canonical(root);
  archive_write_disk_set_options(m_state->disk.get(), ARCHIVE_EXTRACT_TIME | ARCHIVE_EXTRACT_SECURE_SYMLINKS |
                                                          ARCHIVE_EXTRACT_SECURE_NODOTDOT |
                                                          ARCHIVE_EXTRACT_UNLINK);
}

Unpacker::Unpacker(Unpacker&&) noexcept = default;
Unpacker& Unpacker::operator=(Unpacker&&) noexcept = default;
Unpacker::~Unpacker() = default;

void Unpacker::write(const Member& member, Reader& content) {
  if (member.kind == Member::Kind::special)
    throw Error(ExitCode::invalid, fmt::format("{} is not a file, folder or link", member.path));
  m_state->refuse_links_above(member.path);
  if (member.kind == Member::Kind::hardlink) m_state->refuse_links_above(member.target);
  if (member.kind == Member::Kind::symlink) m_state->known_folder = "/";  // it may stand where a folder stood
  const Owned<archive_entry, archive_entry_free> entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), m_state->place_of(member.path).c_str());
  archive_entry_set_filetype(entry.get(), type_of(member.kind));
  archive_entry_set_perm(entry.get(), member.mode & 0777);
  archive_entry_set_mtime(entry.get(), member.mtime, 0);
  if (member.kind == Member::Kind::symlink) archive_entry_set_symlink(entry.get(), member.target.c_str());
  if (member.kind == Member::Kind::hardlink)
    archive_entry_set_hardlink(entry.get(), m_state->place_of(member.target).c_str());
  Handle* disk = m_state->disk.get();
  m_state->check(archive_write_header(disk, entry.get()), member.path);
  if (member.kind == Member::Kind::file)
    while (const auto piece = content.next_piece())
      m_state->check(
          static_cast<int>(std::min<la_ssize_t>(
              0, archive_write_data_block(disk, piece->bytes.data(), piece->bytes.size(), piece->offset))),
          member.path);
  m_state->check(archive_write_finish_entry(disk), member.path);
}

void Unpacker::finish() {
  m_state->check(archive_write_close(m_state->disk.get()), "the folders of the archive");
}

}  // namespace rpmworks::archive
