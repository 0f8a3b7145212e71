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

/// A stream of a module in modules.yaml.
struct StreamDocument {
  std::string module;
  std::string stream;
  ModuleRequirements requires_;
  std::string text;      ///< without the artifacts that are not taken
  bool is_kept = false;  ///< has an artifact that is taken, or such a stream requires it
};

// The line of a key in a mapping; 0 if it is not there.
int line_of(const config::Node* node, std::string_view key) {
  if (node)
    for (const auto& entry : node->entries)
      if (entry.key == key) return entry.mark.line;
  return 0;
}

// Removes the lines of artifacts that are not among the packages. Artifacts that share a line stay:
// libmodulemd and createrepo_c write one on each line.
StreamDocument reduced_stream(const std::string& text, const config::Node* data,
                              const std::set<rpm::Nevra>& packages) {
  StreamDocument made{.module = text_of(member(data, "name")),
                      .stream = text_of(member(data, "stream")),
                      .requires_ = module_requirements(data),
                      .text = {}};
  const config::Node* const artifacts = member(data, "artifacts");
  const config::Node* const rpms = member(artifacts, "rpms");
  std::map<int, bool> lines;  // whether to keep them
  for (const auto& item : rpms ? rpms->items : std::vector<std::shared_ptr<const config::Node>>()) {
    const bool is_taken = packages.contains(rpm::Nevra::parse(item->scalar));
    made.is_kept |= is_taken;
    auto& keep = lines.try_emplace(item->mark.line, false).first->second;
    keep |= is_taken;
  }
  const int head = line_of(artifacts, "rpms");
  int number = 0;
  for (const auto& line : split(text, '\n')) {
    const auto at = lines.find(++number);
    if (at != lines.end() && !at->second && trim(line).starts_with("- ")) continue;
    // A list must not be empty in any other way.
    const bool is_empty = number == head && !made.is_kept && trim(line) == "rpms:";
    made.text += line + (is_empty ? " []\n" : "\n");
  }
  while (made.text.ends_with("\n\n")) made.text.pop_back();
  return made;
}

// dnf uses a stream only if the streams that it requires are known.
void keep_required(std::vector<StreamDocument>& streams) {
  std::vector<const StreamDocument*> kept;
  for (const auto& stream : streams)
    if (stream.is_kept) kept.push_back(&stream);
  for (size_t i = 0; i < kept.size(); ++i)
    for (const auto& alternative : kept[i]->requires_)
      for (const auto& [module, wanted] : alternative)
        for (auto& other : streams) {
          if (other.is_kept || other.module != module || !allows(wanted, other.stream)) continue;
          other.is_kept = true;
          kept.push_back(&other);
        }
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
  std::vector<StreamDocument> streams;
  std::map<std::string, std::string> others;  // by module
  try {
    for (const std::string& text : module_documents(metadata)) {
      const config::Document document(text, "modules.yaml");
      const config::Node* const data = member(&document.root(), "data");
      const std::string kind = text_of(member(&document.root(), "document"));
      if (kind == "modulemd")
        streams.push_back(reduced_stream(text, data, packages));
      else if (kind == "modulemd-defaults" || kind == "modulemd-obsoletes")
        others[text_of(member(data, "module"))] +=
            "---\n" + text + (text.ends_with('\n') ? "" : "\n") + "...\n";
    }
  } catch (const Error& error) {
    if (error.code() == ExitCode::upstream) throw;
    throw unreadable(metadata, metadata.modules.path, error.what());
  }
  keep_required(streams);
  std::string all;
  std::set<std::string> modules;
  for (const auto& stream : streams) {
    if (!stream.is_kept) continue;
    modules.insert(stream.module);
    all += "---\n" + stream.text + "...\n";
  }
  for (const auto& module : modules) all += others[module];
  return all;
}

}  // namespace rpmworks::solve
