// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/folder_stack.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>

#include "core/error.hpp"

namespace rpmworks::git {

namespace {

bool is_missing(int number) {
  return number == ENOENT || number == ENOTDIR || number == ELOOP;
}

}  // namespace

FolderStack::FolderStack(const fs::path& root)
    : m_root(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
  if (!m_root) throw system_error("open", root.string());
}

std::pair<int, std::string> FolderStack::folder_of(std::string_view path) {
  size_t depth = 0;
  std::string_view rest = path;
  int at = m_root.get();
  for (size_t slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
    const std::string_view name = rest.substr(0, slash);
    if (depth == m_levels.size() || m_levels[depth].name != name) {
      m_levels.resize(depth);
      Level level{.name = std::string(name), .fd = {}};
      if (at >= 0) {
        level.fd =
            FileDescriptor(::openat(at, level.name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!level.fd && !is_missing(errno)) throw system_error("open", std::string(path));
      }
      m_levels.push_back(std::move(level));
    }
    at = m_levels[depth++].fd.get();
    rest.remove_prefix(slash + 1);
  }
  return {at, std::string(rest)};
}

std::optional<struct stat> FolderStack::status(std::string_view path) {
  const auto [folder, name] = folder_of(path);
  struct stat status {};
  if (folder < 0) return std::nullopt;
  if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) return status;
  if (!is_missing(errno)) throw system_error("look at", std::string(path));
  return std::nullopt;
}

std::optional<std::string> FolderStack::read_file(std::string_view path) {
  const auto [folder, name] = folder_of(path);
  if (folder < 0) return std::nullopt;
  // O_NONBLOCK: opening a FIFO must not block.
  const FileDescriptor file(::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file && is_missing(errno)) return std::nullopt;
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0) throw system_error("open", std::string(path));
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  std::string bytes(static_cast<size_t>(status.st_size) + 1, '\0');
  size_t size = 0;
  for (ssize_t got = 0; (got = ::read(file.get(), bytes.data() + size, bytes.size() - size)) != 0;) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error("read", std::string(path));
    size += static_cast<size_t>(got);
    if (size == bytes.size()) bytes.resize(2 * bytes.size());
  }
  bytes.resize(size);
  return bytes;
}

std::string FolderStack::read_link(std::string_view path) {
  const auto [folder, name] = folder_of(path);
  std::array<char, PATH_MAX> target;
  const ssize_t size = ::readlinkat(folder, name.c_str(), target.data(), target.size());
  if (size < 0) throw system_error("read", std::string(path));
  return {target.data(), static_cast<size_t>(size)};
}

}  // namespace rpmworks::git
