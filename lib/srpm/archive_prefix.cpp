// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/archive_prefix.hpp"

#include <optional>
#include <vector>

#include "core/text.hpp"

namespace rpmworks::srpm {

namespace {

// The first word of a shell text, unquoted.
std::string first_word(std::string_view text) {
  std::string word;
  char quote = 0;
  for (const char c : trim(text)) {
    if (quote ? c == quote : c == '\'' || c == '"') {
      quote = quote ? '\0' : c;
      continue;
    }
    if (!quote && (c == ' ' || c == '\t' || c == ';' || c == '&' || c == '|' || c == ')')) break;
    word += c;
  }
  return word;
}

// The folder of a `cd` line; nothing for other lines. Hand-written %prep sections also use `pushd`.
std::optional<std::string> folder_changed_into(std::string_view line) {
  line = trim(line);
  for (const std::string_view verb : {"cd ", "pushd "})
    if (line.starts_with(verb)) return first_word(line.substr(verb.size()));
  return std::nullopt;
}

// Whether `name` occurs in `text` as a path or the start of one, not as part of another word.
bool names_folder(std::string_view text, std::string_view name) {
  const auto is_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.' || c == '/' ||
           c == '%';
  };
  for (size_t at = 0; (at = text.find(name, at)) != std::string_view::npos; at += name.size()) {
    const size_t end = at + name.size();
    if ((at == 0 || !is_word(text[at - 1])) &&
        (end == text.size() || text[end] == '/' || !is_word(text[end])))
      return true;
  }
  return false;
}

bool is_safe(const std::string& folder) {
  if (folder.empty() || folder.starts_with('/') || folder.find_first_of("$`*?%\n") != std::string::npos)
    return false;
  for (const auto& part : split(folder, '/'))
    if (part == ".." || part == "." || part.empty()) return false;
  return true;
}

}  // namespace

std::string archive_prefix(const rpm::SpecInfo& spec, const rpm::SpecSource& source,
                           const std::function<bool(const std::string&)>& is_folder) {
  const std::string standard = spec.name + "-" + spec.evr.version;
  const std::vector<std::string> lines = split(spec.prep, '\n');
  bool unpacked = false;
  bool inside_made_folder = false;
  for (size_t i = 0; i < lines.size(); ++i) {
    const auto folder = folder_changed_into(lines[i]);
    if (!unpacked) {
      // %setup -c expands to: mkdir -p 'x', cd 'x', and then the archive is unpacked there.
      if (folder) inside_made_folder = i > 0 && lines[i - 1].find("mkdir -p") != std::string::npos;
      unpacked = lines[i].find("/" + source.file) != std::string::npos;
      if (unpacked && inside_made_folder) {
        std::string rest;
        for (size_t j = i + 1; j < lines.size(); ++j) rest += lines[j] + "\n";
        return names_folder(rest, standard) ? standard : "";
      }
      continue;
    }
    if (!folder || !is_safe(*folder)) continue;
    const size_t slash = folder->find('/');
    if (slash == std::string::npos) return *folder;
    return is_folder(folder->substr(slash + 1)) ? folder->substr(0, slash) : *folder;
  }
  return standard;
}

}  // namespace rpmworks::srpm
