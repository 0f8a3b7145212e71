// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/publication.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <list>
#include <set>

#include "clients/profile.hpp"
#include "core/error.hpp"
#include "core/error_line.hpp"
#include "core/listing.hpp"
#include "core/text.hpp"
#include "layout/client_repos.hpp"
#include "layout/repo_file.hpp"
#include "releases/clocks.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"
#include "releases/releases_page.hpp"

namespace rpmworks::releases {

namespace {

bool has_old_clients(const std::string& path, const ReleaseFacts& facts) {
  return std::ranges::any_of(facts.sections, [&](const SectionFacts& section) {
    const auto* const profile = clients::find_profile(section.client);
    return profile && profile->keeps_newer_metadata && layout::is_folder_of(section.path, path);
  });
}

clients::Client client_of(const std::vector<layout::ClientRepo>& repos, const ReleaseFacts& facts) {
  for (const auto& section : facts.sections)
    for (const auto& repo : repos)
      if (const auto* const profile = clients::find_profile(section.client);
          profile && layout::is_folder_of(section.path, repo.path))
        return profile->client;
  return clients::Client::modern;
}

// The mirror lists of a delta would lead clients to some of the packages only.
void require_whole_release(const ReleaseFacts& facts) {
  if (facts.delta_from.empty()) return;
  throw Error(
      ExitCode::invalid,
      fmt::format("the release {0} cannot be published: it holds only packages that the release {1} lacks",
                  facts.release, facts.delta_from))
      .hint(fmt::format(
          "clients of such a chain use the file {0}/{1}; to publish the whole release, compose it "
          "under another name without --delta-from",
          facts.release, facts.repo_files.empty() ? "PRODUCT.repo" : facts.repo_files.front()));
}

bool has_text(const fs::path& file, const std::string& text) {
  std::error_code none;
  return fs::is_regular_file(fs::symlink_status(file, none)) && read_file(file) == text;
}

// yum of el6 and el7 ignores metadata that is older than what it has.
void require_newest_metadata(const std::string& release, const store::Workspace& workspace,
                             Reporter& reporter) {
  auto older = older_metadata(release, workspace, reporter);
  if (older.empty()) return;
  if (!was_published(release, workspace))
    throw Error(ExitCode::gate, fmt::format("the release {} was composed before another release was "
                                            "published, and its metadata is older, so yum would ignore it",
                                            release))
        .notes(std::move(older))
        .hint(fmt::format("compose it again with --replace: `rpmworks compose --replace {}`", release));
  for (const auto& line : older)
    reporter.warning(fmt::format(
        "{}: yum keeps its newer metadata until `yum clean metadata` is run on each client", line));
}

void require_release(const std::string& release, const store::Workspace& workspace) {
  const auto names = releases(workspace);
  if (std::ranges::count(names, release) > 0) return;
  const auto meant = did_you_mean(release, names);
  throw Error(ExitCode::invalid,
              fmt::format("there is no release '{}' in {}", release, workspace.releases().string()))
      .hint(meant           ? fmt::format("{} Known releases: {}", *meant, join(names, ", "))
            : names.empty() ? "there is no release yet: make one with `rpmworks release NAME`"
                            : fmt::format("known releases: {}", join(names, ", ")));
}

}  // namespace

Publishing publishing_of(const config::Config& config) {
  layout::ClientAddress address = layout::client_address(config);
  return {.address = std::move(address.url),
          .remarks = std::move(address.remarks),
          .metadata_expire = config.metadata_expire,
          .now = std::time(nullptr)};
}

PublicationPlan::PublicationPlan(const std::string& release, const store::Workspace& workspace,
                                 const Publishing& publishing, Reporter& reporter,
                                 const std::vector<std::string>& removed)
    : m_release(release),
      m_workspace(workspace),
      m_reporter(reporter),
      m_before(published(workspace)),
      m_record(publications(workspace)) {
  require_release(release, workspace);
  require_publishable(workspace);
  if (m_before != release) require_newest_metadata(release, workspace, reporter);
  for (const auto& warning : future_publications(m_record, publishing.now)) reporter.warning(warning);
  // A run that was killed after it wrote the record did not publish the release then, but now.
  m_is_recorded = m_before == release && !m_record.empty() && m_record.back().since;
  if (!m_is_recorded) {
    if (unfinished_publication(workspace) == release && m_record.back().release == m_before)
      m_record.pop_back();
    if (!m_record.empty() && m_record.back().release == release) m_record.pop_back();
    m_record.push_back({.release = release, .since = publishing.now, .expire = publishing.metadata_expire});
  }
  const ReleaseFacts facts = facts_of(release, workspace);
  require_whole_release(facts);
  report_unknown_keys(facts);
  read_texts(facts, publishing);
  plan_lists(facts, publishing, removed);
  report_leftovers(facts);
}

// Clients have the keys that their .repo file names. After a rollback over a change of the signing key, those
// that got the file from the later release lack the key of the earlier one.
void PublicationPlan::report_unknown_keys(const ReleaseFacts& facts) const {
  if (m_before.empty() || m_before == m_release || !is_release(m_workspace.releases() / m_before)) return;
  std::vector<std::string> unknown = facts.keys;
  ReleaseFacts before;
  try {
    before = facts_of(m_before, m_workspace);
  } catch (const Error& error) {
    m_reporter.warning(
        fmt::format("whether clients have the keys of the release {} is not known, because the release {} "
                    "cannot be read: {}",
                    m_release, m_before, in_one_line(error)));
    return;
  }
  std::erase_if(unknown, [&](const std::string& key) { return std::ranges::count(before.keys, key) > 0; });
  if (unknown.empty()) return;
  const manifest::Manifest manifest = read_manifest(m_workspace.releases() / m_release);
  std::set<std::string> signing;
  for (const auto& section : manifest.sections) {
    signing.insert(section.signer);
    for (const auto& signer : section.package_signers()) signing.insert(signer);
  }
  std::erase_if(unknown, [&](const std::string& file) {
    const auto key = std::ranges::find(manifest.keys, file, &manifest::KeyInfo::file);
    return key == manifest.keys.end() || !signing.contains(key->fingerprint);
  });
  if (!unknown.empty())
    m_reporter.warning(fmt::format(
        "clients whose .repo file is that of the release {} do not have the key {}, which signs the "
        "release {}: they refuse it until they get the .repo file again",
        m_before, join(unknown, ", "), m_release));
}

void PublicationPlan::read_texts(const ReleaseFacts& facts, const Publishing& publishing) {
  const fs::path folder = m_workspace.releases() / m_release;
  for (const auto& key : facts.keys) m_keys[key] = read_file(folder / key);
  for (const auto& repo : facts.repo_files) m_repos[repo] = following(repo, facts, publishing);
}

// The file for clients that follow the published release, made from the file for clients that stay with this
// release. The address is that of repos.yaml today: the releases may have moved since this one was composed.
std::string PublicationPlan::following(const std::string& file, const ReleaseFacts& facts,
                                       const Publishing& publishing) const {
  const fs::path pinned = m_workspace.releases() / m_release / file;
  const std::string what = file.substr(0, file.rfind('.'));
  const std::string text = read_file(pinned);
  const auto repos = layout::read_client_repos(text, pinned.string());
  return fmt::format(
             "# {}: put this file into {}\n# It follows the published release. To stay with "
             "one release, use the file in its folder: {}/{}/{}\n{}{}",
             what, layout::repo_folders(client_of(repos, facts)), publishing.address, m_release, file,
             layout::modules_remark_in(text), publishing.remarks) +
         layout::following_stanzas(repos, {.address = publishing.address,
                                           .keys_at = publishing.address,
                                           .expire = publishing.metadata_expire,
                                           .has_old_clients = [&](const layout::ClientRepo& repo) {
                                             return has_old_clients(repo.path, facts);
                                           }});
}

void PublicationPlan::plan_lists(const ReleaseFacts& facts, const Publishing& publishing,
                                 const std::vector<std::string>& removed) {
  std::list<ReleaseFacts> all = {facts};
  const auto find = [&](const std::string& name) -> const ReleaseFacts* {
    if (const auto found = std::ranges::find(all, name, &ReleaseFacts::release); found != all.end())
      return &*found;
    try {
      return &all.emplace_back(facts_of(name, m_workspace));
    } catch (const Error& error) {
      m_reporter.warning(fmt::format("the mirror lists do not name the release {}: {}", name, error.what()));
      return nullptr;
    }
  };
  // Releases that were removed are in the record, but cannot be listed.
  auto existing = releases(m_workspace);
  std::erase_if(existing, [&](const std::string& name) { return std::ranges::count(removed, name) > 0; });
  auto last = last_published(m_record, publishing.now);
  std::erase_if(last,
                [&](const LastPublished& one) { return std::ranges::count(existing, one.release) == 0; });
  std::vector<const ReleaseFacts*> listed;
  std::vector<const ReleaseFacts*> others;
  for (const auto& name : listed_releases(last, publishing.metadata_expire, publishing.now))
    if (const auto* const one = find(name)) {
      listed.push_back(one);
      m_listed.push_back(name);
    }
  for (const auto& one : last)
    if (std::ranges::count(m_listed, one.release) == 0)
      if (const auto* const other = find(one.release)) others.push_back(other);
  m_lists = MirrorLists(listed, others, publishing.address);
}

// What clients of other releases get.
void PublicationPlan::report_leftovers(const ReleaseFacts& facts) const {
  std::map<std::string, std::vector<std::string>> sections;  // by release
  for (const auto& [section, release] : m_lists.kept()) sections[release].push_back(section);
  for (const auto& [release, paths] : sections)
    m_reporter.note(
        fmt::format("{} has no {}: clients with an earlier .repo file get {} of {}, as long as that release "
                    "exists",
                    m_release, join(paths, ", "), paths.size() == 1 ? "it" : "them", release));
  for (const auto& section : m_lists.in_the_way())
    m_reporter.warning(fmt::format(
        "no mirror list for {} of an earlier release: the path of another section needs a folder of that "
        "name, so clients with an earlier .repo file get an error for it",
        section));
  for (const auto& entry : entries_in(m_workspace.releases())) {
    const std::string name = entry.path().filename();
    if (name.starts_with(facts.product) && name.ends_with(".repo") && !name.starts_with('.') &&
        !m_repos.contains(name))
      m_reporter.warning(
          fmt::format("{} stays as it is, for clients of an earlier release: {} has no such file",
                      entry.path().string(), m_release));
  }
}

std::vector<std::string> PublicationPlan::changes() const {
  const fs::path& releases = m_workspace.releases();
  std::vector<std::string> changes;
  for (const auto& [name, text] : m_keys)
    if (!has_text(releases / name, text)) changes.push_back(name);
  if (!m_lists.are_in(releases)) changes.emplace_back(layout::k_mirror_lists);
  for (const auto& [name, text] : m_repos)
    if (!has_text(releases / name, text)) changes.push_back(name);
  if (m_before != m_release) changes.emplace_back(k_current);
  return changes;
}

// In this order: an earlier .repo file needs only what stays; the new one needs the new keys and lists. A
// record without a publication would let `compose --replace` replace a release that clients have; a record
// of a publication that was not completed does no harm.
void PublicationPlan::publish() const {
  if (!m_is_recorded) write_publications(m_record, m_workspace);
  HiddenFolders folders(m_workspace);
  // A web server may be reading a list of the folder that is replaced, so it stays until the next
  // publication.
  std::vector<std::string> needed = {folder_of_mirror_lists(m_workspace.releases())};
  const bool has_changes = !changes().empty();
  if (has_changes) write_changes(folders);
  if (has_changes || !is_there(m_workspace.releases() / k_releases_page))
    write_releases_page(m_workspace, m_reporter);
  needed.push_back(folder_of_mirror_lists(m_workspace.releases()));
  folders.keep_only(needed);
}

void PublicationPlan::write_changes(HiddenFolders& folders) const {
  const fs::path& releases = m_workspace.releases();
  const TopFiles top(folders, m_workspace);
  for (const auto& [name, text] : m_keys)
    if (!has_text(releases / name, text)) top.put(name, text);
  if (!m_lists.are_in(releases)) m_lists.install(folders, top);
  for (const auto& [name, text] : m_repos)
    if (!has_text(releases / name, text)) top.put(name, text);
  if (m_before != m_release) top.link(k_current, m_release);
}

}  // namespace rpmworks::releases
