// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/index_file.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "core/digest.hpp"

namespace rpmworks::git {

namespace {

// gitformat-index(5). All numbers are big-endian.
constexpr size_t k_header = 12;
constexpr size_t k_checksum = GIT_OID_RAWSZ;
constexpr size_t k_entry = 62;  // size up to the path
constexpr size_t k_flags = 60;  // offset in an entry
constexpr unsigned k_extended = 0x4000;
constexpr unsigned k_name_length = 0x0fff;
constexpr size_t k_extension_header = 8;

class Cursor {
 public:
  Cursor(std::string_view bytes, size_t at) : m_bytes(bytes), m_at(at) {}

  size_t at() const { return m_at; }
  bool skip(size_t count) {
    if (count > m_bytes.size() - m_at) return false;
    m_at += count;
    return true;
  }
  std::optional<uint32_t> number(size_t offset, size_t length) const {
    if (offset + length > m_bytes.size() - m_at) return std::nullopt;
    uint32_t value = 0;
    for (size_t i = 0; i < length; ++i)
      value = value << 8 | static_cast<unsigned char>(m_bytes[m_at + offset + i]);
    return value;
  }
  bool skip_behind(char end) {
    const size_t found = m_bytes.find(end, m_at);
    if (found == std::string_view::npos) return false;
    m_at = found + 1;
    return true;
  }
  std::string_view word() const { return m_bytes.substr(m_at, 4); }

 private:
  std::string_view m_bytes;
  size_t m_at;
};

bool skip_entry(Cursor& cursor, uint32_t version) {
  const size_t begin = cursor.at();
  const auto flags = cursor.number(k_flags, 2);
  const size_t fixed = k_entry + (flags && *flags & k_extended ? 2 : 0);
  if (!flags || !cursor.skip(fixed)) return false;
  if (version == 4) {
    // The number of bytes kept from the path before it, in variable-length encoding.
    while (const auto byte = cursor.number(0, 1)) {
      if (!cursor.skip(1)) return false;
      if (!(*byte & 0x80)) break;
    }
    return cursor.skip_behind('\0');
  }
  const size_t name = *flags & k_name_length;
  if (name < k_name_length ? !cursor.skip(name) : !cursor.skip_behind('\0')) return false;
  if (name == k_name_length) return cursor.skip((8 - (cursor.at() - begin) % 8) % 8);
  return cursor.skip(8 - (cursor.at() - begin) % 8);  // padding: one to eight NUL
}

// Offset of the extensions; nothing if the index is damaged or has another format.
std::optional<size_t> extensions_of(std::string_view body) {
  Cursor cursor(body, 0);
  const auto version = cursor.number(4, 4);
  const auto count = cursor.number(8, 4);
  if (!count || !body.starts_with("DIRC") || *version < 2 || *version > 4 || !cursor.skip(k_header))
    return std::nullopt;
  for (uint32_t i = 0; i < *count; ++i)
    if (!skip_entry(cursor, *version)) return std::nullopt;
  return cursor.at();
}

// A file in memory with a path that libgit2 can open.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : m_fd(::memfd_create("index", MFD_CLOEXEC)) {
    if (m_fd < 0) throw system_error("make a file in memory for", "git's index");
    while (!bytes.empty()) {
      const ssize_t written = ::write(m_fd, bytes.data(), bytes.size());
      if (written <= 0) throw system_error("write to memory", "git's index");
      bytes.remove_prefix(static_cast<size_t>(written));
    }
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(m_fd); }
  std::string path() const { return fmt::format("/proc/self/fd/{}", m_fd); }

 private:
  int m_fd;
};

// Removes the folders that a sparse index stores as trees from the index.
std::vector<IndexFile::SparseFolder> take_sparse(git_index* index) {
  std::vector<IndexFile::SparseFolder> folders;
  for (size_t i = 0; i < git_index_entrycount(index); ++i) {
    const git_index_entry& entry = *git_index_get_byindex(index, i);
    if (entry.mode != GIT_FILEMODE_TREE) continue;
    std::string path = entry.path;
    while (path.ends_with('/')) path.pop_back();
    folders.push_back({std::move(path), entry.id});
  }
  for (const auto& folder : folders)
    if (git_index_remove(index, (folder.path + "/").c_str(), 0) != 0) throw failure("reading git's index");
  return folders;
}

}  // namespace

bool IndexFile::tracks(git_repository* repository, const std::string& path) const {
  if (git_index_find(nullptr, index.get(), path.c_str()) == 0) return true;
  return std::any_of(sparse.begin(), sparse.end(), [&](const SparseFolder& folder) {
    if (!path.starts_with(folder.path + "/")) return false;
    git_tree* tree = nullptr;
    git_tree_entry* entry = nullptr;
    if (git_tree_lookup(&tree, repository, &folder.tree) != 0) throw failure("reading git's index");
    const TreeHandle owned(tree);
    if (git_tree_entry_bypath(&entry, tree, path.c_str() + folder.path.size() + 1) != 0) return false;
    git_tree_entry_free(entry);
    return true;
  });
}

std::string readable_index(std::string bytes) {
  if (bytes.size() < k_header + k_checksum) return bytes;
  std::string body = bytes.substr(0, bytes.size() - k_checksum);
  const auto begin = extensions_of(body);
  if (!begin) return bytes;
  const bool has_checksum =
      std::any_of(bytes.end() - k_checksum, bytes.end(), [](char c) { return c != '\0'; });
  std::string kept = body.substr(0, *begin);
  for (Cursor cursor(body, *begin); cursor.at() < body.size();) {
    const size_t start = cursor.at();
    const auto size = cursor.number(4, 4);
    const bool is_sparse_mark = cursor.word() == "sdir";
    if (!size || !cursor.skip(k_extension_header + *size)) return bytes;
    if (!is_sparse_mark) kept += body.substr(start, cursor.at() - start);
  }
  if (has_checksum && kept.size() == body.size()) return bytes;
  // A checksum that exists must be correct; otherwise the copy would hide damage.
  const auto checksum_of = [](const std::string& text) {
    const auto raw = Digest(DigestAlgorithm::sha1).update(text).hex();
    std::string out;
    for (size_t i = 0; i < raw.size(); i += 2)
      out += static_cast<char>(std::stoi(raw.substr(i, 2), nullptr, 16));
    return out;
  };
  if (has_checksum && checksum_of(body) != bytes.substr(body.size())) return bytes;
  return kept + checksum_of(kept);
}

IndexFile read_index(const fs::path& file) {
  git_index* raw = nullptr;
  if (git_index_open(&raw, file.c_str()) != 0) {
    Error error = failure("reading git's index", ExitCode::invalid);
    const MemoryFile copy(readable_index(read_file(file)));
    if (git_index_open(&raw, copy.path().c_str()) != 0)
      throw std::move(error).hint(
          "its format may be newer than libgit2 supports: git update-index --no-split-index writes an index "
          "without a shared part; or select a commit with --ref");
  }
  IndexFile read{.index = IndexHandle(raw)};
  read.sparse = take_sparse(raw);
  return read;
}

}  // namespace rpmworks::git
