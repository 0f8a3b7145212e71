// SPDX-License-Identifier: GPL-3.0-or-later
#include "lfs/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "git/credentials.hpp"
#include "upstream/address.hpp"
#include "upstream/lfs_server.hpp"

namespace rpmworks::lfs {

namespace {

constexpr unsigned k_downloads = 4;

fs::path place_in(const fs::path& store, const std::string& oid) {
  return store / "objects" / oid.substr(0, 2) / oid.substr(2, 2) / oid;
}

// The LFS stores that a repository uses: its own and those beside its alternates (gitrepository-layout(5),
// objects/info/alternates).
std::vector<fs::path> stores_of(const git::Repository& repository) {
  const fs::path folder = repository.common_dir();
  std::vector<fs::path> stores = {folder / repository.own_setting("lfs.storage").value_or("lfs")};
  const fs::path alternates = folder / "objects" / "info" / "alternates";
  std::error_code none;
  if (!fs::is_regular_file(alternates, none)) return stores;
  for (const auto& line : split(read_file(alternates), '\n'))
    if (!line.empty() && line.front() != '#')
      stores.push_back((folder / "objects" / line).lexically_normal().parent_path() / "lfs");
  return stores;
}

// The folder that a file URL or a path names; nothing for other addresses.
std::optional<fs::path> folder_of_address(const std::string& address) {
  auto folder = upstream::local_file(address);
  std::error_code none;
  if (folder && !fs::is_directory(*folder, none)) return std::nullopt;
  return folder;
}

// The LFS stores in a folder: those of a repository there, and the folder itself.
std::vector<fs::path> stores_at(const fs::path& folder) {
  std::vector<fs::path> stores;
  std::error_code none;
  for (const auto& git_dir : {folder, folder / ".git", fs::path(folder.string() + ".git")}) {
    if (!fs::is_directory(git_dir / "objects" / "info", none)) continue;
    for (auto& store : stores_of(git::Repository::open(git_dir))) stores.push_back(std::move(store));
    break;
  }
  stores.push_back(folder);
  return stores;
}

bool is_web(const std::string& address) {
  return address.starts_with("http://") || address.starts_with("https://");
}

/// "https://host:port" of a URL, without credentials.
std::string host_of(const std::string& url) {
  const std::string plain = without_credentials(url);
  return plain.substr(0, plain.find('/', plain.find("://") + 3));
}

// A server on the host of the repository gets the credentials in the repository's URL.
std::string with_credentials_of(const std::string& origin, const std::string& server) {
  const std::string plain = without_credentials(origin);
  if (plain == origin || !is_web(origin) || without_credentials(server) != server) return server;
  if (host_of(origin) != host_of(server)) return server;
  const size_t begin = server.find("://") + 3;
  std::string address = server;
  return address.insert(begin, origin.substr(begin, origin.size() - plain.size()));
}

// Whether other files may still be fetched. A full disk or an interrupt ends the whole fetch.
bool is_about_file(const Error& error) {
  return error.code() == ExitCode::upstream || error.code() == ExitCode::trust;
}

std::optional<upstream::LfsServer::Login> login_for(const std::string& url) {
  const auto known = git::credentials_for(url);
  if (!known) return std::nullopt;
  return upstream::LfsServer::Login{known->user, known->password};
}

}  // namespace

bool is_unavailable(const Error& error) {
  return is_about_file(error) || error.code() == ExitCode::invalid;
}

void throw_missing(std::vector<Error> missing) {
  if (missing.empty()) return;
  if (missing.size() == 1) throw std::move(missing.front());
  const auto worst = std::ranges::find(missing, ExitCode::trust, &Error::code);
  const Error& first = worst == missing.end() ? missing.front() : *worst;
  Error all(first.code(),
            fmt::format("{} repositories have git LFS files that are not available", missing.size()));
  for (const auto& error : missing) {
    const auto& trail = error.trail();
    std::move(all).note(trail.empty() ? error.what() : fmt::format("{} ({})", error.what(), trail.front()));
    std::move(all).notes(error.notes());
  }
  throw std::move(all).hint(first.hint());
}

std::string implied_server(const std::string& git_url) {
  std::string url = git_url;
  while (url.ends_with('/')) url.pop_back();
  const size_t scheme_end = url.find("://");
  if (scheme_end == std::string::npos) {
    // host:path as in ssh; a '/' before the colon means a local folder.
    const size_t colon = url.find(':');
    if (colon == std::string::npos || url.find('/') < colon) return {};
    const std::string host = url.substr(0, colon);
    url = "https://" + host.substr(host.rfind('@') + 1) + "/" +
          url.substr(std::min(url.find_first_not_of('/', colon + 1), url.size()));
  } else if (url.starts_with("ssh://") || url.starts_with("git://")) {
    const size_t begin = scheme_end + 3;
    const size_t path = std::min(url.find('/', begin), url.size());
    std::string host = url.substr(begin, path - begin);
    host = host.substr(host.rfind('@') + 1);
    // The port belongs to the other protocol; the colons of an IPv6 address are in brackets.
    if (const size_t port = host.rfind(':'); port != std::string::npos && !host.ends_with(']'))
      host.resize(port);
    url = "https://" + host + url.substr(path);
  } else if (!is_web(url)) {
    return {};
  }
  return url + (url.ends_with(".git") ? "" : ".git") + "/info/lfs";
}

// The files that are still missing, and what was found.
struct Files::Search {
  std::vector<File> missing;                   ///< one for each oid
  std::map<std::string, fs::path>& found;      ///< by oid: why the last place did not have the file
  std::map<std::string, std::string> reasons;  ///< about places that could not be queried at all
  std::vector<std::string> notes;              ///< for the place that could not be queried
  std::string hint;                            ///< of the place that could not be asked
  ExitCode code = ExitCode::invalid;
  std::mutex mutex;

