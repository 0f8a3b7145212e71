// SPDX-License-Identifier: GPL-3.0-or-later
#include "contents.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "layout.hpp"
#include "provides.hpp"

namespace rpmworks::hostbase {

namespace {

void merge_pkgconfig_files(const Deb& unpacked, const fs::path& root) {
  for (const auto& entry : unpacked.entries) {
    if (entry.kind != Entry::Kind::file || !entry.path.ends_with(".pc")) continue;
    const fs::path file = root.string() + entry.path;
    const std::string text = read_file(file);
    const std::string merged = usr_merged_pkgconfig(text);
    if (merged == text) continue;
    const auto time = fs::last_write_time(file);  // the packages contain this time
    replace_file(file, merged);
    fs::last_write_time(file, time);
  }
}

}  // namespace

Deb unpack_and_compile(const fs::path& deb, const fs::path& root, const PythonCompiler& compiler) {
  Deb unpacked = unpack_deb(deb, root);
  merge_pkgconfig_files(unpacked, root);
  compiler.compile(root, unpacked.entries);
  return unpacked;
}

Contents unpack_and_read(const fs::path& deb, const fs::path& root, const std::string& python,
                         const PythonCompiler& compiler) {
  Deb unpacked = unpack_and_compile(deb, root, compiler);
  Contents contents{.entries = std::move(unpacked.entries),
                    .conffiles = std::move(unpacked.conffiles),
                    .alternatives = parse_alternatives(unpacked.postinst),
                    .newest = unpacked.newest};
  contents.provides = file_provides(contents.entries, root, python);
  for (auto& soname : soname_provides(contents.entries, root)) contents.provides.push_back(std::move(soname));
  // An alternative is useful only if its target is part of the package and not excluded like manual pages.
  std::erase_if(contents.alternatives, [&](const Alternative& alternative) {
    return std::none_of(contents.entries.begin(), contents.entries.end(),
                        [&](const Entry& entry) { return entry.path == alternative.target; });
  });
  return contents;
}

std::string to_json(const Contents& contents) {
  Json entries = Json::array();
  for (const auto& entry : contents.entries)
    entries.push_back({entry.path, static_cast<int>(entry.kind), entry.mode, entry.user, entry.group,
                       entry.target, entry.moved});
  Json alternatives = Json::array();
  for (const auto& alternative : contents.alternatives)
    alternatives.push_back({alternative.link, alternative.target});
  const Json document = {{"entries", entries},
                         {"conffiles", contents.conffiles},
                         {"alternatives", alternatives},
                         {"provides", contents.provides},
                         {"newest", contents.newest}};
  return document.dump();
}

Contents contents_from_json(const std::string& json) {
  const Json document = Json::parse(json);
  Contents contents;
  for (const auto& entry : document.at("entries"))
    contents.entries.push_back({.path = entry.at(0),
                                .kind = static_cast<Entry::Kind>(entry.at(1).get<int>()),
                                .mode = entry.at(2),
                                .user = entry.at(3),
                                .group = entry.at(4),
                                .target = entry.at(5),
                                .moved = entry.at(6)});
  contents.conffiles = document.at("conffiles");
  for (const auto& alternative : document.at("alternatives"))
    contents.alternatives.push_back({alternative.at(0), alternative.at(1)});
  contents.provides = document.at("provides");
  contents.newest = document.at("newest");
  return contents;
}

}  // namespace rpmworks::hostbase
