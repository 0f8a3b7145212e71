// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/places.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <map>
#include <optional>

#include "changes/client_commands.hpp"
#include "config/diff_policy.hpp"
#include "config/hostbase.hpp"
#include "core/threads.hpp"
#include "layout/basearch.hpp"
#include "pipeline/abi_changes.hpp"
#include "pipeline/commit_ranges.hpp"
#include "releases/releases.hpp"
#include "upstream/repository.hpp"

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

// The architecture of a system, by its packages.
std::string arch_of(const manifest::Manifest& manifest) {
  std::map<std::string, size_t> counts;
  for (const auto& entry : manifest.packages) ++counts[layout::basearch(entry.nevra.arch)];
  counts.erase(layout::basearch("noarch"));
  const auto most = std::ranges::max_element(counts, {}, [](const auto& one) { return one.second; });
  if (most == counts.end()) return config::machine_arch();
  return most->first == "i386" ? "i686" : most->first;  // such systems install i386 to i686
}

// The repositories of a place, by section; empty if it has none.
std::map<std::string, std::string> repositories_of(const inventory::Inventory& place) {
  using Kind = inventory::Inventory::Kind;
  std::map<std::string, std::string> found;
  const bool is_remote = place.folder.empty();
  const std::string base = is_remote ? place.address : fs::absolute(place.folder).lexically_normal().string();
  if (base.empty()) return found;
  if (place.kind == Kind::repository) found["packages"] = base;
  if (place.kind == Kind::release)
    for (const auto& section : place.manifest.sections) found[section.path] = base + "/" + section.path;
  if (place.kind == Kind::folder && fs::exists(place.folder / "repodata/repomd.xml"))
    found["packages"] = base;
  return found;
}

// What `dnf upgrade` does on a system; nothing if the places are not a system and its repositories.
std::optional<solve::SystemUpgrade> upgrade_between(const inventory::Inventory& system,
                                                    const inventory::Inventory& place,
                                                    const PlaceSettings& settings, Reporter& reporter) {
  if (system.kind != inventory::Inventory::Kind::system) return std::nullopt;
  const auto addresses = repositories_of(place);
  if (addresses.empty()) return std::nullopt;
  solve::ReleaseRepositories repositories{.release = place.manifest.release, .sections = {}};
  for (const auto& [section, address] : addresses) {
    const auto opened =
        upstream::Repository::open({.name = section, .baseurl = address, .mirrorlist = {}}, {},
                                   settings.workspace.upstreams(), reporter, {.sha1 = true, .modules = true});
    repositories.sections.push_back(opened.metadata());
  }
  return solve::upgrade_of_system(system.where, repositories, arch_of(system.manifest));
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

changes::Changes compare_places(const std::string& before, const std::string& after, Comparison comparison,
                                const PlaceSettings& settings, Reporter& reporter) {
  const bool details = comparison.details;
  const BothPlaces places(before, after, inventory_settings(settings, details), reporter);
  report_warnings(places.before(), reporter);
  report_warnings(places.after(), reporter);
  changes::Options options{.details = details, .jobs = settings.jobs};
  if (product::Session* const session = settings.find_session ? settings.find_session() : nullptr)
    options.commits = [session](const manifest::Entry& was, const manifest::Entry& is) {
      return commit_range(*session, was, is);
    };
  changes::Changes changes = changes::compare(places.before(), places.after(), options);
  if (details) changes.commands = changes::client_commands(places.before(), places.after());
  if (details) changes.upgrade = upgrade_between(places.before(), places.after(), settings, reporter);
  if (comparison.abi) {
    // Without a product there is no store.
    std::optional<store::Store> store;
    if (settings.has_product) store = product::store_of(settings.workspace);
    changes.abi = abi_changes(changes, places.before(), places.after(), store ? &*store : nullptr,
                              settings.jobs > 0 ? settings.jobs : thread_limit(), reporter);
  }
  return changes;
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
  return changes::judge(changes, policy);
}

}  // namespace rpmworks::pipeline
