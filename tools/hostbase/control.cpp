// SPDX-License-Identifier: GPL-3.0-or-later
#include "control.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace rpmworks::hostbase {

namespace {

// "name:any (>= 1.2) [amd64]"
Relation parse_relation(std::string_view text) {
  Relation relation;
  text = trim(text);
  const size_t name_end = text.find_first_of(" (:[");
  relation.name = std::string(text.substr(0, name_end));
  const size_t open = text.find('(');
  const size_t close = text.find(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return relation;
  const std::string_view bound = trim(text.substr(open + 1, close - open - 1));
  const size_t op_end = bound.find_first_not_of("<>=");
  relation.op = std::string(bound.substr(0, op_end));
  if (op_end != std::string_view::npos) relation.version = std::string(trim(bound.substr(op_end)));
  // Very old packages write "<" and ">" for "<=" and ">=".
  if (relation.op == "<" || relation.op == ">") relation.op += '=';
  return relation;
}

void append_relations(std::vector<Relation>& to, std::string_view field) {
  for (auto& relation : parse_relations(field)) to.push_back(std::move(relation));
}

}  // namespace

std::string DebPackage::file_name() const {
  std::string escaped;
  for (const char c : version) escaped += c == ':' ? "%3a" : std::string(1, c);
  return name + "_" + escaped + "_" + architecture + ".deb";
}

std::vector<Choice> parse_choices(std::string_view field) {
  std::vector<Choice> choices;
  for (const auto& group : split(field, ',')) {
    if (trim(group).empty()) continue;
    Choice choice;
    for (const auto& alternative : split(group, '|')) {
      Relation relation = parse_relation(alternative);
      if (!relation.name.empty()) choice.push_back(std::move(relation));
    }
    if (!choice.empty()) choices.push_back(std::move(choice));
  }
  return choices;
}

std::vector<Relation> parse_relations(std::string_view field) {
  std::vector<Relation> relations;
  for (auto& choice : parse_choices(field)) relations.push_back(std::move(choice.front()));
  return relations;
}

std::string_view field_of(std::string_view stanza, std::string_view name) {
  for (size_t start = 0; start < stanza.size();) {
    size_t end = std::min(stanza.find('\n', start), stanza.size());
    const std::string_view line = stanza.substr(start, end - start);
    if (line.size() > name.size() && line[name.size()] == ':' && line.starts_with(name)) {
      while (end + 1 < stanza.size() && (stanza[end + 1] == ' ' || stanza[end + 1] == '\t'))
        end = std::min(stanza.find('\n', end + 1), stanza.size());
      return trim(stanza.substr(start + name.size() + 1, end - start - name.size() - 1));
    }
    start = end + 1;
  }
  return {};
}

DebPackage parse_package(std::string_view stanza) {
  const auto text = [stanza](std::string_view name) { return std::string(field_of(stanza, name)); };
  DebPackage package;
  package.name = text("Package");
  package.version = text("Version");
  package.architecture = text("Architecture");
  package.priority = text("Priority");
  package.section = text("Section");
  package.homepage = text("Homepage");
  package.sha256 = text("SHA256");
  const std::string description = text("Description");
  package.summary = description.substr(0, description.find('\n'));
  package.depends = parse_choices(field_of(stanza, "Pre-Depends"));
  for (auto& choice : parse_choices(field_of(stanza, "Depends")))
    package.depends.push_back(std::move(choice));
  append_relations(package.provides, field_of(stanza, "Provides"));
  append_relations(package.conflicts, field_of(stanza, "Conflicts"));
  append_relations(package.conflicts, field_of(stanza, "Breaks"));
  append_relations(package.replaces, field_of(stanza, "Replaces"));
  return package;
}

}  // namespace rpmworks::hostbase
