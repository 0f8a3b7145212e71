// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/repository.hpp"

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/lock.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "store/private_folder.hpp"
#include "upstream/address.hpp"
#include "upstream/download.hpp"
#include "upstream/repomd.hpp"

namespace rpmworks::upstream {

namespace {

std::string without_slash(std::string url) {
  while (url.size() > 1 && url.ends_with('/')) url.pop_back();
  return url;
}

std::string as_file_name(const std::string& text) {
  std::string name;
  for (const char letter : text) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
    name += plain ? letter : '_';
  }
  return name;
}

bool file_matches(const fs::path& file, const Checksum& checksum) {
  std::error_code none;
  return fs::is_regular_file(file, none) && digest_of_file(file, checksum.algorithm) == checksum.hex;
}

// The local name of a metadata file. Keeps the end of the name, which determines how it is read.
std::string kept_name(const std::string& kind, const std::string& href) {
  const fs::path end = fs::path(href).extension();
  return kind + (end == ".xml" ? ".xml" : ".xml" + end.string());
}

void make_read_only(const fs::path& file) {
  std::error_code failure;
  fs::permissions(file, fs::perms(0444), failure);
}

}  // namespace

bool Checksum::matches(std::string_view bytes) const {
  return hex.empty() || Digest(algorithm).update(bytes).hex() == hex;
}

struct Repository::State {
  rpm::Keyring trust;
  fs::path cache;
  Metadata metadata;
  std::vector<fs::path>
      folders;  ///< of a local repository: base folders of hrefs; the first that has the file is used
  std::unique_ptr<Downloader> downloader;  ///< of a remote repository
  std::mutex downloading;

  void open_local(const fs::path& folder);
  void open_remote(const Address& address, Reporter& reporter);
  bool use_kept(const fs::path& folder);

  fs::path package_folder() const { return cache / "packages"; }
  fs::path place_of(const Location& package) const;
  fs::path source_of(const Location& package) const;
  void download(const std::vector<Location>& packages, const std::vector<fs::path>& places, unsigned jobs,
                Reporter& reporter);
  Error disagreement(const Location& package, const fs::path& file, const std::string& what) const;
  std::optional<Error> take(const Location& package, const fs::path& place) const;
  std::optional<Error> judge(const Location& package, const fs::path& place) const;
};

void Repository::State::open_local(const fs::path& folder) {
  const fs::path repodata = folder / "repodata";
  std::error_code failure;
  const fs::path real = fs::canonical(repodata, failure);
  const fs::path repomd = real / "repomd.xml";
  if (failure || !fs::exists(repomd, failure)) {
    throw Error(ExitCode::upstream, fmt::format("no repository {} at {}", metadata.name, metadata.baseurl))
        .note(fmt::format("no such file: {}", (repodata / "repomd.xml").string()))
        .hint("check the URL in `upstreams`; createrepo_c makes a repository from a folder of packages");
  }
  // If somebody replaces the link meanwhile, the folder that was opened is still used.
  if (real.filename() == "repodata") folders.push_back(real.parent_path());
  folders.push_back(folder);
  metadata.repomd = repomd;
  metadata.repomd_sha256 = digest_of_file(repomd);
  const Repomd listed = read_repomd(metadata.name, repomd);
  auto locate = [&](const Record& record) {
    for (const fs::path& base : folders) {
      if (fs::exists(base / record.href)) return base / record.href;
    }
    return folders.front() / record.href;
  };
  metadata.primary = locate(listed.primary);
  metadata.primary_checksum = listed.primary.checksum;
  if (!file_matches(metadata.primary, metadata.primary_checksum)) {
    throw Error(ExitCode::upstream,
                fmt::format("the metadata of {} does not match its repomd.xml", metadata.name))
        .note(fs::exists(metadata.primary)
                  ? fmt::format("{} was changed or damaged", metadata.primary.string())
                  : fmt::format("no such file: {}", metadata.primary.string()))
        .hint("run createrepo_c again, or wait until the program that changes it has ended");
  }
  if (listed.filelists) {
    metadata.filelists = locate(*listed.filelists);
    metadata.filelists_checksum = listed.filelists->checksum;
  }
}

// Uses metadata in the cache if it is still valid.
bool Repository::State::use_kept(const fs::path& folder) {
  metadata.repomd = folder / "repomd.xml";
  if (!file_matches(metadata.repomd, {.hex = metadata.repomd_sha256})) return false;
  const Repomd listed = read_repomd(metadata.name, metadata.repomd);
  metadata.primary = folder / kept_name("primary", listed.primary.href);
  metadata.primary_checksum = listed.primary.checksum;
  if (!file_matches(metadata.primary, metadata.primary_checksum)) return false;
  if (!listed.filelists) return true;
  metadata.filelists = folder / kept_name("filelists", listed.filelists->href);
  metadata.filelists_checksum = listed.filelists->checksum;
  return file_matches(metadata.filelists, metadata.filelists_checksum);
}

