// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "changes/formats.hpp"
#include "changes/lines.hpp"
#include "report/diff_page.hpp"

namespace rpmworks::changes {

namespace {

using Statement = report::DiffPage::Statement;

std::vector<Statement> statements_of(const std::vector<Line>& lines) {
  std::vector<Statement> statements;
  for (const auto& line : lines)
    statements.push_back({line.is_alarming, line.text, line.items, line.are_commands});
  return statements;
}

std::vector<Statement> statements_of(const Judgement& judgement) {
  std::vector<Statement> statements;
  for (const auto& finding : judgement.findings)
    statements.push_back(
        {.is_alarming = true,
         .text = one_line(finding.text),
         .items = {fmt::format("{}:{}: {}", finding.where.file, finding.where.line, finding.rule)}});
  for (const auto& note : judgement.notes) statements.push_back({.text = one_line(note)});
  return statements;
}

report::DiffPage::Side side_of(const Side& side) {
  report::DiffPage::Side shown{.title = title_of(side), .facts = {}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) shown.facts.emplace_back(name, one_line(value));
  };
  add("Kind", side.kind);
  add("Product", side.product);
  add("Release", side.release);
  add("Sources of", side.created);
  add("Manifest", side.manifest_sha256);
  for (const auto& warning : side.warnings) add("Warning", warning);
  return shown;
}

bool is_alarming_kind(PackageChange::Kind kind) {
  return kind == PackageChange::Kind::downgraded || kind == PackageChange::Kind::removed;
}

}  // namespace

std::string to_html(const Changes& changes, const Judgement* judgement, size_t limit) {
  report::DiffPage page{.before = side_of(changes.before),
                        .after = side_of(changes.after),
                        .summary = summary(changes),
                        .is_same = changes.is_empty(),
                        .policy = judgement ? statements_of(*judgement) : std::vector<Statement>(),
                        .general = statements_of(lines_of(changes, limit)),
                        .clients = statements_of(upgrade_lines(changes, limit)),
                        .abi = statements_of(abi_lines(changes, limit)),
                        .groups = {}};
  std::ranges::move(statements_of(command_lines(changes)), std::back_inserter(page.clients));
  for (const auto kind : k_kinds) {
    report::DiffPage::Group group{
        .kind = name_of(kind), .is_alarming = is_alarming_kind(kind), .packages = {}};
    for (const auto& change : changes.packages) {
      if (change.kind != kind) continue;
      const rpm::Nevra& nevra = change.entry().nevra;
      group.packages.push_back({.name = one_line(nevra.name + "." + nevra.arch),
                                .versions = versions_of(change),
                                .section = sections_of(change),
                                .size = sizes_of(change),
                                .details = statements_of(lines_of(change, limit))});
    }
    if (!group.packages.empty()) page.groups.push_back(std::move(group));
  }
  return report::diff_page(page);
}

}  // namespace rpmworks::changes
