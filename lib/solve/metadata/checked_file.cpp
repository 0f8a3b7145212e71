// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/metadata/checked_file.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/text.hpp"

namespace rpmworks::solve {

Error unreadable(const upstream::Metadata& metadata, const fs::path& file, const std::string& reason) {
  const std::string origin =
      metadata.baseurl.empty() ? "" : "; it comes from " + without_credentials(metadata.baseurl);
  return Error(ExitCode::upstream, fmt::format("cannot read the metadata of {}", metadata.name))
      .note(fmt::format("{}: {}", file.string(), reason))
      .hint("its owner must make it again (createrepo_c)" + origin);
}

namespace {

// A descriptor for these bytes: libsolv decompresses only files.
FileDescriptor in_memory(std::string_view bytes) {
  FileDescriptor file(::memfd_create("metadata", MFD_CLOEXEC));
  while (!bytes.empty()) {
    const ssize_t written = file ? ::write(file.get(), bytes.data(), bytes.size()) : -1;
    if (written < 0) throw system_error("memfd_create", "metadata");
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

// Reads a stream up to a limit: a small compressed file may expand to fill memory.
class Limited {
 public:
  Limited(File inner, uint64_t limit) : m_inner(std::move(inner)), m_left(limit) {}
  /// A stream that ends at the limit. This object must outlive it.
  File stream() {
    File outer(::fopencookie(this, "r", {.read = read, .write = nullptr, .seek = nullptr, .close = nullptr}));
    if (!outer) throw system_error("fopencookie", "metadata");
    return outer;
  }
  bool has_more() const { return m_has_more; }

 private:
  static ssize_t read(void* cookie, char* buffer, size_t size) {
    auto* self = static_cast<Limited*>(cookie);
    const size_t got = std::fread(buffer, 1, size, self->m_inner.get());
    if (got == 0 && std::ferror(self->m_inner.get())) return -1;
    self->m_has_more |= got > self->m_left;
    if (self->m_has_more) return 0;
    self->m_left -= got;
    return static_cast<ssize_t>(got);
  }
  File m_inner;
  uint64_t m_left;
  bool m_has_more = false;
};

}  // namespace

void read_checked(const upstream::Metadata& metadata, const upstream::MetadataFile& listed, const Pool* pool,
                  const std::function<int(FILE*)>& read) {
  const fs::path& file = listed.path;
  const uint64_t open_size = listed.open_size;
  const std::string bytes = read_file(file);
  if (!listed.checksum.matches(bytes)) {
    throw unreadable(metadata, file, "it does not match repomd.xml: it has just changed, or is damaged");
  }
  // Parse the bytes that were checked, even if the file changes meanwhile.
  const FileDescriptor checked = in_memory(bytes);
  // The end of the name tells the compression.
  const std::string name = listed.name.empty() ? file.string() : listed.name;
  File decompressed(solv_xfopen_fd(name.c_str(), ::dup(checked.get()), "r"));
  if (!decompressed) throw unreadable(metadata, file, "its compression is not supported");
  const uint64_t limit = open_size ? open_size : upstream::k_largest_metadata;
  Limited limited(std::move(decompressed), limit);
  const File stream = limited.stream();
  const int failed = read(stream.get());
  if (limited.has_more())
    throw unreadable(
        metadata, file,
        open_size ? fmt::format("it expands to more than the {} that repomd.xml states", human_bytes(limit))
                  : fmt::format("it expands to more than {}", human_bytes(limit)));
  if (failed) throw unreadable(metadata, file, pool_errstr(const_cast<Pool*>(pool)));
}

}  // namespace rpmworks::solve