void Repository::State::open_remote(const Address& address, Reporter& reporter) {
  downloader = std::make_unique<Downloader>(address);
  const fs::path folder =
      cache / "repositories" / (as_file_name(address.name) + "-" + sha256(address.url()).substr(0, 16));
  Activity fetching(reporter, "reading", address.name);
  store::sweep_unused(folder, "new-");
  // An active download holds the lock.
  if (const auto alone = FileLock::try_take(folder / "lock")) store::sweep_old(folder, "partial-");
  const TempDir incoming(folder, "new-");
  downloader->fetch_repomd(incoming.path());
  const fs::path repomd = incoming.path() / "repodata" / "repomd.xml";
  metadata.repomd_sha256 = digest_of_file(repomd);
  const fs::path kept = folder / metadata.repomd_sha256;
  if (use_kept(kept)) {
    fetching.result("unchanged");
    return;
  }
  const Repomd listed = read_repomd(metadata.name, repomd);
  const FileLock alone = FileLock::wait(folder / "lock");
  if (use_kept(kept)) return;  // another process has just downloaded it
  remove_tree(kept);
  // Kept after an interrupt, so that the next download resumes.
  const fs::path partial = folder / ("partial-" + metadata.repomd_sha256);
  make_folders(partial);
  std::vector<Wanted> wanted{{listed.primary.href, partial / kept_name("primary", listed.primary.href),
                              listed.primary.checksum, listed.primary.size}};
  if (listed.filelists) {
    wanted.push_back({listed.filelists->href, partial / kept_name("filelists", listed.filelists->href),
                      listed.filelists->checksum, listed.filelists->size});
  }
  downloader->fetch(wanted, 2, [](const Wanted&) {});
  fs::rename(repomd, partial / "repomd.xml");
  rename_file(partial, kept);
  if (!use_kept(kept)) {
    remove_tree(kept);
    throw Error(ExitCode::upstream,
                fmt::format("the metadata of {} does not match its repomd.xml", metadata.name))
        .note("from " + without_credentials(address.url()))
        .hint("try again later, or another mirror");
  }
}

Repository Repository::open(Address address, rpm::Keyring trust, const fs::path& cache, Reporter& reporter) {
  address.baseurl = without_slash(std::move(address.baseurl));
  auto state = std::make_unique<State>();
  state->trust = std::move(trust);
  state->cache = cache;
  state->metadata.name = address.name;
  state->metadata.baseurl = address.baseurl;
  state->metadata.cache = cache / "solv";
  store::sweep_unused(state->package_folder() / "partial", "copy-");
  if (const auto folder = local_file(address.baseurl)) {
    state->open_local(*folder);
  } else {
    state->open_remote(address, reporter);
  }
  return Repository(std::move(state));
}

