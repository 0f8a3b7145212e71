// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/package_signature.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <functional>

#include "core/error.hpp"

namespace rpmworks::sign {

namespace {

constexpr size_t k_lead = 96;
constexpr size_t k_intro = 16;
constexpr std::string_view k_lead_magic = "\xed\xab\xee\xdb";
constexpr std::string_view k_header_magic = "\x8e\xad\xe8\x01";
// rpm's own limits (hdrchkTags, hdrchkData of a signature header) are far lower; these prevent integer
// overflow.
constexpr uint32_t k_most_tags = 0xffff;
constexpr uint32_t k_most_data = 64U << 20;
constexpr size_t k_piece = 1U << 17;

uint32_t big_endian(std::string_view bytes) {
  uint32_t value = 0;
  for (const char byte : bytes.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

// Reads until `bytes` is full or the file ends. Returns the number of bytes read.
size_t read_up_to(int fd, char* bytes, size_t length, const fs::path& file) {
  size_t filled = 0;
  while (filled < length) {
    const ssize_t got = ::read(fd, bytes + filled, length - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error("read", file.string());
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  return filled;
}

// Passes a file's contents from `offset` on to `take`, in pieces.
void read_from(const fs::path& file, size_t offset, const std::function<void(std::string_view)>& take) {
  const FileDescriptor fd = open_for_reading(file);
  if (::lseek(fd.get(), static_cast<off_t>(offset), SEEK_SET) < 0) throw system_error("read", file.string());
  std::string buffer(k_piece, '\0');
  while (true) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error("read", file.string());
    if (got == 0) return;
    take(std::string_view(buffer).substr(0, static_cast<size_t>(got)));
  }
}

}  // namespace

std::string first_bytes(const fs::path& file, size_t length) {
  std::string bytes(length, '\0');
  bytes.resize(read_up_to(open_for_reading(file).get(), bytes.data(), length, file));
  return bytes;
}

size_t signature_length(const fs::path& package) {
  const std::string start = first_bytes(package, k_lead + k_intro);
  const std::string_view intro = std::string_view(start).substr(std::min(k_lead, start.size()));
  if (!start.starts_with(k_lead_magic) || intro.size() < k_intro || !intro.starts_with(k_header_magic))
    throw Error(ExitCode::invalid, fmt::format("{} is not an RPM package", package.string()));
  const uint32_t tags = big_endian(intro.substr(8));
  const uint32_t data = big_endian(intro.substr(12));
  const size_t length = k_lead + k_intro + (size_t{tags} * 16 + data + 7) / 8 * 8;
  if (tags > k_most_tags || data > k_most_data || length >= fs::file_size(package))
    throw Error(ExitCode::invalid, fmt::format("{} has a damaged signature header", package.string()));
  return length;
}

void splice(const std::string& start, const fs::path& rest, size_t offset, const fs::path& to) {
  const FileDescriptor target = create_file(to);
  write_all(target, start, to);
  read_from(rest, offset, [&](std::string_view bytes) { write_all(target, bytes, to); });
}

bool is_spliced(const fs::path& file, const std::string& start, const fs::path& rest, size_t offset) {
  if (fs::file_size(file) != start.size() + (fs::file_size(rest) - offset)) return false;
  const FileDescriptor fd = open_for_reading(file);
  std::string own(std::max(start.size(), k_piece), '\0');
  bool is_same = read_up_to(fd.get(), own.data(), start.size(), file) == start.size() &&
                 std::string_view(own).starts_with(start);
  read_from(rest, offset, [&](std::string_view bytes) {
    is_same = is_same && read_up_to(fd.get(), own.data(), bytes.size(), file) == bytes.size() &&
              std::string_view(own).starts_with(bytes);
  });
  return is_same;
}

MappedFile::MappedFile(const fs::path& file) {
  const FileDescriptor fd = open_for_reading(file);
  const size_t size = fs::file_size(file);
  if (size == 0) return;
  void* bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (bytes == MAP_FAILED) throw system_error("read", file.string());
  m_bytes = {static_cast<const char*>(bytes), size};
}

MappedFile::~MappedFile() {
  if (!m_bytes.empty()) ::munmap(const_cast<char*>(m_bytes.data()), m_bytes.size());
}

}  // namespace rpmworks::sign
