// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/metadata/metadata_text.hpp"

#include <fmt/format.h>

#include <array>
#include <map>

#include "core/error.hpp"
#include "core/text.hpp"
#include "solve/metadata/checked_file.hpp"
#include "solve/metadata/module_documents.hpp"

namespace rpmworks::solve {

namespace {

// A document without the lines of artifacts that are not among the packages. Nothing if none is. Artifacts
// that share a line stay: libmodulemd and createrepo_c write one on each line.
std::optional<std::string> reduced_stream(const std::string& text, const config::Node* artifacts,
                                          const std::set<rpm::Nevra>& packages) {
  std::map<int, bool> lines;  // whether to keep them
  bool has_any = false;
  for (const auto& item : artifacts ? artifacts->items : std::vector<std::shared_ptr<const config::Node>>()) {
    const bool is_taken = packages.contains(rpm::Nevra::parse(item->scalar));
    has_any |= is_taken;
    auto& keep = lines.try_emplace(item->mark.line, false).first->second;
    keep |= is_taken;
  }
  if (!has_any) return std::nullopt;
  std::string reduced;
  int number = 0;
  for (const auto& line : split(text, '\n')) {
    const auto at = lines.find(++number);
    if (at != lines.end() && !at->second && trim(line).starts_with("- ")) continue;
    reduced += line + "\n";
  }
  while (reduced.ends_with("\n\n")) reduced.pop_back();
  return reduced;
}

}  // namespace

std::string metadata_text(const upstream::Metadata& metadata, const upstream::MetadataFile& file) {
  std::string text;
  if (file.path.empty()) return text;
  read_checked(metadata, file, nullptr, [&](FILE* stream) {
    std::array<char, 64UL * 1024> buffer{};
    while (const size_t got = std::fread(buffer.data(), 1, buffer.size(), stream))
      text.append(buffer.data(), got);
    return 0;
  });
  return text;
}

std::string reduced_modules(const upstream::Metadata& metadata, const std::set<rpm::Nevra>& packages) {
  std::set<std::string> modules;
  std::string streams;
  std::map<std::string, std::string> others;  // by module
  try {
    for (const std::string& text : module_documents(metadata)) {
      const config::Document document(text, "modules.yaml");
      const config::Node* const data = member(&document.root(), "data");
      const std::string kind = text_of(member(&document.root(), "document"));
      if (kind == "modulemd") {
        const auto reduced = reduced_stream(text, member(member(data, "artifacts"), "rpms"), packages);
        if (!reduced) continue;
        modules.insert(text_of(member(data, "name")));
        streams += "---\n" + *reduced + "...\n";
      } else if (kind == "modulemd-defaults" || kind == "modulemd-obsoletes") {
        others[text_of(member(data, "module"))] +=
            "---\n" + text + (text.ends_with('\n') ? "" : "\n") + "...\n";
      }
    }
  } catch (const Error& error) {
    if (error.code() == ExitCode::upstream) throw;
    throw unreadable(metadata, metadata.modules.path, error.what());
  }
  std::string all = streams;
  for (const auto& module : modules) all += others[module];
  return all;
}

}  // namespace rpmworks::solve
