// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/parse_view.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::spec {

namespace {

constexpr std::string_view k_source_folders[] = {"SOURCES", "sources", "Sources",   "patches",
                                                 "Patches", "rpm",     "packaging", "dist"};

// The text from `start` to the bracket that closes the one before `start`.
std::string_view balanced(std::string_view text, size_t start, char open, char close) {
  int depth = 1;
  for (size_t i = start; i < text.size(); ++i) {
    if (text[i] == open) ++depth;
    if (text[i] == close && --depth == 0) return text.substr(start, i - start);
  }
  return text.substr(start);
}

// The parts of a spec that run commands or read files during the parse.
std::vector<std::string_view> commands_of(std::string_view spec) {
  std::vector<std::string_view> commands;
  for (size_t at = 0; (at = spec.find("%(", at)) != std::string_view::npos; at += 2)
    commands.push_back(balanced(spec, at + 2, '(', ')'));
  for (const std::string_view opening : {"%{lua:", "%{load:", "%{exists:", "%{uncompress:"})
    for (size_t at = 0; (at = spec.find(opening, at)) != std::string_view::npos; at += opening.size())
      commands.push_back(balanced(spec, at + opening.size(), '{', '}'));
  for (size_t at = 0; (at = spec.find("%include", at)) != std::string_view::npos; at += 8)
    commands.push_back(spec.substr(at + 8, spec.find('\n', at) - at - 8));
  return commands;
}

std::vector<std::string> paths_in(std::string_view command) {
  std::vector<std::string> paths;
  std::string word;
  const auto flush = [&] {
    while (word.starts_with("./")) word.erase(0, 2);
    while (word.starts_with('/')) word.erase(0, 1);
    while (word.ends_with('/')) word.pop_back();
    if (!word.empty() && word != "." && word != "..") paths.push_back(word);
    word.clear();
  };
  for (const char c : command) {
    if (std::isalnum(static_cast<unsigned char>(c)) ||
        std::string_view("_./+-").find(c) != std::string_view::npos)
      word += c;
    else
      flush();
  }
  flush();
  return paths;
}

// Whether it is a program of the tree, which may read any other file of the tree.
bool is_program(const git::TreeFiles::File& file) {
  const std::string_view path = file.path;
  return file.executable || path.ends_with(".py") || path.ends_with(".sh") || path.ends_with(".pl") ||
         path.ends_with(".lua");
}

bool asks_for_all(std::string_view command, const SpecInTree& spec) {
  for (const auto& path : paths_in(command))
    for (const std::string& folder : {spec.root, git::folder_of(spec.path)}) {
      const std::string full = git::below(folder, path);
      if (const auto file = spec.tree.find(full)) {
        if (is_program(*file) || path.find('/') != std::string::npos) return true;
      } else if (path.size() > 1 && spec.tree.is_folder(full)) {
        return true;
      }
    }
  return false;
}

int open_folder(int at, const std::string& name, const fs::path& path) {
  if (::mkdirat(at, name.c_str(), 0755) != 0 && errno != EEXIST) throw system_error("create", path.string());
  const int fd = ::openat(at, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) throw system_error("open", path.string());
  return fd;
}

}  // namespace

std::vector<std::string> source_folders(const std::string& spec, const std::string& root) {
  const std::string beside = git::folder_of(spec);
  std::vector<std::string> folders = {beside, root};
  std::vector<std::string> parents = {beside, root};
  if (!beside.empty() && beside != root)
    parents.push_back(git::folder_of(beside));  // SPECS/ and SOURCES/ side by side
  for (const auto& parent : parents)
    for (const auto name : k_source_folders) folders.push_back(git::below(parent, std::string(name)));
  std::vector<std::string> once;
  for (auto& folder : folders)
    if (std::find(once.begin(), once.end(), folder) == once.end()) once.push_back(std::move(folder));
  return once;
}

bool reads_no_file(const std::string& text) {
  return commands_of(text).empty();
}

TreeAccess tree_access_of(const std::string& text, const SpecInTree& spec) {
  const auto commands = commands_of(text);
  if (commands.empty()) return TreeAccess::none;
  for (const auto command : commands)
    if (asks_for_all(command, spec)) return TreeAccess::full;
  return TreeAccess::near;
}

void write_below(const fs::path& folder, const std::string& path, std::string_view bytes, bool executable) {
  const auto parts = split(path, '/');
  const fs::path place = folder / path;  // messages must show which disk it is on
  // Each folder is opened without following links: a hostile tree may contain the same path twice, once as a
  // link to another place.
  FileDescriptor at(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!at) throw system_error("open", folder.string());
  for (size_t i = 0; i < parts.size(); ++i) {
    const std::string& part = parts[i];
    if (part.empty() || part == "." || part == ".." || part.find('\0') != std::string::npos)
      throw Error(ExitCode::invalid, fmt::format("the tree has a file with the invalid path '{}'", path));
    if (i + 1 < parts.size()) {
      at = FileDescriptor(open_folder(at.get(), part, place));
      continue;
    }
    const FileDescriptor file(
        ::openat(at.get(), part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!file) throw system_error("create", place.string());
    while (!bytes.empty()) {
      const ssize_t wrote = ::write(file.get(), bytes.data(), bytes.size());
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0) throw system_error("write", place.string());
      bytes.remove_prefix(static_cast<size_t>(wrote));
    }
    // The mode that git checks out, independent of this process's umask.
    if (::fchmod(file.get(), executable ? 0755 : 0644) != 0) throw system_error("chmod", place.string());
  }
}

void set_time(const fs::path& file, int64_t time) {
  const timespec both[2] = {{time, 0}, {time, 0}};
  if (::utimensat(AT_FDCWD, file.c_str(), both, AT_SYMLINK_NOFOLLOW) != 0)
    throw system_error("set the time of", file.string());
}

void write_visible_files(const SpecInTree& spec, TreeAccess access, const fs::path& folder,
                         const fs::path& sources) {
  if (access == TreeAccess::none) return;
  const git::TreeFiles& tree = spec.tree;
  const std::vector<std::string> near = source_folders(spec.path, spec.root);
  std::set<std::string> in_sources;
  for (const auto& place : near) {
    for (const auto& entry : tree.entries()) {
      if (entry.path == spec.path || git::folder_of(entry.path) != place) continue;
      if (entry.kind == git::TreeEntry::Kind::submodule) continue;
      std::optional<git::TreeFiles::File> file;
      try {
        file = tree.find(entry.path);
      } catch (const Error&) {
        continue;  // a broken link is an error only if the spec names it as a source
      }
      if (!file) continue;
      const std::string bytes = tree.read(*file);
      write_below(folder, entry.path, bytes, file->executable);
      if (in_sources.insert(git::last_name(entry.path)).second)
        link_or_copy(folder / entry.path, sources / git::last_name(entry.path));
    }
  }
  if (access != TreeAccess::full) return;
  const std::string prefix = spec.root.empty() ? "" : spec.root + "/";
  for (const auto& entry : tree.entries()) {
    if (entry.path == spec.path || !entry.path.starts_with(prefix)) continue;
    if (entry.kind != git::TreeEntry::Kind::file && entry.kind != git::TreeEntry::Kind::executable) continue;
    if (std::find(near.begin(), near.end(), git::folder_of(entry.path)) != near.end())
      continue;  // written above
    write_below(folder, entry.path, tree.read({entry.path, entry.id}),
                entry.kind == git::TreeEntry::Kind::executable);
  }
}

}  // namespace rpmworks::spec
