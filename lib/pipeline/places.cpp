// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/places.hpp"

#include <fmt/format.h>

#include <exception>
#include <optional>
#include <set>

#include "config/diff_policy.hpp"
#include "core/threads.hpp"
#include "gates/license_expression.hpp"
#include "pipeline/commit_ranges.hpp"
#include "releases/releases.hpp"

namespace rpmworks::pipeline {

namespace {

inventory::Settings inventory_settings(const PlaceSettings& settings, bool details) {
  return {.find_workspace = [&settings] { return settings.has_product ? &settings.workspace : nullptr; },
          .cache = settings.workspace.upstreams(),
          .tool = settings.tool,
          .jobs = settings.jobs,
          .wants_details = details};
}

void report_warnings(const inventory::Inventory& inventory, Reporter& reporter) {
  for (const auto& warning : inventory.warnings) reporter.warning(warning);
}

/// Two places, read at the same time if there are two processors.
class BothPlaces {
 public:
  BothPlaces(const std::string& before, const std::string& after, const inventory::Settings& settings,
             Reporter& reporter) {
    const auto read = [&](const std::string& place, std::optional<inventory::Inventory>& to,
                          std::exception_ptr& failure) {
      try {
        to = inventory::read(place, settings, reporter);
      } catch (...) {
        failure = std::current_exception();
      }
    };
    {
      const std::jthread other = beside([&] { read(after, m_after, m_failure_after); });
      read(before, m_before, m_failure_before);
    }
    if (m_failure_before) std::rethrow_exception(m_failure_before);
    if (m_failure_after) std::rethrow_exception(m_failure_after);
  }

  const inventory::Inventory& before() const { return *m_before; }
  const inventory::Inventory& after() const { return *m_after; }

 private:
  std::optional<inventory::Inventory> m_before, m_after;
  std::exception_ptr m_failure_before, m_failure_after;
};

}  // namespace

inventory::Inventory read_place(const std::string& place, const PlaceSettings& settings, Reporter& reporter) {
  inventory::Inventory inventory = inventory::read(place, inventory_settings(settings, false), reporter);
  report_warnings(inventory, reporter);
  return inventory;
}

changes::Changes compare_places(const std::string& before, const std::string& after, bool details,
                                const PlaceSettings& settings, Reporter& reporter) {
  const BothPlaces places(before, after, inventory_settings(settings, details), reporter);
  report_warnings(places.before(), reporter);
  report_warnings(places.after(), reporter);
  changes::Options options{.details = details, .jobs = settings.jobs};
  if (product::Session* const session = settings.find_session ? settings.find_session() : nullptr)
    options.commits = [session](const manifest::Entry& was, const manifest::Entry& is) {
      return commit_range(*session, was, is);
    };
  return changes::compare(places.before(), places.after(), options);
}

std::optional<changes::Changes> changes_since_published(const product::Session& session,
                                                        const fs::path& folder) {
  const std::string published = releases::published(session.workspace);
  if (published.empty() || published == folder.filename()) return std::nullopt;
  const inventory::Settings settings{.cache = session.workspace.upstreams(), .jobs = session.threads()};
  try {
    const auto before =
        inventory::read((session.workspace.releases() / published).string(), settings, session.reporter);
    const auto after = inventory::read(folder.string(), settings, session.reporter);
    if (before.manifest.product != after.manifest.product) return std::nullopt;
    return changes::compare(before, after, {.details = false});
  } catch (const Error& error) {
    if (error.code() == ExitCode::interrupted) throw;
    session.reporter.warning(
        fmt::format("not compared with the published release {}: {}", published, error.what()));
    return std::nullopt;
  }
}

changes::Judgement judge_changes(const changes::Changes& changes, const fs::path& file) {
  const config::DiffPolicy policy = config::read_diff_policy(read_file(file), file.string());
  return changes::judge(changes, policy,
                        [](const std::string& license, const std::set<std::string>& allowed) {
                          std::set<std::string> normal;
                          for (const auto& one : allowed) normal.insert(gates::normal_license(one));
                          return gates::refused_licenses(license, normal);
                        });
}

}  // namespace rpmworks::pipeline
