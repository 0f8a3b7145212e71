// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "changes/lines.hpp"
#include "core/text.hpp"
#include "licenses/refused.hpp"
#include "rpm/requirement.hpp"

namespace rpmworks::changes {

namespace {

using Kind = PackageChange::Kind;
using Texts = std::vector<std::string>;

constexpr size_t k_most_shown = 5;

Texts of_kind(const PackageChange& change, Kind kind, const char* what) {
  if (change.kind != kind) return {};
  return {fmt::format("{}: {}", what, versions_of(change))};
}

std::string shortened(Texts items) {
  const size_t count = items.size();
  if (count > k_most_shown) items.resize(k_most_shown);
  std::string text = join(items, ", ");
  return count > k_most_shown ? fmt::format("{} and {} more", text, count - k_most_shown) : text;
}

Texts rebuilt(const PackageChange& change) {
  const bool is_other = change.kind == Kind::rebuilt || change.kind == Kind::rebuilt_or_resigned;
  return is_other ? Texts{"has other content although its version is the same"} : Texts{};
}

Texts new_permissions(const PackageChange& change) {
  Texts found;
  for (const auto& file : change.details->files)
    if (file.is_new_right()) found.push_back(fmt::format("{} is {}", file.path, file.after->special));
  return found;
}

Texts changed_scriptlets(const PackageChange& change) {
  Texts found;
  for (const auto& scriptlet : change.details->scriptlets) found.push_back("changes " + scriptlet.kind());
  return found;
}

Texts changed_config(const PackageChange& change) {
  Texts found;
  for (const auto& file : change.details->files)
    if (file.is_config()) found.push_back("changes the configuration file " + file.path);
  return found;
}

Texts other_signer(const PackageChange& change) {
  if (!change.signer) return {};
  return {fmt::format("is signed by {} instead of {}", change.signer->after, change.signer->before)};
}

Texts other_vendor(const PackageChange& change) {
  const auto& vendor = change.details->vendor;
  return vendor ? Texts{fmt::format("has the vendor '{}' instead of '{}'", vendor->after, vendor->before)}
                : Texts{};
}

bool is_taken_as_provided(const std::string& name, const Texts& provided) {
  return std::ranges::any_of(provided, [&](const std::string& pattern) {
    return pattern.ends_with('*') ? name.starts_with(pattern.substr(0, pattern.size() - 1)) : name == pattern;
  });
}

/// Applies the rules, one after the other.
class Judge {
 public:
  Judge(const Changes& changes, const config::DiffPolicy& policy) : m_changes(changes), m_policy(policy) {}

  Judgement run() {
    for (const auto& rule : m_policy.refused) apply(rule);
    if (m_policy.licenses) apply_licenses();
    for (const auto& exception : m_policy.exceptions)
      if (!m_used.contains(&exception))
        m_result.notes.push_back(fmt::format("{}:{}: nothing needs this exception for {}",
                                             exception.where.file, exception.where.line,
                                             one_line(exception.package)));
    return std::move(m_result);
  }

 private:
  void apply(const config::Located<std::string>& rule) {
    struct Check {
      Texts (*texts)(const PackageChange&);
      bool needs_details;
      const char* part;  ///< of PackageDetails::not_compared; empty: any side knows it
    };
    static const std::map<std::string, Check> k_checks{
        {"downgrades",
         {[](const auto& change) { return of_kind(change, Kind::downgraded, "downgraded"); }, false, ""}},
        {"removals",
         {[](const auto& change) { return of_kind(change, Kind::removed, "removed"); }, false, ""}},
        {"rebuilds", {rebuilt, false, ""}},
        {"permissions", {new_permissions, true, "permissions"}},
        {"scriptlets", {changed_scriptlets, true, "scriptlets"}},
        {"configuration-files", {changed_config, true, "permissions"}},
        {"signers", {other_signer, false, ""}},
        {"vendors", {other_vendor, true, ""}}};
    if (*rule == "lost-provides") return apply_lost(rule);
    if (*rule == "outside-dependencies") return apply_outside(rule);
    if (*rule == "abi") return apply_abi(rule);
    const Check& check = k_checks.at(*rule);
    for (const auto& change : m_changes.packages) {
      if (check.needs_details && !is_known(change, check.part, rule)) continue;
      for (const auto& text : check.texts(change)) add(rule, change.entry(), text);
    }
    if (*rule == "rebuilds") add_not_compared(rule);
  }

