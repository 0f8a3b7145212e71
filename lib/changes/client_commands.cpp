// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/client_commands.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "upgrades/upgrade_guide.hpp"

namespace rpmworks::changes {

namespace {

constexpr std::string_view k_code_indent = "    ";
constexpr uint64_t k_largest_guide = 16ULL << 20;

// Of Markdown, the guide uses code and strong text in its lines.
std::string plain(std::string_view line) {
  std::string text;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '`') continue;
    if (line.substr(i, 2) == "**") {
      ++i;
      continue;
    }
    text += line[i];
  }
  return text;
}

// The text after "## From RELEASE"; nothing if the heading is another one.
std::optional<std::string> heading_of(std::string_view line, const std::string& release) {
  const std::string start = "## From " + release;
  if (line == start) return "";
  if (line.starts_with(start + ", for ")) return std::string(line.substr(start.size() + 2)) + ":";
  return std::nullopt;
}

class GuideReader {
 public:
  explicit GuideReader(const std::string& release) : m_release(release) {}

  void read(std::string_view line) {
    if (line.starts_with("## ")) {
      end_step();
      m_about.clear();
      const auto heading = heading_of(line, m_release);
      m_is_inside = heading.has_value();
      if (heading && !heading->empty()) m_about.push_back(*heading);
      return;
    }
    if (!m_is_inside) return;
    if (line.starts_with(k_code_indent)) {
      m_lines.emplace_back(line.substr(k_code_indent.size()));
      return;
    }
    if (line.empty()) return;
    end_step();
    if (line.starts_with("- ")) return;  // which packages change: the comparison tells that
    m_about.push_back(plain(line.starts_with("### ") ? line.substr(4) : line));
  }

  std::vector<ClientCommands::Step> finish() {
    end_step();
    return std::move(m_steps);
  }

 private:
  void end_step() {
    if (!m_lines.empty()) m_steps.push_back({std::move(m_about), std::move(m_lines)});
    if (!m_lines.empty() || !m_is_inside) m_about.clear();
    m_lines.clear();
  }

  const std::string& m_release;
  bool m_is_inside = false;
  std::vector<std::string> m_about, m_lines;
  std::vector<ClientCommands::Step> m_steps;
};

ClientCommands unknown(std::string why) {
  return {.steps = {}, .unknown = std::move(why)};
}

bool is_release_place(const inventory::Inventory& place) {
  using Kind = inventory::Inventory::Kind;
  return (place.kind == Kind::release || place.kind == Kind::manifest) && place.manifest.inventory.empty();
}

}  // namespace

std::vector<ClientCommands::Step> steps_from(std::string_view guide, const std::string& release) {
  GuideReader reader(release);
  for (const auto& line : split(guide, '\n')) reader.read(line);
  return reader.finish();
}

std::optional<ClientCommands> client_commands(const inventory::Inventory& before,
                                              const inventory::Inventory& after) {
  if (!is_release_place(before) || !is_release_place(after)) return std::nullopt;
  const manifest::Manifest& made = after.manifest;
  if (before.manifest.product != made.product) return std::nullopt;
  if (before.manifest.release == made.release) return std::nullopt;
  const std::string name = upgrades::k_upgrade_guide;
  const auto listed = std::ranges::find(made.files, name, &manifest::FileInfo::file);
  if (listed == made.files.end())
    return unknown(
        fmt::format("{} has no {}: no earlier release was known when it was composed", made.release, name));
  if (after.folder.empty()) return unknown(fmt::format("the {} of a release on a server is not read", name));
  std::error_code missing;
  const fs::path file = after.folder / name;
  if (!fs::is_regular_file(fs::symlink_status(file, missing)) || fs::file_size(file) > k_largest_guide)
    return unknown(fmt::format("{} is missing", file.string()));
  const std::string guide = read_file(file);
  if (sha256(guide) != listed->sha256)
    return unknown(fmt::format("{} is not the file of the manifest", file.string()));
  ClientCommands commands{.steps = steps_from(guide, before.manifest.release), .unknown = {}};
  if (commands.steps.empty())
    commands.unknown = fmt::format("the {} of {} has no commands for clients of {}", name, made.release,
                                   before.manifest.release);
  return commands;
}

}  // namespace rpmworks::changes
