// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/gates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>

#include "config/values.hpp"
#include "core/text.hpp"

namespace rpmworks::config {

namespace {

// "2027-03-31", a day that exists.
bool is_date(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (size_t i = 0; i < text.size(); ++i)
    if (i != 4 && i != 7 && !std::isdigit(static_cast<unsigned char>(text[i]))) return false;
  using namespace std::chrono;
  return year_month_day(year(std::stoi(text.substr(0, 4))),
                        month(static_cast<unsigned>(std::stoi(text.substr(5, 2)))),
                        day(static_cast<unsigned>(std::stoi(text.substr(8, 2)))))
      .ok();
}

std::string require_line(const Located<std::string>& text, const std::string& what) {
  if (!trim(*text).empty() && trim(*text) == *text && text->find_first_of("\n\r") == std::string::npos)
    return *text;
  throw Error(ExitCode::invalid, fmt::format("{} is not one line of text: {}", what, shown(*text)))
      .at(text.where);
}

std::string read_gate(const Fields& fields) {
  const auto gate = fields.required_text("gate", "name the gate, as the message of the finding does");
  const auto& waivable = waivable_gates();
  if (std::ranges::count(waivable, *gate) > 0) return *gate;
  const auto& strict = strict_gates();
  if (std::ranges::count(strict, *gate) > 0)
    throw Error(ExitCode::invalid, fmt::format("findings of the gate '{}' cannot be waived", *gate))
        .at(gate.where)
        .hint("a release with such a finding is damaged or not trustworthy: compose it again");
  throw_unknown_name(gate, "gate", waivable);
}

Waiver read_waiver(const Fields& fields) {
  Waiver waiver{.gate = read_gate(fields), .where = fields.where()};
  const auto text = [&](const char* name, const char* hint) {
    return require_line(fields.required_text(name, hint), fields.named(name));
  };
  waiver.finding = text("finding", "copy the id of the finding, which `rpmworks verify --json` shows");
  waiver.reason = text("reason", "say why the finding is acceptable");
  waiver.owner = text("owner", "name who decided that the finding is acceptable");
  const auto expires = fields.required_text("expires", "set the last day on which the waiver is valid");
  if (!is_date(*expires))
    throw Error(ExitCode::invalid,
                fmt::format("{} is not a date: {}", fields.named("expires"), shown(*expires)))
        .at(expires.where)
        .hint("write the last day on which the waiver is valid: 2027-03-31");
  waiver.expires = *expires;
  return waiver;
}

}  // namespace

const std::vector<std::string>& waivable_gates() {
  static const std::vector<std::string> names = {
      "architecture", "closure",     "duplicates", "empty",   "file-conflicts", "keys",     "licenses",
      "lost",         "permissions", "readable",   "sources", "upgrade",        "withdrawn"};
  return names;
}

const std::vector<std::string>& strict_gates() {
  static const std::vector<std::string> names = {"manifest", "signatures", "digests", "repodata",
                                                 "files",    "provenance", "history", "signer",
                                                 "mirrors",  "waivers"};
  return names;
}

std::vector<Waiver> read_waivers(const Fields& release) {
  std::vector<Waiver> waivers;
  for (const auto& fields :
       release.items("waivers", "waiver", {"gate", "finding", "reason", "owner", "expires"})) {
    Waiver waiver = read_waiver(fields);
    if (std::ranges::any_of(waivers, [&](const Waiver& other) {
          return other.gate == waiver.gate && other.finding == waiver.finding;
        }))
      throw Error(ExitCode::invalid, fmt::format("two waivers for the finding {} of the gate '{}'",
                                                 shown(waiver.finding), waiver.gate))
          .at(waiver.where);
    waivers.push_back(std::move(waiver));
  }
  return waivers;
}

std::vector<Located<std::string>> read_allowed_licenses(const Fields& release) {
  const auto gates = release.fields("gates", release.named("gates"), {"licenses"});
  if (!gates) return {};
  auto licenses = gates->list("licenses");
  for (const auto& license : licenses) require_line(license, gates->named("licenses"));
  if (gates->has("licenses") && licenses.empty())
    throw Error(ExitCode::invalid, fmt::format("{} is empty", gates->named("licenses")))
        .at(gates->where("licenses"))
        .hint("list the licences that the release may contain, or remove the entry to allow all");
  return licenses;
}

}  // namespace rpmworks::config
