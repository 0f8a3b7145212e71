// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "command.hpp"
#include "context.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "manifest/manifest.hpp"
#include "output.hpp"
#include "pipeline/status.hpp"

namespace rpmworks::cli {

namespace {

Json time_json(const std::optional<int64_t>& time) {
  return time ? Json(manifest::iso_time(*time)) : Json();
}

Json release_json(const pipeline::ReleaseStatus& one) {
  Json json = {{"release", one.release},
               {"published", one.is_published},
               {"published_since", time_json(one.published_since)},
               {"published_until", time_json(one.published_until)},
               {"needed", one.needed.empty() ? Json() : Json(one.needed)},
               {"bytes_on_disk", one.usage.total},
               {"bytes_of_its_own", one.usage.own},
               {"bytes_linked_elsewhere", one.usage.linked}};
  if (!one.fault.empty()) {
    json["fault"] = one.fault;
    return json;
  }
  json["created"] = one.facts.created;
  json["packages"] = one.facts.packages;
  json["bytes_of_packages"] = one.facts.bytes;
  return json;
}

Json status_json(const pipeline::Status& status) {
  Json json = {{"product", status.product},
               {"folder", status.releases_folder.string()},
               {"published", status.published.empty() ? Json() : Json(status.published)},
               {"interrupted", status.unfinished.empty() ? Json() : Json(status.unfinished)},
               {"releases", Json::array()},
               {"bytes_on_disk", status.bytes},
               {"mirror_lists", Json::object()},
               {"stale", status.stale},
               {"temporary", status.temporary},
               {"results", Json::object()},
               {"lock", status.has_lock},
               {"lock_current", status.lock.is_current ? Json(*status.lock.is_current) : Json()},
               {"lock_reason", status.lock.reason.empty() ? Json() : Json(status.lock.reason)},
               {"lock_of", status.lock_of.empty() ? Json() : Json(status.lock_of)},
               {"configuration_changed", status.is_configuration_new}};
  for (const auto& one : status.releases) json["releases"].push_back(release_json(one));
  for (const auto& [section, releases] : status.mirror_lists) json["mirror_lists"].add(section, releases);
  for (const auto& [target, count] : status.results) json["results"].add(target, count);
  return json;
}

std::string state_of(const pipeline::ReleaseStatus& one) {
  if (!one.fault.empty()) return "damaged: " + one.fault;
  if (one.is_published)
    return one.published_since ? "published since " + manifest::iso_time(*one.published_since) : "published";
  if (!one.published_until) return "never published";
  const std::string until = "published until " + manifest::iso_time(*one.published_until);
  return one.needed.empty() ? until : fmt::format("{}; {}", until, one.needed);
}

std::string state_of(const locking::LockState& lock) {
  if (!lock.is_current) return fmt::format("whether it is up to date is not known, because {}", lock.reason);
  return *lock.is_current ? "up to date"
                          : fmt::format("not up to date, because {} (rpmworks lock)", lock.reason);
}

void print_inputs(const pipeline::Status& status) {
  for (const auto& [target, count] : status.results)
    print(fmt::format("builds for {}: {}\n", target, counted(count, "result")));
  if (status.has_lock)
    print(fmt::format("repos.lock: {}; {}\n", state_of(status.lock),
                      status.lock_of.empty() ? "no release was made with it"
                                             : fmt::format("as in the release {}", status.lock_of)));
  if (status.is_configuration_new)
    print(fmt::format("repos.yaml has changed since the release {} was made\n", status.published));
}

void print_publication(const pipeline::Status& status) {
  for (const auto& [section, releases] : status.mirror_lists)
    print(fmt::format("mirrorlist/{}: {}\n", section, join(releases, ", ")));
  if (!status.unfinished.empty())
    print(
        fmt::format("the publication of {0} was interrupted: finish it (rpmworks publish {0}), or go back to "
                    "{1} (rpmworks rollback)\n",
                    status.unfinished, status.published.empty() ? "none" : status.published));
  else if (!status.stale.empty())
    print(fmt::format("missing or out of date: {} (repair: rpmworks publish {})\n", join(status.stale, ", "),
                      status.published));
  for (const auto& name : status.temporary)
    print(fmt::format("{}: of a run in progress, or left by a run that was killed; the next run removes it\n",
                      name));
}

ExitCode run_status(Context& context) {
  context.require_config();
  const pipeline::Status status = pipeline::status(context.session());
  if (context.json()) {
    print_json(status_json(status));
    return ExitCode::done;
  }
  if (status.releases.empty()) {
    print(fmt::format("no release in {}\n", status.releases_folder.string()));
  } else {
    Table table({"release", "packages", "on disk", "of its own", "state"});
    table.right(1).right(2).right(3);
    for (const auto& one : status.releases)
      table.add({one.release, one.fault.empty() ? std::to_string(one.facts.packages) : "",
                 human_bytes(one.usage.total), human_bytes(one.usage.own), state_of(one)});
    print(table.str());
    print(fmt::format("{}, {} on disk\n", counted(status.releases.size(), "release"),
                      human_bytes(status.bytes)));
  }
  print_publication(status);
  print_inputs(status);
  return ExitCode::done;
}

}  // namespace

Action declare_status(OptionSet&) {
  return [](Context& context) { return run_status(context); };
}

}  // namespace rpmworks::cli
