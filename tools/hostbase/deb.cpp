// SPDX-License-Identifier: GPL-3.0-or-later
#include "deb.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "core/error.hpp"
#include "core/text.hpp"
#include "layout.hpp"

namespace rpmworks::hostbase {

namespace {

struct ReadFree {
  void operator()(archive* handle) const { archive_read_free(handle); }
};
struct WriteFree {
  void operator()(archive* handle) const { archive_write_free(handle); }
};
using Reader = std::unique_ptr<archive, ReadFree>;
using Writer = std::unique_ptr<archive, WriteFree>;

constexpr size_t k_block = 256 * 1024;

[[noreturn]] void damaged(archive* handle) {
  const char* reason = archive_error_string(handle);
  throw Error(ExitCode::invalid,
              fmt::format("the package is damaged: {}", reason ? reason : "it ends early"));
}

// Fills `entry` with the next member; false at the end.
bool next(archive* handle, archive_entry*& entry) {
  const int status = archive_read_next_header(handle, &entry);
  if (status == ARCHIVE_EOF) return false;
  if (status < ARCHIVE_WARN) damaged(handle);
  return true;
}

// A member of the outer archive read as an archive itself: control.tar.xz, data.tar.zst.
struct Inner {
  archive* outer;
  std::vector<char> buffer = std::vector<char>(k_block);
};

la_ssize_t read_inner(archive* handle, void* data, const void** bytes) {
  auto* inner = static_cast<Inner*>(data);
  *bytes = inner->buffer.data();
  const la_ssize_t got = archive_read_data(inner->outer, inner->buffer.data(), inner->buffer.size());
  if (got < 0)
    archive_set_error(handle, archive_errno(inner->outer), "%s", archive_error_string(inner->outer));
  return got;
}

Reader open_inner(Inner& inner) {
  Reader tar(archive_read_new());
  archive_read_support_filter_all(tar.get());
  archive_read_support_format_tar(tar.get());
  if (archive_read_open(tar.get(), &inner, nullptr, read_inner, nullptr) != ARCHIVE_OK) damaged(tar.get());
  return tar;
}

std::string read_text(archive* handle) {
  std::string text;
  std::vector<char> buffer(k_block);
  for (la_ssize_t got; (got = archive_read_data(handle, buffer.data(), buffer.size())) != 0;) {
    if (got < 0) damaged(handle);
    text.append(buffer.data(), static_cast<size_t>(got));
  }
  return text;
}

void read_control(archive* outer, Deb& deb) {
  Inner inner{outer};
  const Reader tar = open_inner(inner);
  for (archive_entry* member = nullptr; next(tar.get(), member);) {
    const std::string path = absolute_path(archive_entry_pathname(member));
    if (path == "/postinst") deb.postinst = read_text(tar.get());
    if (path != "/conffiles") continue;
    for (const auto& line : split(read_text(tar.get()), '\n'))
      if (line.starts_with('/')) deb.conffiles.push_back(usr_merged(trim(line)));
  }
}

std::string text_of(const char* text) {
  return text ? text : "";
}

// Writes the members of data.tar below a root.
class Unpacking {
 public:
  Unpacking(const fs::path& root, Deb& deb) : m_root(fs::canonical(root)), m_deb(deb) {
    // The links of a package must not lead its later members out of the root.
    archive_write_disk_set_options(m_disk.get(), ARCHIVE_EXTRACT_TIME | ARCHIVE_EXTRACT_SECURE_SYMLINKS |
                                                     ARCHIVE_EXTRACT_SECURE_NODOTDOT |
                                                     ARCHIVE_EXTRACT_UNLINK);
  }

  void take(archive* tar, archive_entry* member) {
    Entry entry = described(member);
    if (entry.path == "/" || is_left_out(entry.path)) return;
    if (const auto known = m_entries.find(entry.path); known != m_entries.end()) {
      // /bin and /usr/bin are one: a folder may come twice, and a link beside the file it stands for.
      known->second.moved |= entry.moved;
      if (entry.kind != Entry::Kind::file) return;
    }
    if (entry.kind == Entry::Kind::link && leads_to_itself(entry.path, entry.target)) return;
    m_deb.newest = std::max<int64_t>(m_deb.newest, archive_entry_mtime(member));
    write(tar, member, entry);
    m_entries[entry.path] = std::move(entry);
  }

