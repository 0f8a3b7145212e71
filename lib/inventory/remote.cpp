// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <map>

#include "core/error.hpp"
#include "core/secrets.hpp"
#include "core/text.hpp"
#include "inventory/entries.hpp"
#include "inventory/places.hpp"
#include "inventory/remote_release.hpp"
#include "solve/metadata/repository_contents.hpp"
#include "upstream/http.hpp"

namespace rpmworks::inventory {

namespace {

constexpr long k_not_found = 404;
constexpr long k_gone = 410;
constexpr std::string_view k_manifest_name = "manifest.json";

std::string shown_url(const std::string& url) {
  return redacted(without_credentials(url));
}

// The text at a URL; nothing if the server does not have it.
std::optional<std::string> fetched(const std::string& url) {
  const TempDir folder(fs::temp_directory_path(), "inventory-");
  const fs::path file = folder.path() / k_manifest_name;
  const auto outcome = upstream::Http().download({.url = url, .headers = {}, .user = {}, .password = {}},
                                                 file, k_largest_text);
  if (outcome.is_whole()) return read_file(file);
  if (outcome.status == k_not_found || outcome.status == k_gone) return std::nullopt;
  throw Error(ExitCode::upstream, fmt::format("cannot download {}", shown_url(url)))
      .note(redacted(outcome.reason))
      .hint("check the URL, and that this machine can reach the server");
}

// Metadata has digests of package files, but not those of headers.
Inventory of_repository(const std::string& url, const Settings& settings, Reporter& reporter) {
  const auto opened = upstream::Repository::open({.name = "repository", .baseurl = url, .mirrorlist = {}}, {},
                                                 settings.cache, reporter, {.sha1 = true});
  Inventory inventory{.kind = Inventory::Kind::repository, .where = shown_url(url)};
  inventory.address = url;
  inventory.manifest.inventory = "repository";
  inventory.manifest.tool = settings.tool;
  const bool filelists = settings.wants_details && !opened.metadata().filelists.empty();
  const auto contents = std::make_shared<const solve::RepositoryContents>(opened.metadata(), filelists);
  auto numbers = std::make_shared<std::map<std::string, int>>();
  contents->each([&](const rpm::Package& package, const upstream::Location& location, int number) {
    upstream::require_inside(inventory.where, location.href);
    manifest::Entry entry = entry_of(package);
    entry.section = k_packages;
    entry.file = location.href;
    entry.size = location.size;
    entry.sha256 = location.sha256;
    entry.origin = manifest::FromUpstream{.upstream = {}, .url = inventory.where + "/" + location.href};
    numbers->emplace(entry.file, number);
    inventory.manifest.packages.push_back(std::move(entry));
  });
  if (opened.metadata().primary_checksum.algorithm == DigestAlgorithm::sha1)
    inventory.warnings.push_back(
        fmt::format("the metadata of {} has only SHA-1 checksums: packages of one version cannot be compared",
                    inventory.where));
  complete(inventory.manifest);
  inventory.details = [contents, numbers, filelists](const manifest::Entry& entry) {
    return Details{
        .contents = std::make_shared<const rpm::Contents>(contents->contents_of(numbers->at(entry.file))),
        .has_file_names = filelists,
        .has_file_facts = false,
        .has_scriptlets = false};
  };
  return inventory;
}

Error no_place(const std::string& url, const std::vector<std::string>& tried) {
  return Error(ExitCode::upstream,
               fmt::format("{} is neither a release nor a package repository", shown_url(url)))
      .notes(tried)
      .hint("give the URL of a folder that has manifest.json or repodata/repomd.xml");
}

}  // namespace

Inventory of_url(const std::string& given, const Settings& settings, Reporter& reporter) {
  std::string url = given;
  while (url.ends_with('/')) url.pop_back();
  const bool is_manifest = url.ends_with(".json");
  const std::string address = is_manifest ? url : fmt::format("{}/{}", url, k_manifest_name);
  if (const auto text = fetched(address)) {
    Inventory inventory = of_manifest(*text, shown_url(address), {});
    inventory.where = shown_url(url);
    if (!is_manifest && inventory.manifest.inventory.empty()) {
      inventory.kind = Inventory::Kind::release;
      inventory.address = url;
      const auto release = std::make_shared<RemoteRelease>(url, inventory.where, settings.cache);
      inventory.details = [release](const manifest::Entry& entry) { return release->details_of(entry); };
      inventory.relations = [release](const manifest::Entry& entry) { return release->relations_of(entry); };
    }
    inventory.warnings.push_back(fmt::format("the signature of {} was not verified", shown_url(address)));
    return inventory;
  }
  const std::string not_there = fmt::format("the server does not have {}", shown_url(address));
  if (is_manifest) throw no_place(url, {not_there});
  try {
    return of_repository(url, settings, reporter);
  } catch (const Error& error) {
    if (error.code() != ExitCode::upstream) throw;
    std::vector<std::string> tried{not_there, error.what()};
    tried.insert(tried.end(), error.notes().begin(), error.notes().end());
    throw no_place(url, tried);
  }
}

}  // namespace rpmworks::inventory
