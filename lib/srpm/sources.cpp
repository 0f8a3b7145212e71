// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archive/tarball.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "srpm/archive_prefix.hpp"
#include "srpm/parse_view.hpp"

namespace rpmworks::srpm {

namespace {

constexpr std::string_view k_lfs_pointer = "version https://git-lfs.github.com/spec/";

std::string tag_of(const rpm::SpecSource& source) {
  return fmt::format("{}{}", source.kind == rpm::SpecSource::Kind::patch ? "Patch" : "Source", source.number);
}

bool is_url(const std::string& value) {
  return value.find("://") != std::string::npos;
}

std::optional<TreeFiles::File> file_of_tree(const Gathering& what, const rpm::SpecSource& source) {
  const auto folders = source_folders(what.spec, what.request.subdir);
  // "Source1: conf/app.conf" is written by people who mean the path; rpm looks at its last name only.
  if (!is_url(source.value) && source.value != source.file && !source.value.starts_with('/'))
    for (const auto& folder : {folders[0], what.request.subdir})
      if (auto file = what.tree.find(below(folder, source.value))) return file;
  for (const auto& folder : folders)
    if (auto file = what.tree.find(below(folder, source.file))) return file;
  return std::nullopt;
}

void warn_of(const Gathering& what, const std::string& text) {
  what.reporter.warning(what.request.name.empty() ? text : what.request.name + ": " + text);
}

void write_archive(const Gathering& what, const rpm::SpecSource& source, archive::Compression compression,
                   const fs::path& file) {
  const std::string& root = what.request.subdir;
  const std::string prefix = archive_prefix(
      what.info, source, [&](const std::string& folder) { return what.tree.is_folder(below(root, folder)); });
  what.reporter.detail(fmt::format("{}: {} is the tree of {}, below {}/", what.spec, source.file,
                                   what.commit.id.substr(0, 12), prefix.empty() ? "." : prefix));
  archive::TarWriter tar(file, compression, what.commit.time, what.commit.id, what.request.threads);
  size_t pointers = 0;
  what.repository.archive(what.commit, root, [&](const git::Repository::Archived& member) {
    using Kind = git::TreeEntry::Kind;
    const std::string& in_tree = member.entry.path;
    const std::string path = below(prefix, root.empty() ? in_tree : in_tree.substr(root.size() + 1));
    switch (member.entry.kind) {
      case Kind::submodule:
        tar.add_folder(path);
        warn_of(what, fmt::format("{} leaves out the submodule {}", source.file, in_tree));
        break;
      case Kind::symlink:
        tar.add_symlink(path, member.content, member.entry.id);
        break;
      case Kind::file:
      case Kind::executable:
        if (member.content.starts_with(k_lfs_pointer)) ++pointers;
        tar.add_file(path, member.content, member.entry.kind == Kind::executable, member.entry.id);
    }
  });
  tar.finish();
  if (pointers > 0)
    warn_of(what, fmt::format("{} holds {} pointers to files in git LFS instead of the files", source.file,
                              pointers));
}

// A line about a source that nothing provides, and what could be meant.
std::string missing_line(const Gathering& what, const rpm::SpecSource& source) {
  std::string line = source.line > 0 ? fmt::format("{}:{}: ", what.spec, source.line) : what.spec + ": ";
  line += fmt::format("{}: {}", tag_of(source), source.value);
  const auto elsewhere = what.tree.called(source.file);
  if (source.value.find('%') != std::string::npos)
    line += " (a macro in it is not known to this machine's rpm: set it in the target's `macros:`)";
  else if (!elsewhere.empty())
    line += fmt::format(" (the tree has {}, which is too far from the spec to be taken for it)",
                        elsewhere.front());
  return line;
}

Error missing_error(const Gathering& what, const std::vector<rpm::SpecSource>& missing) {
  const rpm::SpecSource& first = missing.front();
  std::string text = fmt::format("{} {} is neither in the tree nor generated", tag_of(first), first.file);
  if (missing.size() > 1)
    text = fmt::format("{} sources are neither in the tree nor generated", missing.size());
  Error error(ExitCode::invalid, text);
  std::move(error).at({.file = what.spec, .line = first.line});
  for (const auto& source : missing) std::move(error).note(missing_line(what, source));
  std::move(error).hint(
      fmt::format("commit {} beside the spec, or give {} under `sources:` of the package in repos.yaml; "
                  "nothing is downloaded",
                  missing.size() > 1 ? "them" : "it", missing.size() > 1 ? "them" : "it"));
  return error;
}

void check_names(const Gathering& what) {
  std::set<std::string> names = {last_name(what.spec)};
  for (const auto& source : what.info.sources) {
    const auto where = SourcePosition{.file = what.spec, .line = source.line};
    const bool is_plain = !source.file.empty() && source.file != "." && source.file != ".." &&
                          source.file.find_first_of(std::string_view("/\0\n", 3)) == std::string::npos;
    if (!is_plain)
      throw Error(ExitCode::invalid, fmt::format("{} ({}) names no file", tag_of(source), source.value))
          .at(where)
          .hint("rpm takes what stands after the last '/' as the file name");
    if (!names.insert(source.file).second && source.file == last_name(what.spec))
      throw Error(ExitCode::invalid, fmt::format("{} is called as the spec itself", tag_of(source)))
          .at(where);
  }
}

}  // namespace

uint64_t gather_sources(const Gathering& what, const fs::path& folder) {
  check_names(what);
  std::vector<rpm::SpecSource> missing;
  std::set<std::string> written;
  uint64_t bytes = 0;
  for (const auto& source : what.info.sources) {
    if (source.no_source || written.contains(source.file)) continue;
    const fs::path file = folder / source.file;
    std::error_code ignored;
    fs::remove(file, ignored);  // what parsing saw under this name
    const auto generated = what.request.generated_sources.find(source.file);
    const auto compression = archive::compression_of(source.file);
    const bool is_first =
        &source == &what.info.sources.front() && source.kind == rpm::SpecSource::Kind::source;
    if (generated != what.request.generated_sources.end()) {
      write_below(folder, source.file, generated->second);
    } else if (const auto in_tree = with_context(tag_of(source) + " of " + what.spec,
                                                 [&] { return file_of_tree(what, source); })) {
      const std::string content = what.tree.read(*in_tree);
      if (content.starts_with(k_lfs_pointer))
        warn_of(what, fmt::format("{} is a pointer to a file in git LFS instead of the file", in_tree->path));
      write_below(folder, source.file, content);
    } else if (is_first && compression && source.file.find('%') == std::string::npos) {
      write_archive(what, source, *compression, file);
    } else {
      missing.push_back(source);
      continue;
    }
    set_time(file, what.commit.time);
    bytes += fs::file_size(file);
    written.insert(source.file);
  }
  if (!missing.empty()) throw missing_error(what, missing);
  return bytes;
}

}  // namespace rpmworks::srpm
