// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/ustar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace rpmworks::archive {

namespace {

// The largest size and time that fit into eleven octal digits.
constexpr uint64_t k_largest = 077777777777;

struct Header {
  char name[100];
  char mode[8];
  char uid[8];
  char gid[8];
  char size[12];
  char mtime[12];
  char checksum[8];
  char type;
  char target[100];
  char magic[6];
  char version[2];
  char user[32];
  char group[32];
  char device_major[8];
  char device_minor[8];
  char prefix[155];
  char unused[12];
};
static_assert(sizeof(Header) == k_tar_record);

template <size_t N>
void put(char (&field)[N], std::string_view text) {
  std::memcpy(field, text.data(), std::min(N, text.size()));
}

// Octal digits for a field, without its terminating NUL.
template <size_t N>
void put_octal(char (&field)[N], uint64_t number) {
  put(field, fmt::format("{:0{}o}", number, N - 1));
}

uint64_t clamped_time(int64_t mtime) {
  return std::min(static_cast<uint64_t>(std::max<int64_t>(mtime, 0)), k_largest);
}

// Fills in the fields that all headers share, then the checksum, for which its own field counts as spaces.
std::string finished(Header& header, unsigned mode, uint64_t size, int64_t mtime) {
  put_octal(header.mode, mode);
  put_octal(header.uid, 0);
  put_octal(header.gid, 0);
  put_octal(header.size, size);
  put_octal(header.mtime, clamped_time(mtime));
  put(header.magic, "ustar");
  put(header.version, "00");
  put(header.user, "root");
  put(header.group, "root");
  put_octal(header.device_major, 0);
  put_octal(header.device_minor, 0);
  std::memset(header.checksum, ' ', sizeof header.checksum);
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  unsigned sum = 0;
  for (const char c : bytes) sum += static_cast<unsigned char>(c);
  const std::string text = fmt::format("{:07o}", sum);
  std::copy(text.begin(), text.end(), bytes.begin() + offsetof(Header, checksum));
  bytes[offsetof(Header, checksum) + 7] = '\0';
  return bytes;
}

// "LENGTH KEY=VALUE\n", where LENGTH includes itself.
std::string pax_record(std::string_view key, std::string_view value) {
  const size_t rest = key.size() + value.size() + 3;
  size_t length = rest + 1;
  while (rest + std::to_string(length).size() != length) length = rest + std::to_string(length).size();
  return fmt::format("{} {}={}\n", length, key, value);
}

std::string pax_header(char type, const std::string& name, const std::string& records, int64_t mtime) {
  Header header{};
  header.type = type;
  put(header.name, name);
  // git applies tar.umask to the modes of members, but not to those of pax headers.
  std::string bytes = finished(header, 0666, records.size(), mtime) + records;
  bytes.append(padding_of(bytes.size()), '\0');
  return bytes;
}

// Where to split a path that is too long for the name field into prefix and name: at the last '/' that leaves
// a short enough prefix. 0 if it cannot be split.
size_t split_of(std::string_view path) {
  size_t at = path.size();
  if (at > 1 && path.back() == '/') --at;
  at = std::min(at, sizeof(Header::prefix));
  do --at;
  while (at > 0 && path[at] != '/');
  const bool fits = at > 0 && path.size() - at - 1 <= sizeof(Header::name);
  return fits ? at : 0;
}

bool path_fits(const std::string& path) {
  return path.size() <= sizeof(Header::name) || split_of(path) > 0;
}

unsigned mode_of(const TarMember& member) {
  switch (member.type) {
    case TarMember::Type::symlink:
      return 0777;
    case TarMember::Type::folder:
      return 0775;
    case TarMember::Type::file:
      break;
  }
  return member.executable ? 0775 : 0664;
}

}  // namespace

bool needs_pax_header(const TarMember& member) {
  return !path_fits(member.path) || member.target.size() > sizeof(Header::target) || member.size > k_largest;
}

std::string member_header(const TarMember& member, const std::string& id) {
  Header header{};
  header.type = static_cast<char>(member.type);
  std::string records;
  if (!path_fits(member.path)) {
    put(header.name, id + ".data");
    records += pax_record("path", member.path);
  } else if (member.path.size() > sizeof header.name) {
    const size_t at = split_of(member.path);
    put(header.prefix, std::string_view(member.path).substr(0, at));
    put(header.name, std::string_view(member.path).substr(at + 1));
  } else {
    put(header.name, member.path);
  }
  if (member.target.size() > sizeof header.target) {
    put(header.target, "see " + id + ".paxheader");
    records += pax_record("linkpath", member.target);
  } else {
    put(header.target, member.target);
  }
  if (member.size > k_largest) records += pax_record("size", std::to_string(member.size));
  std::string bytes = records.empty() ? "" : pax_header('x', id + ".paxheader", records, member.mtime);
  return bytes + finished(header, mode_of(member), member.size > k_largest ? 0 : member.size, member.mtime);
}

std::string global_header(const std::string& comment, int64_t mtime) {
  std::string records;
  if (!comment.empty()) records += pax_record("comment", comment);
  if (mtime > static_cast<int64_t>(k_largest)) records += pax_record("mtime", std::to_string(mtime));
  return records.empty() ? "" : pax_header('g', "pax_global_header", records, mtime);
}

size_t padding_of(uint64_t written) {
  return static_cast<size_t>((k_tar_record - written % k_tar_record) % k_tar_record);
}

size_t trailer_of(uint64_t written) {
  const size_t tail = k_tar_block - static_cast<size_t>(written % k_tar_block);
  return tail < 2 * k_tar_record ? tail + k_tar_block : tail;
}

}  // namespace rpmworks::archive