  void drop_found() {
    std::erase_if(missing, [&](const File& file) { return found.contains(file.pointer.oid); });
  }
  void failed(const File& file, const Error& error) {
    const std::lock_guard guard(mutex);
    std::string reason = error.what();
    for (const auto& note : error.notes()) reason += "; " + note;
    reasons[file.pointer.oid] = reason;
    if (code != ExitCode::trust) code = error.code();
  }
};

Files::Files(const git::Repository& repository, git::Commit commit, Remote remote,
             const upstream::FileCache& cache, Reporter& reporter)
    : m_repository(repository),
      m_commit(std::move(commit)),
      m_remote(std::move(remote)),
      m_cache(cache),
      m_reporter(reporter) {}

// The URL that this repository was fetched from, and the URL in its own configuration.
std::vector<std::string> Files::origins() const {
  std::vector<std::string> addresses = {m_remote.url};
  if (auto own = m_repository.own_setting("remote.origin.url")) addresses.push_back(std::move(*own));
  return addresses;
}

std::string Files::server_address() const {
  if (!m_remote.server.empty()) return is_web(m_remote.server) ? m_remote.server : "";
  std::vector<std::string> named;
  if (auto own = m_repository.own_setting("lfs.url")) named.push_back(std::move(*own));
  for (const auto& entry : m_repository.tree(m_commit))
    if (entry.path == ".lfsconfig" && entry.kind == git::TreeEntry::Kind::file)
      if (auto url = with_context(fmt::format("reading .lfsconfig of commit {}", m_commit.id.substr(0, 12)),
                                  [&] { return git::setting_in(m_repository.blob(entry.id), "lfs.url"); }))
        named.push_back(std::move(*url));
  for (const auto& server : named) {
    if (!is_web(server)) continue;
    for (const auto& origin : origins())
      if (std::string address = with_credentials_of(origin, server); address != server) return address;
    return server;
  }
  for (const auto& origin : origins())
    if (std::string server = implied_server(origin); !server.empty()) return server;
  return {};
}

void Files::look_in_stores(Search& search) const {
  const std::vector<fs::path> stores = stores_of(m_repository);
  for (const auto& file : search.missing)
    for (const auto& store : stores) {
      const fs::path place = place_in(store, file.pointer.oid);
      std::error_code none;
      if (!fs::is_regular_file(place, none)) continue;
      if (fs::file_size(place) == file.pointer.size && digest_of_file(place) == file.pointer.oid) {
        search.found[file.pointer.oid] = place;
        break;
      }
      search.reasons[file.pointer.oid] = fmt::format("{} is damaged", place.string());
    }
  search.drop_found();
}

void Files::look_in_origins(Search& search) const {
  std::vector<fs::path> stores;
  for (const auto& address : m_remote.server.empty() ? origins() : std::vector{m_remote.server})
    if (const auto folder = folder_of_address(address))
      for (auto& store : stores_at(*folder)) stores.push_back(std::move(store));
  for (const auto& own : stores_of(m_repository)) std::erase(stores, own);
  for (const auto& file : search.missing)
    for (const auto& store : stores) {
      const fs::path place = place_in(store, file.pointer.oid);
      std::error_code none;
      if (!fs::is_regular_file(place, none)) continue;
      try {
        search.found[file.pointer.oid] = m_cache.fetch({.from = {.url = place.string()},
                                                        .checksum = {.hex = file.pointer.oid},
                                                        .what = file.path + " of git LFS",
                                                        .name = file.pointer.oid,
                                                        .size = file.pointer.size});
        break;
      } catch (const Error& error) {
        if (!is_about_file(error)) throw;
        search.failed(file, error);
      }
    }
  search.drop_found();
}

void Files::fetch_from_server(Search& search) const {
  const std::string address = server_address();
  if (address.empty()) return;
  upstream::LfsServer server(address, login_for);
  m_reporter.detail(fmt::format("requesting {} files from {}", search.missing.size(), server.url()));
  search.notes.push_back("asked: " + server.url());
  std::vector<upstream::LfsObject> objects;
  for (const auto& file : search.missing) objects.push_back({file.pointer.oid, file.pointer.size});
  std::vector<upstream::LfsServer::Offer> offers;
  try {
    offers = server.ask(objects);
  } catch (const Error& error) {
    if (error.code() != ExitCode::upstream) throw;
    search.code = error.code();
    search.notes = error.notes();
    search.notes.insert(search.notes.begin(), error.what());
    search.hint = error.hint();
    return;
  }
  parallel_for(offers.size(), k_downloads, [&](size_t i) {
    const File& file = search.missing[i];
    try {
      if (!offers[i].refusal.empty()) throw Error(ExitCode::upstream, offers[i].refusal);
      const fs::path kept = m_cache.fetch({.from = offers[i].request,
                                           .checksum = {.hex = file.pointer.oid},
                                           .what = file.path + " of git LFS",
                                           .name = file.pointer.oid,
                                           .size = file.pointer.size});
      const std::lock_guard guard(search.mutex);
      search.found[file.pointer.oid] = kept;
    } catch (const Error& error) {
      if (!is_about_file(error)) throw;
      search.failed(file, error);
    }
  });
  search.drop_found();
}

void Files::fetch(const std::vector<File>& files) {
  Search search{.found = m_found};
  std::set<std::string> seen;
  for (const auto& file : files)
    if (file.pointer.size > 0 && !m_found.contains(file.pointer.oid) && seen.insert(file.pointer.oid).second)
      search.missing.push_back(file);
  const auto extended =
      std::find_if(files.begin(), files.end(), [](const File& file) { return file.pointer.extended; });
  if (extended != files.end())
    throw Error(ExitCode::invalid, fmt::format("{} was added through a git LFS extension", extended->path))
        .hint(
            "rpmworks runs no program that a repository's configuration names; commit the file without the "
            "extension");
  if (!search.missing.empty()) look_in_stores(search);
  if (!search.missing.empty()) look_in_origins(search);
  if (!search.missing.empty()) fetch_from_server(search);
  if (search.missing.empty()) return;

  std::vector<std::string> lines;
  for (const auto& file : files) {
    if (file.pointer.size == 0 || m_found.contains(file.pointer.oid)) continue;
    const std::string& reason = search.reasons[file.pointer.oid];
    lines.push_back(fmt::format("{} ({}){}", file.path, human_bytes(file.pointer.size),
                                reason.empty() ? "" : ": " + reason));
  }
  const std::string what =
      lines.size() == 1 ? "a git LFS file is" : fmt::format("{} git LFS files are", lines.size());
  throw Error(search.code, what + " not available")
      .notes(std::move(lines))
      .notes(std::move(search.notes))
      .hint(!search.hint.empty() ? search.hint
                                 : "run `git lfs fetch` in the repository, or set `lfs:` of the package in "
                                   "repos.yaml");
}

void Files::require_unchanged(const Pointer& pointer, const std::string& sha256) const {
  // Other processes may write into a store and replace a file after it was checked.
  if (sha256 == pointer.oid) return;
  throw Error(ExitCode::failed, fmt::format("{} was changed while it was read", content(pointer).string()))
      .hint("run again when no other program writes to it");
}

void Files::copy(const Pointer& pointer, const fs::path& to) const {
  copy_file_contents(content(pointer), to);
  require_unchanged(pointer, digest_of_file(to));
}

std::string Files::read(const Pointer& pointer) const {
  std::string bytes = read_file(content(pointer));
  require_unchanged(pointer, sha256(bytes));
  return bytes;
}

void Files::fetch_announced(const std::vector<git::Repository::Archived>& files) {
  std::vector<File> pointers;
  for (const auto& file : files)
    if (const auto pointer = parse_pointer(file.content)) pointers.push_back({file.entry.path, *pointer});
  fetch(pointers);
}

}  // namespace rpmworks::lfs
