// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/tarball.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <unordered_set>
#include <utility>
#include <vector>

#include "archive/block_compressor.hpp"
#include "archive/ustar.hpp"
#include "core/cancel.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"

namespace rpmworks::archive {

namespace {

constexpr size_t k_piece = 256UL << 10;

// Removes the partial file unless it was finished. Declared before the compressor that writes to it, so that
// it is destroyed after it.
struct PartialFile {
  fs::path path;
  explicit PartialFile(fs::path name) : path(std::move(name)) {}
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;
  ~PartialFile() {
    if (!path.empty()) ::unlink(path.c_str());
  }
};

fs::path partial_name(const fs::path& file) {
  static std::atomic<unsigned> counter{0};
  fs::path name = file;
  // Not derived from the file's name, which may already have the maximum length.
  name.replace_filename(fmt::format(".{}.{}.tar.partial", ::getpid(), counter++));
  return name;
}

// git's object id of a blob.
std::string blob_id(std::string_view content) {
  return Digest(DigestAlgorithm::sha1)
      .update(fmt::format("blob {}", content.size()))
      .update(std::string_view("\0", 1))
      .update(content)
      .hex();
}

void check_path(std::string_view path) {
  const auto refuse = [&](const char* why) {
    throw Error(ExitCode::invalid, fmt::format("a tar member cannot be named '{}': {}", path, why))
        .hint("names in an archive must stay below the folder it is unpacked into");
  };
  if (path.empty()) refuse("the name is empty");
  if (path.front() == '/') refuse("it is absolute");
  if (path.find('\0') != std::string_view::npos) refuse("it contains a NUL byte");
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view component = path.substr(begin, end - begin);
    if (component.empty()) refuse("it has an empty component");
    if (component == "." || component == "..") refuse("it has a component '.' or '..'");
    begin = end + 1;
  }
}

}  // namespace

struct TarWriter::State {
  State(const fs::path& name, Compression compression, int64_t time, unsigned threads)
      : file(name), partial(partial_name(name)), out(partial.path, compression, threads), mtime(time) {}

  void write(std::string_view bytes) {
    out.write(bytes);
    written += bytes.size();
  }
  void write_zeros(size_t count) {
    out.write_zeros(count);
    written += count;
  }

  // Checks the path and writes the parent folders that were not written yet.
  void prepare(const std::string& path) {
    check_path(path);
    const size_t slash = path.rfind('/');
    if (slash != std::string::npos) {
      const std::string parent = path.substr(0, slash);
      if (parent != last_parent) enter_folders(parent);
    }
    if (taken.contains(path) || folders.contains(path))
      throw Error(ExitCode::invalid, fmt::format("the archive would have two members named '{}'", path))
          .hint("rename or exclude one of the files");
  }

  void enter_folders(const std::string& folder) {
    for (size_t end = folder.find('/');; end = folder.find('/', end + 1)) {
      const std::string part = folder.substr(0, end);
      if (taken.contains(part))
        throw Error(ExitCode::invalid,
                    fmt::format("'{}' cannot be both a folder and a file or link of the archive", part))
            .hint("unpacking it could write outside its folder; rename one of them");
      if (folders.insert(part).second)
        write_header({.type = TarMember::Type::folder, .path = part + "/"}, {});
      if (end == std::string::npos) break;
    }
    last_parent = folder;
  }

  void write_header(TarMember member, const std::string& id) {
    member.mtime = mtime;
    write(member_header(member, id.empty() && needs_pax_header(member) ? blob_id(member.path) : id));
  }

  fs::path file;
  PartialFile partial;
  BlockCompressor out;
  int64_t mtime;
  uint64_t written = 0;
  std::unordered_set<std::string> folders;
  std::unordered_set<std::string> taken;  ///< files and symlinks: they must not have children or duplicates
  std::string last_parent;
};

TarWriter::TarWriter(const fs::path& file, Compression compression, int64_t mtime, const std::string& comment,
                     unsigned threads)
    : m_state(std::make_unique<State>(file, compression, mtime, threads)) {
  m_state->write(global_header(comment, mtime));
}

TarWriter::TarWriter(TarWriter&&) noexcept = default;
TarWriter& TarWriter::operator=(TarWriter&&) noexcept = default;
TarWriter::~TarWriter() = default;

void TarWriter::add_file(const std::string& path, std::string_view content, bool executable,
                         const std::string& id) {
  m_state->prepare(path);
  const TarMember member{
      .type = TarMember::Type::file, .path = path, .executable = executable, .size = content.size()};
  m_state->write_header(member, id.empty() && needs_pax_header(member) ? blob_id(content) : id);
  m_state->write(content);
  m_state->write_zeros(padding_of(content.size()));
  m_state->taken.insert(path);
}

void TarWriter::add_large_file(const std::string& path, const LargeFile& file, bool executable,
                               const std::string& id) {
  m_state->prepare(path);
  const FileDescriptor source = open_for_reading(file.content);
  m_state->write_header(
      {.type = TarMember::Type::file, .path = path, .executable = executable, .size = file.size}, id);
  Digest digest;
  uint64_t done = 0;
  std::vector<char> buffer(k_piece);
  while (true) {
    throw_if_cancelled();
    const ssize_t got = ::read(source.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error("read", file.content.string());
    if (got == 0) break;
    const std::string_view bytes(buffer.data(), static_cast<size_t>(got));
    done += bytes.size();
    if (done > file.size) break;
    digest.update(bytes);
    m_state->write(bytes);
  }
  if (done != file.size || digest.hex() != file.sha256)
    throw Error(ExitCode::failed, fmt::format("{} was changed while it was read", file.content.string()))
        .hint("run again when no other program writes to it");
  m_state->write_zeros(padding_of(file.size));
  m_state->taken.insert(path);
}

void TarWriter::add_symlink(const std::string& path, const std::string& target, const std::string& id) {
  m_state->prepare(path);
  const TarMember member{.type = TarMember::Type::symlink, .path = path, .target = target};
  m_state->write_header(member, id.empty() && needs_pax_header(member) ? blob_id(target) : id);
  m_state->taken.insert(path);
}

void TarWriter::add_folder(const std::string& path, const std::string& id) {
  const std::string name = path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
  if (m_state->folders.contains(name)) return;
  m_state->prepare(name);
  m_state->folders.insert(name);
  m_state->write_header({.type = TarMember::Type::folder, .path = name + "/"}, id);
}

void TarWriter::finish() {
  m_state->write_zeros(trailer_of(m_state->written));
  m_state->out.finish();
  std::error_code failure;
  fs::rename(m_state->partial.path, m_state->file, failure);
  if (failure)
    throw Error(ExitCode::failed, fmt::format("cannot name the finished archive {}: {}",
                                              m_state->file.string(), failure.message()));
  m_state->partial.path.clear();
}

}  // namespace rpmworks::archive
