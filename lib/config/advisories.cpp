// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/advisories.hpp"

#include <fmt/format.h>

#include <chrono>

#include "config/fields.hpp"
#include "config/values.hpp"
#include "core/printable.hpp"

namespace rpmworks::config {

namespace {

using Text = Located<std::string>;

Error wrong(const Text& text, const std::string& what) {
  return Error(ExitCode::invalid, fmt::format("{} is {}", what, shown(*text))).at(text.where);
}

// "2026-01-02" or "2026-01-02T03:04:05Z"
std::optional<int64_t> time_in(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, length = 0;
  const int got = std::sscanf(text.c_str(), "%4d-%2d-%2d%nT%2d:%2d:%2dZ%n", &year, &month, &day, &length,
                              &hour, &minute, &second, &length);
  if ((got != 3 && got != 6) || static_cast<size_t>(length) != text.size()) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok() || year < 1970 || hour > 23 || minute > 59 || second > 59 || hour < 0 || minute < 0 ||
      second < 0)
    return std::nullopt;
  const std::chrono::sys_days days(date);
  return int64_t{days.time_since_epoch().count()} * 86400 + hour * 3600 + minute * 60 + second;
}

int64_t require_time(const Text& text, const std::string& what) {
  if (const auto time = time_in(*text)) return *time;
  throw wrong(text, what).hint("write a date or a time in UTC: 2026-01-02 or 2026-01-02T03:04:05Z");
}

std::string require_xml_text(const Text& text, const std::string& what) {
  if (const auto found = forbidden_in_xml(*text))
    throw Error(ExitCode::invalid,
                fmt::format("{} contains {}, which metadata cannot contain", what, found->name))
        .at(text.where);
  return *text;
}

std::string require_severity(const Fields& fields) {
  std::string severity = fields.one_of("severity", {"critical", "important", "moderate", "low"}, "");
  // As vendors write it, and as dnf compares it with the argument of --sec-severity.
  if (!severity.empty()) severity[0] = static_cast<char>(severity[0] - 'a' + 'A');
  return severity;
}

std::string require_reference(const Text& text, const std::string& what) {
  if (text->starts_with("CVE-") || text->starts_with("https://") || text->starts_with("http://"))
    return require_xml_text(text, what);
  throw wrong(text, what).hint("write a CVE number or a URL: CVE-2026-1234 or https://bugs.example/7");
}

Advisory read_advisory(const Document& document, const Node::Entry& entry) {
  const Text id{entry.key, document.position(entry.mark)};
  const Fields fields(
      document, *entry.value, entry.mark, fmt::format("advisory '{}'", printable(*id)),
      {"type", "severity", "title", "description", "issued", "updated", "references", "packages"});
  const auto text = [&](const std::string& name) {
    const auto found = fields.text(name);
    return found ? require_xml_text(*found, fields.named(name)) : std::string();
  };
  if (!fields.has("type"))
    throw fields.missing("type").hint("write security, bugfix, enhancement or newpackage");
  Advisory advisory{
      .id = require_xml_text(id, "the id of an advisory"),
      .type = fields.one_of("type", {"security", "bugfix", "enhancement", "newpackage"}, ""),
      .severity = require_severity(fields),
      .title = require_xml_text(fields.required_text("title"), fields.named("title")),
      .description = text("description"),
      .issued = require_time(fields.required_text("issued", "write its date: issued: 2026-01-02"),
                             fields.named("issued")),
      .where = id.where};
  const auto updated = fields.text("updated");
  advisory.updated = updated ? require_time(*updated, fields.named("updated")) : advisory.issued;
  for (const auto& reference : fields.text_or_list("references"))
    advisory.references.push_back(
        require_reference(reference, fmt::format("an item of {}", fields.named("references"))));
  for (const auto& [name, version] : fields.texts("packages")) {
    const rpm::Evr evr = rpm::Evr::parse(*version);
    if (evr.version.empty() || evr.release.empty())
      throw wrong(version, fmt::format("the version of {} in {}", shown(*name), fields.named("packages")))
          .hint("write the first version that contains the update, with its release: 1.0-2.el9");
    advisory.packages.emplace_back(*name, evr);
  }
  if (advisory.packages.empty())
    throw fields.missing("packages")
        .hint(
            "name the packages and the first versions that contain the update: packages: { greet: 1.0-2.el9 "
            "}");
  return advisory;
}

}  // namespace

std::vector<Advisory> read_advisories(const fs::path& file, const std::string& name) {
  const Document document(read_file(file), name, {.hint_if_empty = "docs/metadata.md describes its content"});
  if (document.root().kind != Node::Kind::mapping)
    throw Error(ExitCode::invalid, "the file must be a mapping from the ids of advisories to advisories")
        .at(document.position(document.root().mark))
        .hint("docs/metadata.md describes its content");
  std::vector<Advisory> advisories;
  for (const auto& entry : document.root().entries) advisories.push_back(read_advisory(document, entry));
  return advisories;
}

}  // namespace rpmworks::config
