// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "buildroot/open_upstream.hpp"
#include "core/digest.hpp"
#include "core/temporary.hpp"
#include "core/text.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"
#include "solve/metadata/metadata_text.hpp"
#include "solve/metadata/repository_contents.hpp"

namespace rpmworks::pipeline {

namespace {

// The folder releases/, as the keys of places begin.
fs::path releases_folder(const store::Workspace& workspace) {
  return fs::absolute(workspace.releases()).lexically_normal();
}

// With `releases_folder` computed once: there may be a thousand releases.
audit::Place place_of_release(const std::string& name, const fs::path& releases) {
  audit::Place place{.name = name,
                     .key = {},
                     .manifest_file = {},
                     .folder = releases / name,
                     .manifest = nullptr,
                     .manifest_sha256 = {}};
  place.key = place.folder.string();
  place.manifest_file = place.key + "/manifest.json";
  return place;
}

// Whether a text names a release of the workspace; then the folder is not looked at.
bool is_release_name(const std::string& text, const PlaceSettings& settings) {
  return settings.has_product && !text.empty() && text.find('/') == std::string::npos && text != "." &&
         text != ".." && releases::is_release(settings.workspace.releases() / text);
}

audit::Place place_at(const std::string& text, const PlaceSettings& settings, Reporter& reporter) {
  if (is_release_name(text, settings)) return place_of_release(text, releases_folder(settings.workspace));
  std::error_code unknown;
  const fs::path real = fs::canonical(text, unknown);
  if (!unknown && releases::is_release(real)) {
    audit::Place place{.name = text,
                       .key = real.string(),
                       .manifest_file = real / "manifest.json",
                       .folder = real,
                       .manifest = nullptr,
                       .manifest_sha256 = {}};
    return place;
  }
  // Anything else is read now: a URL, a lock, a folder of packages.
  inventory::Inventory inventory = read_place(text, settings, reporter);
  audit::Place place{
      .name = inventory.where,
      .key = unknown ? inventory.where : real.string(),
      .manifest_file = {},
      .folder = inventory.manifest.inventory.empty() || inventory.kind == inventory::Inventory::Kind::folder
                    ? inventory.folder
                    : fs::path(),
      .manifest = nullptr,
      .manifest_sha256 = inventory.manifest_sha256};
  place.manifest = std::make_shared<const manifest::Manifest>(std::move(inventory.manifest));
  return place;
}

void mark_published(std::vector<audit::Place>& places, const PlaceSettings& settings) {
  if (!settings.has_product) return;
  const std::string folder = releases_folder(settings.workspace).string() + "/";
  const std::string current = releases::published(settings.workspace);
  std::set<std::string> ever;
  for (const auto& one : releases::publications(settings.workspace)) ever.insert(one.release);
  for (auto& place : places) {
    if (!place.key.starts_with(folder)) continue;
    const std::string name = place.key.substr(folder.size());
    place.is_published = name == current;
    place.was_published = place.is_published || ever.contains(name);
  }
}

enum class WithoutPlaces { all, published };

std::vector<audit::Place> places_of(const AuditRequest& request, WithoutPlaces without,
                                    const PlaceSettings& settings, Reporter& reporter) {
  std::vector<audit::Place> places;
  for (const auto& text : request.places) places.push_back(place_at(text, settings, reporter));
  if (request.places.empty()) {
    if (!settings.has_product)
      throw Error(ExitCode::usage, "there is no repos.yaml whose releases could be audited")
          .hint("name a release, a folder or a URL before the query, or repos.yaml with -c FILE");
    auto names = releases::releases(settings.workspace);
    if (names.empty())
      throw Error(ExitCode::invalid,
                  fmt::format("there is no release in {}", settings.workspace.releases().string()))
          .hint("name a folder or a URL with a release");
    if (without == WithoutPlaces::published) {
      const std::string current = releases::published(settings.workspace);
      const bool is_there = std::ranges::count(names, current) > 0;
      names = {is_there ? current : names.back()};
      reporter.note(fmt::format("the report is about {}, the {} release; name others to get theirs",
                                names.front(), is_there ? "published" : "newest"));
    }
    const fs::path folder = releases_folder(settings.workspace);
    for (const auto& name : names) places.push_back(place_of_release(name, folder));
  }
  mark_published(places, settings);
  return places;
}

audit::IndexFiles index_files(const PlaceSettings& settings) {
  audit::IndexFiles files{.files = {}, .tmp = temporary_folder()};
  if (settings.has_product) files.files.push_back(settings.workspace.state() / "audit.sqlite");
  // One for each workspace, because an index forgets releases that were removed.
  const std::string name =
      settings.has_product ? sha256(fs::absolute(settings.workspace.root).string()).substr(0, 16) : "places";
  files.files.push_back(settings.workspace.cache / "audit" / (name + ".sqlite"));
  return files;
}

std::vector<audit::Advisory> advisories_of(const AuditRequest& request, const PlaceSettings& settings,
                                           Reporter& reporter) {
  std::vector<audit::Advisory> all;
  for (const auto& path : request.advisories) {
    Activity reading(reporter, "reading", path.string(), 0, Activity::Size::step);
    auto read = audit::read_advisories(path, temporary_folder(), settings.jobs);
    reading.result(counted(read.advisories.size(), "advisory") == "1 advisory"
                       ? "1 advisory"
                       : fmt::format("{} advisories", read.advisories.size()));
    if (read.without_packages > 0)
      reporter.note(fmt::format("{}: {} of {} entries say nothing about RPM packages", path.string(),
                                read.without_packages, read.without_packages + read.advisories.size()));
    std::ranges::move(read.advisories, std::back_inserter(all));
  }
  return all;
}

const config::Config& config_of(const PlaceSettings& settings, const char* option) {
  product::Session* const session = settings.find_session ? settings.find_session() : nullptr;
  if (!session)
    throw Error(ExitCode::usage, fmt::format("{} needs a repos.yaml, whose upstreams it reads", option))
        .hint("name one with -c FILE");
  return session->config;
}

// The upstreams that sections of the release take packages from, opened.
std::vector<upstream::Repository> open_upstreams(const config::Config& config, const PlaceSettings& settings,
                                                 Reporter& reporter) {
  std::set<std::string> names;
  for (const auto& section : config.sections)
    if (!section.upstream.empty()) names.insert(section.upstream);
  if (names.empty())
    throw Error(ExitCode::invalid, "no section of repos.yaml takes packages from an upstream")
        .hint("the packages of this product were all built by it");
  std::vector<upstream::Repository> opened;
  for (const auto& name : names)
    opened.push_back(buildroot::open_upstream(config, config.upstreams.at(name), settings.workspace, reporter,
                                              {.advisories = true}));
  return opened;
}

audit::NewestVersions newest_in(const upstream::Metadata& metadata) {
  audit::NewestVersions newest;
  solve::RepositoryContents(metadata, false).each([&](const rpm::Package& package, const auto&, int) {
    const auto [at, is_new] = newest.try_emplace({package.nevra.name, package.nevra.arch}, package.nevra.evr);
    if (!is_new && at->second < package.nevra.evr) at->second = package.nevra.evr;
  });
  return newest;
}

// Opens the index and gives the places in its order.
template <class T, class Work>
Audited<T> with(const AuditRequest& request, WithoutPlaces without, const audit::Needs& needs,
                const PlaceSettings& settings, Reporter& reporter, const Work& work) {
  const auto places = places_of(request, without, settings, reporter);
  Audited<T> result;
  audit::with_index(index_files(settings), places, needs, settings.jobs, reporter,
                    [&](const audit::Index& index) {
                      result.where.places = index.places();
                      result.answer = work(index);
                    });
  return result;
}

}  // namespace

std::string AuditPlaces::shown(const std::vector<audit::Holder>& holders) const {
  std::vector<std::string> parts;
  const auto mark = [&](const audit::Place& place) {
    return place.name + (place.is_published ? " (published)" : "");
  };
  for (size_t i = 0; i < holders.size();) {
    size_t last = i;
    const auto is_next = [&](size_t next) {
      const size_t before = holders[last].place;
      // A package may be in two sections of one place.
      return holders[next].place == before || holders[next].place == before + 1;
    };
    while (last + 1 < holders.size() && is_next(last + 1)) ++last;
    const size_t count = holders[last].place - holders[i].place + 1;
    const bool has_published = std::ranges::any_of(
        holders.begin() + static_cast<ptrdiff_t>(i), holders.begin() + static_cast<ptrdiff_t>(last) + 1,
        [&](const audit::Holder& one) { return places[one.place].is_published; });
    if (count == 1)
      parts.push_back(mark(places[holders[i].place]));
    else if (count == 2)
      parts.push_back(mark(places[holders[i].place]) + ", " + mark(places[holders[last].place]));
    else
      parts.push_back(fmt::format("{} to {}{}", places[holders[i].place].name,
                                  places[holders[last].place].name,
                                  has_published ? " (with the published)" : ""));
    i = last + 1;
  }
  return join(parts, ", ");
}

Audited<audit::Answer> audit_questions(const AuditRequest& request,
                                       const std::vector<audit::Question>& questions,
                                       const PlaceSettings& settings, Reporter& reporter) {
  audit::Needs needs;
  for (const auto& question : questions) {
    audit::require_valid(question);
    needs.files = needs.files || question.kind == audit::Kind::file;
    needs.advisories = needs.advisories || question.kind == audit::Kind::advisory;
  }
  const auto advisories = advisories_of(request, settings, reporter);
  return with<audit::Answer>(
      request, WithoutPlaces::all, needs, settings, reporter, [&](const audit::Index& index) {
        return audit::answer(index, questions, request.limit, advisories, request.any_vendor);
      });
}

Audited<std::vector<audit::Listed>> audit_without_source(const AuditRequest& request,
                                                         const PlaceSettings& settings, Reporter& reporter) {
  return with<std::vector<audit::Listed>>(
      request, WithoutPlaces::published, {}, settings, reporter,
      [](const audit::Index& index) { return audit::without_source(index); });
}

Audited<std::vector<audit::Listed>> audit_outdated(const AuditRequest& request, const PlaceSettings& settings,
                                                   Reporter& reporter) {
  const auto opened = open_upstreams(config_of(settings, "--outdated"), settings, reporter);
  std::map<std::string, audit::NewestVersions> newest;
  for (const auto& one : opened) newest.emplace(one.metadata().name, newest_in(one.metadata()));
  return with<std::vector<audit::Listed>>(
      request, WithoutPlaces::published, {}, settings, reporter,
      [&](const audit::Index& index) { return audit::outdated(index, newest); });
}

Audited<audit::Vulnerabilities> audit_vulnerable(const AuditRequest& request, bool upstreams,
                                                 const PlaceSettings& settings, Reporter& reporter) {
  auto advisories = advisories_of(request, settings, reporter);
  if (upstreams)
    for (const auto& one : open_upstreams(config_of(settings, "--upstreams"), settings, reporter)) {
      const auto& metadata = one.metadata();
      const std::string xml = solve::metadata_text(metadata, metadata.updateinfo);
      if (xml.empty()) {
        reporter.warning(fmt::format("the upstream {} has no advisories", metadata.name));
        continue;
      }
      auto read = audit::from_updateinfo(
          repodata::read_updateinfo(xml, temporary_folder(), repodata::OtherTimes::unknown), metadata.name);
      for (auto& advisory : read) advisory.upstream = metadata.name;
      std::ranges::move(read, std::back_inserter(advisories));
    }
  return with<audit::Vulnerabilities>(request, WithoutPlaces::published, {.advisories = true}, settings,
                                      reporter, [&](const audit::Index& index) {
                                        return audit::find_vulnerable(index, advisories, request.any_vendor);
                                      });
}

std::vector<audit::AdvisoryFile> exported_advisories(const AuditRequest& request, const std::string& format,
                                                     const PlaceSettings& settings, Reporter& reporter) {
  std::map<std::string, std::string> texts;
  for (const auto& place : places_of(request, WithoutPlaces::published, settings, reporter)) {
    if (place.manifest_file.empty())
      throw Error(ExitCode::invalid, fmt::format("{} is not a release on this machine", place.name))
          .hint("name a release of the workspace, or the folder of a release");
    const manifest::Manifest manifest = releases::read_manifest(place.folder);
    const auto own = audit::own_advisories(place.folder, manifest, temporary_folder());
    if (own.others > 0)
      reporter.note(fmt::format("{}: {} not about security {} left out", place.name,
                                own.others == 1 ? "1 advisory" : fmt::format("{} advisories", own.others),
                                own.others == 1 ? "is" : "are"));
    for (auto& file : format == "osv" ? audit::osv_files(own, manifest) : audit::csaf_files(own, manifest))
      texts[file.name] = std::move(file.text);
  }
  std::vector<audit::AdvisoryFile> files;
  for (auto& [name, text] : texts) files.push_back({.name = name, .text = std::move(text)});
  return files;
}

}  // namespace rpmworks::pipeline
