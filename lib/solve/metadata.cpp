// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/metadata.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::solve {

namespace {

// Increased when the content of the cache files changes.
constexpr int k_cache_version = 1;

Error unreadable(const upstream::Metadata& metadata, const fs::path& file, const std::string& reason) {
  const std::string origin =
      metadata.baseurl.empty() ? "" : "; it comes from " + without_credentials(metadata.baseurl);
  return Error(ExitCode::upstream, fmt::format("cannot read the metadata of {}", metadata.name))
      .note(fmt::format("{}: {}", file.string(), reason))
      .hint("its owner must make it again (createrepo_c)" + origin);
}

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

void read_xml(Repo* repo, const upstream::Metadata& metadata, const fs::path& file,
              const std::string& listed_name, const upstream::Checksum& checksum, uint64_t open_size,
              int flags) {
  const std::string bytes = read_file(file);
  if (!checksum.matches(bytes)) {
    throw unreadable(metadata, file, "it does not match repomd.xml: it has just changed, or is damaged");
  }
  // Parse the bytes that were checked, even if the file changes meanwhile.
  const FileDescriptor checked = in_memory(bytes);
  // The end of the name tells the compression.
  const std::string name = listed_name.empty() ? file.string() : listed_name;
  File decompressed(solv_xfopen_fd(name.c_str(), ::dup(checked.get()), "r"));
  if (!decompressed) throw unreadable(metadata, file, "its compression is not supported");
  const uint64_t limit = open_size ? open_size : upstream::k_largest_metadata;
  Limited limited(std::move(decompressed), limit);
  const File stream = limited.stream();
  const int failed = repo_add_rpmmd(repo, stream.get(), nullptr, flags);
  if (limited.has_more())
    throw unreadable(
        metadata, file,
        open_size ? fmt::format("it expands to more than the {} that repomd.xml states", human_bytes(limit))
                  : fmt::format("it expands to more than {}", human_bytes(limit)));
  if (failed) throw unreadable(metadata, file, pool_errstr(repo->pool));
}

// The metadata in libsolv's format.
std::string solv_of(const upstream::Metadata& metadata, bool filelists) {
  const PoolHandle pool = new_pool();
  Repo* repo = repo_create(pool.get(), metadata.name.c_str());
  read_xml(repo, metadata, metadata.primary, metadata.primary_name, metadata.primary_checksum,
           metadata.primary_open_size, 0);
  if (filelists)
    read_xml(repo, metadata, metadata.filelists, metadata.filelists_name, metadata.filelists_checksum,
             metadata.filelists_open_size, REPO_EXTEND_SOLVABLES);
  char* bytes = nullptr;
  size_t size = 0;
  File memory(open_memstream(&bytes, &size));
  if (!memory) throw system_error("open_memstream", metadata.name);
  const int failed = repo_write(repo, memory.get());
  memory.reset();
  const std::unique_ptr<char, decltype(&std::free)> owner(bytes, &std::free);
  if (failed) throw unreadable(metadata, metadata.primary, pool_errstr(pool.get()));
  return {bytes, size};
}

bool read_solv(Repo* repo, FILE* stream) {
  return repo_add_solv(repo, stream, SOLV_ADD_NO_STUBS) == 0;
}

}  // namespace

void load_metadata(Repo* repo, const upstream::Metadata& metadata, bool filelists) {
  filelists = filelists && !metadata.filelists.empty();
  fs::path kept;
  if (!metadata.cache.empty()) {
    kept = metadata.cache / fmt::format("{}{}-{}-{}.solv", metadata.repomd_sha256, filelists ? "-files" : "",
                                        solv_version, k_cache_version);
    if (const File stream(std::fopen(kept.c_str(), "re")); stream) {
      if (read_solv(repo, stream.get())) return;
      repo_empty(repo, 0);
    }
  }
  std::string bytes = solv_of(metadata, filelists);
  if (!kept.empty()) {
    try {
      make_folders(kept.parent_path());
      replace_file(kept, bytes);
    } catch (const Error&) {
      // Without the cache only time is lost; if the disk has a problem, a later write reports it.
    }
  }
  const File memory(fmemopen(bytes.data(), bytes.size(), "r"));
  if (!memory || !read_solv(repo, memory.get()))
    throw unreadable(metadata, metadata.primary, pool_errstr(repo->pool));
}

}  // namespace rpmworks::solve