  // Adds a finding and returns false if the check of a package cannot be made.
  bool is_known(const PackageChange& change, const std::string& part,
                const config::Located<std::string>& rule) {
    const bool needs_none = !change.after || change.kind == Kind::resigned || change.kind == Kind::moved;
    if (change.details && !std::ranges::count(change.details->not_compared, part)) return true;
    if (!needs_none)
      add(rule, change.entry(),
          change.unreadable.empty() ? "cannot be checked: one side does not know enough about the package"
                                    : "cannot be checked: " + change.unreadable);
    return false;
  }

  void add_not_compared(const config::Located<std::string>& rule) {
    for (const auto& nevra : m_changes.not_compared)
      add(rule, nevra, rpm::Nevra::parse(nevra).name, "cannot be checked: one side does not know its digest");
  }

  bool has_details(const config::Located<std::string>& rule) {
    if (m_changes.has_details || m_changes.is_empty()) return true;
    m_result.findings.push_back({.rule = *rule,
                                 .package = {},
                                 .text = "cannot be checked: one side has no packages that can be read",
                                 .where = rule.where});
    return false;
  }

  void apply_lost(const config::Located<std::string>& rule) {
    if (!has_details(rule)) return;
    for (const auto& one : m_changes.lost)
      add(rule, one.package, rpm::Nevra::parse(one.package).name,
          fmt::format("no longer provides {}, which is required by {}", one.provide,
                      shortened(one.needed_by)));
  }

  void apply_outside(const config::Located<std::string>& rule) {
    if (!has_details(rule)) return;
    for (const auto& [requirement, package] : m_changes.outside)
      if (!is_taken_as_provided(std::string(rpm::requirement_name(requirement)), m_policy.provided))
        add(rule, package, rpm::Nevra::parse(package).name,
            fmt::format("now requires {}, which no package there provides", requirement));
  }

  void apply_abi(const config::Located<std::string>& rule) {
    const std::string why = !m_changes.abi ? "run diff with --abi" : m_changes.abi->unknown;
    if (!why.empty()) {
      m_result.findings.push_back(
          {.rule = *rule, .package = {}, .text = one_line("cannot be checked: " + why), .where = rule.where});
      return;
    }
    for (const auto& library : m_changes.abi->libraries) {
      const abi::Difference& difference = library.difference;
      if (difference.verdict == abi::Verdict::compatible || difference.verdict == abi::Verdict::same)
        continue;
      std::string text =
          fmt::format("changes the ABI of {}: {}", library.soname, name_of(difference.verdict));
      if (difference.verdict == abi::Verdict::unknown) text += ": " + difference.unknown;
      add(rule, library.after, rpm::Nevra::parse(library.after).name, text);
    }
  }

  void apply_licenses() {
    std::set<std::string> allowed;
    for (const auto& license : *m_policy.licenses) allowed.insert(licenses::normal_license(*license));
    const config::Located<std::string> rule{config::k_license_rule, m_policy.licenses_where};
    for (const auto& change : m_changes.packages) {
      if (!change.after || change.kind == Kind::moved || change.kind == Kind::resigned) continue;
      if (change.after->license.empty()) {
        add(rule, change.entry(), "cannot be checked: its licence is not known");
        continue;
      }
      if (const auto refused = licenses::refused_licenses(change.after->license, allowed); !refused.empty())
        add(rule, change.entry(), fmt::format("has a licence that is not allowed: {}", shortened(refused)));
    }
  }

  void add(const config::Located<std::string>& rule, const manifest::Entry& entry, const std::string& text) {
    add(rule, entry.nevra.str(), entry.nevra.name, text);
  }

  void add(const config::Located<std::string>& rule, const std::string& nevra, const std::string& name,
           const std::string& text) {
    const auto exception = std::ranges::find_if(
        m_policy.exceptions, [&](const auto& one) { return one.package == name && one.rule == *rule; });
    if (exception == m_policy.exceptions.end()) {
      m_result.findings.push_back(
          {.rule = *rule, .package = nevra, .text = one_line(nevra + ": " + text), .where = rule.where});
      return;
    }
    m_used.insert(&*exception);
    m_result.notes.push_back(one_line(fmt::format("accepted: {}: {} ({})", nevra, text, exception->reason)));
  }

  const Changes& m_changes;
  const config::DiffPolicy& m_policy;
  Judgement m_result;
  std::set<const config::PolicyException*> m_used;
};

}  // namespace

Judgement judge(const Changes& changes, const config::DiffPolicy& policy) {
  return Judge(changes, policy).run();
}

}  // namespace rpmworks::changes