  void finish() {
    if (archive_write_close(m_disk.get()) != ARCHIVE_OK) fail("the root");
    for (auto& [path, entry] : m_entries) m_deb.entries.push_back(std::move(entry));
  }

 private:
  Entry described(archive_entry* member) const {
    Entry entry;
    const std::string path = absolute_path(archive_entry_pathname(member));
    entry.path = usr_merged(path);
    entry.moved = entry.path != path;
    entry.mode = archive_entry_mode(member) & 07777;
    entry.user = text_of(archive_entry_uname(member));
    entry.group = text_of(archive_entry_gname(member));
    const auto type = archive_entry_filetype(member);
    if (const char* original = archive_entry_hardlink(member)) {
      const auto linked = m_entries.find(usr_merged(absolute_path(original)));
      if (linked == m_entries.end())
        throw Error(ExitCode::invalid,
                    fmt::format("{} is a hard link to {}, which is not there", path, original));
      entry.mode = linked->second.mode;
      entry.user = linked->second.user;
      entry.group = linked->second.group;
    } else if (type == AE_IFDIR) {
      entry.kind = Entry::Kind::folder;
    } else if (type == AE_IFLNK) {
      entry.kind = Entry::Kind::link;
      entry.target = text_of(archive_entry_symlink(member));
    } else if (type != AE_IFREG) {
      throw Error(ExitCode::invalid, fmt::format("{} is neither a file, a folder nor a link", path));
    }
    return entry;
  }

  void write(archive* tar, archive_entry* member, const Entry& entry) {
    archive_entry_set_pathname(member, (m_root.string() + entry.path).c_str());
    if (const char* original = archive_entry_hardlink(member))
      archive_entry_set_hardlink(member, (m_root.string() + usr_merged(absolute_path(original))).c_str());
    else if (entry.kind != Entry::Kind::link)
      archive_entry_set_perm(member, entry.kind == Entry::Kind::folder ? 0755 : (entry.mode & 0777) | 0600);
    if (archive_write_header(m_disk.get(), member) != ARCHIVE_OK) fail(entry.path);
    const void* bytes = nullptr;
    size_t size = 0;
    la_int64_t offset = 0;
    for (int status; (status = archive_read_data_block(tar, &bytes, &size, &offset)) != ARCHIVE_EOF;) {
      if (status < ARCHIVE_WARN) damaged(tar);
      if (archive_write_data_block(m_disk.get(), bytes, size, offset) < 0) fail(entry.path);
    }
    if (archive_write_finish_entry(m_disk.get()) != ARCHIVE_OK) fail(entry.path);
  }

  [[noreturn]] void fail(const std::string& path) {
    throw Error(ExitCode::failed,
                fmt::format("cannot unpack {}: {}", path, text_of(archive_error_string(m_disk.get()))));
  }

  fs::path m_root;
  Deb& m_deb;
  Writer m_disk{archive_write_disk_new()};
  std::map<std::string, Entry> m_entries;
};

void read_data(archive* outer, const fs::path& root, Deb& deb) {
  Inner inner{outer};
  const Reader tar = open_inner(inner);
  Unpacking unpacking(root, deb);
  for (archive_entry* member = nullptr; next(tar.get(), member);) unpacking.take(tar.get(), member);
  unpacking.finish();
}

}  // namespace

Deb unpack_deb(const fs::path& file, const fs::path& root) {
  make_folders(root);
  Deb deb;
  bool data_seen = false;
  with_context(fmt::format("unpacking {}", file.string()), [&] {
    const Reader outer(archive_read_new());
    archive_read_support_format_ar(outer.get());
    if (archive_read_open_filename(outer.get(), file.c_str(), k_block) != ARCHIVE_OK) damaged(outer.get());
    for (archive_entry* member = nullptr; next(outer.get(), member);) {
      const std::string name = text_of(archive_entry_pathname(member));
      if (name.starts_with("control.tar")) read_control(outer.get(), deb);
      if (name.starts_with("data.tar")) {
        read_data(outer.get(), root, deb);
        data_seen = true;
      }
    }
    if (!data_seen) throw Error(ExitCode::invalid, "it is no Debian package: it has no data.tar");
  });
  return deb;
}

}  // namespace rpmworks::hostbase
