// SPDX-License-Identifier: GPL-3.0-or-later
#include "deb.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "archive/reader.hpp"
#include "archive/unpacker.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "layout.hpp"

namespace rpmworks::hostbase {

namespace {

using archive::Member;

constexpr size_t k_control_limit = 16UL * 1024 * 1024;

void read_control(archive::Reader& outer, Deb& deb) {
  archive::Reader tar(outer);
  while (const auto member = tar.next()) {
    const std::string path = absolute_path(member->path);
    if (path == "/postinst") deb.postinst = tar.read_all(k_control_limit);
    if (path != "/conffiles") continue;
    for (const auto& line : split(tar.read_all(k_control_limit), '\n'))
      if (line.starts_with('/')) deb.conffiles.push_back(usr_merged(trim(line)));
  }
}

// Reads the members of data.tar one by one.
class Unpacking {
 public:
  Unpacking(const fs::path& root, const OwnUmask& own, Deb& deb) : m_unpacker(root, own), m_deb(deb) {}

  void take(Member member, archive::Reader& tar) {
    Entry entry = described(member);
    if (entry.path == "/" || is_left_out(entry.path)) return;
    if (const auto known = m_entries.find(entry.path); known != m_entries.end()) {
      // /bin and /usr/bin are the same folder, so the path of a folder may occur twice, and a link may have
      // the path of its target.
      known->second.moved |= entry.moved;
      if (entry.kind != Entry::Kind::file) return;
    }
    if (entry.kind == Entry::Kind::link && leads_to_itself(entry.path, entry.target)) return;
    m_deb.newest = std::max(m_deb.newest, member.mtime);
    member.path = entry.path;
    if (member.kind == Member::Kind::hardlink) member.target = usr_merged(absolute_path(member.target));
    // rpmbuild must be able to read the file; the entry has its real mode.
    member.mode = entry.kind == Entry::Kind::folder ? 0755 : (entry.mode & 0777) | 0600;
    m_unpacker.write(member, tar);
    m_entries[entry.path] = std::move(entry);
  }

  void finish() {
    m_unpacker.finish();
    for (auto& [path, entry] : m_entries) m_deb.entries.push_back(std::move(entry));
  }

 private:
  Entry described(const Member& member) const {
    const std::string path = absolute_path(member.path);
    Entry entry{.path = usr_merged(path), .mode = member.mode, .user = member.user, .group = member.group};
    entry.moved = entry.path != path;
    if (member.kind == Member::Kind::folder) entry.kind = Entry::Kind::folder;
    if (member.kind == Member::Kind::symlink) {
      entry.kind = Entry::Kind::link;
      entry.target = member.target;
    }
    if (member.kind == Member::Kind::hardlink) {
      const auto original = m_entries.find(usr_merged(absolute_path(member.target)));
      if (original == m_entries.end())
        throw Error(ExitCode::invalid,
                    fmt::format("{} is a hard link to {}, which does not exist", path, member.target));
      entry.mode = original->second.mode;
      entry.user = original->second.user;
      entry.group = original->second.group;
    }
    return entry;
  }

  archive::Unpacker m_unpacker;
  Deb& m_deb;
  std::map<std::string, Entry> m_entries;
};

void read_data(archive::Reader& outer, const fs::path& root, const OwnUmask& own, Deb& deb) {
  archive::Reader tar(outer);
  Unpacking unpacking(root, own, deb);
  while (auto member = tar.next()) unpacking.take(std::move(*member), tar);
  unpacking.finish();
}

}  // namespace

Deb unpack_deb(const fs::path& file, const fs::path& root) {
  make_folders(root);
  Deb deb;
  bool data_seen = false;
  with_context(fmt::format("unpacking {}", file.string()), [&] {
    archive::Reader outer(file);
    while (const auto member = outer.next()) {
      if (member->path.starts_with("control.tar")) read_control(outer, deb);
      if (member->path.starts_with("data.tar")) {
        with_own_umask([&](const OwnUmask& own) { read_data(outer, root, own, deb); });
        data_seen = true;
      }
    }
    if (!data_seen) throw Error(ExitCode::invalid, "not a Debian package: it has no data.tar");
  });
  return deb;
}

}  // namespace rpmworks::hostbase