Repository::Repository(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

const Metadata& Repository::metadata() const {
  return m_state->metadata;
}

const rpm::Keyring& Repository::trust() const {
  return m_state->trust;
}

fs::path Repository::State::place_of(const Location& package) const {
  require_inside(metadata.name, package.href);
  constexpr size_t k_digits = 64;
  if (package.sha256.size() != k_digits ||
      package.sha256.find_first_not_of("0123456789abcdef") != std::string::npos) {
    throw Error(ExitCode::upstream,
                fmt::format("the metadata of {} has no SHA-256 of {}", metadata.name, package.nevra.str()))
        .hint("its owner must make it again: createrepo_c --checksum sha256");
  }
  return package_folder() / package.sha256.substr(0, 2) / package.sha256.substr(2) /
         fs::path(package.href).filename();
}

// The path of a package in a local repository, whose folder other users may change.
fs::path Repository::State::source_of(const Location& package) const {
  for (const fs::path& folder : folders) {
    if (fs::exists(folder / package.href)) return folder / package.href;
  }
  return folders.front() / package.href;
}

void Repository::State::download(const std::vector<Location>& packages, const std::vector<fs::path>& places,
                                 unsigned jobs, Reporter& reporter) {
  // Whether the cache has a file with the content that its path promises. A wrong file is removed.
  auto is_here = [&](size_t i) {
    if (!fs::exists(places[i])) return false;
    if (file_matches(places[i], {.hex = packages[i].sha256})) return true;
    fs::remove(places[i]);
    return false;
  };
  auto missing = [&] {
    std::set<fs::path> seen;
    std::vector<size_t> indices;
    for (size_t i = 0; i < packages.size(); ++i) {
      if (seen.insert(places[i]).second && !is_here(i)) indices.push_back(i);
    }
    return indices;
  };
  if (missing().empty()) return;
  const std::lock_guard guard(downloading);
  const FileLock alone = FileLock::wait(package_folder() / "lock");
  const fs::path partial = package_folder() / "partial";
  make_folders(partial);
  std::vector<Wanted> wanted;
  std::map<std::string, fs::path> place_of_digest;
  for (const size_t i : missing()) {
    const Location& package = packages[i];
    wanted.push_back({package.href, partial / package.sha256, {.hex = package.sha256}, package.size});
    place_of_digest[package.sha256] = places[i];
  }
  Activity fetching(reporter, "fetching", fmt::format("packages of {}", metadata.name), wanted.size());
  downloader->fetch(wanted, jobs, [&](const Wanted& file) {
    const fs::path& place = place_of_digest.at(file.checksum.hex);
    // librepo checked it too, but may have trusted an extended attribute.
    if (!file_matches(file.to, file.checksum)) {
      fs::remove(file.to);
      throw Error(ExitCode::upstream,
                  fmt::format("{} of {} was damaged in transit", file.href, metadata.name))
          .hint("run again to download it again");
    }
    make_folders(place.parent_path());
    make_read_only(file.to);
    // Not synced: each use checks the digest.
    rename_file(file.to, place);
    fetching.step();
  });
}

Error Repository::State::disagreement(const Location& package, const fs::path& file,
                                      const std::string& what) const {
  return Error(ExitCode::upstream,
               fmt::format("the package {} of {} {}", package.nevra.str(), metadata.name, what))
      .note(file.string())
      .hint(fmt::format(
          "the repository at {} does not match its metadata; its owner must run createrepo_c again",
          metadata.baseurl));
}

// Copies a package of a local repository into the cache, because whoever can write to that repository could
// replace the file after it was verified. Returns the error, if any.
std::optional<Error> Repository::State::take(const Location& package, const fs::path& place) const {
  const fs::path source = source_of(package);
  std::error_code failure;
  if (!fs::is_regular_file(source, failure)) return disagreement(package, source, "does not exist");
  const uint64_t size = fs::file_size(source);
  if (package.size != 0 && size != package.size) {
    return disagreement(package, source,
                        fmt::format("has {} bytes, not the {} in the metadata", size, package.size));
  }
  const TempDir aside(package_folder() / "partial", "copy-");
  const fs::path copy = aside.path() / "package";
  copy_file_contents(source, copy, fs::perms(0444));
  if (digest_of_file(copy) != package.sha256)
    return disagreement(package, source, "does not have the digest in the metadata");
  make_folders(place.parent_path());
  rename_file(copy, place);
  return std::nullopt;
}

// The error of a package; nothing if it is valid, and then it is in the cache.
std::optional<Error> Repository::State::judge(const Location& package, const fs::path& place) const {
  const fs::path shown = downloader ? place : source_of(package);
  if (!file_matches(place, {.hex = package.sha256})) {
    if (downloader) return disagreement(package, place, "does not have the digest in the metadata");
    if (auto error = take(package, place)) return error;
  }
  const rpm::Keyring::Verdict verdict = trust.verify(place);
  if (verdict.trust != rpm::Trust::good) return trust.refusal(shown, metadata.name, verdict);
  // The header can be trusted only now. The metadata is not signed: it could list an old package, with known
  // vulnerabilities, as the new one.
  const std::string name = rpm::read_package(place).nevra.str();
  if (name != package.nevra.str()) {
    return Error(ExitCode::trust,
                 fmt::format("the metadata of {} lists {} as {}", metadata.name, name, package.nevra.str()))
        .note(shown.string())
        .hint(fmt::format("somebody changed the metadata at {}, or its owner must run createrepo_c again",
                          metadata.baseurl));
  }
  return std::nullopt;
}

std::vector<fs::path> Repository::fetch(const std::vector<Location>& packages, unsigned jobs,
                                        Reporter& reporter) const {
  std::vector<fs::path> places;
  for (const Location& package : packages) places.push_back(m_state->place_of(package));
  if (places.empty()) return places;
  store::make_private_folder(m_state->package_folder());
  if (m_state->downloader) m_state->download(packages, places, jobs, reporter);

  Activity verifying(reporter, "verifying", fmt::format("packages of {}", m_state->metadata.name),
                     packages.size());
  std::vector<std::optional<Error>> errors(packages.size());
  parallel_for(packages.size(), jobs, [&](size_t i) {
    errors[i] = m_state->judge(packages[i], places[i]);
    verifying.step();
  });
  std::optional<Error> first;
  std::vector<std::string> others;
  for (std::optional<Error>& error : errors) {
    if (!error) continue;
    if (!first) {
      first = std::move(error);
    } else {
      std::string line = fmt::format("also: {}", error->what());
      if (!error->notes().empty()) line += fmt::format(": {}", error->notes().front());
      others.push_back(std::move(line));
    }
  }
  if (first) throw std::move(*first).notes(std::move(others));
  return places;
}

}  // namespace rpmworks::upstream
