// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/layout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "spec/parse_view.hpp"

namespace rpmworks::importer {

namespace {

using Entries = std::vector<git::TreeEntry>;

constexpr const char* k_attributes = ".gitattributes";

// Candidates for the packaging folder, in the order in which specs are searched. The first that the source
// does not have is used.
constexpr const char* k_folders[] = {"rpm", "packaging", ".packaging"};

// The package's files except `left_out`.
Entries packaging(const PackageFiles& files, const std::string& left_out, git::Writer& writer) {
  Entries entries;
  for (const auto& name : files.names)
    if (name != left_out)
      entries.push_back({git::TreeEntry::Kind::file, name, writer.write_blob_of(files.folder / name)});
  return entries;
}

void put_below(Entries& entries, const std::string& folder) {
  for (auto& entry : entries) entry.path = git::below(folder, entry.path);
}

bool has(const SourceTree& source, const std::string& name) {
  return std::any_of(source.entries.begin(), source.entries.end(), [&](const git::TreeEntry& entry) {
    return entry.path == name || entry.path.starts_with(name + "/");
  });
}

bool has_as(const SourceTree& source, const std::string& path, const std::string& id) {
  return std::any_of(source.entries.begin(), source.entries.end(),
                     [&](const git::TreeEntry& entry) { return entry.path == path && entry.id == id; });
}

// The path of the spec inside the source; "" if it has none.
std::string spec_of_source(const SourceTree& source, const Entries& packaged, const std::string& name) {
  const auto known = std::find_if(packaged.begin(), packaged.end(),
                                  [&](const git::TreeEntry& entry) { return entry.path == name; });
  for (const auto& spec : srpm::find_specs(source.entries))
    if (git::last_name(spec) == name && has_as(source, spec, known->id)) return spec;
  return {};
}

// Whether the source has a file of the package in a folder that is searched for sources.
bool provides(const SourceTree& source, const git::TreeEntry& file, const std::string& spec,
              const rpm::SpecInfo& info) {
  if (file.path == git::last_name(spec)) return true;
  std::vector<std::string> paths;
  for (const auto& named : info.sources) {
    if (named.file != file.path) continue;
    paths.push_back(git::below(git::folder_of(spec), named.value));
    paths.push_back(named.value);
  }
  for (const auto& folder : spec::source_folders(spec, "")) paths.push_back(git::below(folder, file.path));
  return std::any_of(paths.begin(), paths.end(),
                     [&](const std::string& path) { return has_as(source, path, file.id); });
}

}  // namespace

Layout packaging_alone(const PackageFiles& files, git::Writer& writer) {
  Layout layout{.entries = packaging(files, "", writer),
                .spec = git::below(k_folders[0], files.package.spec_file)};
  put_below(layout.entries, k_folders[0]);
  return layout;
}

Layout source_with_packaging(const PackageFiles& files, const std::string& archive, const SourceTree& source,
                             git::Writer& writer) {
  Entries packaged = packaging(files, archive, writer);
  Layout layout{.entries = source.entries, .spec = spec_of_source(source, packaged, files.package.spec_file)};
  std::erase_if(packaged, [&](const git::TreeEntry& file) {
    return !layout.spec.empty() && files.info && provides(source, file, layout.spec, *files.info);
  });
  if (packaged.empty()) return layout;
  std::string folder;
  for (const char* const one : k_folders)
    if (folder.empty() && !has(source, one)) folder = one;
  if (folder.empty()) return {.why_not = "it already has every folder in which rpmworks finds packaging"};
  if (std::any_of(packaged.begin(), packaged.end(),
                  [](const git::TreeEntry& file) { return file.path == k_attributes; }))
    return {.why_not = fmt::format("the package itself has a {}", k_attributes)};
  if (layout.spec.empty()) layout.spec = git::below(folder, files.package.spec_file);
  put_below(packaged, folder);
  layout.entries.insert(layout.entries.end(), packaged.begin(), packaged.end());
  // A .gitattributes at the root excludes the folder itself too; but the source's own file must not change.
  const bool own = has(source, k_attributes);
  const std::string rules = own ? "* export-ignore -text\n"
                                : fmt::format("/{} export-ignore\n/{} export-ignore\n", k_attributes, folder);
  layout.entries.push_back({git::TreeEntry::Kind::file, own ? git::below(folder, k_attributes) : k_attributes,
                            writer.write_blob(rules)});
  return layout;
}

}  // namespace rpmworks::importer
