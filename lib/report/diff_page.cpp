// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/diff_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "report/page.hpp"

namespace rpmworks::report {

namespace {

Fields statement_fields(const DiffPage::Statement& statement) {
  std::vector<Fields> items;
  if (!statement.are_commands)
    for (const auto& item : statement.items) items.push_back({{"item", item}});
  return {{"is_alarming", statement.is_alarming},
          {"text", statement.text},
          {"commands", statement.are_commands ? join(statement.items, "\n") : std::string()},
          {"has_items", !items.empty()},
          {"items", std::move(items)}};
}

std::vector<Fields> statement_list(const std::vector<DiffPage::Statement>& statements) {
  std::vector<Fields> list;
  for (const auto& statement : statements) list.push_back(statement_fields(statement));
  return list;
}

// A list of one element, which has the statements under the name that statements.html looks for.
std::vector<Fields> one_list(const std::vector<DiffPage::Statement>& statements) {
  return {{{"statements", statement_list(statements)}}};
}

Fields side_fields(const DiffPage::Side& side, std::string_view role) {
  std::vector<Fields> facts;
  for (const auto& [name, value] : side.facts) facts.push_back({{"name", name}, {"value", value}});
  return {{"role", role}, {"title", side.title}, {"facts", std::move(facts)}};
}

Fields group_fields(const DiffPage::Group& group) {
  std::vector<Fields> packages;
  for (const auto& package : group.packages)
    packages.push_back(
        {{"name", package.name},
         {"versions", package.versions},
         {"section", package.section},
         {"size", package.size},
         {"has_statements", !package.details.empty()},
         {"is_alarming", std::ranges::any_of(package.details, &DiffPage::Statement::is_alarming)},
         {"statements", statement_list(package.details)}});
  return {{"kind", group.kind},
          {"count", group.packages.size()},
          {"tone", group.is_alarming ? "bad" : "plain"},
          {"packages", std::move(packages)}};
}

}  // namespace

std::string diff_page(const DiffPage& data) {
  std::vector<Fields> groups;
  for (const auto& group : data.groups) groups.push_back(group_fields(group));
  const bool is_refused = std::ranges::any_of(data.policy, &DiffPage::Statement::is_alarming);
  const Markup body = Template::of("diff.html")
                          .render({{"before", data.before.title},
                                   {"after", data.after.title},
                                   {"summary", data.summary},
                                   {"is_same", data.is_same},
                                   {"tone", is_refused     ? "bad"
                                            : data.is_same ? "good"
                                                           : "plain"},
                                   {"sides", std::vector<Fields>{side_fields(data.before, "Before"),
                                                                 side_fields(data.after, "After")}},
                                   {"has_policy", !data.policy.empty()},
                                   {"policy_list", one_list(data.policy)},
                                   {"has_general", !data.general.empty()},
                                   {"general_list", one_list(data.general)},
                                   {"has_clients", !data.clients.empty()},
                                   {"clients_list", one_list(data.clients)},
                                   {"has_abi", !data.abi.empty()},
                                   {"abi_list", one_list(data.abi)},
                                   {"groups", std::move(groups)}});
  return page({.title = fmt::format("{} → {}", data.before.title, data.after.title),
               .body = body,
               .data = Json::object(),
               .style = web_code({"style/base.css", "style/diff.css", "style/print.css"}),
               .script = web_code({"script/begin.js", "script/dom.js", "script/copy.js", "script/diff.js",
                                   "script/end.js"})});
}

}  // namespace rpmworks::report
