// SPDX-License-Identifier: GPL-3.0-or-later
#include "publishing/upload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/listing.hpp"
#include "core/secrets.hpp"
#include "core/text.hpp"
#include "layout/client_repos.hpp"
#include "manifest/manifest.hpp"
#include "publishing/destination.hpp"
#include "publishing/read_back.hpp"
#include "publishing/release_folder.hpp"
#include "releases/mirror_lists.hpp"
#include "releases/publication.hpp"
#include "releases/releases.hpp"
#include "releases/releases_page.hpp"
#include "upstream/address.hpp"

namespace rpmworks::publishing {

namespace {

// The order in which the files of a release are copied. Clients read a release's metadata only after a mirror
// list names it; its manifest comes last, because a folder with a manifest counts as a release.
enum Phase { packages, metadata, texts, manifests, k_phases };

Phase phase_of(const std::string& file) {
  const std::string name = fs::path(file).filename();
  if (file == "manifest.json" || file == "manifest.json.asc") return manifests;
  if (name.ends_with(".rpm")) return packages;
  if (file.find("/repodata/") != std::string::npos && !name.starts_with("repomd.xml")) return metadata;
  return texts;
}

/// The published state of a workspace.
class UploadFiles {
 public:
  explicit UploadFiles(const product::Session& session)
      : m_workspace(session.workspace),
        m_releases(session.workspace.releases()),
        m_current(releases::published(session.workspace)) {
    for (const auto& [section, names] : releases::mirror_lists_in(m_releases)) {
      m_sections.push_back(section);
      for (const auto& name : names)
        if (std::ranges::count(m_names, name) == 0) m_names.push_back(name);
    }
    const auto facts = releases::facts_of(m_current, session.workspace);
    m_keys = facts.keys;
    m_repos = facts.repo_files;
    // Keys and .repo files of earlier releases that are still listed.
    for (const auto& name : m_names) add_keys(releases::facts_of(name, session.workspace).keys);
  }

  const std::vector<std::string>& names() const { return m_names; }

  size_t copy_release(const std::string& release, Destination& to) const {
    std::array<std::vector<std::string>, k_phases> phases;
    const fs::path folder = m_releases / release;
    for (const auto& entry : entries_below(folder)) {
      if (entry.is_directory()) continue;
      const std::string file = entry.path().lexically_relative(folder).string();
      phases.at(phase_of(file)).push_back(file);
    }
    size_t count = 0;
    for (auto& files : phases) {
      std::ranges::sort(files);
      count += files.size();
      to.put({.from = folder, .files = files, .to = release});
    }
    return count;
  }

  size_t copy_top(Destination& to) const {
    to.put({.from = m_releases, .files = m_keys, .is_immutable = false});
    const std::string lists = releases::folder_of_mirror_lists(m_releases);
    // Where there are no links, the lists are replaced one by one: each is a file of its own for clients.
    to.put({.from = m_releases / lists,
            .files = m_sections,
            .to = to.has_links() ? lists : layout::k_mirror_lists,
            .is_immutable = false});
    if (to.has_links()) to.put_link(m_releases, layout::k_mirror_lists);
    to.put({.from = m_releases, .files = m_repos, .is_immutable = false});
    if (to.has_links()) to.put_link(m_releases, releases::k_current);
    put_page(to);
    return m_keys.size() + m_sections.size() + m_repos.size() + 1;
  }

  PublicView view(const std::string& address) const {
    PublicView view{.address = address, .texts = {}, .changing = {}, .files = {}};
    const auto expect = [&](const std::string& file) { view.texts[file] = read_file(m_releases / file); };
    const auto expect_now = [&](const std::string& file) {
      view.changing[file] = read_file(m_releases / file);
    };
    for (const auto& file : m_keys) expect_now(file);
    for (const auto& file : m_repos) expect_now(file);
    for (const auto& section : m_sections) expect_now(std::string(layout::k_mirror_lists) + "/" + section);
    expect(m_current + "/manifest.json");
    expect(m_current + "/manifest.json.asc");
    const manifest::Manifest manifest = manifest_of(m_releases / m_current);
    for (const auto& section : manifest.sections)
      for (const char* file : {"/repodata/repomd.xml", "/repodata/repomd.xml.asc"})
        expect(fmt::format("{}/{}{}", m_current, section.path, file));
    for (const auto& entry : manifest.packages)
      view.files.push_back(
          {.path = fmt::format("{}/{}", m_current, entry.file), .size = entry.size, .sha256 = entry.sha256});
    return view;
  }

 private:
  // The page of the releases that are there: the one in releases/ may name more.
  void put_page(Destination& to) const {
    auto names = releases::releases(m_workspace);
    std::erase_if(names, [&](const std::string& name) { return std::ranges::count(m_names, name) == 0; });
    const TempDir folder(m_workspace.tmp(), "page-");
    write_new_file(folder.path() / releases::k_releases_page, releases::releases_page_of(names, m_workspace));
    to.put({.from = folder.path(), .files = {releases::k_releases_page}, .is_immutable = false});
  }

  void add_keys(const std::vector<std::string>& keys) {
    for (const auto& key : keys)
      if (std::ranges::count(m_keys, key) == 0 && is_there(m_releases / key)) m_keys.push_back(key);
  }

  const store::Workspace& m_workspace;
  fs::path m_releases;
  std::string m_current;
  std::vector<std::string> m_names;     ///< of releases
  std::vector<std::string> m_sections;  ///< with a mirror list
  std::vector<std::string> m_keys;
  std::vector<std::string> m_repos;
};

// The public address; empty if there is none that can be read.
std::string public_address(const product::Session& session, const UploadRequest& request) {
  std::string address = request.public_url.empty() ? session.config.baseurl : request.public_url;
  while (address.ends_with('/')) address.pop_back();
  if (!request.public_url.empty() && address.find_first_of(" \t\r\n?#") != std::string::npos)
    throw Error(ExitCode::usage,
                fmt::format("'{}' cannot be the address of the releases: it has a blank, '?' "
                            "or '#'",
                            redacted(request.public_url)))
        .hint("write the address of a folder, with %20 for a blank");
  if (address.starts_with("http://") || address.starts_with("https://")) return address;
  if (!request.public_url.empty())
    throw Error(ExitCode::usage,
                fmt::format("'{}' is not an address on a web server", redacted(request.public_url)))
        .hint("write the http:// or https:// address at which clients find the destination");
  return "";
}

// A copy inside of the workspace would damage a release, or count as one.
void require_outside(const fs::path& folder, const store::Workspace& workspace) {
  std::error_code unreadable;
  if (fs::is_symlink(folder) && !fs::exists(folder, unreadable))
    throw Error(ExitCode::usage, fmt::format("the destination {} is a link to {}, which does not exist",
                                             folder.string(), fs::read_symlink(folder).string()))
        .hint("make that folder, or name another one");
  if (fs::exists(folder, unreadable) && !fs::is_directory(folder, unreadable))
    throw Error(ExitCode::usage, fmt::format("the destination {} is not a folder", folder.string()))
        .hint("name a folder, or one that does not exist yet");
  const fs::path real = fs::weakly_canonical(folder);
  for (const fs::path& own : {workspace.releases(), workspace.state()}) {
    const fs::path inside = real.lexically_relative(fs::weakly_canonical(own));
    if (!inside.empty() && *inside.begin() != "..")
      throw Error(ExitCode::usage, fmt::format("the destination {} is in {}, which only rpmworks writes",
                                               folder.string(), own.string()))
          .hint("name a folder elsewhere; a web server may also serve releases/ itself");
  }
}

}  // namespace

void require_destination(const product::Session& session, const UploadRequest& request) {
  (void)destination(request.to, session.workspace.tmp());
  if (const auto folder = upstream::local_file(request.to)) require_outside(*folder, session.workspace);
  (void)public_address(session, request);
}

Uploaded upload(product::Session& session, const UploadRequest& request) {
  const product::SessionScope scope(session);
  require_destination(session, request);
  const auto to = destination(request.to, session.workspace.tmp());
  const std::string address = public_address(session, request);
  Uploaded uploaded{.to = to->name(), .releases = {}, .read_back = address};
  const UploadFiles published(session);
  uploaded.releases = published.names();
  // The release that was published last becomes visible last.
  for (auto name = published.names().rbegin(); name != published.names().rend(); ++name) {
    Activity copying(session.reporter, "copying", fmt::format("{} to {}", *name, to->name()));
    uploaded.files += published.copy_release(*name, *to);
  }
  uploaded.files += published.copy_top(*to);
  if (!to->has_links())
    session.reporter.note(fmt::format("{} has no symbolic links, so there is no `current`", to->name()));
  if (address.empty())
    session.reporter.warning(
        "not read back, because `release.baseurl` is not on a web server: pass the address of clients with "
        "--public-url");
  else
    read_back(session, published.view(address), request.verify);
  return uploaded;
}

}  // namespace rpmworks::publishing
